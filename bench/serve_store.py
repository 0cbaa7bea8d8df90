#!/usr/bin/env python3
"""A store of many runs (10,000, of which 100 have 10,000 rows of metrics), and how long ./loglog serve takes over it.

    python3 bench/serve_store.py /tmp/store 8090

Prints seconds, the best of three where the second time counts: until the server answers, the first page of the list, the list sorted and filtered,
100 curves of 10,000 rows for 1,000 columns of pixels (first and again), and the server's greatest resident memory (Linux).
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

RUNS, LONG, ROWS = 10_000, 100, 10_000


def long_runs():
    """The names of those with many rows."""
    return [f"study-{i // 100:03d}/run-{i:05d}" for i in range(0, RUNS, RUNS // LONG)]


def make(store):
    """Writes the store, where it is not there."""
    if store.exists():
        return
    for i in range(RUNS):
        run = store / f"study-{i // 100:03d}" / f"run-{i:05d}"
        run.mkdir(parents=True)
        run.joinpath("run.json").write_text(json.dumps({"recipe": {"rate": 0.001 * (1 + i % 7)}, "params": 1000 + i, "tokens": 20 * (1000 + i), "steps": ROWS, "seed": i % 5}))
        run.joinpath("result.json").write_text(json.dumps({"status": "finished", "params": 1000 + i, "tokens": 20 * (1000 + i), "flops": 120.0 * (1000 + i) ** 2, "loss": 2 + 100 / (i + 30)}))
        rows = ROWS if i % (RUNS // LONG) == 0 else 3
        run.joinpath("metrics.jsonl").write_text("".join(
            f'{{"step":{s},"tokens":{s * 64},"flops":{s * 4096},"loss":{2 + 3 / s + (s * 7919 + i) % 101 / 1000},"seconds":{s / 10}}}\n' for s in range(1, rows + 1)))


def ask(port, path, **fields):
    start = time.time()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}?" + urllib.parse.urlencode(fields, doseq=True)) as answer:
        size = len(answer.read())
    return time.time() - start, size


def main():
    store = pathlib.Path(sys.argv[1])
    port = sys.argv[2] if len(sys.argv) > 2 else "8090"
    command = sys.argv[3:] or [str(pathlib.Path(__file__).parent.parent / "loglog")]
    make(store)
    os.environ["LOGLOG_CACHE"] = tempfile.mkdtemp()  # no index of the runs is there yet
    began = time.time()
    server = subprocess.Popen(command + ["serve", str(store), "--port", port], stdout=subprocess.PIPE, text=True)
    server.stdout.readline()
    print(f"until the server answers: {time.time() - began:.2f} s")

    def report(what, path, **fields):
        first, size = ask(port, path, **fields)
        again = min(ask(port, path, **fields)[0] for _ in range(3))
        print(f"{what}: {first:.3f} s, then {again:.3f} s, {size / 1000:.0f} KB")

    columns = ["name", "status", "params", "tokens", "flops", "loss", "updated", "flags"]
    try:
        report("first page of the list", "/api/runs", limit=200, column=columns)
        report("sorted by loss", "/api/runs", limit=200, sort="loss", column=columns)
        report("filtered and sorted", "/api/runs", limit=200, where="params>5K", sort="loss", reverse="true", column=columns)
        report(f"{LONG} curves of {ROWS} rows", "/api/curves", run=long_runs(), x="tokens", y="loss", columns=1000)
        for line in open(f"/proc/{server.pid}/status"):
            if line.startswith("VmHWM"):
                print("greatest memory:", int(line.split()[1]) // 1024, "MiB")
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(os.environ["LOGLOG_CACHE"])


if __name__ == "__main__":
    main()
