#!/usr/bin/env bash
# torch 2.13.0, jax 0.10.2, keras 3.15.1 (JAX's backend).
# A guess: an initializer that is given a stack of matrices (experts, in, out), as mixtures of experts and layers for scan hold them, treats the
# leading axis as a batch, as matrix products do. All three take the third axis for the taps of a convolution. PyTorch's fan_in of (experts, out, in)
# is out * in: the weights are too small by sqrt(out). JAX's and Keras's is experts * in: too small by sqrt(experts), so that the scale of a layer
# falls with the number of its experts. JAX has batch_axis=0 for it.
# Seen, 64 to 256, 8 experts, He's normal whose deviation is 0.177: torch 0.0110 (1/16), jax and keras 0.0625 (1/sqrt 8), jax with batch_axis 0.177.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 jax==0.10.2 keras==3.15.1
cd "$folder"
export KERAS_BACKEND=jax
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import math

import jax
import keras
import numpy as np
import torch

torch.manual_seed(0)
key = jax.random.PRNGKey(0)
experts, into, out = 8, 64, 256
right = math.sqrt(2 / into)
one = torch.nn.init.kaiming_normal_(torch.empty(out, into)).std().item()
batched = jax.nn.initializers.variance_scaling(2.0, "fan_in", "truncated_normal", batch_axis=(0,))
seen = {
    "torch": (torch.nn.init.kaiming_normal_(torch.empty(experts, out, into)).std().item(), math.sqrt(out)),
    "jax": (float(jax.nn.initializers.he_normal()(key, (experts, into, out)).std()), math.sqrt(experts)),
    "keras": (float(np.asarray(keras.initializers.HeNormal(seed=0)((experts, into, out))).std()), math.sqrt(experts)),
    "jax, batch_axis": (float(batched(key, (experts, into, out)).std()), 1),
}
print(f"one matrix: {one:.4f}, by the formula {right:.4f}")
assert abs(one / right - 1) < 0.03
for name, (deviation, less) in seen.items():
    print(f"{name}: {deviation:.4f}, less by {right / deviation:.2f}")
    assert abs(right / deviation / less - 1) < 0.03
PYTHON
