#!/usr/bin/env bash
# orbax-checkpoint 0.12.4, jax 0.10.2.
# A guess: a checkpoint manager that keeps the best by a loss (best_fn, best_mode="min") holds NaN for the worst, or refuses it. Orbax sorts by
# the losses, and no order holds with NaN among them: one evaluation that is NaN becomes the best step, and the best checkpoint so far is DELETED
# to keep it, without a word.
# Seen, max_to_keep=2: of losses 1, NaN, 2, 1.5 steps 2 and 3 are left, and the one with 1 is gone; of 1, 2, 3, NaN best_step() is the last one.
# Without NaN, 1, 4, 2, 1.5 leaves steps 0 and 3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet orbax-checkpoint==0.12.4 jax==0.10.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import math
import os

import jax.numpy as jnp
import orbax.checkpoint as ocp


def kept(name, losses):
    options = ocp.CheckpointManagerOptions(max_to_keep=2, best_fn=lambda metrics: metrics["loss"], best_mode="min")
    with ocp.CheckpointManager(os.path.abspath(name), options=options) as manager:
        for step, loss in enumerate(losses):
            manager.save(step, args=ocp.args.StandardSave({"w": jnp.ones(2) * step}), metrics={"loss": loss})
            manager.wait_until_finished()
        seen = sorted(manager.all_steps()), manager.best_step()
    print(losses, "kept", seen[0], "best", seen[1])
    return seen


assert kept("finite", [1.0, 4.0, 2.0, 1.5]) == ([0, 3], 0)
assert 0 not in kept("second", [1.0, math.nan, 2.0, 1.5])[0]
assert kept("last", [1.0, 2.0, 3.0, math.nan])[1] == 3
PYTHON
