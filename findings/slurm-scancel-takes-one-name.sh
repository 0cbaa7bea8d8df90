#!/usr/bin/env bash
# Debian's slurm-wlm 22.05.8 (apt-get install -y --no-install-recommends slurm-wlm munge; root; .ci/slurm starts a controller
# and a node): `squeue --name` takes names with commas between, `scancel --name` takes ONE name. A list is looked for as one
# name, matches no job, and scancel ends with status 0 and no word.
# Seen: two jobs before `scancel --name=a,b`, two after, status 0; none after `scancel --name=a` and `scancel --name=b`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$(mktemp -d)
trap '.ci/slurm stop "$folder"; rm -rf "$folder"' EXIT
.ci/slurm start "$folder" 16941 16942
export SLURM_CONF=$folder/slurm.conf
sinfo --version
for name in a b; do sbatch -Q --job-name=$name --mem=10M --output=/dev/null --wrap 'sleep 60'; done
jobs() { squeue -h --name=a,b -o %j | wc -l; }
before=$(jobs)
scancel --name=a,b && status=0 || status=$?
sleep 1
list=$(jobs)
scancel --name=a
scancel --name=b
for _ in $(seq 50); do [ "$(jobs)" = 0 ] && break; sleep 0.2; done
echo "jobs: $before, after a list: $list (status $status), after each name: $(jobs)"
[ "$before $list $status $(jobs)" = "2 2 0 0" ]
