#!/usr/bin/env bash
# accelerate 1.15.0, torch 2.13.0.
# A training with shuffle=True that goes on in the middle of an epoch by load_state() and skip_first_batches(loader, n), as accelerate means it,
# does not see the rest of that epoch. The state of the random numbers is that of the checkpoint, and the loader draws an order anew from there: n
# batches of another order are left out, so that some rows are seen twice in the epoch and others not at all, without a warning. The seed set
# before changes nothing. It takes DataLoaderConfiguration(use_seedable_sampler=True), which is off unless asked for, and which loads the sampler's
# seed with the state.
# Seen, 12 rows in batches of 2, resumed after the third: 2 of the 6 rows that were left, and 4 that had been seen; with the seedable sampler the
# 6.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from accelerate import Accelerator, skip_first_batches
from accelerate.utils import DataLoaderConfiguration
from torch.utils.data import DataLoader


def prepared(seedable):
    accelerator = Accelerator(cpu=True, dataloader_config=DataLoaderConfiguration(use_seedable_sampler=seedable))
    torch.manual_seed(0)
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return accelerator, accelerator.prepare(model, optimizer, DataLoader(list(range(12)), batch_size=2, shuffle=True))[2]


for seedable in (False, True):
    accelerator, loader = prepared(seedable)
    order = []
    for batch in loader:
        order += batch.tolist()
        if len(order) == 6:
            accelerator.save_state(f"checkpoint-{seedable}")
    accelerator, loader = prepared(seedable)
    accelerator.load_state(f"checkpoint-{seedable}")
    resumed = [row for batch in skip_first_batches(loader, 3) for row in batch.tolist()]
    print(f"seedable {seedable}: before {order[:6]}, left {order[6:]}, resumed {resumed}")
    assert (sorted(resumed) == sorted(order[6:])) == seedable
    assert seedable or len(set(resumed) & set(order[:6])) == 4
PYTHON
