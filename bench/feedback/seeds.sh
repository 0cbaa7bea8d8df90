#!/usr/bin/env bash
# Five seeds of each method that learns from a task's judge, on one thread: test pass rate and processor seconds of each, then mean
# and standard deviation. RUN is the base, such as runs/self/gpt2-16x1-3.1M-seed1 of `./loglog study init self.yaml --design
# self-improve` and `./loglog run self.yaml`. Each run takes 20 to 40 s of processor time. SEEDS (default 1 to 5) are the seeds.
#
# bench/feedback/seeds.sh RUN [METHOD...]   METHOD: expert expert-36 raft raft-40 groups positive (default: all)
set -euo pipefail
[ $# -ge 1 ] || { echo "found no arguments, expected RUN [METHOD...]" >&2; exit 2; }
base=$1
shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
loglog=${LOGLOG:-$here/loglog}
raft="grpo --baseline none --scaling none --samples 1 --round-prompts 2048 --lr 2e-3 --updates 32 --epochs 2 --clip 0.2,10"
declare -A options=(
  [expert]="expert-iteration --rounds 24 --lr 2e-3 --batch 64"
  [expert-36]="expert-iteration --rounds 36 --lr 2e-3 --batch 64"
  [raft]="$raft --rounds 24"
  [raft-40]="$raft --rounds 40"
  [groups]="grpo --scaling none --samples 4 --round-prompts 512 --rounds 30 --updates 8 --epochs 4 --clip 0.2,10"
  [positive]="grpo --scaling none --samples 2 --round-prompts 1024 --rounds 30 --updates 8 --epochs 4 --ratio topr --positive-loss 0.5"
)
[ $# -gt 0 ] || set -- expert expert-36 raft raft-40 groups positive
for method in "$@"; do
  [ -n "${options[$method]:-}" ] || { echo "METHOD: found $method, expected one of ${!options[*]}" >&2; exit 2; }
done
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
"$loglog" --version >/dev/null # built before anything is timed
for method in "$@"; do
  rates=()
  for seed in ${SEEDS:-1 2 3 4 5}; do
    TIMEFORMAT=%U
    # shellcheck disable=SC2086 # the options are words
    { time "$loglog" tune "$base" --method ${options[$method]} --seed "$seed" --threads 1 --test-prompts 1000 --runs "$runs" \
      --name "$method-$seed" --json >"$runs/out.json" 2>/dev/null; } 2>"$runs/time"
    rate=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["test_pass_rate"])' <"$runs/out.json")
    rates+=("$rate")
    echo "$method: seed $seed, $rate, $(tail -n 1 "$runs/time") s"
  done
  printf '%s\n' "${rates[@]}" | python3 -c 'import statistics as s, sys; r = [float(x) for x in sys.stdin]; print(f"mean {s.mean(r):.3f}, standard deviation {s.stdev(r):.3f}")'
done
