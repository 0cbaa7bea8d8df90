#!/usr/bin/env bash
# optuna 5.0.0.
# A study whose sampler has a seed, on one process and without a database, is reproducible, but not with HyperbandPruner: the bracket of a trial,
# and so what is pruned and what the sampler learns, is a hash of the STUDY'S NAME and the trial's number. A study without a name gets a random
# one; a copy of a study under another name is another study.
# Seen, 40 trials of TPESampler(seed=0): other values in a second run without a name, equal ones with the same name, others with another; equal
# with MedianPruner.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet optuna==5.0.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial):
    x, y = trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)
    for step in range(1, 28):
        trial.report((x - 0.3) ** 2 + y / step, step)
        if trial.should_prune():
            raise optuna.TrialPruned
    return (x - 0.3) ** 2 + y / 27


def values(name, pruner):
    study = optuna.create_study(study_name=name, sampler=optuna.samplers.TPESampler(seed=0), pruner=pruner)
    study.optimize(objective, n_trials=40)
    return [trial.params["x"] for trial in study.trials]


hyperband = optuna.pruners.HyperbandPruner(1, 27, 3)
unnamed = [values(None, hyperband) for _ in range(4)]
print("last x without a name:", *(round(x[-1], 3) for x in unnamed), "; named:", *(round(values(n, hyperband)[-1], 3) for n in "aab"))
assert any(x != unnamed[0] for x in unnamed)
assert values("a", hyperband) == values("a", hyperband) != values("b", hyperband)
assert values(None, optuna.pruners.MedianPruner()) == values(None, optuna.pruners.MedianPruner())
PYTHON
