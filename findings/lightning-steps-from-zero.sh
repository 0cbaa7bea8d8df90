#!/usr/bin/env bash
# lightning 2.6.6, torch 2.13.0.
# The step that Lightning's loggers record counts the steps before: after 12 steps of training the last row of train_loss and of
# val_loss says 11. trainer.test() after the training records 12 in the same column: two conventions in one file. Tokens
# or samples computed as step times batch are one batch short.
# Seen: train_loss 1 3 5 7 9 11, val_loss 5 11, test_loss 12, trainer.global_step 12.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 lightning==2.6.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import csv, glob, torch, lightning as L
from lightning.pytorch.loggers import CSVLogger
class Net(L.LightningModule):
    def __init__(self): super().__init__(); self.net = torch.nn.Linear(3, 1)
    def loss(self, batch): return (self.net(batch[0]) ** 2).mean()
    def training_step(self, batch, i):
        loss = self.loss(batch); self.log("train_loss", loss); return loss
    def validation_step(self, batch, i): self.log("val_loss", self.loss(batch))
    def test_step(self, batch, i): self.log("test_loss", self.loss(batch))
    def configure_optimizers(self): return torch.optim.SGD(self.parameters(), 0.01)
def data(n): return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(n, 3)), batch_size=4)
trainer = L.Trainer(max_epochs=2, logger=CSVLogger("logs"), log_every_n_steps=2, enable_checkpointing=False,
                    enable_progress_bar=False, enable_model_summary=False, accelerator="cpu")
net = Net()
trainer.fit(net, data(24), data(8))
steps = trainer.global_step
trainer.test(net, data(8), verbose=False)
rows = list(csv.DictReader(open(glob.glob("logs/**/metrics.csv", recursive=True)[0])))
seen = {k: [int(r["step"]) for r in rows if r[k]] for k in ("train_loss", "val_loss", "test_loss")}
print(seen, "trainer.global_step", steps)
assert steps == 12
assert seen == {"train_loss": [1, 3, 5, 7, 9, 11], "val_loss": [5, 11], "test_loss": [12]}
PYTHON
