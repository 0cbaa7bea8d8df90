#!/usr/bin/env python3
"""Kills small studies at random moments, again and again, and compares what comes of them with studies that nothing
disturbed: is a run lost, is a bit different, does a process stay behind?

bench/faults.py [--kills 200] [--seed 1] [--folder FOLDER] [--loglog PROGRAM]

A round is a study (Loglog's own trainer with a grid, trunks with branches, or a program of sh and awk that keeps a
checkpoint of its own), carried out by `loglog run`. It gets blows until it comes to its end: SIGKILL, SIGTERM or SIGINT to
the scheduler, a worker, or all of them at once, and SIGSTOP of a worker with SIGCONT a while later. After a blow that ends
the scheduler the same command is called again. At the end every run must be there, finished, with the result, the rows of
metrics and the weights of the undisturbed study, and no process may be left. Linux only. Exit status 1 where anything differs.
"""

import argparse
import collections
import hashlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

PROGRAM = str(ROOT / "loglog")

HEAD = "corpus: words.jsonl\nvalidation_tokens: 2K\nrecipe: {context: 32, batch: 8, lr: 8e-3}\n"
STUDIES = {
    "grid": HEAD + "design: {kind: grid, sizes: [16x1, 48x1, 64x2], tokens: [60K, 120K]}\n",
    "trunks": HEAD + "design: {kind: trunks, sizes: [16x1, 48x1], tokens: [40K, 80K, 160K]}\n",
    "program": """vocabulary: 256
recipe: {context: 32, batch: 8}
design: {kind: grid, sizes: [16x1, 32x1], tokens: [20K, 40K, 60K]}
trainer:
  command: |
    at=0; [ -f at ] && at=$(cat at) # don't begin anew
    while [ "$at" -lt {steps} ]; do
      at=$((at + 1))
      awk -v s=$at 'BEGIN { printf "{\\"step\\": %d, \\"loss\\": %.6f, \\"val_loss\\": %.6f}\\n", s, 2 + 1 / s, 2.5 + 1 / s }'
      echo $at > at.tmp && mv at.tmp at
      sleep 0.02
    done
""",
}


def words(folder):
    pick = random.Random(1)
    some = "the cat sat on a mat and looked at dogs".split()
    with open(folder / "words.jsonl", "w") as out:
        for _ in range(2000):
            out.write(json.dumps({"text": " ".join(pick.choice(some) for _ in range(12))}) + "\n")


def start(study, runs, log):
    command = [PROGRAM, "run", str(study), "--runs", str(runs), "--cores", "2"]
    environment = dict(os.environ, JDK_JAVA_OPTIONS="-Dloglog.checkpoint-seconds=0")
    # What a shell starts in the background ignores Ctrl-C, and so do its own.
    return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                            start_new_session=True, env=environment,
                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))


def children(pid):
    """Of a process, all below it, by /proc."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = open(f"/proc/{entry}/stat").read()
            except OSError:
                continue
            fields = stat[stat.rindex(")") + 2:].split()
            if fields[0] != "Z":
                parents[int(entry)] = int(fields[1])
    found, level = [], [pid]
    while level:
        level = [child for child, parent in parents.items() if parent in level]
        found += level
    return found


def command_line(pid):
    try:
        return open(f"/proc/{pid}/cmdline", "rb").read().decode(errors="replace").replace("\0", " ")
    except OSError:
        return ""


def workers(pid):
    return [child for child in children(pid) if "loglog.lab.work.Worker" in command_line(child)]


def left_over(folder):
    """Processes that still know of a folder, by their arguments or as the place they work in."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid():
            try:
                place = os.readlink(f"/proc/{entry}/cwd")
            except OSError:
                place = ""
            if (str(folder) in command_line(entry) or place.startswith(str(folder))) and command_line(entry):
                found.append((int(entry), command_line(entry)[:100]))
    return found


def content(runs, study):
    """What is compared: of each run its result without times, its losses by step, and the digests of its weights."""
    found = {}
    folder = runs / study
    for run in sorted(folder.iterdir()):
        if not (run / "run.json").exists():
            continue
        result = json.loads((run / "result.json").read_text()) if (run / "result.json").exists() else {"status": "lost"}
        for key in ("seconds", "sha256"):
            result.pop(key, None)
        validation = {}
        last = None
        for line in (run / "metrics.jsonl").read_text().splitlines():
            row = json.loads(line)
            if "validation_loss" in row:
                validation[row["step"]] = row["validation_loss"]
            if "loss" in row and (last is None or row["step"] >= last[0]):
                last = (row["step"], row["loss"]) if study == "program" else (row["step"], None)
        checkpoints = sorted((int(c.name.split("-")[1]), c) for c in run.glob("checkpoint-*") if c.is_dir())
        weights = []
        if checkpoints:
            weights = [(f.name, hashlib.sha256(f.read_bytes()).hexdigest())
                       for f in sorted(checkpoints[-1][1].iterdir())]
        found[run.name] = {"result": result, "validation": validation, "last": last,
                           "step": checkpoints[-1][0] if checkpoints else None, "weights": weights}
    return found


