#!/usr/bin/env bash
# accelerate 1.15.0, torch 2.13.0.
# Within accumulate() a prepared optimizer's step() and zero_grad() do nothing before the last micro-batch, so that a loop is written as if there
# were none. clip_grad_norm_() of the same Accelerator does not wait: it clips the gradient summed so far in each micro-batch. The later
# micro-batches then weigh more than the first, and a clip that the mean gradient would never meet may still act. It has to stand under `if
# accelerator.sync_gradients`.
# Seen, four micro-batches with gradients 4 and three times -1, whose mean is 0.25, clipped at 0.5: -0.25; clipped once: 0.25.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from accelerate import Accelerator

gradients = {}
for guarded in (False, True):
    accelerator = Accelerator(cpu=True, gradient_accumulation_steps=4)
    model = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(model.weight)
    model, optimizer = accelerator.prepare(model, torch.optim.SGD(model.parameters(), lr=1.0))
    for x in (4.0, -1.0, -1.0, -1.0):
        with accelerator.accumulate(model):
            accelerator.backward(model(torch.tensor([[x]])).mean())
            if accelerator.sync_gradients or not guarded:
                accelerator.clip_grad_norm_(model.parameters(), 0.5)
            optimizer.step()
            optimizer.zero_grad()
    gradients[guarded] = -model.weight.item()
    print(f"guarded {guarded}: the weight moved by the gradient {gradients[guarded]:.3f}")
assert abs(gradients[False] + 0.25) < 1e-4 and abs(gradients[True] - 0.25) < 1e-6
PYTHON
