#!/usr/bin/env bash
# jax 0.10.2 (CPU).
# The FLOP that XLA tells of a compiled function (cost_analysis()["flops"], before and after compiling) count the body of lax.scan once,
# however many layers it runs over, forward and backward. Layers that are written out are counted each. A transformer whose layers are stacked for scan, as
# JAX code mostly has them, so has the FLOP of one layer, and its utilization is too low by the number of layers.
# Seen, 8 layers of 64 by 64 on 16 rows, 2 * 16 * 64 * 64 * 8 = 1,048,576 FLOP: loop 1,049,599, scan 132,097; gradient 3,275,776 and 397,320.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jax==0.10.2
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import jax
import jax.numpy as jnp

LAYERS, WIDTH, ROWS = 8, 64, 16


def scanned(weights, x):
    return jax.lax.scan(lambda x, w: (jnp.tanh(x @ w), None), x, weights)[0].sum()


def loop(weights, x):
    for w in weights:
        x = jnp.tanh(x @ w)
    return x.sum()


weights, x = jnp.ones((LAYERS, WIDTH, WIDTH)), jnp.ones((ROWS, WIDTH))
expected = 2 * ROWS * WIDTH * WIDTH * LAYERS
for name, change, factor in (("forward", lambda f: f, 1), ("gradient", jax.grad, 3)):
    flops = {f.__name__: jax.jit(change(f)).lower(weights, x).compile().cost_analysis()["flops"] for f in (loop, scanned)}
    print(f"{name}: {flops}, matrix products {factor * expected}")
    assert abs(flops["loop"] / (factor * expected) - 1) < 0.1
    assert abs(flops["scanned"] * LAYERS / (factor * expected) - 1) < 0.1
PYTHON
