"""Runs by the loggers of Lightning 2.6.6: python3 make_lightning.py lightning"""
import sys, torch, lightning as L
from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger
out = sys.argv[1]
class Net(L.LightningModule):
    def __init__(self, width, n_params):
        super().__init__(); self.save_hyperparameters(); self.net = torch.nn.Linear(width, 1)
    def loss(self, batch): return (self.net(batch[0]) ** 2).mean() + 2
    def training_step(self, batch, i):
        l = self.loss(batch); self.log("train_loss", l, on_step=True, on_epoch=True); return l
    def validation_step(self, batch, i): self.log("val_loss", self.loss(batch))
    def test_step(self, batch, i): self.log("test_loss", self.loss(batch))
    def configure_optimizers(self): return torch.optim.SGD(self.parameters(), 0.01)
def data(n, width): return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(n, width)), batch_size=4)
for width in (3, 5):
    for logger in (CSVLogger(out + "/csv", name="w%d" % width), TensorBoardLogger(out + "/tb", name="w%d" % width)):
        L.seed_everything(1)
        t = L.Trainer(max_epochs=2, logger=logger, log_every_n_steps=2, enable_checkpointing=False, enable_progress_bar=False, accelerator="cpu", enable_model_summary=False)
        m = Net(width, 1000 * width)
        t.fit(m, data(24, width), data(8, width)); t.test(m, data(8, width), verbose=False)
