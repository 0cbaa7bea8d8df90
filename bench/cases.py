#!/usr/bin/env python3
"""Puts a folder of cases (inputs modelled on public reports, each with what is right in its README) through the real command
line, and says of each whether the answer is the right one.

    bench/cases.py FOLDER [--loglog PROGRAM] [--only WORD]

Nothing is written into FOLDER. Exit status 1 where an answer is wrong, with what the command printed.
"""

import argparse
import json
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Wrong(Exception):
    """What was found, where something else is right."""


class Said:
    """What a command printed, and its exit status."""

    def __init__(self, words, status, out, err):
        self.words, self.status, self.out, self.err = words, status, out, err
        # Whatever was wrapped is one line again.
        self.text = " ".join((out + err).split())

    def is_refused(self, *parts):
        expect(self.status == 2, f"exit status {self.status}, not 2")
        said = self.err.count("loglog: ")
        expect(said == 1 and self.err.startswith("loglog: "), f"{said} complaints on standard error, not one")
        return self.has(*parts)

    def has(self, *parts):
        for part in parts:
            expect(part in self.text, f"not said: {part}")
        return self

    def lacks(self, *parts):
        for part in parts:
            expect(part not in self.text, f"said: {part}")
        return self


def expect(right, found):
    if not right:
        raise Wrong(found)


def near(found, right, what, tolerance=5e-4):
    expect(found is not None and abs(found - right) <= tolerance * abs(right), f"{what} is {found}, not {right}")


