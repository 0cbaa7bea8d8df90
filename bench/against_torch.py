#!/usr/bin/env python3
"""Loglog's training speed beside PyTorch's, measured alternately so that both see the same machine.

bench/against_torch.py [ROUNDS [SECONDS [ARCH]]], after ./verify. Python needs torch; PEER_PYTHON names another interpreter. Prints a row for each
shape: tokens per second of one run on all cores, Loglog, PyTorch and the median of the rounds' ratios; then tokens per
second of processor time of a single-threaded run, likewise. The second is the one to trust on a machine that does other
work as well.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHAPES = [(32, 2, 128, 32), (64, 4, 128, 32), (128, 4, 128, 32), (256, 6, 256, 16)]


def class_path():
    out = ROOT / "models" / "target" / "bench-class-path"
    subprocess.run(
        ["mvn", "-q", "-B", "-pl", "engine,models", "compile", "-Dloglog.build", "dependency:build-classpath",
         f"-Dmdep.outputFile={out}"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    classes = [str(ROOT / room / "target" / "classes") for room in ("models", "engine")]
    return os.pathsep.join(classes + [out.read_text().strip()])


def loglog(path, seconds, arch):
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    command = [java, "--enable-native-access=ALL-UNNAMED", "--add-modules", "jdk.incubator.vector", "-cp", path,
               "loglog.models.training.Bench", str(seconds), arch]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def torch(shape, seconds, arch, threads):
    """PyTorch at its best: with its own threads and one of OpenBLAS, or one of its own and OpenBLAS's.

    OpenBLAS's threads wait for work by spinning and take the cores from PyTorch's: with two of both it was slower up to
    width 128.
    """
    script = ROOT / "bench" / "peers" / "train_torch.py"
    best = None
    for own, blas in {(threads, 1), (1, threads)}:
        command = [os.environ.get("PEER_PYTHON", "/usr/bin/python3"), str(script), arch, *map(str, shape), str(seconds), str(own)]
        environment = os.environ | {"OPENBLAS_NUM_THREADS": str(blas), "OMP_NUM_THREADS": str(own)}
        done = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)
        if best is None or done["tokens_per_second"] > best["tokens_per_second"]:
            best = done
    return best


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 6
    arch = sys.argv[3] if len(sys.argv) > 3 else "gpt2"
    cores = len(os.sched_getaffinity(0))
    path = class_path()
    together, single = {s: [] for s in SHAPES}, {s: [] for s in SHAPES}
    for _ in range(rounds):
        report = loglog(path, seconds, arch)
        print(f"peak {report['peak_gflops']:.0f} GFLOP/s, products {report['blas_gflops']:.0f}", file=sys.stderr)
        for shape in SHAPES:
            for row in report["train"]:
                if (row["width"], row["layers"]) == shape[:2]:
                    if row["lanes"] == cores:
                        peer = torch(shape, seconds / 2, arch, cores)
                        together[shape].append((row["tokens_per_second"], peer["tokens_per_second"]))
                    if row["lanes"] == 1:
                        peer = torch(shape, seconds / 2, arch, 1)
                        single[shape].append(
                            (row["tokens_per_processor_second"], peer["tokens_per_processor_second"]))
    for title, results in (("one run on all cores", together), ("one thread, processor time", single)):
        print(f"{title:28} {'loglog':>10} {'torch':>10} {'ratio':>7}   {arch}")
        for shape, pairs in results.items():
            ours, theirs = (statistics.median(p[i] for p in pairs) for i in (0, 1))
            ratio = statistics.median(a / b for a, b in pairs)
            name = "{} x {}, {} x {}".format(*shape)
            print(f"{name:28} {ours:10.0f} {theirs:10.0f} {ratio:7.2f}")


main()
