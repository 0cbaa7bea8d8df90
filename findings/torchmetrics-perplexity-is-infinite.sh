#!/usr/bin/env bash
# torchmetrics 1.9.0, torch 2.13.0.
# Perplexity takes the softmax first and the logarithm after it, in the type of the logits: one token that is unlikely enough to be 0 there makes
# the perplexity of the whole text infinite. In float16 a logit 18 below the highest is enough, in float32 one 104 below. cross_entropy of
# the same logits is finite.
# Seen, four tokens of which one has a logit 20 below: inf in float16, 148.41 in float32; exp(cross_entropy) is 148.41 in both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 torchmetrics==1.9.0
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from torch.nn.functional import cross_entropy
from torchmetrics.text import Perplexity

labels = torch.tensor([[0, 0, 0, 1]])
for dtype, gap, infinite in ((torch.float32, 20, False), (torch.float16, 20, True), (torch.float32, 110, True)):
    logits = torch.zeros(1, 4, 10, dtype=dtype)
    logits[..., 0] = gap
    metric = Perplexity()
    metric.update(logits, labels)
    found, right = metric.compute().item(), cross_entropy(logits[0], labels[0]).float().exp().item()
    print(f"{dtype}, a logit {gap} below: perplexity {found:.6g}, exp(cross_entropy) {right:.6g}")
    assert right < 1e13 and (found == float("inf") if infinite else abs(found / right - 1) < 1e-4)
PYTHON
