#!/usr/bin/env bash
# ray 2.58.0 (ray[tune]).
# The asynchronous halving of Ray Tune (AsyncHyperBandScheduler, ASHAScheduler), which stops the worse trials at each rung, never stops one whose
# metric is NaN: no comparison with the cutoff holds of NaN. A trial that diverged is trained to the last step, beside good ones that were stopped.
# Seen, of nine trials for a loss: 2, 3, 5, 6 and 8 are stopped at the first rung; both NaN go on through all rungs, as 1 and 0.5 do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "ray[tune]==2.58.0"
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import math

from ray.tune.schedulers import AsyncHyperBandScheduler


class Trial:
    def __init__(self, number):
        self.trial_id = str(number)

    def is_finished(self):
        return False


scheduler = AsyncHyperBandScheduler(time_attr="t", metric="loss", mode="min", max_t=27, grace_period=1, reduction_factor=3)
going = []
for number, loss in enumerate([1, 2, 3, math.nan, 5, 6, math.nan, 8, 0.5]):
    trial = Trial(number)
    scheduler.on_trial_add(None, trial)
    if all(scheduler.on_trial_result(None, trial, {"t": t, "loss": loss}) == "CONTINUE" for t in (1, 3, 9)):
        going.append(str(loss))
print("still trained after step 9:", *going)
assert going == ["1", "nan", "nan", "0.5"]
PYTHON
