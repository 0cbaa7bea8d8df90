#!/usr/bin/env bash
# scipy 1.17.1, numpy 2.4.6.
# curve_fit(loss="huber", f_scale=delta) passes the loss on to least_squares and returns a pcov, which is not the covariance of that
# estimate: it is computed from the few points within delta of the curve, since the others have no curvature. With a delta far below the noise,
# as laws of loss are fitted (0.001 in the logarithm), the standard errors of most samples are too small and those of some are larger by many
# powers of ten. With delta = 1, or without loss, they are right.
# Seen, of 200 samples with noise 0.02: the intercept's true deviation is 0.0063 for delta = 0.0001; the errors told are 0.0022 in the
# middle and 3e4 at most. For delta = 1: 0.0052, 0.0050 and 0.0064.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scipy==1.17.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
from scipy.optimize import curve_fit

x = np.linspace(0, 1, 60)
for delta in (1, 1e-4):
    random = np.random.default_rng(0)
    values, told = [], []
    for _ in range(200):
        y = 1 - 0.5 * x + random.normal(0, 0.02, len(x))
        law, covariance = curve_fit(lambda x, a, b: a + b * x, x, y, p0=[1, -0.4], method="trf", loss="huber", f_scale=delta)
        values.append(law[0])
        told.append(covariance[0, 0] ** 0.5)
    true, middle, most = np.std(values), np.median(told), np.max(told)
    print(f"delta {delta}: deviation {true:.4f}, standard errors {middle:.4f} in the middle, {most:.3g} at most")
    assert (0.8 < middle / true < 1.2 and most < 2 * true) if delta == 1 else (middle < true / 2 and most > 100 * true)
PYTHON
