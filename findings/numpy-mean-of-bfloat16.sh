#!/usr/bin/env bash
# numpy 2.4.6, ml_dtypes 0.6.0.
# mean() and sum() of a NumPy array of ml_dtypes' bfloat16, which is what np.asarray makes of bfloat16 losses of JAX, add up in
# bfloat16: the sum stands still once a term is less than half of its spacing. NumPy's own float16 is averaged in float32, so that one
# expects the same here. dtype=np.float32 gives the mean; std() is wrong as well.
# Seen, of 10,000 losses of 2.75: sum 1024 and mean 0.102539; in float16 the mean is 2.75.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy==2.4.6 ml_dtypes==0.6.0
"$folder/venv/bin/python" - <<'PYTHON'
import ml_dtypes
import numpy as np

losses = np.full(10_000, 2.75, ml_dtypes.bfloat16)
print("bfloat16: sum", losses.sum(), "mean", losses.mean(), "mean with dtype=float32", losses.mean(dtype=np.float32))
assert float(losses.sum()) == 1024 and abs(float(losses.mean()) - 0.1024) < 0.001
assert losses.mean(dtype=np.float32) == 2.75
print("float16: mean", losses.astype(np.float16).mean())
assert losses.astype(np.float16).mean() == 2.75
spread = np.random.default_rng(0).normal(3, 0.5, 10_000).astype(ml_dtypes.bfloat16)
print("losses of mean 3, deviation 0.5: mean", spread.mean(), "std", spread.std())
assert float(spread.mean()) < 0.5
PYTHON
