#!/usr/bin/env bash
# torchmetrics 1.9.0, torch 2.13.0.
# SumMetric, also of whole numbers, and MeanMetric, its weights as well, keep their sums in float32. A count of tokens stands still once what an
# update adds is less than half of the sum's spacing: at 6.9e10 tokens with 4,096 an update. The mean weighted by tokens goes wrong in the same way.
# Seen: 68719476736 after 10,000 updates of 4,096 that began at 68719476736 (2^36); set_dtype(torch.float64) counts them. A mean weighted by tokens: 2.2980 for 2.2973.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 torchmetrics==1.9.0
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from torchmetrics import MeanMetric, SumMetric


def counted(metric):
    metric.update(torch.tensor(2**36))
    for _ in range(10_000):
        metric.update(torch.tensor(4096))
    return int(metric.compute())


plain, double = counted(SumMetric()), counted(SumMetric().set_dtype(torch.float64))
print("tokens", plain, "in float64", double, "counted by hand", 2**36 + 10_000 * 4096)
assert plain == 2**36 and double == 2**36 + 10_000 * 4096
mean = MeanMetric()
mean.update(torch.tensor(2.0), weight=torch.tensor(2**36))
for _ in range(10_000):
    mean.update(torch.tensor(1000.0), weight=torch.tensor(2048))
true = (2.0 * 2**36 + 1000.0 * 2048 * 10_000) / (2**36 + 2048 * 10_000)
print(f"mean {mean.compute():.4f}, by hand {true:.4f}")
assert f"{mean.compute():.4f}" == "2.2980" and f"{true:.4f}" == "2.2973"
PYTHON
