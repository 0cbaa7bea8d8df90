#!/usr/bin/env bash
# datasets 5.0.1.
# map() stores its results under a fingerprint of the function, which is said to be of its code, too. A function in a module of one's own (prep.py
# beside the script) is pickled by its name: after a change of its code the old rows come back from the cache, without a word. So does a function
# of the script, or a lambda, that calls it. Only functions in the script itself (__main__) are hashed by their code. A tokenizer's settings or a
# filter that are mended in the module change nothing until load_from_cache_file=False.
# Seen: 4 words before the change; after it the module's function gives 7 characters, and map 4 both times; one in the script 7.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet datasets==5.0.1
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import os
import pathlib
import subprocess
import sys

pathlib.Path("rows.jsonl").write_text('{"text": "a b c d"}\n')
script = """
import datasets, prep
datasets.disable_progress_bars()
rows = datasets.load_dataset("json", data_files="rows.jsonl", split="train", cache_dir="cache")
def here(row):
    return {"n": len(row["text"].split()) if WORDS else len(row["text"])}
print(prep.count({"text": "a b c d"})["n"], rows.map(prep.count)["n"][0], rows.map(lambda row: prep.count(row))["n"][0], rows.map(here)["n"][0])
"""


def run(words):
    body = "len(row['text'].split())" if words else "len(row['text'])"
    pathlib.Path("prep.py").write_text(f"def count(row):\n    return {{'n': {body}}}\n")
    out = subprocess.run([sys.executable, "-B", "-c", script.replace("WORDS", str(words))], capture_output=True, text=True, check=True,
                         env={**os.environ, "HF_HUB_OFFLINE": "1"}).stdout
    print("direct, map of the module's, of a lambda that calls it, of the script's:", out.strip())
    return [int(n) for n in out.split()]


assert run(True) == [4, 4, 4, 4]
assert run(False) == [7, 4, 4, 7]
PYTHON