class Round:
    """One study, struck until it comes to its end."""

    def __init__(self, folder, name, pick, log):
        self.folder, self.name, self.pick, self.log = folder, name, pick, log
        self.blows = collections.Counter()
        self.process = start(folder / f"{name}.yaml", folder / "runs", log)

    def again(self):
        self.process = start(self.folder / f"{self.name}.yaml", self.folder / "runs", self.log)

    def wait(self, seconds):
        """Whether the scheduler has ended within so long."""
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            return False

    def strike(self):
        """One blow; gives whether there was anything to strike."""
        if self.wait(self.pick.uniform(0.3, 4)):
            return False
        target = self.pick.choice(["scheduler", "worker", "worker", "all", "stopped worker"])
        blow = self.pick.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
        victims = workers(self.process.pid)
        if "worker" in target and not victims:
            return False
        try:
            if target == "scheduler":
                os.kill(self.process.pid, blow)
            elif target == "worker":
                os.kill(self.pick.choice(victims), blow)
            elif target == "all":
                os.killpg(self.process.pid, blow)
                for victim in victims:
                    os.kill(victim, blow)
            else:
                victim = self.pick.choice(victims)
                os.kill(victim, signal.SIGSTOP)
                time.sleep(self.pick.uniform(0.1, 2))
                os.kill(victim, signal.SIGCONT)
                blow = signal.SIGSTOP
        except ProcessLookupError:
            return False
        self.blows[f"{blow.name} {target}"] += 1
        if target in ("scheduler", "all"):
            if not self.wait(150):
                raise AssertionError(f"{self.name}: the scheduler does not end after {blow.name} to {target}")
            self.again()
        return True


def settle(folder, name):
    """Waits for what a kill left to end by itself."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        left = left_over(folder)
        if not left:
            return []
        time.sleep(0.2)
    return left


def main():
    global PROGRAM
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--folder", default=None)
    parser.add_argument("--loglog", default=PROGRAM, help="the program, where it is not this checkout's")
    options = parser.parse_args()
    PROGRAM = options.loglog
    print(f"seed {options.seed}", flush=True)
    pick = random.Random(options.seed)
    top = pathlib.Path(options.folder or tempfile.mkdtemp(prefix="loglog-faults-"))
    undisturbed = {}
    for name, text in STUDIES.items():
        folder = top / f"undisturbed-{name}"
        folder.mkdir(parents=True)
        words(folder)
        (folder / f"{name}.yaml").write_text(text)
        with open(folder / "log", "w") as log:
            status = start(folder / f"{name}.yaml", folder / "runs", log).wait()
        if status != 0:
            sys.exit(f"{name}, undisturbed: exit status {status}; see {folder}/log")
        undisturbed[name] = content(folder / "runs", name)
        print(f"{name}: {len(undisturbed[name])} runs undisturbed", flush=True)
    blows, rounds, runs, wrong, number = collections.Counter(), 0, 0, [], 0
    while sum(blows.values()) < options.kills:
        name = list(STUDIES)[number % len(STUDIES)]
        number += 1
        folder = top / f"round-{number}-{name}"
        folder.mkdir()
        words(folder)
        (folder / f"{name}.yaml").write_text(STUDIES[name])
        with open(folder / "log", "w") as log:
            this = Round(folder, name, pick, log)
            most = min(pick.randint(4, 16), options.kills - sum(blows.values()))
            while sum(this.blows.values()) < most and this.process.poll() is None:
                this.strike()
            calls = 0
            while this.process.wait() != 0 and calls < 8:  # a worker that died three times fails its run once
                this.again()
                calls += 1
            status = this.process.returncode
        left = settle(folder, name)
        found = content(folder / "runs", name)
        differ = [run for run in undisturbed[name] if found.get(run) != undisturbed[name][run]]
        half = [str(f) for f in (folder / "runs").rglob("*.tmp")]
        if status != 0 or left or differ or half or set(found) != set(undisturbed[name]):
            wrong.append(folder)
            print(f"{folder}: exit status {status}, differing runs {differ}, processes {left}, half-written {half}", flush=True)
        blows += this.blows
        rounds += 1
        runs += len(found)
        print(f"round {rounds}: {name}, {sum(this.blows.values())} blows, {sum(blows.values())} in all", flush=True)
    for blow, count in sorted(blows.items()):
        print(f"{count:5}  {blow}")
    print(f"{sum(blows.values())} blows over {rounds} studies, {runs} runs; studies that differ: {len(wrong)}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
