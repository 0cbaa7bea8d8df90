#!/usr/bin/env bash
# optuna 5.0.0, scipy 1.17.1 (for QMCSampler).
# A study that goes on from its database (load_if_exists=True) with the same script, sampler and seed, draws from the start of the seed's stream
# again. RandomSampler tries exactly the points that are there already, so that half of the trials of a search in two sessions are copies, without
# a word; TPESampler's first startup trials of the session are copies where the first session had fewer of them. QMCSampler keeps its place in the
# study.
# Seen, 8 trials in each of two sessions: RandomSampler 8 different points of 16, TPESampler 14, QMCSampler 16.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet optuna==5.0.0 scipy==1.17.1
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
different = {}
for sampler in (optuna.samplers.RandomSampler, optuna.samplers.TPESampler, optuna.samplers.QMCSampler):
    for session in range(2):
        study = optuna.create_study(storage=f"sqlite:///{sampler.__name__}.db", study_name="s", load_if_exists=True, sampler=sampler(seed=0))
        study.optimize(lambda trial: trial.suggest_float("x", 0, 1) ** 2 + trial.suggest_float("y", 0, 1) ** 2, n_trials=8)
    different[sampler.__name__] = len({(trial.params["x"], trial.params["y"]) for trial in study.trials})
print(different)
assert different == {"RandomSampler": 8, "TPESampler": 14, "QMCSampler": 16}
PYTHON
