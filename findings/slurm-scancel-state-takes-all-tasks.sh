#!/usr/bin/env bash
# Debian's slurm-wlm 22.05.8 (apt-get install -y --no-install-recommends slurm-wlm munge; root; .ci/slurm starts a controller
# and a node): `scancel 7_2` and `scancel 7_[2-4]` cancel these tasks of array 7 alone. With --state=PENDING beside them, which
# should cancel fewer, they cancel ALL tasks of the array that wait.
# Seen, of tasks 0 to 9 with two at work: "0 1 3 4 5 6 7 8 9" left by the first, "0 1" by the second.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$(mktemp -d)
trap '.ci/slurm stop "$folder"; rm -rf "$folder"' EXIT
.ci/slurm start "$folder" 16945 16946
export SLURM_CONF=$folder/slurm.conf
sinfo --version
left() { # tasks of a new array that are left by scancel with these options
  local job
  job=$(sbatch --parsable --array=0-9%2 --cpus-per-task=1 --mem=10M --output=/dev/null --wrap 'sleep 100')
  for _ in $(seq 50); do [ "$(squeue -h -r -j "$job" -t RUNNING | wc -l)" = 2 ] && break; sleep 0.2; done
  scancel "$@" "${job}_2"
  sleep 1
  squeue -h -r -j "$job" -o %K | sort -n | xargs
  scancel "$job"
}
plain=$(left)
pending=$(left --state=PENDING)
echo "left by scancel: $plain; with --state=PENDING: $pending"
[ "$plain" = "0 1 3 4 5 6 7 8 9" ]
[ "$pending" = "0 1" ]
