#!/usr/bin/env bash
# torch 2.13.0, tensorboard 2.21.0.
# add_scalar(tag, value, double_precision=True) of PyTorch's SummaryWriter writes a float32 all the same: the option is heeded only
# beside new_style=True. With both the value is a double, and TensorBoard's EventAccumulator then has the tag among its tensors and no
# longer among its scalars. Counts of tokens from 2^24 on are not exact otherwise.
# Seen, of 16777217 tokens: 16777216 with double_precision alone; 16777217 with both, under Tags()["tensors"].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 tensorboard==2.21.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util import tensor_util
from torch.utils.tensorboard import SummaryWriter

with SummaryWriter("run") as writer:
    writer.add_scalar("double", 16777217, 0, double_precision=True)
    writer.add_scalar("both", 16777217, 0, double_precision=True, new_style=True)
events = EventAccumulator("run")
events.Reload()
tags = events.Tags()
print("scalars", tags["scalars"], "tensors", tags["tensors"])
assert tags["scalars"] == ["double"] and tags["tensors"] == ["both"], tags
double, both = events.Scalars("double")[0].value, tensor_util.make_ndarray(events.Tensors("both")[0].tensor_proto)
print(f"double_precision alone {double:.0f}, with new_style {both:.0f}")
assert double == 16777216 and both == 16777217
PYTHON
