#!/usr/bin/env bash
# lightning 2.6.6, torch 2.13.0.
# With accumulate_grad_batches=n, the train_loss that self.log records for a step is that of the last of its n micro-batches, not their mean: a
# curve over 1/n of the tokens with sqrt(n) times the noise, and off where batches are in an order. on_epoch=True averages all of them.
# Seen, 16 batches whose losses are 0 to 15, n = 4: rows 3, 7, 11, 15 (means 1.5, 5.5, 9.5, 13.5), epoch 7.5.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 lightning==2.6.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import csv, glob
import lightning as L
import torch


class Model(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(1))

    def training_step(self, batch, index):
        loss = batch[0].mean() + self.weight.sum()
        self.log("train_loss", loss, on_step=True, on_epoch=True)
        return loss

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.0)


data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.arange(16.0)), batch_size=1)
trainer = L.Trainer(max_epochs=1, accumulate_grad_batches=4, log_every_n_steps=1, enable_progress_bar=False, enable_model_summary=False,
                    accelerator="cpu", logger=L.pytorch.loggers.CSVLogger("."))
trainer.fit(Model(), data)
rows = list(csv.DictReader(open(glob.glob("lightning_logs/*/metrics.csv")[0])))
steps = [float(row["train_loss_step"]) for row in rows if row["train_loss_step"]]
epoch = [float(row["train_loss_epoch"]) for row in rows if row["train_loss_epoch"]]
print("rows", steps, "epoch", epoch)
assert steps == [3, 7, 11, 15] and epoch == [7.5]
PYTHON
