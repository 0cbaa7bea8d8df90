"""Event files by the writers of PyTorch 2.13.0 and tensorboardX 2.6.5: python3 make_writers.py writers"""
import math, os, sys, time, torch
from torch.utils.tensorboard import SummaryWriter
import tensorboardX
out = sys.argv[1]
def loss(step): return 3.0 + 4.0 / math.sqrt(step + 1)
# three processes of one run at the same time; the first one evaluates
ws = [SummaryWriter(out + "/ranks", filename_suffix=".rank%d" % r) for r in range(3)]
for s in range(0, 50, 10):
    for r, w in enumerate(ws):
        w.add_scalar("train/loss", loss(s) + 0.1 * r, s)
    ws[0].add_scalar("val/loss", loss(s) + 0.5, s); time.sleep(0.01)
for w in ws: w.close()
# a second stage that counts its steps from 0 again
for part, (start, steps) in enumerate([(0, 40), (40, 20)]):
    w = SummaryWriter(out + "/reset", filename_suffix=".%d" % part)
    for s in range(10, steps + 1, 10): w.add_scalar("train/loss", loss(start + s), s)
    w.close(); time.sleep(0.1)
# the same within one writer
w = SummaryWriter(out + "/reset-inside")
for start, steps in [(0, 40), (40, 20)]:
    for s in range(10, steps + 1, 10): w.add_scalar("train/loss", loss(start + s), s)
w.close()
# a restart whose second process was killed before it evaluated
w = SummaryWriter(out + "/unevaluated", filename_suffix=".0")
for s in range(0, 50, 10): w.add_scalar("train/loss", loss(s), s)
w.add_scalar("val/loss", 4.5, 40); w.close(); time.sleep(0.1)
w = SummaryWriter(out + "/unevaluated", filename_suffix=".1")
w.add_scalar("train/loss", 9.0, 30); w.close()
# a restart that says so
w = SummaryWriter(out + "/purged", filename_suffix=".0")
for s in range(0, 50, 10): w.add_scalar("train/loss", loss(s), s)
w.close(); time.sleep(0.1)
w = SummaryWriter(out + "/purged", filename_suffix=".1", purge_step=25)
w.add_scalar("train/loss", 2.0, 60); w.close()
# threads that write out of order
w = SummaryWriter(out + "/unordered")
for s in (0, 20, 10, 30, 50, 40): w.add_scalar("train/loss", loss(s), s)
w.close()
w = SummaryWriter(out + "/stepless")
for s in range(5): w.add_scalar("train/loss", loss(s))
w.close()
for run, offset in (("a", 0), ("b", 1)):
    w = SummaryWriter(out + "/add_scalars/" + run)
    for s in range(0, 30, 10):
        w.add_scalar("lr", 0.001, s)
        w.add_scalars("loss", {"train": loss(s) + offset, "val": loss(s) + offset + 0.5}, s)
        w.add_scalars("all/losses", {"first": 1.0, "second": 2.0}, s)
    w.close()
w = tensorboardX.SummaryWriter(out + "/add_scalars_x/a")
for s in range(0, 30, 10):
    w.add_scalar("lr", 0.001, s)
    w.add_scalars("loss", {"train": loss(s), "val": loss(s) + 0.5}, s)
w.close()
