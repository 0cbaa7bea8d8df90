#!/usr/bin/env python3
"""Does the best learning rate stay put across width? Trains llama of 2 layers at each width, rate and seed, under muP (rates
given for width 64) and without.

bench/mup_sweep.py [--tokens 200K] [--widths 32,64,128,256] [--seeds 3] [--bases 64,0] [--rates 0.001,0.002,...]

A row for each width: the mean of the seeds' final validation losses at each rate, the rate that is best by the means, and
where a parabola through each seed's lowest loss and its two neighbors is lowest (in the logarithm of the rate): mean and
standard error over the seeds.
"""

import argparse
import json
import math
import pathlib
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
RATES = "0.001,0.002,0.004,0.008,0.016,0.032,0.064"


def loss(width, rate, base, seed, tokens, runs):
    name = f"w{width}-r{rate}-b{base}-s{seed}"
    command = [str(ROOT / "loglog"), "train", "--width", str(width), "--layers", "2", "--context", "64", "--batch", "16",
               "--tokens", tokens, "--lr", str(rate), "--base-width", str(base), "--validation-tokens", "100K",
               "--seed", str(seed), "--checkpoint-seconds", "1000", "--runs", runs, "--name", name]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 3:
        return math.inf  # diverged
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return json.loads((pathlib.Path(runs) / name / "result.json").read_text())["validation_loss"]


def lowest(rates, losses):
    """The logarithm (to base 2) of the rate where the parabola is lowest; an end of the grid where that is the lowest."""
    i = min(range(len(losses)), key=losses.__getitem__)
    x = [math.log2(r) for r in rates]
    if i in (0, len(losses) - 1) or math.inf in losses[i - 1:i + 2]:
        return x[i]
    left, center, right = losses[i - 1:i + 2]
    step = (x[i + 1] - x[i - 1]) / 2
    return x[i] + step * (left - right) / (2 * (left - 2 * center + right))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tokens", default="200K")
    options.add_argument("--widths", default="32,64,128,256")
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--bases", default="64,0", help="muP's base width, 0 for none")
    options.add_argument("--rates", default=RATES)
    asked = options.parse_args()
    rates = [float(r) for r in asked.rates.split(",")]
    with tempfile.TemporaryDirectory() as runs:
        for base in map(int, asked.bases.split(",")):
            print(f"muP, rates for width {base}" if base else "without muP", flush=True)
            print("width  " + "".join(f"{rate:>9}" for rate in rates) + "   best      lowest, factor of its standard error")
            for width in map(int, asked.widths.split(",")):
                seeds = [[loss(width, rate, base, seed, asked.tokens, runs) for rate in rates]
                         for seed in range(1, asked.seeds + 1)]
                means = [statistics.mean(column) for column in zip(*seeds)]
                best = rates[min(range(len(means)), key=means.__getitem__)]
                at = [lowest(rates, row) for row in seeds]
                error = statistics.stdev(at) / math.sqrt(len(at)) if len(at) > 1 else math.nan
                print(f"{width:5}  " + "".join(f"{x:9.4f}" for x in means)
                      + f"   {best:<8}  {2 ** statistics.mean(at):.4f} x/ {2 ** error:.2f}", flush=True)


main()
