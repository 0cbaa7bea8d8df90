#!/usr/bin/env bash
# torch 2.13.0, optax 0.2.8, jax 0.10.2.
# A guess: a rate that is lowered when the loss stands still does not depend on where the loss's zero is. ReduceLROnPlateau and optax.contrib's
# reduce_on_plateau ask for a value below best * (1 - threshold). For a best below 0 (a density's log-likelihood in nats, a reward's negative) that
# lies ABOVE best: a loss that stands still is an improvement each time, one that slowly rises as well, and the rate never falls.
# threshold_mode="abs" is right for both signs.
# Seen, 20 evaluations, patience 2, factor 0.1: constant at 1 both rates fall to below 1e-5 of the first; constant at -1 they stay; rising from -1
# by 1% of itself each, threshold 0.1: torch's stays, and the best that it tells rises along. With "abs" it falls.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 optax==0.2.8 jax==0.10.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import jax.numpy as jnp
import optax
import torch


def of_torch(losses, **options):
    weight = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([weight], lr=1.0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=2, **options)
    for loss in losses:
        scheduler.step(loss)
    return optimizer.param_groups[0]["lr"], scheduler.best


def of_optax(losses):
    transform = optax.contrib.reduce_on_plateau(factor=0.1, patience=2)
    state = transform.init(jnp.zeros(1))
    for loss in losses:
        _, state = transform.update(jnp.ones(1), state, value=jnp.float32(loss))
    return float(state.scale)


positive, negative, rising = [1.0] * 20, [-1.0] * 20, [-(0.99**i) for i in range(20)]
print("constant 1: ", of_torch(positive), of_optax(positive))
print("constant -1:", of_torch(negative), of_optax(negative), "abs", of_torch(negative, threshold_mode="abs"))
print("rising:     ", of_torch(rising, threshold=0.1), "abs", of_torch(rising, threshold=0.1, threshold_mode="abs"))
assert of_torch(positive)[0] < 1e-5 and of_optax(positive) < 1e-5
assert of_torch(negative)[0] == 1 and of_optax(negative) == 1 and of_torch(negative, threshold_mode="abs")[0] < 1e-5
assert of_torch(rising, threshold=0.1) == (1.0, rising[-1]) and of_torch(rising, threshold=0.1, threshold_mode="abs")[0] < 1e-4
PYTHON
