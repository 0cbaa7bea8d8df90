#!/usr/bin/env bash
# torch 2.13.0, tensorboardX 2.6.5, tensorboard 2.21.0.
# add_scalars("loss", {"train": ..., "val": ...}) of the two SummaryWriters, which share their interface, leaves two layouts:
# PyTorch's a folder loss_train and loss_val, tensorboardX's a folder loss with train and val in it; each has one tag, loss, so
# that nothing but the folder's name tells training from validation, and each folder is a run of its own in TensorBoard.
# Seen: loss_train:loss loss_val:loss, and loss/train:loss loss/val:loss.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 tensorboardX==2.6.5 tensorboard==2.21.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import os, tensorboardX
from torch.utils import tensorboard
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
expected = {"torch": ["loss_train:loss", "loss_val:loss"], "tensorboardX": ["loss/train:loss", "loss/val:loss"]}
for name, module in (("torch", tensorboard), ("tensorboardX", tensorboardX)):
    writer = module.SummaryWriter(name)
    for step in range(3):
        writer.add_scalars("loss", {"train": 1.0 / (step + 1), "val": 2.0 / (step + 1)}, step)
    writer.close()
    seen = []
    for folder, _, files in os.walk(name):
        tags = EventAccumulator(folder).Reload().Tags()["scalars"] if files else []
        seen += [os.path.relpath(folder, name) + ":" + tag for tag in tags]
    print(name, sorted(seen))
    assert sorted(seen) == expected[name]
PYTHON
