#!/usr/bin/env bash
# accelerate 1.15.0, lightning 2.6.6, torch 2.13.0.
# Where the batches of an epoch are no multiple of the accumulation, both libraries take a step with those that are left, and divide their
# gradients by the number for a whole step all the same. With m of n left the last step of each epoch, thought to be by a mean, is by m/n of it. A
# few rows more or fewer in a data set change how an epoch ends.
# Seen, 10 micro-batches with gradient 1 each, 4 to a step: 1, 1, 0.5 by both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 accelerate==1.15.0 lightning==2.6.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import lightning
import torch
from accelerate import Accelerator
from torch.utils.data import DataLoader

loader = DataLoader(torch.ones(10, 1), batch_size=1)
seen = []
accelerator = Accelerator(cpu=True, gradient_accumulation_steps=4)
model = torch.nn.Linear(1, 1, bias=False)
model, optimizer, batches = accelerator.prepare(model, torch.optim.SGD(model.parameters(), lr=0.1), loader)
for batch in batches:
    with accelerator.accumulate(model):
        accelerator.backward(model(batch).mean())
        if accelerator.sync_gradients:
            seen.append(model.weight.grad.item())
        optimizer.step()
        optimizer.zero_grad()
print("accelerate", seen)


class Mean(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer, self.seen = torch.nn.Linear(1, 1, bias=False), []

    def training_step(self, batch, index):
        return self.layer(batch).mean()

    def on_before_optimizer_step(self, optimizer):
        self.seen.append(self.layer.weight.grad.item())

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


module = Mean()
lightning.Trainer(max_epochs=1, accumulate_grad_batches=4, accelerator="cpu", logger=False, enable_checkpointing=False,
                  enable_progress_bar=False, enable_model_summary=False).fit(module, loader)
print("lightning ", module.seen)
assert seen == module.seen == [1.0, 1.0, 0.5]
PYTHON
