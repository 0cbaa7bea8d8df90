#!/usr/bin/env python3
"""Does the best learning rate stay put across width? Trains llama of 2 layers at each width and rate and prints the final
validation losses, under muP (rates given for width 64) and without.

bench/mup_sweep.py [TOKENS [WIDTHS]], for example bench/mup_sweep.py 300K 32,64,128,256
"""

import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
RATES = [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2, 3.2e-2, 6.4e-2]


def loss(width, rate, base, tokens, runs):
    name = f"w{width}-r{rate}-b{base}"
    command = [str(ROOT / "loglog"), "train", "--width", str(width), "--layers", "2", "--context", "64", "--batch", "16",
               "--tokens", tokens, "--lr", str(rate), "--base-width", str(base), "--validation-tokens", "100K",
               "--checkpoint-seconds", "1000", "--runs", runs, "--name", name]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 3:
        return float("inf")  # diverged
    result = json.loads((pathlib.Path(runs) / name / "result.json").read_text())
    return result["validation_loss"]


def main():
    tokens = sys.argv[1] if len(sys.argv) > 1 else "300K"
    widths = [int(w) for w in sys.argv[2].split(",")] if len(sys.argv) > 2 else [32, 64, 128, 256]
    with tempfile.TemporaryDirectory() as runs:
        for base in (64, 0):
            print("muP, rates for width 64" if base else "without muP")
            print("width  " + "".join(f"{rate:>9}" for rate in RATES) + "   best rate")
            for width in widths:
                row = [loss(width, rate, base, tokens, runs) for rate in RATES]
                best = RATES[min(range(len(row)), key=row.__getitem__)]
                print(f"{width:5}  " + "".join(f"{x:9.4f}" for x in row) + f"   {best}", flush=True)


main()
