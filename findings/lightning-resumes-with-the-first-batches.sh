#!/usr/bin/env bash
# lightning 2.6.6, torch 2.13.0.
# fit(ckpt_path=...) of a checkpoint from within an epoch (ModelCheckpoint(every_n_train_steps=...)) counts the batches that were done and does not
# skip them: batch_idx goes on at 4, and the batches are the loader's first ones. The epoch has the right number of steps, its first rows are
# trained on twice and its last ones not at all. A warning says that the loader is "not resumable" and that results may be unreliable; a DataLoader
# of PyTorch is of that kind.
# Seen, 10 batches, resumed after 4: batch_idx 4 to 9 with rows 0 to 5 of the loader.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 lightning==2.6.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import lightning
import torch
from lightning.pytorch.callbacks import ModelCheckpoint
from torch.utils.data import DataLoader


class Rows(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer, self.seen = torch.nn.Linear(1, 1), []

    def training_step(self, batch, index):
        self.seen.append((index, int(batch.item())))
        return self.layer(batch).mean()

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.01)


def rows(steps, checkpoint=None):
    module = Rows()
    trainer = lightning.Trainer(max_epochs=1, max_steps=steps, accelerator="cpu", logger=False, enable_progress_bar=False,
                                enable_model_summary=False, callbacks=[ModelCheckpoint("at", filename="four", every_n_train_steps=4)])
    trainer.fit(module, DataLoader(torch.arange(10.0).reshape(-1, 1), batch_size=1), ckpt_path=checkpoint, weights_only=False)
    return module.seen


first, then = rows(4), rows(100, "at/four.ckpt")
print("index and row before:", first, "and resumed:", then)
assert first == [(i, i) for i in range(4)] and then == [(4 + i, i) for i in range(6)]
PYTHON
