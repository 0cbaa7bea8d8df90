#!/usr/bin/env bash
# flax 0.12.8, jax 0.10.2, torch 2.13.0.
# LayerNorm of Flax (linen) takes the variance as mean(x^2) - mean(x)^2 in float32 (use_fast_variance, on unless asked). What is normalized must
# not depend on the mean; with a mean of 1,000 deviations it is off by 2%, and from 3,000 on the variance is often no more than a rounding error,
# and the result hundreds of times too large. PyTorch computes it in another way and is right. A model's loss so depends on which of them computes
# it.
# Seen, of 1,024 values of deviation 1: with mean 1,000 outputs off by up to 0.18, with mean 3,000 by thousands; with use_fast_variance=False and
# in PyTorch below 0.01.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet flax==0.12.8 jax==0.10.2 torch==2.13.0 numpy
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import jax
import jax.numpy as jnp
import numpy as np
import torch
from flax import linen

x = np.asarray(jax.random.normal(jax.random.key(0), (4, 1024)))
exact = (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
off = {}
for mean in (0, 1000, 3000):
    for fast in (True, False):
        layer = linen.LayerNorm(**({} if fast else {"use_fast_variance": False}))
        y = layer.init_with_output(jax.random.key(0), jnp.asarray(x + np.float32(mean)))[0]
        off[mean, "flax" if fast else "flax, slow"] = float(np.abs(np.asarray(y) - exact).max())
    y = torch.nn.functional.layer_norm(torch.tensor(x + np.float32(mean)), (1024,)).numpy()
    off[mean, "torch"] = float(np.abs(y - exact).max())
for key, value in off.items():
    print(*key, f"{value:.3g}")
assert off[0, "flax"] < 1e-3 and off[1000, "flax"] > 0.05 and off[3000, "flax"] > 100
assert max(off[1000, "torch"], off[3000, "torch"], off[1000, "flax, slow"], off[3000, "flax, slow"]) < 0.01
PYTHON
