#!/usr/bin/env bash
# Debian's slurm-wlm 22.05.8 (apt-get install -y --no-install-recommends slurm-wlm munge; root; .ci/slurm starts a controller
# and a node): a job whose --chdir is not there on the node is neither refused nor failed. It is started in /tmp, with a line in
# its output, and ends as COMPLETED: whatever it does with relative names, it does in /tmp. And %% in --chdir is no percent
# sign, as it is in --output, so that a folder with one in its name is such a folder.
# Seen: "couldn't chdir to `/no/such/folder': No such file or directory: going to /tmp instead", then /tmp; state COMPLETED.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$(mktemp -d)
trap '.ci/slurm stop "$folder"; rm -rf "$folder"' EXIT
.ci/slurm start "$folder" 16943 16944
export SLURM_CONF=$folder/slurm.conf
sinfo --version
mkdir "$folder/100%"
state() { # of a job of one line, once it has ended
  local job
  job=$(sbatch --parsable --mem=10M "$@" --wrap pwd)
  for _ in $(seq 50); do [ -z "$(squeue -h -j "$job")" ] && break; sleep 0.2; done
  scontrol show job -o "$job" | grep -o 'JobState=[A-Z]*'
}
missing=$(state --chdir=/no/such/folder --output="$folder/missing")
percent=$(state --chdir="$folder/100%%" --output="$folder/100%%/out")
cat "$folder/missing" "$folder/100%/out"
echo "$missing $percent"
[ "$missing $percent" = "JobState=COMPLETED JobState=COMPLETED" ]
[ "$(tail -n 1 "$folder/missing")" = /tmp ]
[ "$(tail -n 1 "$folder/100%/out")" = /tmp ]
grep -q 'going to /tmp instead' "$folder/missing"
