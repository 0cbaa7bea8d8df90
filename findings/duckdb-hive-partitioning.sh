#!/usr/bin/env bash
# DuckDB (duckdb 1.5.6 from PyPI, Linux): read_parquet on ONE file named by its full path takes folders called KEY=VALUE above it
# for columns, and where the file has a column of that name, the folder's text silently replaces the file's own values.
#
# Expected by most readers: hive partitioning concerns partitioned datasets (globs, folders); a single file gives what is in it
# (pyarrow.parquet.ParquetFile does so), or a clash of names is an error.
# Seen: runs of a sweep kept in folders such as params=1B/ lose their column params: 5000000.0 comes back as '1B'.
# `hive_partitioning = false` gives the file's own values.
#
# Exits 0 while the behavior is as described, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q duckdb==1.5.6
mkdir -p "$work/params=1B"
"$work/venv/bin/python" - "$work/params=1B/runs.parquet" <<'PY'
import sys

import duckdb

path = sys.argv[1]
duckdb.sql(f"copy (select 5e6 as params, 2.5 as loss) to '{path}' (format parquet)")
usual = duckdb.sql(f"select params, loss from read_parquet('{path}')").fetchall()
plain = duckdb.sql(f"select params, loss from read_parquet('{path}', hive_partitioning = false)").fetchall()
print("duckdb", duckdb.__version__, "usual:", usual, "hive_partitioning = false:", plain)
assert float(plain[0][0]) == 5e6, plain
sys.exit(0 if usual[0][0] == "1B" else 1)
PY