class Cases:
    def __init__(self, folder, program, temporary):
        self.folder, self.program, self.temporary = folder, program, temporary
        self.last = None

    def path(self, name):
        return str(self.folder / name)

    def loglog(self, *words, within=240):
        environment = dict(os.environ, COLUMNS="100", LOGLOG_CACHE=str(self.temporary / "cache"))
        try:
            done = subprocess.run([str(self.program), *map(str, words)], capture_output=True, text=True,
                                  stdin=subprocess.DEVNULL, timeout=within, env=environment, cwd=self.temporary)
        except subprocess.TimeoutExpired:
            raise Wrong(f"no end in {within} s")
        self.last = Said(words, done.returncode, done.stdout, done.stderr)
        expect("\tat " not in self.last.err and "Exception" not in self.last.err, "a stack trace")
        return self.last

    def right(self, *words):
        said = self.loglog(*words)
        expect(said.status == 0, f"exit status {said.status}")
        return said

    def imported(self, paths, *options):
        """The runs of an import by name, each its run.json, its result.json and its rows of metrics; and what was said."""
        runs = tempfile.mkdtemp(dir=self.temporary)
        said = self.right("import", *paths, "--runs", runs, *options)
        found = {}
        for folder in sorted(pathlib.Path(runs).iterdir()):
            rows = [json.loads(line) for line in open(folder / "metrics.jsonl")]
            found[folder.name] = (json.load(open(folder / "result.json")), rows)
        return found, said

    # Each of the following is a case: the folder's name, with _ for -.

    def trainer_counts_tokens(self):
        runs, _ = self.imported([self.path("trainer-counts-tokens")])
        result, rows = runs["trainer-counts-tokens"]
        near(result["loss"], 3.762, "loss")
        near(result["validation_loss"], 3.763, "validation loss")
        steps = [row["step"] for row in rows]
        expect(steps == [4, 8, 10, 12, 16, 20], f"steps {steps}")
        expect(all("rate" in row and "gradient_norm" in row for row in rows if "loss" in row), "no rate or gradient norm")
        expect(runs["stopped"][0]["status"] != "finished", "stopped is finished")
        near(runs["no-eval"][0]["loss"], 3.762, "loss of no-eval")

    def trainer_nan_filtered(self):
        for path in "trainer-nan-filtered", "trainer-nan-filtered/with-eval.json":
            runs, said = self.imported([self.path(path)], "--format", "trainer-state")
            ((result, rows),) = runs.values()
            expect(result["status"] == "diverged", f"status {result['status']}")
            expect("loss" not in result and "validation_loss" not in result, "a loss")
            expect("step 10" in result["reason"], result["reason"])
            expect(all("loss" not in row for row in rows if row["step"] >= 10), "losses from step 10 on")
            expect(said.text.count("loss is exactly 0") == 1, "not one note")

    def trainer_two_evals(self):
        _, said = self.imported([self.path("trainer-two-evals")])
        said.has("eval_c4_loss", "eval_wiki_loss", "--map validation_loss=")
        runs, _ = self.imported([self.path("trainer-two-evals")], "--map", "validation_loss=eval_c4_loss")
        expect("validation_loss" in runs["trainer-two-evals"][0], "no validation loss")

    def tensorboard_ranks(self):
        runs, said = self.imported([self.path("tensorboard-ranks")])
        ((_, rows),) = runs.values()
        expect(sum("validation_loss" in row for row in rows) == 11, "not 11 values of val/loss")
        expect(sum("loss" in row for row in rows) == 11, "not 11 values of train/loss")
        said.has("rank0", "rank1", "rank2", "--writer").lacks("restarted")

    def tensorboard_step_reset(self):
        runs, said = self.imported([self.path("tensorboard-step-reset")])
        said.has("11 steps, 0 to 100", "--restarts append")
        runs, _ = self.imported([self.path("tensorboard-step-reset")], "--restarts", "append")
        ((_, rows),) = runs.values()
        steps = [row["step"] for row in rows]
        expect(steps == sorted(set(steps)) and steps[-1] > 100, f"steps {steps}")

    def tensorboard_no_step(self):
        _, said = self.imported([self.path("tensorboard-no-step")])
        said.has("all 11 values", "share step 0", "--count-steps")
        runs, _ = self.imported([self.path("tensorboard-no-step")], "--count-steps")
        ((_, rows),) = runs.values()
        expect(len(rows) == 11, f"{len(rows)} points")

    def tensorboard_add_scalars(self):
        runs, _ = self.imported([self.path("tensorboard-add-scalars")])
        expect(sorted(runs) == ["expA", "expB"], f"runs {sorted(runs)}")
        for name, loss, validation in ("expA", 2.246, 2.346), ("expB", 2.446, 2.546):
            near(runs[name][0]["loss"], loss, "loss")
            near(runs[name][0]["validation_loss"], validation, "validation loss")

    def wandb_step_or_iter(self):
        file = self.path("wandb-step-or-iter/nanogpt-history.csv")
        scale = ["--tokens-per-step", "491520", "--params", "124M"]
        runs, said = self.imported([file], *scale)
        ((result, _),) = runs.values()
        near(result["tokens"], 983.04e6, "tokens")
        near(result["flops"], 7.31e17, "FLOP", 1e-3)
        said.has("iter", "--map step=_step")
        runs, _ = self.imported([file], *scale, "--map", "step=_step")
        ((result, _),) = runs.values()
        near(result["tokens"], 8 * 491520, "tokens by _step")

    def lightning_csv(self):
        files = sorted(map(str, self.folder.glob("lightning-csv/*/version_0/metrics.csv")))
        for paths in files, [self.path("lightning-csv")]:
            runs, _ = self.imported(paths)
            expect(sorted(runs) == ["w16-version_0", "w8-version_0"], f"runs {sorted(runs)}")

    def curve_without_step(self):
        for name in "tokens", "epochs", "iters":
            runs, _ = self.imported([self.path(f"curve-without-step/{name}.csv")])
            expect(len(runs) == 1, f"{len(runs)} runs of {name}.csv")

    def fixed_ratio(self):
        for name, undetermined in (("ladder20", "tokens are 20 times params"), ("ladder20-seed11", "tokens are 20 times params"),
                                   ("singleN", "all runs have")):
            file = self.path(f"fixed-ratio/{name}.csv")
            said = self.right("fit", file).has(undetermined)
            for exponent in "a (N_opt ~ C^a) not determined", "b (D_opt ~ C^b) not determined":
                said.has(exponent)
            answer = json.loads(self.right("fit", file, "--json").out)
            text = json.dumps(answer)
            expect("cannot be told apart" in text or "not determined" in text, "the cause is not in the JSON")
            for key in "a", "b":
                value = answer["exponents"].get(key) if "exponents" in answer else None
                expect(not isinstance(value, (int, float)), f"the JSON has {key} = {value}")

    def replicates(self):
        self.right("fit", self.path("replicates/seeds.csv")).has("27 runs of").lacks("left out")

    def units(self):
        for name in "header-units", "header-units2", "pfdays", "full":
            said = self.right("plan", self.path(f"units/{name}.csv"), "--budget", "1e21", "--json")
            near(json.loads(said.out)["params"]["value"], 2.99e9, f"params planned of {name}.csv", 5e-3)
        self.right("plan", self.path("units/header-plain.csv"), "--budget", "1e21").has(
            "warning: the table's flops are", "params in millions and tokens in billions would explain that")
        self.loglog("plan", self.path("units/pfdays2.csv"), "--budget", "1e21").is_refused("column compute", "(PF-days)")

    def tied_under_lm_head(self):
        said = self.right("surprise", "--model", self.path("tied-under-lm-head"), "The model read ten pages.", "--json")
        near(json.loads(said.out)["bits"], 202.9183, "bits", 1e-5)

    def bpe_dropout(self):
        text = open(self.path("bpe-dropout/text.txt")).read()
        said = {self.right("surprise", "--model", self.path("bpe-dropout"), text, "--json").out for _ in range(3)}
        expect(len(said) == 1, f"{len(said)} answers of three")

    def parquet_in_named_folders(self):
        folder = "parquet-in-named-folders/"
        laws = []
        for name in "plain.parquet", "params=1B/runs.parquet", "loss=9/runs.parquet":
            laws.append(re.search("L = .*", self.right("fit", self.path(folder + name), "--bootstrap", "0").out).group())
        expect(len(set(laws)) == 1, f"laws {laws}")

    def damaged_sql64(self):
        runs = self.temporary / "sql64"
        self.right("import", self.path("damaged/sql64/past.csv"), "--runs", runs)
        self.right("sql", "--runs", runs, "select count(*) as n from runs").has("2")

    def damaged_hang_predict(self):
        self.loglog("predict", self.path("damaged/hang-predict.csv"), "--at", "params=7B,tokens=140B", "--bootstrap",
                    "10").is_refused("hang-predict.csv, line 10, column tokens")

    def damaged_ledger1(self):
        self.loglog("ledger", "--runs", self.path("damaged/ledger1")).is_refused("ledger.jsonl, line 1")

    def damaged_trainer1(self):
        self.loglog("import", self.path("damaged/trainer1"), "--runs", self.temporary / "trainer1").is_refused(
            "trainer_state.json", "step: found 99999999999999999999")
        # One bad run does not end a whole import.
        said = self.loglog("import", self.path("damaged/trainer1"), self.path("trainer-two-evals"), "--runs",
                           self.temporary / "trainer1")
        expect(said.status == 1, f"exit status {said.status}, not 1")
        said.has("imported into", "1 run")

    def damaged_backtest(self):
        self.loglog("backtest", self.path("damaged/backtest.csv")).is_refused("backtest.csv, line 11, column loss")

    def uint32_shards(self):
        """Without a file: raw shards of four bytes a token, taken for two."""
        pick = random.Random(1)
        for name, most in ("small", 256), ("large", 70_001):
            file = self.temporary / f"{name}.bin"
            # Of the large vocabulary, ids around 66,000 only: their upper halves are 1.
            ids = [pick.randrange(66_000, 66_999) if most > 65_536 else pick.randrange(most) for _ in range(40_000)]
            file.write_bytes(struct.pack(f"<{len(ids)}I", *ids))
        train = ["train", "--width", "16", "--layers", "1", "--tokens", "20K", "--context", "32", "--batch", "8", "--threads",
                 "1", "--validation-tokens", "2K"]
        self.right(*train, "--corpus", "small.bin", "--runs", "small").has("four bytes", "small.bin")
        said = self.loglog(*train, "--corpus", "large.bin", "--runs", "large")
        expect(said.status != 0 or "four bytes" in said.text, "trained, and nothing said of the width")

    def help_of_commands_on_laws(self):
        for command in "fit which predict plan isoflop compare diagnose backtest".split():
            for option in "--help", "-h":
                self.right(command, option).has(f"Usage: loglog {command}")

    def option_sigma_of_docs(self):
        self.right("fit", "--help").has("--sigma")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--loglog", type=pathlib.Path, default=ROOT / "loglog")
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    subprocess.run([str(asked.loglog), "--version"], check=True, capture_output=True)  # builds
    wrong = right = 0
    with tempfile.TemporaryDirectory() as temporary:
        cases = Cases(asked.folder.resolve(), asked.loglog.resolve(), pathlib.Path(temporary))
        tried = [name for name in vars(Cases) if not name.startswith("_")
                 and name not in ("path", "loglog", "right", "imported") and asked.only in name]
        for name in tried:
            cases.last = None
            try:
                getattr(cases, name)()
                print(f"right  {name}", flush=True)
                right += 1
            except Exception as problem:  # of the case, whatever it is: the others are tried too
                wrong += 1
                print(f"WRONG  {name}: {problem if isinstance(problem, Wrong) else repr(problem)}", flush=True)
                if cases.last is not None:
                    print("       loglog " + " ".join(map(str, cases.last.words)))
                    for line in (cases.last.out + cases.last.err).splitlines()[:30]:
                        print("       | " + line[:150])
    print(f"{right} right, {wrong} wrong")
    sys.exit(1 if wrong else 0)


main()
