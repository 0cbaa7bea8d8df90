#!/usr/bin/env bash
# torch 2.13.0, ml_dtypes 0.6.0, numpy 2.4.6.
# What a format has no place for is not converted alike by PyTorch and ml_dtypes (JAX), nor alike from format to format.
# float8_e4m3fn: PyTorch gives 448 for all above, infinity included, so that an overflow leaves no trace; ml_dtypes gives NaN. For
# float8_e4m3fnuz both give NaN. float8_e8m0fnu, the scale of MX blocks: PyTorch drops the sign and makes 0 to 2^-127; ml_dtypes
# gives NaN for both. And ml_dtypes makes NaN to -0 in its formats of 4 and 6 bits: a diverged weight is a zero. Within their range they agree.
# Seen: as told, for 1000, infinity, -3, 0 and NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 ml_dtypes==0.6.0 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import ml_dtypes
import numpy as np
import torch

NAN = float("nan")


def both(name, values):
    values = np.array(values, np.float32)
    return (torch.tensor(values).to(getattr(torch, name)).float().numpy(),
            values.astype(getattr(ml_dtypes, name)).astype(np.float32))


for name, values, torchs, others in (
        ("float8_e4m3fn", [1000, np.inf, -np.inf, NAN], [448, 448, -448, NAN], [NAN] * 4),
        ("float8_e4m3fnuz", [1000, np.inf], [NAN] * 2, [NAN] * 2),
        ("float8_e8m0fnu", [-3, 0], [4, 2.0**-127], [NAN] * 2)):
    seen = both(name, values)
    print(name, values, "torch", seen[0], "ml_dtypes", seen[1])
    assert np.array_equal(seen[0], np.array(torchs, np.float32), equal_nan=True)
    assert np.array_equal(seen[1], np.array(others, np.float32), equal_nan=True)
inside = np.random.default_rng(0).uniform(-440, 440, 100_000)
assert np.array_equal(*both("float8_e4m3fn", inside))
for name in ("float4_e2m1fn", "float6_e2m3fn", "float6_e3m2fn"):
    zero = np.array([NAN], np.float32).astype(getattr(ml_dtypes, name)).astype(np.float32)
    print(name, "of NaN", zero)
    assert zero[0] == 0 and np.signbit(zero[0])
PYTHON
