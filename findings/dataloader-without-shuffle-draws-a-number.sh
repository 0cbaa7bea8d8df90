#!/usr/bin/env bash
# torch 2.13.0.
# Iterating over a DataLoader with shuffle=False and num_workers=0 draws a number from PyTorch's global generator, for the seeds of workers that
# there are not. A validation therefore moves the stream: dropout, and the order of the next epoch, are others afterwards, so that two runs of one
# seed differ once one of them validates more often, and a comparison "with the same seed" compares two seeds. generator=torch.Generator() for the
# validation's loader keeps the stream.
# Seen: the order of the second epoch and a dropout's mask are others after a validation; the same with a generator of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 numpy
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from torch.utils.data import DataLoader


def second_epoch(validation):
    torch.manual_seed(0)
    training = DataLoader(torch.arange(8), batch_size=8, shuffle=True)
    list(training)
    if validation is not None:
        list(validation)
    return next(iter(training)).tolist(), (torch.nn.functional.dropout(torch.ones(8), 0.5) > 0).tolist()


rows = torch.arange(4)
without = second_epoch(None)
plain = second_epoch(DataLoader(rows, shuffle=False))
own = second_epoch(DataLoader(rows, shuffle=False, generator=torch.Generator()))
print("no validation", without[0], "; validation", plain[0], "; with its own generator", own[0])
assert plain[0] != without[0] and plain[1] != without[1] and own == without
PYTHON
