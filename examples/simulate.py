"""Draws the simulated tables of this folder but runs.csv, whose truths README.md names. Needs NumPy; the same tables each time."""

import csv
import datetime
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def recipes(random):
    """Two recipes: a run of `better` is one of `plain` with 1.5 times the params and the tokens, 2.25 times the compute."""
    for recipe, more in (("plain", 1.0), ("better", 1.5)):
        for flops in (1e18, 3e18, 1e19, 3e19, 1e20):
            for ratio in (5, 15, 40, 120):
                params = (flops / 6 / ratio) ** 0.5
                tokens = flops / 6 / params
                loss = 1.8 + 480 / (more * params) ** 0.347 + 2100 / (more * tokens) ** 0.367
                yield recipe, f"{params:.3g}", f"{tokens:.3g}", f"{loss * (1 + 0.004 * random.standard_normal()):.4f}"


def models(random):
    """Training compute that grows by four times a year, with half an order of magnitude of scatter."""
    for i in range(60):
        year = 2012 + 14 * (i + random.random()) / 60
        day = datetime.date(int(year), 1, 1) + datetime.timedelta(days=int(365 * (year % 1)))
        flops = 1e17 * 4 ** (year - 2012) * 10 ** (0.5 * random.standard_normal())
        yield f"model-{i + 1:02}", day.isoformat(), f"{flops:.3g}"


def agents(random):
    """Agents whose horizon at 50% doubles every seven months, from two minutes in January 2023; success falls by 0.6 in log-odds a doubling."""
    tasks = [(f"family-{i % 15 + 1:02}", f"task-{i + 1:02}", 0.5 * 2 ** (11 * i / 59)) for i in range(60)]
    for agent in range(7):
        months = 6 * agent
        released = datetime.date(2023 + months // 12, 1 + months % 12, 15)
        horizon = 2 * 2 ** (months / 7)
        for family, task, minutes in tasks:
            chance = 1 / (1 + (minutes / horizon) ** (0.6 / np.log(2)))
            for _ in range(3):
                yield f"agent-{agent + 1}", released.isoformat(), family, task, f"{minutes:.3g}", int(random.random() < chance)


random = np.random.default_rng(1)
write("recipes.csv", ["recipe", "params", "tokens", "loss"], recipes(random))
write("models.csv", ["model", "date", "flops"], models(random))
write("agents.csv", ["alias", "release_date", "task_family", "task_id", "human_minutes", "score_binarized"], agents(random))
