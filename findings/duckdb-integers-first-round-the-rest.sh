#!/usr/bin/env bash
# duckdb 1.5.6.
# A column that is whole numbers in the first 20,480 rows of a CSV or JSONL file (a loss logged as 3, an accuracy of 0 until a model
# has learned, rewards of 0 and 1) is read as BIGINT, and the fractions that follow are rounded to whole numbers, without an error or a
# warning. With text in their place the same read ends in an error that names the row, so that one expects a cast to be checked.
# sample_size = -1 reads the whole file first and finds DOUBLE.
# Seen, of 30,000 rows of which the last 5,000 are 2.75 and 0.4: BIGINT, 3 and 0; with sample_size = -1 DOUBLE, 2.75 and 0.4.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==1.5.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import json
import duckdb

rows = [{"step": i, "loss": 3, "accuracy": 0} if i < 25000 else {"step": i, "loss": 2.75, "accuracy": 0.4} for i in range(30000)]
with open("metrics.jsonl", "w") as file:
    file.writelines(json.dumps(row) + "\n" for row in rows)
with open("metrics.csv", "w") as file:
    file.write("step,loss,accuracy\n")
    file.writelines(f"{row['step']},{row['loss']},{row['accuracy']}\n" for row in rows)


def last(source):
    return duckdb.sql(f"select typeof(loss), loss, accuracy from {source} where step = 29999").fetchone()


seen = [last("read_json('metrics.jsonl')"), last("read_csv('metrics.csv')")]
whole = [last("read_json('metrics.jsonl', sample_size = -1)"), last("read_csv('metrics.csv', sample_size = -1)")]
print("first 20,480 rows:", seen)
print("all rows:         ", whole)
assert seen == [("BIGINT", 3, 0)] * 2, seen
assert whole == [("DOUBLE", 2.75, 0.4)] * 2, whole

with open("text.csv", "w") as file:
    file.write("step,loss\n")
    file.writelines(f"{i},{3 if i < 25000 else 'a word'}\n" for i in range(30000))
try:
    duckdb.sql("select max(loss) from read_csv('text.csv')").fetchone()
    raise SystemExit("a word in the column was read without an error")
except duckdb.ConversionException as error:
    print("text instead:     ", str(error).splitlines()[0])
PYTHON
