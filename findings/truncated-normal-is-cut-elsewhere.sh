#!/usr/bin/env bash
# torch 2.13.0, jax 0.10.2, keras 3.15.1 (JAX's backend).
# A guess: weights from a truncated normal of standard deviation 0.02 have that deviation, and a config can be carried over. PyTorch's
# trunc_normal_ cuts at -2 and 2, not at two deviations, so that nothing is cut and the deviation is 0.02. JAX's truncated_normal and Keras's
# TruncatedNormal cut at two deviations and have 12% less; JAX's own variance_scaling(distribution="truncated_normal") makes up for the cut.
# Seen, a million weights: torch 0.0200 (largest above 4 deviations), jax and keras 0.0176, variance_scaling of the variance 0.0004 0.0200.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 jax==0.10.2 keras==3.15.1
cd "$folder"
export KERAS_BACKEND=jax
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import jax
import keras
import numpy as np
import torch

torch.manual_seed(0)
key = jax.random.PRNGKey(0)
shape = (1000, 1000)
drawn = {
    "torch": torch.nn.init.trunc_normal_(torch.empty(shape), std=0.02).numpy(),
    "jax": np.asarray(jax.nn.initializers.truncated_normal(0.02)(key, shape)),
    "keras": np.asarray(keras.initializers.TruncatedNormal(stddev=0.02, seed=0)(shape)),
    "jax variance_scaling": np.asarray(jax.nn.initializers.variance_scaling(0.4, "fan_in", "truncated_normal")(key, shape)),
}
for name, weights in drawn.items():
    deviation, largest = weights.std(), np.abs(weights).max() / 0.02
    print(f"{name}: deviation {deviation:.4f}, largest {largest:.2f} x 0.02")
    expected = 0.0176 if name in ("jax", "keras") else 0.02
    assert abs(deviation - expected) < 1e-4
    assert (largest > 4) == (name == "torch")
PYTHON
