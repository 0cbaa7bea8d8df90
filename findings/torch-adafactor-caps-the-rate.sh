#!/usr/bin/env bash
# torch 2.13.0.
# A guess: under a constant learning rate Adafactor's steps are lr times the weights' root mean square. torch.optim.Adafactor takes
# min(lr, 1/sqrt(step)) in place of lr: a constant 0.01 decays from step 10,000 on, a constant 0.1 from step 100, and a schedule that is above
# 1/sqrt(step) is not followed. param_groups, and so every log of the rate, still say lr.
# Seen, weights that are put back to 1 before each step, gradients of 1: of lr 0.1 the steps are 0.1, 0.1, 0.032, 0.01 at steps 10, 100, 1,000, 10,000, of
# lr 0.001 0.001 each time; the rate told is 0.1 throughout.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch


def steps(rate, at):
    weight = torch.nn.Parameter(torch.ones(4, 4))
    optimizer = torch.optim.Adafactor([weight], lr=rate, weight_decay=0.0)
    sizes = []
    for step in range(1, max(at) + 1):
        weight.data.fill_(1.0)
        weight.grad = torch.ones(4, 4)
        optimizer.step()
        if step in at:
            sizes.append(1 - weight.mean().item())
    return sizes, optimizer.param_groups[0]["lr"]


at = [10, 100, 1000, 10000]
for rate in (0.1, 0.001):
    sizes, told = steps(rate, at)
    print(f"lr {rate}, at steps {at}:", [f"{size:.4f}" for size in sizes], "told:", told)
    assert told == rate
    assert all(abs(size / min(rate, step**-0.5) - 1) < 0.02 for size, step in zip(sizes, at))
PYTHON
