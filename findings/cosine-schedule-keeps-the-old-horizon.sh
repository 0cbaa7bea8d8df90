#!/usr/bin/env bash
# torch 2.13.0, transformers 5.18.0.
# A run is trained for longer: a new CosineAnnealingLR(T_max=30), then the checkpoint's state of scheduler and optimizer of a T_max = 10. The state
# has T_max in it and puts 10 back. From step 10 on the rate RISES to its maximum, falls and rises again, since the cosine goes on. The
# schedule of transformers (a LambdaLR, whose function is not part of its state) takes the new horizon, but only from the second step on:
# the first one has the checkpoint's rate, after which the rate jumps.
# Seen: torch T_max 10, rates 0 at step 10, 1 at step 20, 0.024 at step 29; transformers, resumed at step 5: 0.5, then 0.905.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR
from transformers.optimization import get_cosine_schedule_with_warmup


def trained(make, steps, state=None):
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(optimizer)
    if state is not None:
        optimizer.load_state_dict(state[0])
        scheduler.load_state_dict(state[1])
    rates = []
    for _ in range(steps):
        rates.append(round(optimizer.param_groups[0]["lr"], 3))
        optimizer.step()
        scheduler.step()
    return rates, (optimizer.state_dict(), scheduler.state_dict()), scheduler


_, state, _ = trained(lambda o: CosineAnnealingLR(o, T_max=10), 10)
rates, _, scheduler = trained(lambda o: CosineAnnealingLR(o, T_max=30), 20, state)
print("torch: T_max", scheduler.T_max, "steps 10 to 29:", rates)
assert scheduler.T_max == 10 and rates[0] == 0 and rates[10] == 1 and rates[19] < 0.1
_, state, _ = trained(lambda o: get_cosine_schedule_with_warmup(o, 0, 10), 5)
rates, _, _ = trained(lambda o: get_cosine_schedule_with_warmup(o, 0, 30), 25, state)
print("transformers: steps 5 to 29:", rates)
assert rates[0] == 0.5 and rates[1] > 0.9 and rates[-1] < 0.01 and sorted(rates[1:], reverse=True) == rates[1:]
PYTHON
