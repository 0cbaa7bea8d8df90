"""Event files by the writer of PyTorch 1.13 (torch.utils.tensorboard) with tensorboard 2.21.0: python3 make_torch.py torch"""
import math, sys, torch
from torch.utils.tensorboard import SummaryWriter
out = sys.argv[1]
def loss(step): return 2.0 + 8.0 / math.sqrt(step + 1)
# a run with a restart: steps 0..90, killed, on again from step 60
w = SummaryWriter(out + "/restarted", filename_suffix=".a")
for s in range(0, 100, 10):
    w.add_scalar("train/loss", loss(s) + 1, s); w.add_scalar("lr", 1e-3, s)
w.add_scalar("eval/loss", 9.0, 90)
w.close()
import time; time.sleep(1.1)
w = SummaryWriter(out + "/restarted", filename_suffix=".b")
for s in range(60, 90, 10):
    w.add_scalar("train/loss", loss(s), s); w.add_scalar("lr", 5e-4, s)
w.add_scalar("eval/loss", 2.5, 80)
w.close()
# tensor scalars, doubles and floats, and other kinds of summaries between them
w = SummaryWriter(out + "/tensors")
for s in range(5):
    w.add_scalar("train/loss", torch.tensor(loss(s)), s, new_style=True)
    w.add_scalar("val/loss", loss(s) + 0.1, s, new_style=True, double_precision=True)

    w.add_text("note", "words", s)
w.add_hparams({"n_params": 124000000, "optimizer": "adamw", "tied": True, "lr": 6e-4}, {"hparam/accuracy": 0.5}, run_name="settings")
w.close()
