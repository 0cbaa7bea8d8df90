#!/usr/bin/env bash
# datasets 5.0.1, numpy 2.4.6.
# map(num_proc=n) forks, and every process goes on from the same state of numpy.random: row k of each part gets the same random number. Choices drawn by
# NumPy in a map (which texts are held out, what is masked, where a crop begins) are the same in each n-th of the data. Python's random is seeded
# anew in a forked process, so that it does not show there; and PyTorch's DataLoader, where this is known, is not in play.
# Seen, 16 rows: 16 numbers with one process, 8 with two, 4 with four; of random.random() always 16.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet datasets==5.0.1 numpy==2.4.6
cd "$folder"
cat > draw.py <<'PYTHON'
import random
import numpy as np
from datasets import Dataset


def draw(row):
    return {"numpy": np.random.rand(), "python": random.random()}


rows = Dataset.from_dict({"i": list(range(16))})
for processes in (None, 2, 4):
    drawn = rows.map(draw, num_proc=processes, new_fingerprint=f"drawn{processes}")
    different = len(set(drawn["numpy"])), len(set(drawn["python"]))
    print(f"num_proc {processes}: different numbers of numpy {different[0]}, of random {different[1]}, of 16 rows")
    assert different == (16 // (processes or 1), 16)
PYTHON
"$folder/venv/bin/python" draw.py 2>err || { tail -5 err; exit 1; }
