#!/usr/bin/env python3
"""Samples learned per second by tune (GRPO, expert iteration) beside trl's GRPOTrainer: the same model, task, prompts and samples.

bench/feedback/speed.py [--shape 32x2] [--rounds N] [--steps N] [--keep FOLDER]

Run it with a Python that has torch, transformers, datasets and trl. It trains a small model of the task chain (K = 8; 27K params), then tunes it
from the same checkpoint with each program, 64 prompts and 16 samples a round, on as many threads as there are cores. trl is
taken at the faster of one thread and all of them. A line for each, by the clock and by processor time; the latter is the one to trust on
a machine that does other work as well. Under four minutes on two quiet cores.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORDS = [*"0123456", *"+-*=;", ".", "_"]
PROMPTS, SAMPLES, NEW = 64, 16, 17


def loglog(*words):
    """Runs a command; returns its seconds of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([ROOT / "loglog", *map(str, words)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def problems(path, count):
    """Chains of eight operations modulo 7, as the task has them."""
    draw = random.Random(1)
    with open(path, "w") as file:
        for _ in range(count):
            value = draw.randrange(7)
            text = str(value)
            for _ in range(8):
                sign = draw.choice("+-*")
                digit = draw.randrange(1 if sign == "*" else 0, 7)
                value = {"+": value + digit, "-": value - digit, "*": value * digit}[sign] % 7
                text += sign + str(digit)
            file.write(json.dumps({"prompt": text + "=", "answer": str(value)}) + "\n")


def tuned(base, method, rounds, per_round, *more):
    """Samples per second by the clock (rounds after the first) and by the processor (two runs' difference)."""
    seconds, processor = [], []
    for count in (2, rounds + 2):
        name = f"{method}-{count}"
        processor.append(loglog("tune", base, "--method", method, "--rounds", count, "--name", name, "--test-prompts", 0, *more))
        rows = [json.loads(line) for line in open(base.parent / name / "metrics.jsonl")]
        seconds = [b["seconds"] - a["seconds"] for a, b in zip(rows[1:], rows[2:])]
    return per_round / statistics.median(seconds), per_round * rounds / (processor[1] - processor[0]), rows


def peer(checkpoint, file, steps, threads):
    out = subprocess.run(
        [sys.executable, ROOT / "bench" / "peers" / "grpo_trl.py", checkpoint, file, json.dumps(WORDS),
         *map(str, (PROMPTS, SAMPLES, NEW, steps, threads))],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    rows = [json.loads(line) for line in out.splitlines() if line.startswith("{\"samples\"")]
    return tuple(statistics.median(r["samples"] / r[k] for r in rows) for k in ("seconds", "processor_seconds")) + (rows,)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shape", default="32x2")
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--steps", type=int, default=5)
    options.add_argument("--keep", type=Path, help="a folder for the runs, which stays (default: none stays)")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        study = folder / "chain.yaml"
        study.write_text(
            "name: chain\nkind: task\ntask: {chain: {steps: 8}}\ntest_problems: 200\n"
            f"design: {{kind: params, sizes: [{asked.shape}], tokens: 1M}}\n")
        loglog("run", study, "--runs", folder / "runs")
        base = next((folder / "runs" / "chain").glob("*seed1"))
        checkpoint = max(base.glob("checkpoint-*"), key=lambda c: int(c.name.split("-")[1]))
        problems(folder / "problems.jsonl", 4096)
        own = {
            "grpo": tuned(base, "grpo", asked.rounds, PROMPTS * SAMPLES, "--round-prompts", PROMPTS, "--samples", SAMPLES),
            "expert-iteration": tuned(
                base, "expert-iteration", asked.rounds, PROMPTS * SAMPLES, "--round-prompts", PROMPTS * SAMPLES, "--samples", 1)}
        peers = [(threads, *peer(checkpoint, folder / "problems.jsonl", asked.steps, threads))
                 for threads in sorted({1, len(os.sched_getaffinity(0))})]
        params = json.loads((base / "run.json").read_text())["params"]
        print(f"{params} params, {PROMPTS} prompts x {SAMPLES} samples a round; samples learned per second, clock and processor")
        for threads, clock, processor, rows in peers:
            print(f"trl GRPOTrainer, {threads} threads   {clock:>9.0f} {processor:>9.0f}   reward {rows[-1]['reward']:.3f}")
        fast = max(p[1] for p in peers)
        thrifty = max(p[2] for p in peers)
        for name, (clock, processor, rows) in own.items():
            print(f"tune {name:<18} {clock:>14.0f} {processor:>9.0f}   reward {rows[-1]['reward']:.3f}"
                  f"   {clock / fast:.1f} and {processor / thrifty:.1f} times trl's")


if __name__ == "__main__":
    main()
