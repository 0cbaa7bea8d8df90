#!/usr/bin/env bash
# torchmetrics 1.9.0, torch 2.13.0.
# BootStrapper(sampling_strategy="multinomial") draws with replacement within each batch that it is given, not within the data: the standard error
# depends on the evaluation's batch size and is 0 for batches of one. What differs from batch to batch is never drawn again or left out. The
# default, Poisson, has the right size at any batch.
# Seen, mean of 64 normal values, whose standard error is 0.131: 0 in batches of 1, 0.155 in one batch; poisson 0.109 and 0.120.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torchmetrics==1.9.0 torch==2.13.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from torchmetrics import MeanMetric
from torchmetrics.wrappers import BootStrapper

values = torch.randn(64, generator=torch.Generator().manual_seed(0))
told = {}
for strategy in ("poisson", "multinomial"):
    for batch in (1, 64):
        torch.manual_seed(0)
        metric = BootStrapper(MeanMetric(), num_bootstraps=60, sampling_strategy=strategy)
        for part in values.split(batch):
            metric.update(part)
        told[strategy, batch] = metric.compute()["std"].item()
        print(f"{strategy}, batches of {batch}: {told[strategy, batch]:.4f}; true {values.std().item() / 64**0.5:.4f}")
true = values.std().item() / 64**0.5
assert told["multinomial", 1] == 0
assert all(0.7 < told[key] / true < 1.3 for key in (("multinomial", 64), ("poisson", 1), ("poisson", 64)))
PYTHON
