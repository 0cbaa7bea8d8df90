#!/usr/bin/env bash
# keras 3.15.1 (JAX's backend, jax 0.10.2).
# With gradient_accumulation_steps=n an optimizer's iterations count its updates, as Adam's correction does. A learning rate's schedule, given to
# the same optimizer, counts the batches before accumulation: its warm-up and decay are over after 1/n of the updates. And use_ema moves the
# average with each of these batches, so that a momentum m is m^n for an update.
# Seen, n = 4, 16 batches, a rate of 1/(1 + step): iterations 4, the rates of the updates 1/4, 1/8, 1/12, 1/16; an average with momentum 0.5 keeps
# 1/16 of what it was at an update, not 1/2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 jax==0.10.2
cd "$folder"
KERAS_BACKEND=jax "$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import keras
import numpy as np


class Inverse(keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        return 1.0 / (1.0 + keras.ops.cast(step, "float32"))

    def get_config(self):
        return {}


def weights(rate, **options):
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")])
    optimizer = keras.optimizers.SGD(rate, **options)
    model.compile(loss=lambda truth, value: keras.ops.mean(-value), optimizer=optimizer)
    seen = []
    for _ in range(16):
        model.train_on_batch(np.ones((1, 1)), np.ones((1, 1)))
        average = float(np.ravel(optimizer._model_variables_moving_average[0])[0]) if options.get("use_ema") else None
        seen.append((float(np.ravel(model.layers[-1].kernel)[0]), average))
    return int(optimizer.iterations), seen


iterations, seen = weights(Inverse(), gradient_accumulation_steps=4)
rates = np.diff([0] + [weight for weight, _ in seen][3::4])
print("iterations", iterations, "rates", rates)
assert iterations == 4 and np.allclose(rates, [1 / 4, 1 / 8, 1 / 12, 1 / 16])
_, seen = weights(1.0, gradient_accumulation_steps=4, use_ema=True, ema_momentum=0.5)
weight, average = seen[6]  # just before the second update
print(f"just before the second update: {weight} and its average {average}; after it and three batches more {seen[10]}")
assert seen[10][0] == 2 and abs(seen[10][1] - (2 - 0.5**4)) < 1e-6
PYTHON
