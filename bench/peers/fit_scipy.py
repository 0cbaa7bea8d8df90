"""The peer of `loglog fit --bootstrap`: Chinchilla's law by scipy's BFGS from a grid of starts, then resamples.

The usual notebook, written plainly: a = log A, b = log B, e = log E, log-sum-exp, Huber loss with delta 1e-3 on log
residuals, 4500 starts (5 x 5 x 6 x 6 x 5), analytic gradients, one process per core.

    python3 bench/peers/fit_scipy.py RUNS.csv [--drop-highest K] [--resamples N] [--starts N]
"""

import argparse
import csv
import itertools
import multiprocessing
import time

import numpy as np
from scipy.optimize import minimize

DELTA = 1e-3


def objective(p, log_n, log_d, log_loss):
    a, b, e, alpha, beta = p
    terms = np.stack([a - alpha * log_n, b - beta * log_d, np.full_like(log_n, e)])
    top = terms.max(axis=0)
    parts = np.exp(terms - top)
    total = parts.sum(axis=0)
    r = top + np.log(total) - log_loss
    share = parts / total
    size = np.abs(r)
    value = np.where(size <= DELTA, 0.5 * r * r, DELTA * (size - 0.5 * DELTA)).sum()
    pull = np.clip(r, -DELTA, DELTA)
    gradient = np.array([
        (pull * share[0]).sum(),
        (pull * share[1]).sum(),
        (pull * share[2]).sum(),
        (-pull * share[0] * log_n).sum(),
        (-pull * share[1] * log_d).sum(),
    ])
    return value, gradient


def fit(start, log_n, log_d, log_loss):
    return minimize(objective, start, args=(log_n, log_d, log_loss), jac=True, method="BFGS",
                    options={"gtol": 1e-9, "maxiter": 2000})


def from_start(job):
    start, data = job
    found = fit(start, *data)
    return found.fun, found.x


def from_resample(job):
    seed, best, data = job
    rows = np.random.default_rng(seed).integers(len(data[0]), size=len(data[0]))
    return fit(best, *(column[rows] for column in data)).x


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("runs")
    arguments.add_argument("--drop-highest", type=int, default=0)
    arguments.add_argument("--resamples", type=int, default=4000)
    arguments.add_argument("--starts", type=int, default=4500)
    arguments = arguments.parse_args()
    rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(open(arguments.runs))]
    rows.sort(key=lambda row: -row["loss"])
    rows = rows[arguments.drop_highest:]
    n = np.array([row["params"] for row in rows])
    d = np.array([row["flops"] for row in rows]) / (6 * n)
    data = (np.log(n), np.log(d), np.log([row["loss"] for row in rows]))

    began = time.perf_counter()
    grid = list(itertools.product(np.linspace(0, 25, 6), np.linspace(0, 25, 6), np.linspace(-1, 1, 5),
                                  np.linspace(0, 2, 5), np.linspace(0, 2, 5)))[:arguments.starts]
    with multiprocessing.Pool() as pool:
        found = pool.map(from_start, [(start, data) for start in grid], chunksize=16)
        value, best = min(found, key=lambda f: f[0])
        between = time.perf_counter()
        draws = np.array(pool.map(from_resample, [(s, best, data) for s in range(arguments.resamples)], chunksize=16))
    ended = time.perf_counter()
    named = dict(A=np.exp(best[0]), B=np.exp(best[1]), E=np.exp(best[2]), alpha=best[3], beta=best[4])
    print(f"objective {value:.12f}", {k: round(float(v), 5) for k, v in named.items()})
    for i, name in enumerate(["A", "B", "E", "alpha", "beta"]):
        column = np.exp(draws[:, i]) if i < 3 else draws[:, i]
        print(name, "95% interval", np.quantile(column, [0.025, 0.975]).round(4))
    print(f"seconds: {between - began:.2f} for {len(grid)} starts, {ended - between:.2f} for {arguments.resamples} resamples")


if __name__ == "__main__":
    main()
