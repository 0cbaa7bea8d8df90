#!/usr/bin/env python3
"""Processor time of whole commands of two checkouts, run alternately: what an answer costs from the start of the process.

    bench/start_times.py BEFORE AFTER [ROUNDS]

BEFORE and AFTER are checkouts of this project (each is built first). The tables are simulated from Chinchilla's law with a noise of
0.5% and made in a temporary folder. Prints a Markdown table: user time (median of the rounds, lowest in parentheses), system time
and the most memory of the two.
"""
import math
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile


def table(path, rows):
    draw = random.Random(1)
    with open(path, "w") as out:
        out.write("params,tokens,loss\n")
        for _ in range(rows):
            flops = 10 ** draw.uniform(18, 22)
            params = math.sqrt(flops / 120) * 10 ** draw.uniform(-1, 1)
            tokens = flops / 6 / params
            loss = (1.817 + 478 / params**0.347 + 2144 / tokens**0.367) * math.exp(draw.gauss(0, 0.005))
            out.write(f"{params:.6g},{tokens:.6g},{loss:.6f}\n")


def timed(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit status {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime, used.ru_maxrss / 1024


def main():
    checkouts = [os.path.join(os.path.abspath(folder), "loglog") for folder in sys.argv[1:3]]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 9
    for loglog in checkouts:
        subprocess.run([loglog, "--help"], check=True, stdout=subprocess.DEVNULL)  # builds
    at = ["--at", "params=7B,tokens=140B"]
    with tempfile.TemporaryDirectory() as folder:
        files = {rows: os.path.join(folder, f"{rows}.csv") for rows in (40, 5_000, 50_000)}
        for rows, path in files.items():
            table(path, rows)
        print("| command | rows | user time before | after | system time before | after | memory before | after |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        for name, rows, words, share in (
            ("predict --help", "", ["predict", "--help"], 1),
            ("predict", 40, ["predict", files[40], *at], 1),
            ("predict --json", 40, ["predict", files[40], *at, "--json"], 1),
            ("fit", 40, ["fit", files[40]], 1),
            ("predict", 5_000, ["predict", files[5_000], *at], 1),
            ("predict", 50_000, ["predict", files[50_000], *at], 2),
            ("fit", 50_000, ["fit", files[50_000]], 2),
        ):
            runs = [[], []]
            for _ in range(max(1, rounds // share)):
                for which, loglog in enumerate(checkouts):
                    runs[which].append(timed([loglog, *words]))
            cells = []
            for part, form in ((0, "{:.2f} ({:.2f})"), (1, "{:.2f}"), (2, "{:.0f} MB")):
                for of in runs:
                    values = [run[part] for run in of]
                    cells.append(form.format(statistics.median(values), min(values)))
            counted = f"{rows:,}" if rows else ""
            print(f"| `{name}` | {counted} | " + " | ".join(cells) + " |", flush=True)


main()
