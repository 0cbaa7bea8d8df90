"""The peer of bench/forecasts: Chinchilla's law by scipy's BFGS from a grid of starts, on the same splits.

    bench/forecasts DATA SPLITS
    python3 bench/peers/forecast_scipy.py SPLITS [--starts N]

The grid is that of arXiv 2203.15556 (4500 starts; --starts takes every so many). Errors are means over the hidden runs of a split, the splits of a source, the sources.
"""

import argparse
import collections
import csv
import glob
import itertools
import os

import numpy as np
from fit_scipy import fit

GRID = (np.arange(0, 30, 5), np.arange(0, 30, 5), np.arange(-1, 1.5, 0.5), np.arange(0, 2.5, 0.5), np.arange(0, 2.5, 0.5))


def best(n, d, loss, starts):
    points = list(itertools.product(*GRID))
    points = points[:: max(1, len(points) // starts)]
    data = (np.log(n), np.log(d), np.log(loss))
    return min((fit(np.array(p, float), *data) for p in points), key=lambda found: found.fun).x


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("splits")
    arguments.add_argument("--starts", type=int, default=450)
    given = arguments.parse_args()
    errors = collections.defaultdict(list)
    for file in sorted(glob.glob(os.path.join(given.splits, "*.csv"))):
        with open(file) as lines:
            rows = list(csv.DictReader(lines))
        n, d, loss = (np.array([float(r[c]) for r in rows]) for c in ("params", "tokens", "loss"))
        hidden = np.array([r["hidden"] == "1" for r in rows])
        a, b, e, alpha, beta = best(n[~hidden], d[~hidden], loss[~hidden], given.starts)
        value = np.exp(e) + np.exp(a - alpha * np.log(n)) + np.exp(b - beta * np.log(d))
        relative = value[hidden] / loss[hidden] - 1
        errors[rows[0]["source"]].append((np.abs(relative).mean(), relative.mean()))
    means = {source: np.mean(of, axis=0) for source, of in errors.items()}
    for source, (size, signed) in means.items():
        print(f"| {source} | {len(errors[source])} | scipy | {size:.2%} ({signed:+.2%}) |")
    size, signed = np.mean(list(means.values()), axis=0)
    print(f"| mean of the sources | | scipy | {size:.2%} ({signed:+.2%}) |")


if __name__ == "__main__":
    main()
