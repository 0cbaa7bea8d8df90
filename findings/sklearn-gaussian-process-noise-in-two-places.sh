#!/usr/bin/env bash
# scikit-learn 1.9.1, numpy 2.4.6.
# The noise of a Gaussian process's data can be given as alpha or as a WhiteKernel in the kernel. The fit, its mean and its likelihood are the
# same; the standard deviation of predict(return_std=True) is not: with alpha it is that of the curve, with a WhiteKernel that of a new
# measurement, noise included. A band is 1.8 times as wide by where the same number stands.
# Seen, noise of deviation 0.2, within the data: 0.138 with alpha, 0.243 with WhiteKernel, and 0.243^2 - 0.138^2 = 0.2^2; means equal.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scikit-learn==1.9.1 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, WhiteKernel

x = np.linspace(0, 1, 8)[:, None]
y = 1 + 2 * x[:, 0] + np.random.default_rng(0).normal(0, 0.2, 8)
told = []
for kernel, alpha in ((RBF(0.3), 0.04), (RBF(0.3) + WhiteKernel(0.04), 1e-10)):
    process = GaussianProcessRegressor(kernel, alpha=alpha, optimizer=None).fit(x, y)
    mean, deviation = process.predict([[0.5]], return_std=True)
    told.append((mean[0], deviation[0], process.log_marginal_likelihood_value_))
    print(f"{kernel}, alpha {alpha}: mean {mean[0]:.4f}, deviation {deviation[0]:.4f}, log-likelihood {told[-1][2]:.4f}")
(mean, curve, likelihood), (other_mean, measurement, other_likelihood) = told
assert abs(mean - other_mean) < 1e-6 and abs(likelihood - other_likelihood) < 1e-6
assert abs(measurement**2 - curve**2 - 0.04) < 1e-6 and measurement > 1.7 * curve
PYTHON
