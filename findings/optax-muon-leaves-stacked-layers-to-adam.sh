#!/usr/bin/env bash
# optax 0.2.8, jax 0.10.2.
# optax.contrib.muon without muon_weight_dimension_numbers takes every matrix, and only matrices: layers that are stacked for scan
# (layer, in, out) and attention's kernels (width, heads, head size), most of a transformer's params as JAX code holds them, get Adam
# with Nesterov's momentum at Muon's learning rate, without a word, while the embedding and the head, which Muon's author leaves to Adam, get Muon.
# PyTorch's Muon refuses what is not a matrix.
# Seen: the updates of (3, 8, 32) and (8, 4, 8) are Adam's to 1e-6, those of (8, 32) and of the embedding (64, 8) are orthogonal ones.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet optax==0.2.8 jax==0.10.2 torch==2.13.0
"$folder/venv/bin/python" - <<'PYTHON'
import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

shapes = {"dense": (8, 32), "embedding": (64, 8), "stacked": (3, 8, 32), "attention": (8, 4, 8)}
params = {name: jax.random.normal(jax.random.PRNGKey(0), shape) for name, shape in shapes.items()}
grads = {name: 0.01 * jax.random.normal(jax.random.PRNGKey(1), shape) for name, shape in shapes.items()}
muon, adam = optax.contrib.muon(0.01), optax.adam(0.01, nesterov=True)
by_muon, _ = muon.update(grads, muon.init(params), params)
by_adam, _ = adam.update(grads, adam.init(params), params)
for name in shapes:
    away = float(jnp.abs(by_muon[name] - by_adam[name]).max())
    print(name, shapes[name], "Adam's" if away < 1e-6 else "Muon's", f"root mean square {float(jnp.sqrt((by_muon[name] ** 2).mean())):.4f}")
    assert (away < 1e-6) == (len(shapes[name]) == 3)
    if len(shapes[name]) == 2:
        values = np.linalg.svd(np.asarray(by_muon[name]), compute_uv=False)
        assert values[0] / values[-1] < 3, values
try:
    torch.optim.Muon([torch.nn.Parameter(torch.zeros(3, 8, 32))])
    raise SystemExit("PyTorch's Muon took a parameter of three dimensions")
except ValueError as error:
    print("PyTorch:", error)
PYTHON
