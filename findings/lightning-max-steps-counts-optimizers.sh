#!/usr/bin/env bash
# lightning 2.6.6, torch 2.13.0.
# With two optimizers, as Muon needs one beside it for what is no matrix, Lightning's max_steps, global_step and the step in a
# checkpoint's name count the steps of both: half of the batches are trained that were asked for. The step of the logged rows counts batches, so
# that one run says two numbers for one moment, and tokens computed from the checkpoint's are twice what was trained on.
# Seen, max_steps = 40: one optimizer 40 batches, last row 39, checkpoint step=40; two: 20 batches, last row 19, checkpoint step=40.
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
    def __init__(self, split):
        super().__init__()
        self.matrix, self.head, self.split, self.batches = torch.nn.Linear(8, 8, bias=False), torch.nn.Linear(8, 1), split, 0
        self.automatic_optimization = False

    def configure_optimizers(self):
        if not self.split:
            return [torch.optim.AdamW(self.parameters(), lr=1e-3)]
        return [torch.optim.Muon(self.matrix.parameters(), lr=1e-3), torch.optim.AdamW(self.head.parameters(), lr=1e-3)]

    def training_step(self, batch, index):
        self.batches += 1
        loss = self.head(self.matrix(batch[0])).square().mean()
        optimizers = self.optimizers()
        optimizers = optimizers if isinstance(optimizers, list) else [optimizers]
        for optimizer in optimizers:
            optimizer.zero_grad()
        self.manual_backward(loss)
        for optimizer in optimizers:
            optimizer.step()
        self.log("train_loss", loss)


data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(800, 8)), batch_size=8)
for split, batches in ((False, 40), (True, 20)):
    model = Model(split)
    logger = L.pytorch.loggers.CSVLogger(".", name=f"split{split}")
    trainer = L.Trainer(max_steps=40, logger=logger, log_every_n_steps=10, enable_progress_bar=False, enable_model_summary=False,
        accelerator="cpu")
    trainer.fit(model, data)
    rows = list(csv.DictReader(open(glob.glob(f"split{split}/*/metrics.csv")[0])))
    checkpoint = glob.glob(f"split{split}/*/checkpoints/*.ckpt")[0].rsplit("-", 1)[1]
    print(f"{1 + split} optimizers: batches {model.batches}, global_step {trainer.global_step}, last row {rows[-1]['step']}, {checkpoint}")
    assert model.batches == batches and trainer.global_step == 40, (model.batches, trainer.global_step)
    assert int(rows[-1]["step"]) == batches - 1 and checkpoint == "step=40.ckpt", (rows[-1], checkpoint)
PYTHON
