#!/usr/bin/env bash
# flax 0.12.8, jax 0.10.2, torch 2.13.0.
# Dropout within the attention of Flax (MultiHeadDotProductAttention of linen and MultiHeadAttention of nnx) draws ONE mask of queries and keys and
# gives it to all rows of the batch and all heads (broadcast_dropout, on unless asked). PyTorch's draws one for each. At the same rate the noise of
# a step is then not averaged over the batch, and all heads lose the same pairs at once: the same hyperparameters are another regularization.
# Seen, two equal rows, rate 0.5: equal outputs in Flax, different ones with broadcast_dropout=False and in PyTorch.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet flax==0.12.8 jax==0.10.2 torch==2.13.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import jax
import jax.numpy as jnp
import torch
from flax import linen, nnx

x = jnp.tile(jax.random.normal(jax.random.key(0), (1, 8, 16)), (2, 1, 1))
equal = {}
for broadcast in (None, False):
    options = {} if broadcast is None else {"broadcast_dropout": broadcast}
    layer = linen.MultiHeadDotProductAttention(num_heads=4, dropout_rate=0.5, deterministic=False, **options)
    y = layer.init_with_output({"params": jax.random.key(1), "dropout": jax.random.key(2)}, x)[0]
    equal["linen", broadcast] = bool(jnp.allclose(y[0], y[1]))
    layer = nnx.MultiHeadAttention(4, 16, dropout_rate=0.5, decode=False, deterministic=False, rngs=nnx.Rngs(0, dropout=1), **options)
    y = layer(x)
    equal["nnx", broadcast] = bool(jnp.allclose(y[0], y[1]))
torch.manual_seed(0)
rows = torch.randn(1, 8, 16).repeat(2, 1, 1)
y = torch.nn.MultiheadAttention(16, 4, dropout=0.5, batch_first=True)(rows, rows, rows)[0]
equal["torch", None] = torch.allclose(y[0], y[1])
print(equal)
assert equal == {("linen", None): True, ("nnx", None): True, ("linen", False): False, ("nnx", False): False, ("torch", None): False}
PYTHON
