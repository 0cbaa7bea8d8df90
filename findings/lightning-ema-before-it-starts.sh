#!/usr/bin/env bash
# lightning 2.6.6, torch 2.13.0.
# With EMAWeightAveraging(update_starting_at_step=k) validation uses the average from the start. Before step k that is a copy of the weights at
# initialization, not of the current ones: val_loss stands still at that of an untrained model, while training goes on, and EarlyStopping and
# ModelCheckpoint watch it.
# Seen, weight = steps done, k = 6, decay 0.5: validation at steps 2, 4, 6 sees 0, 0, 0, then 7.5 and 9.125.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 lightning==2.6.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import lightning
import torch
from lightning.pytorch.callbacks import EMAWeightAveraging
from torch.utils.data import DataLoader


class Counts(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.weight, self.seen = torch.nn.Parameter(torch.zeros(1)), []

    def training_step(self, batch, index):
        return -self.weight.sum()

    def validation_step(self, batch, index):
        self.seen.append(self.weight.item())

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=1.0)


seen = {}
for start in (None, 6):
    module = Counts()
    trainer = lightning.Trainer(max_steps=10, val_check_interval=2, accelerator="cpu", logger=False, enable_progress_bar=False,
                                enable_model_summary=False, enable_checkpointing=False, num_sanity_val_steps=0,
                                callbacks=[EMAWeightAveraging(decay=0.5, update_starting_at_step=start)])
    trainer.fit(module, DataLoader(torch.ones(100, 1)), DataLoader(torch.ones(1, 1)))
    seen[start] = module.seen
    print(f"starting at {start}: validation sees {module.seen}")
assert seen[None][0] > 1 and seen[6] == [0, 0, 0, 7.5, 9.125]
PYTHON
