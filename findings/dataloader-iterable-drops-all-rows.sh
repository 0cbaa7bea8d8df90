#!/usr/bin/env bash
# torch 2.13.0.
# A guess: drop_last=True leaves out one batch at most, and len() of a loader is the number of its batches. With an IterableDataset each worker
# makes batches of its own share and drops its own last one: more workers, fewer rows, and none at all once a worker's share is below a batch.
# len(loader) is that of one process. Without drop_last a validation's batches are of other sizes, so that a mean of batches changes with
# num_workers.
# Seen, 1,000 rows shared out, batches of 256: with 0, 2, 4 workers 3, 2, 0 batches, len 3 each time; without drop_last 256 256 256 232, 256
# 256 244 244 and four of 250.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
from torch.utils.data import DataLoader, IterableDataset, get_worker_info


class Rows(IterableDataset):
    def __len__(self):
        return 1000

    def __iter__(self):
        worker = get_worker_info()
        return iter(range(worker.id if worker else 0, 1000, worker.num_workers if worker else 1))


expected = {0: (3, [256, 256, 256, 232]), 2: (2, [256, 256, 244, 244]), 4: (0, [250, 250, 250, 250])}
for workers, (batches, sizes) in expected.items():
    dropping = DataLoader(Rows(), batch_size=256, num_workers=workers, drop_last=True)
    seen = len(list(dropping)), [len(batch) for batch in DataLoader(Rows(), batch_size=256, num_workers=workers)]
    print(f"{workers} workers: {seen[0]} batches, len {len(dropping)}; without drop_last {seen[1]}")
    assert seen == (batches, sizes) and len(dropping) == 3
PYTHON
