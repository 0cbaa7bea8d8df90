#!/usr/bin/env bash
# scipy 1.17.1, numpy 2.4.6.
# L-BFGS-B's ftol is not relative to an objective below 1: it stops where the objective falls by less than ftol times max(|f|, 1), and
# gtol is absolute. A Huber loss of the logarithms with delta 0.001, as in Chinchilla's approach 3, is of the order of 1e-6 where it is a mean: the
# search "converges" (success True) near each start, and what it finds is the start's exponents. The same sum times 1,000 is
# minimized from every start. A change of the objective's unit, which cannot change a law, changes it.
# Seen, of 48 runs of a law with a = 0.34, b = 0.28, noise 0.3%, from four starts: mean: success four times, a from 0.28 to 0.57; sum
# times 1,000: success four times, a = 0.356 and b = 0.287 each time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scipy==1.17.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
from scipy.optimize import minimize

n = np.log(np.repeat(np.geomspace(5e7, 1e10, 8), 6))
d = np.log(np.tile(np.geomspace(1e9, 1e12, 6), 8))
loss = np.log(1.69 + 406.4 * np.exp(-0.34 * n) + 410.7 * np.exp(-0.28 * d))
loss += np.random.default_rng(0).normal(0, 0.003, len(n))


def objective(law, scale):
    log_a, log_b, log_e, a, b = law
    predicted = np.logaddexp.reduce([log_a - a * n, log_b - b * d, np.full(len(n), log_e)], axis=0)
    error, delta = np.abs(predicted - loss), 1e-3
    return scale * np.where(error <= delta, error**2 / 2, delta * (error - delta / 2)).sum()


starts = [[5, 5, 0.5, 0.3, 0.3], [10, 10, 0, 0.5, 0.5], [0, 0, 1, 0.5, 0.5], [6, 6, 0.5, 0.34, 0.28]]
exponents = {}
for name, scale in (("mean", 1 / len(n)), ("sum times 1,000", 1e3)):
    found = [minimize(objective, start, args=(scale,), method="L-BFGS-B") for start in starts]
    exponents[name] = np.array([result.x[3:] for result in found])
    print(name, "success", [bool(result.success) for result in found], "a and b", exponents[name].round(3).tolist())
    assert all(result.success for result in found)
assert np.ptp(exponents["mean"][:, 0]) > 0.1
assert np.ptp(exponents["sum times 1,000"], axis=0).max() < 0.005
PYTHON
