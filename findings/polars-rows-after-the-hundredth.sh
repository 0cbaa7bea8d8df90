#!/usr/bin/env bash
# polars 1.44.2.
# pl.DataFrame(rows) and pl.from_dicts(rows), of a log's rows (a Trainer's log_history, lines of metrics.jsonl), decide by the first 100
# rows: a key that first appears later (an eval_loss every 500 steps) has no column, and fractions in a column of whole numbers so far
# are cut off, both without a word. read_ndjson drops late keys, too, but refuses such a fraction; so do pl.DataFrame(columns) and read_csv.
# infer_schema_length=None reads all rows first.
# Seen: of 400 rows with a loss of 3, then 2.75 from row 300 on, and an eval_loss in row 250: columns step and loss; the last loss is 2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet polars==1.44.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import json
import polars as pl

rows = [{"step": i, "loss": 3 if i < 300 else 2.75} for i in range(400)]
rows[250]["eval_loss"] = 2.5
for name, table in (("DataFrame", pl.DataFrame(rows)), ("from_dicts", pl.from_dicts(rows))):
    print(name, dict(table.schema), "last loss", table["loss"][-1])
    assert table.columns == ["step", "loss"] and table["loss"].dtype == pl.Int64 and table["loss"][-1] == 2
whole = pl.DataFrame(rows, infer_schema_length=None)
print("infer_schema_length=None", dict(whole.schema), "last loss", whole["loss"][-1])
assert whole.columns == ["step", "loss", "eval_loss"] and whole["loss"][-1] == 2.75

def write(rows):
    with open("metrics.jsonl", "w") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)

write([row for row in rows if row["loss"] == 3])
print("read_ndjson, without fractions:", pl.read_ndjson("metrics.jsonl").columns)
assert pl.read_ndjson("metrics.jsonl").columns == ["step", "loss"]
write(rows)
for name, read in (("read_ndjson", lambda: pl.read_ndjson("metrics.jsonl")), ("DataFrame of columns", lambda: pl.DataFrame({"loss": [r["loss"] for r in rows]}))):
    try:
        read()
        raise SystemExit(f"{name} read a fraction among whole numbers")
    except (pl.exceptions.ComputeError, TypeError) as error:
        print(f"{name}, with fractions:", str(error).splitlines()[0])
PYTHON
