#!/usr/bin/env bash
# torch 2.13.0.
# A guess: the projections of nn.MultiheadAttention start from Xavier's distribution of a width by width matrix. The three stand in one matrix
# (3 width, width), and Xavier's bound is taken of that: they start smaller by sqrt 2, and attention's logits by 2. With kdim or vdim given and
# different from embed_dim, which keeps three matrices, each has Xavier's own. A model rewritten with nn.Linear and xavier_uniform_, or with
# separate projections, does not start as it did.
# Seen, width 256: deviation 0.0442 in the packed matrix, 0.0625 = sqrt(2 / 512) for the queries of a module with kdim=128.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import math

import torch

torch.manual_seed(0)
width = 256
packed = torch.nn.MultiheadAttention(width, 4).in_proj_weight
apart = torch.nn.MultiheadAttention(width, 4, kdim=128, vdim=width)
xavier = math.sqrt(2 / (width + width))
queries = packed[:width].std().item()
print(f"packed {queries:.4f}, apart {apart.q_proj_weight.std():.4f}, Xavier's {xavier:.4f}")
assert abs(queries / xavier * math.sqrt(2) - 1) < 0.02
assert abs(apart.q_proj_weight.std().item() / xavier - 1) < 0.02 and abs(apart.v_proj_weight.std().item() / xavier - 1) < 0.02
PYTHON
