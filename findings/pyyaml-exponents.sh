#!/usr/bin/env bash
# PyYAML 6.0.3, ruamel.yaml 0.19.1.
# 2e25, 2.0e25 and 1e-3 are numbers in YAML 1.2 (and in JSON), and ruamel.yaml reads them as such. PyYAML follows YAML 1.1, in
# which an exponent takes a point before the e and a sign behind it: only 2.0e+25 is a number, the others are text. FLOP and
# learning rates are written that way, so that one file gives one tool a number and another a string.
# Seen: {'a': '2e25', 'b': '2.0e25', 'c': 2e+25, 'd': '1e-3'} from PyYAML, four floats from ruamel.yaml.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet PyYAML==6.0.3 ruamel.yaml==0.19.1
"$folder/venv/bin/python" - <<'PYTHON'
import io
import ruamel.yaml
import yaml

text = "a: 2e25\nb: 2.0e25\nc: 2.0e+25\nd: 1e-3\n"
old = yaml.safe_load(text)
new = dict(ruamel.yaml.YAML(typ="safe", pure=True).load(io.StringIO(text)))
print("PyYAML", old)
print("ruamel.yaml", new)
assert old == {"a": "2e25", "b": "2.0e25", "c": 2e25, "d": "1e-3"}
assert new == {"a": 2e25, "b": 2e25, "c": 2e25, "d": 1e-3}
PYTHON
