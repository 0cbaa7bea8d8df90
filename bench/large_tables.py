#!/usr/bin/env python3
"""Times `fit` and `sql` on large inputs, which it makes in a folder (a million rows each, 260 MB together).

    bench/large_tables.py FOLDER [ROWS]

Prints wall-clock time, processor time and the most memory of each command (GNU time has to be installed).
"""
import json
import os
import random
import subprocess
import sys


def runs(path, rows):
    random.seed(0)
    with open(path, "w") as out:
        out.write("name,params,tokens,loss\n")
        for i in range(rows):
            n, d = 10 ** random.uniform(6, 10), 10 ** random.uniform(8, 11.5)
            loss = (1.8 + 500 / n**0.35 + 1800 / d**0.36) * (1 + random.gauss(0, 0.01))
            out.write(f"run{i},{n:.0f},{d:.0f},{loss:.6f}\n")


def metrics(folder, runs_, rows):
    random.seed(0)
    asked = {"recipe": {"rate": 0.004}, "model": {"width": 16}, "tokens": 200000, "seed": 1, "params": 30992}
    for r in range(runs_):
        run = f"{folder}/r{r:03d}"
        os.makedirs(run, exist_ok=True)
        with open(run + "/run.json", "w") as out:
            json.dump(asked, out)
        with open(run + "/metrics.jsonl", "w") as out:
            for s in range(1, rows // runs_ + 1):
                out.write(json.dumps({
                    "step": s * 10, "tokens": s * 81920, "flops": s * 2.3e10, "loss": 2 + 3 / s**0.3 + random.random() / 100,
                    "rate": 1e-3 / s, "gradient_norm": random.random(), "tokens_per_second": 1e5 * random.random(),
                    "seconds": s * 0.1}) + "\n")


def main():
    folder = sys.argv[1]
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    os.makedirs(folder, exist_ok=True)
    loglog = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "loglog")
    if not os.path.exists(folder + "/runs.csv"):
        runs(folder + "/runs.csv", rows)
        metrics(folder + "/many", 100, rows)
        metrics(folder + "/one", 1, rows)
    subprocess.run([loglog, "fit", "--help"], check=True, capture_output=True)  # builds
    question = "select count(*), min(loss) from metrics"
    for words in (
        ["fit", folder + "/runs.csv", "--bootstrap", "0"],
        ["fit", folder + "/runs.csv"],
        ["fit", folder + "/runs.csv", "--bootstrap", "0", "--html", folder + "/page.html"],
        ["sql", "--runs", folder + "/many", question],
        ["sql", "--runs", folder + "/one", question],
    ):
        timed = subprocess.run(["time", "-f", "%e s, %U + %S s of processor time, %M KB", loglog, *words],
                               check=True, capture_output=True, text=True)
        print(" ".join(words) + ": " + timed.stderr.strip().splitlines()[-1])
    print("page.html: %.1f MB" % (os.path.getsize(folder + "/page.html") / 1e6))


main()
