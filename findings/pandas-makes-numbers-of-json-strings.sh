#!/usr/bin/env bash
# pandas 3.0.6, pyarrow 25.0.1 (for the other engine).
# A guess: JSON says what is a string, so that "0012" and "12e5" stay what they are. pd.read_json, lines=True as well, makes numbers of a column of
# strings that all look like some: runs "0012" and "0013" become 12 and 13, and hashes of commits such as 12e5 and 3456789 floats, which join with
# nothing. And a column of numbers becomes dates by its name alone (ending in _at or _time, or beginning with timestamp), if its values are above
# one year in seconds: tokens_at 40000000 is a day in 1971. engine="pyarrow" leaves all as they are; dtype=False and
# convert_dates=False do, too.
# Seen: 12 and 13, 1200000.0 and 3456789.0, 1971-04-08 23:06:40.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pandas==3.0.6 pyarrow==25.0.1
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import json

import pandas as pd

rows = [{"run": "0012", "commit": "12e5", "tokens_at": 40000000}, {"run": "0013", "commit": "3456789", "tokens_at": 80000000}]
with open("rows.jsonl", "w") as file:
    file.writelines(json.dumps(row) + "\n" for row in rows)
seen = pd.read_json("rows.jsonl", lines=True)
print(seen.to_dict("records"))
assert seen["run"].tolist() == [12, 13] and seen["commit"].tolist() == [1200000.0, 3456789.0]
assert str(seen["tokens_at"][0]) == "1971-04-08 23:06:40"
assert pd.read_json("rows.jsonl", lines=True, engine="pyarrow").to_dict("records") == rows
assert pd.read_json("rows.jsonl", lines=True, dtype=False, convert_dates=False).to_dict("records") == rows
PYTHON
