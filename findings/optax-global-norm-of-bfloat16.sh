#!/usr/bin/env bash
# optax 0.2.8, jax 0.10.2.
# optax.global_norm adds the squares of all arrays up in the type of the gradients, one array after the other. In bfloat16 the sum stands still at
# 256 times what an array adds, so that the norm of a model with many arrays is too low, and clip_by_global_norm(1) leaves a larger one than 1.
# Within an array the sum is made in float32, as jnp.sum does, and PyTorch's clip_grad_norm_ is right for the same gradients; so that one expects
# it here.
# Seen, 1,000 arrays of norm 1: global_norm 16 where it is 31.6; after clip_by_global_norm(1) the norm is 1.98; PyTorch 31.6.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet optax==0.2.8 jax==0.10.2 torch==2.13.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import jax.numpy as jnp
import optax
import torch

gradients = [jnp.full(16, 0.25, jnp.bfloat16)] * 1000
norm = float(optax.global_norm(gradients))
clip = optax.clip_by_global_norm(1.0)
clipped = clip.update(gradients, clip.init(gradients))[0]
left = sum(float((array.astype(jnp.float32) ** 2).sum()) for array in clipped) ** 0.5
weights = [torch.nn.Parameter(torch.zeros(16, dtype=torch.bfloat16)) for _ in gradients]
for weight in weights:
    weight.grad = torch.full((16,), 0.25, dtype=torch.bfloat16)
peer = torch.nn.utils.clip_grad_norm_(weights, 1.0).item()
print(f"optax {norm}, after clipping {left:.3f}; PyTorch {peer}; true {1000 ** 0.5:.3f}")
assert norm == 16 and left > 1.9 and abs(peer - 1000 ** 0.5) < 0.2
PYTHON
