#!/usr/bin/env python3
"""Loglog's training beside PyTorch's, and its decoding beside llama.cpp's: every row's peers measured in turn.

bench/against_peers.py [--width 32|64|128|256]... [--rounds N] [--seconds S] [--arch gpt2|llama] [--threads N] [--no-decode]

PEER_PYTHON names a Python with torch. PyTorch is taken at its best: scaled_dot_product_attention, fused AdamW, compiled or not,
float32 or autocast to bfloat16 (bench/peers/train_torch.py); all ways are shown, and the best of a precision, then of both, is
compared. PEER_NODE names a folder whose node_modules have node-llama-cpp (npm install node-llama-cpp@3.22.1); without it,
decoding is shown for Loglog alone. All of it takes six to eight minutes on two quiet cores.

A line for each shape with medians over the rounds, by the clock and of a second of processor time; the latter is the one to trust
on a machine that does other work as well, with --threads 1: threads that wait for each other spin.
"""

import argparse
import os
import pathlib
import statistics

import decoding
from turns import Peer, class_path, java, python

SHAPES = [(32, 2, 128, 32), (64, 4, 128, 32), (128, 4, 128, 32), (256, 6, 256, 16)]
OURS = ["float32", "bfloat16"]
WAYS = ["eager-float32", "compiled-float32", "eager-bfloat16", "compiled-bfloat16"]
WARM_SECONDS = 3


def median(rounds, name, which):
    return statistics.median(r[name][which] for r in rounds)


def ratio(rounds, ours, theirs, which):
    """The median over rounds of the best of ours over the best of theirs, with the lowest and the highest."""
    best = [max(names, key=lambda n: median(rounds, n, which)) for names in (ours, theirs)]
    ratios = [r[best[0]][which] / r[best[1]][which] for r in rounds]
    return "{:.2f} ({:.2f} to {:.2f}; {} over {})".format(statistics.median(ratios), min(ratios), max(ratios), *best)


def train(path, shape, asked):
    loglog = Peer(java(path, "TrainSpeed.java", asked.arch, *shape, asked.threads, WARM_SECONDS), greets=True)
    # Threads are for torch alone; a machine may name older kernels for others (OPENBLAS_CORETYPE).
    environment = {n: v for n, v in os.environ.items() if not n.startswith("OPENBLAS_")}
    torch = Peer(python("train_torch.py", asked.arch, *shape, asked.threads, *WAYS), True, environment)
    rounds = []
    for _ in range(asked.rounds):
        rounds.append({})
        for i, way in enumerate(WAYS):
            if i < len(OURS):
                rounds[-1]["loglog-" + OURS[i]] = loglog.ask(f"{OURS[i]} {asked.seconds}")
            rounds[-1][way] = torch.ask(f"{way} {asked.seconds}")
    loglog.end()
    torch.end()
    ours = ["loglog-" + precision for precision in OURS]
    float32 = [way for way in WAYS if way.endswith("float32")]
    share = median(rounds, ours[0], 0) * loglog.greeting["flops_per_token"] / 1e9 / loglog.greeting["peak_gflops"]
    print("{} x {}, {} x {}, {}, torch {}, {} threads, peak {:.0f} GFLOP/s, float32 at {:.0%} of it".format(
        *shape, asked.arch, torch.greeting["torch"], asked.threads, loglog.greeting["peak_gflops"], share))
    for which, name in ((0, "by the clock"), (1, "of a processor second")):
        print(f"  tokens {name}: " + ", ".join(f"{n} {median(rounds, n, which):,.0f}" for n in ours + WAYS))
        print(f"    float32 over float32 {ratio(rounds, ours[:1], float32, which)}")
        print(f"    best over best       {ratio(rounds, ours, WAYS, which)}", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--width", type=int, action="append", choices=[s[0] for s in SHAPES], help="all if not given")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=2, help="of each measurement")
    options.add_argument("--arch", choices=["gpt2", "llama"], default="gpt2")
    options.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    options.add_argument("--no-train", action="store_true")
    options.add_argument("--no-decode", action="store_true")
    asked = options.parse_args()
    path = class_path()
    for shape in SHAPES if not asked.no_train else []:
        if asked.width is None or shape[0] in asked.width:
            train(path, shape, asked)
    if not asked.no_decode:
        node = os.environ.get("PEER_NODE")
        decoding.measure(path, asked.rounds, pathlib.Path(node) if node else None)


if __name__ == "__main__":
    main()
