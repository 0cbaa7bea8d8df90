"""The time-horizon extension of AI 2027 as its authors compute it: draws in numpy, each stepped day by day in a Python loop.

Written from the published equations (uvafan/timelines-takeoff-ai-2027, April 2025, Eli Lifland's inputs), to time and to check
`./loglog takeoff --model ai2027`. Prints quantiles and the seconds of processor time that the draws took, as JSON.

usage: horizon_extension.py [DRAWS] [SEED]; needs numpy and scipy.
"""

import json
import sys
import time

import numpy as np
from scipy.stats import norm

draws = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
rng = np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
started = time.process_time()


def lognormal(low, high, z):
    """Of an 80% interval, with the authors' rounded quantile of 1.28."""
    return np.exp((np.log(low) + np.log(high)) / 2 + z * (np.log(high) - np.log(low)) / 2.56)


def correlated(count):
    covariance = np.full((count, count), 0.7)
    np.fill_diagonal(covariance, 1)
    return rng.multivariate_normal(np.zeros(count), covariance, draws)


pace = correlated(3)
speed = correlated(2)
horizon = lognormal(1, 14_400, rng.standard_normal(draws))
doubling = lognormal(2.5, 9, pace[:, 0])
cost_speed = lognormal(0.5, 30, pace[:, 1])
kind = norm.cdf(pace[:, 2])
delay = lognormal(0.25, 6, rng.standard_normal(draws))
present = lognormal(0.03, 0.3, speed[:, 0])
at_coder = lognormal(1.5, 40, speed[:, 1])

doublings = np.log2(horizon * 60 * 167 / 15)
superexponential = doubling * (1 - 0.9**doublings) / 0.1
subexponential = doubling * (1.1**doublings - 1) / 0.1
months = np.where(kind < 0.45, superexponential, np.where(kind < 0.55, subexponential, doublings * doubling)) + cost_speed

years = np.empty(draws)
day = 1 / 30.5
for i in range(draws):
    now = 2025.25 - delay[i] / 12
    progress = 0.0
    first = 1 + present[i]
    ratio = (1 + at_coder[i]) / first
    while progress < months[i] and now < 2050:
        algorithms = first * ratio ** (progress / months[i])
        compute = 1.0
        if now >= 2029:
            algorithms = np.sqrt(algorithms * 0.5 * (algorithms - 0.5))
            compute = 0.5
        progress += day * (algorithms + compute) / 2
        now += day / 12
    years[i] = min(now, 2050)

seconds = time.process_time() - started
quantiles = [10, 50, 90]
print(json.dumps({
    "draws": draws,
    "processor_seconds": round(seconds, 2),
    "doublings": np.percentile(doublings, quantiles).round(2).tolist(),
    "months": np.percentile(months, quantiles).round(1).tolist(),
    "year": np.percentile(years, quantiles).round(2).tolist(),
}))
