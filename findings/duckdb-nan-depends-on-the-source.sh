#!/usr/bin/env bash
# duckdb 1.5.6, pyarrow 25.0.1.
# To DuckDB, NaN is greater than every number, as its documentation says: `where loss > 5` gives the runs that diverged. That is so of a
# table of its own, of CSV, and of Parquet that it wrote. From an Arrow table the same query gives none, and `not (loss <= 5)` none
# either: the comparison is handed to Arrow, to which nothing holds of NaN. From a Parquet file of pyarrow, whose statistics leave NaN out, it
# gives none, and `loss <= 5` gives the runs with NaN among the others, since by the statistics every row passes.
# max(loss) is NaN for each, but for pyarrow's Parquet 3, which is read from the statistics alone.
# Seen, of losses 3, NaN, 2 in runs a, b, c: `loss > 5` b / none / none and `loss <= 5` a c / a c / a b c for own table / Arrow / Parquet.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==1.5.6 pyarrow==25.0.1
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import math
import duckdb
import pyarrow as pa
import pyarrow.parquet

arrow = pa.table({"run": ["a", "b", "c"], "loss": [3.0, math.nan, 2.0]})
pyarrow.parquet.write_table(arrow, "arrow.parquet")
pyarrow.parquet.write_table(arrow, "plain.parquet", write_statistics=False)
db = duckdb.connect()
db.execute("create table own as from arrow")
db.execute("copy own to 'own.parquet'")
db.execute("copy own to 'own.csv'")


def runs(source, condition):
    return "".join(run for run, in db.sql(f"select run from {source} where {condition} order by run").fetchall())


expected = {"own": ("b", "ac"), "'own.csv'": ("b", "ac"), "'own.parquet'": ("b", "ac"), "'plain.parquet'": ("b", "ac"),
            "arrow": ("", "ac"), "'arrow.parquet'": ("", "abc")}
for source, answer in expected.items():
    seen = runs(source, "loss > 5"), runs(source, "loss <= 5")
    most = db.sql(f"select max(loss) from {source}").fetchone()[0]
    print(f"{source}: loss > 5 {seen[0]!r}, loss <= 5 {seen[1]!r}, max {most}")
    assert seen == answer and (most == 3 if source == "'arrow.parquet'" else math.isnan(most))
PYTHON
