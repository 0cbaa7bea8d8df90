"""The peer of `loglog horizon`: METR's logistic fits with scikit-learn and its hierarchical bootstrap (arXiv 2503.14499).

    python3 bench/peers/horizon_sklearn.py RUNS.csv [--resamples N] [--fitted K]

K resamples are fitted (default 20), and the processor time of N follows by proportion.
"""

import argparse
import time

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression


def weights(runs):
    per_task = runs.groupby(["alias", "task_id"])["task_id"].transform("size")
    in_family = runs.groupby(["alias", "task_family"])["task_id"].transform("nunique")
    weight = 1 / (per_task * np.sqrt(in_family))
    return weight / weight.groupby(runs["alias"]).transform("sum")


def fit(runs):
    horizons = {}
    for alias, rows in runs.groupby("alias"):
        if rows["score_binarized"].nunique() < 2:
            continue
        model = LogisticRegression(C=1e5, max_iter=1000)
        model.fit(np.log2(rows[["human_minutes"]].to_numpy()), rows["score_binarized"], sample_weight=rows["weight"])
        horizons[alias] = 2 ** (-model.intercept_[0] / model.coef_[0][0])
    return horizons


def resample(runs, rng):
    parts = []
    families = {name: rows for name, rows in runs.groupby("task_family")}
    for name in rng.choice(list(families), len(families)):
        tasks = {task: rows for task, rows in families[name].groupby("task_id")}
        for task in rng.choice(list(tasks), len(tasks)):
            for _, rows in tasks[task].groupby("alias"):
                parts.append(rows.iloc[rng.integers(len(rows), size=len(rows))])
    return pd.concat(parts)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("runs")
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--fitted", type=int, default=20)
    args = parser.parse_args()
    runs = pd.read_csv(args.runs)
    runs = runs[runs["alias"] != "human"].copy()
    runs["weight"] = weights(runs)
    rng = np.random.default_rng(1)
    began = time.process_time()
    fit(runs)
    once = time.process_time() - began
    began = time.process_time()
    for _ in range(args.fitted):
        fit(resample(runs, rng))
    each = (time.process_time() - began) / args.fitted
    print(f"scikit-learn: {once:.2f} s for the fits, {each:.2f} s a resample, so {args.resamples * each:.0f} s for {args.resamples}")


main()
