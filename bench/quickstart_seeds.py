#!/usr/bin/env python3
"""Runs the quickstart for several seeds and tabulates forecasts against results: how large are the errors, how many
intervals hold?

bench/quickstart_seeds.py [--seeds 1,2,3,4,5] [--runs FOLDER] [options of quickstart, such as --minutes 8 or --budget 3e12]

A study that was run before is not run again; its seconds are then those of reading it.
"""

import argparse
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", default="1,2,3,4,5")
    parser.add_argument("--runs", default="runs")
    known, more = parser.parse_known_args()
    print("seed  predicted  90% interval      measured   error    inside  runs   FLOP      seconds", flush=True)
    errors, inside = [], 0
    for seed in known.seeds.split(","):
        command = [str(ROOT / "loglog"), "quickstart", "--json", "--seed", seed, "--runs", known.runs, *more]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if done.returncode != 0 or not done.stdout:
            print(f"{seed:>4}  exit status {done.returncode}", flush=True)
            continue
        r = json.loads(done.stdout)
        f = r["forecast"]
        errors.append(abs(r["relative_error"]))
        inside += r["inside"]
        print(f"{seed:>4}  {f['value']:9.4f}  {f['low']:.4f} to {f['high']:.4f}  {r['result']:8.4f}  "
              f"{100 * r['relative_error']:+6.2f}%  {str(r['inside']).lower():>6}  {r['runs']:4}  {r['flops']:.2e}  "
              f"{r['seconds']:7.0f}", flush=True)
    if errors:
        print(f"{sum(e <= 0.015 for e in errors)} of {len(errors)} within 1.5%, {inside} inside; "
              f"mean error {100 * sum(errors) / len(errors):.2f}%")


if __name__ == "__main__":
    main()
