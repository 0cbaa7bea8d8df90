#!/usr/bin/env bash
# tensorboard 2.21.0, tensorboardX 2.6.5 (protobuf as they ask).
# A process that is killed at step 40 and goes on from step 20 leaves both stretches in TensorBoard: steps 0 10 20 30 40 20 30. The
# later file does not replace what the earlier one has of the same steps, and the series is not sorted. Only a writer that is
# opened with purge_step drops the earlier values from there on.
# Seen: [0, 10, 20, 30, 40, 20, 30] without purge_step, [0, 10, 20, 30] with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tensorboardX==2.6.5 tensorboard==2.21.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import time
from tensorboardX import SummaryWriter
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
for purge, expected in ((None, [0, 10, 20, 30, 40, 20, 30]), (20, [0, 10, 20, 30])):
    folder = f"purge-{purge}"
    first = SummaryWriter(folder)
    for step in range(0, 50, 10): first.add_scalar("loss", 5.0, step)
    first.close()
    time.sleep(1.1)
    second = SummaryWriter(folder, purge_step=purge)
    for step in (20, 30): second.add_scalar("loss", 4.0, step)
    second.close()
    seen = [(e.step, e.value) for e in EventAccumulator(folder).Reload().Scalars("loss")]
    print(f"purge_step {purge}:", seen)
    assert [step for step, _ in seen] == expected
PYTHON
