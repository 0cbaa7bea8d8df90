#!/usr/bin/env python3
"""Loglog's training speed beside PyTorch's, measured alternately so that both see the same machine.

bench/against_torch.py [--width 32|64|128|256] [--rounds N] [--seconds S] [--arch gpt2|llama]

Python needs torch (Debian: python3-torch, and libopenblas0-pthread for a fast BLAS); PEER_PYTHON names another
interpreter. A line for each round as it ends, then for each shape the medians of tokens per second and the median of the
rounds' ratios: of one run on all cores by the clock, and of one thread by processor time, which is the one to trust on a
machine that does other work as well. PyTorch is taken at its best: the first round tries its own threads with one of
OpenBLAS, and the reverse, and the faster of the two stays. No call takes longer than LIMIT seconds.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHAPES = [(32, 2, 128, 32), (64, 4, 128, 32), (128, 4, 128, 32), (256, 6, 256, 16)]
LIMIT = 180


def run(command, environment=None):
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LIMIT, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def class_path():
    out = ROOT / "models" / "target" / "bench-class-path"
    subprocess.run(
        ["mvn", "-q", "-B", "-pl", "models", "-am", "compile", "-Dloglog.build", "dependency:build-classpath",
         f"-Dmdep.outputFile={out}"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # The last of the rooms to write it is models, which knows the others.
    return os.pathsep.join([str(ROOT / "models" / "target" / "classes"), out.read_text().strip()])


def loglog(path, shape, seconds, arch):
    """The JVM as the launcher starts it for training."""
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    return run([java, "--enable-native-access=ALL-UNNAMED", "--add-modules", "jdk.incubator.vector",
                "-XX:+UseParallelGC", "-Xmn64m", "-cp", path, "loglog.models.training.Bench",
                str(seconds), arch, str(shape[0])])


def torch(shape, seconds, arch, own, blas):
    command = [os.environ.get("PEER_PYTHON", "/usr/bin/python3"), str(ROOT / "bench" / "peers" / "train_torch.py"),
               arch, *map(str, shape), str(seconds), str(own)]
    # OpenBLAS is left to pick its own kernels: a machine may name older ones for it (OPENBLAS_CORETYPE), which are slower.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    return run(command, plain | {"OPENBLAS_NUM_THREADS": str(blas), "OMP_NUM_THREADS": str(own)})


def row(report, lanes):
    return next(r for r in report["train"] if r["lanes"] == lanes)


def measure(path, shape, rounds, seconds, arch):
    """Pairs of Loglog's and PyTorch's tokens per second, for each round: on all cores, and of one thread."""
    cores = len(os.sched_getaffinity(0))
    settings = list({(cores, 1), (1, cores)})
    together, side_by_side, single = [], [], []
    for _ in range(rounds):
        report = loglog(path, shape, seconds, arch)
        tried = {s: torch(shape, seconds / 2, arch, *s)["tokens_per_second"] for s in settings}
        best = max(tried, key=tried.get)
        settings = [best]
        alone = torch(shape, seconds / 2, arch, 1, 1)
        together.append((row(report, cores)["tokens_per_second"], tried[best]))
        side_by_side.append((row(report, 1)["tokens_per_second"], tried[best]))
        single.append((row(report, 1)["tokens_per_processor_second"], alone["tokens_per_processor_second"]))
        print("round: peak {:.0f} GFLOP/s; one run {:.0f}, PyTorch {:.0f} ({} + {} threads); side by side {:.0f}; "
              "of a processor second {:.0f}, PyTorch {:.0f}".format(
                  report["peak_gflops"], *together[-1], *best, side_by_side[-1][0], *single[-1]), flush=True)
    return {"one run on all cores": together, "a run per core": side_by_side, "one thread, processor time": single}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--width", type=int, choices=[s[0] for s in SHAPES], help="one shape; all if not given")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=6, help="of each measurement, half of it to warm up")
    options.add_argument("--arch", choices=["gpt2", "llama"], default="gpt2")
    asked = options.parse_args()
    path = class_path()
    for shape in SHAPES:
        if asked.width not in (None, shape[0]):
            continue
        print("{} x {}, {} x {}, {}".format(*shape, asked.arch), flush=True)
        for title, pairs in measure(path, shape, asked.rounds, asked.seconds, asked.arch).items():
            ours, theirs = (statistics.median(p[i] for p in pairs) for i in (0, 1))
            ratios = [a / b for a, b in pairs]
            print(f"  {title:28} ratio {statistics.median(ratios):5.2f} ({min(ratios):.2f} to {max(ratios):.2f})   "
                  f"loglog {ours:8.0f}   PyTorch {theirs:8.0f}", flush=True)


if __name__ == "__main__":
    main()
