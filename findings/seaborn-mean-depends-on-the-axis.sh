#!/usr/bin/env bash
# seaborn 0.13.2, pandas 3.0.6.
# A guess: the line of lineplot is the mean over seeds, and a logarithmic axis only shows it otherwise. On an axis that is logarithmic already the
# mean is taken of the logarithms: the line is the geometric mean. The same two lines of a script in the other order give the arithmetic
# mean. seaborn.objects and barplot do the same.
# Seen, losses 1 and 100: ax.set_yscale("log") after lineplot 50.5, before it 10; so.Plot(...).scale(y="log") 10.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet seaborn==0.13.2 pandas==3.0.6
cd "$folder"
export MPLBACKEND=agg
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
import seaborn.objects as so

rows = pd.DataFrame({"step": [1, 1, 2, 2], "loss": [1.0, 100.0, 1.0, 100.0]})


def line(before):
    _, axes = plt.subplots()
    if before:
        axes.set_yscale("log")
    sns.lineplot(rows, x="step", y="loss", errorbar=None, ax=axes)
    if not before:
        axes.set_yscale("log")
    return [round(y, 6) for y in axes.lines[0].get_ydata()]


plot = so.Plot(rows, x="step", y="loss").add(so.Line(), so.Agg()).scale(y="log").plot()
objects = [round(y, 6) for y in plot._figure.axes[0].lines[0].get_ydata()]
print("set_yscale after:", line(False), "before:", line(True), "objects:", objects)
assert line(False) == [50.5, 50.5] and line(True) == objects == [10.0, 10.0]
PYTHON
