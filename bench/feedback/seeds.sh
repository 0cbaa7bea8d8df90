#!/usr/bin/env bash
# Five seeds of each method that learns from a task's judge, on one thread: test pass rate and processor seconds of each, then mean
# and standard deviation. RUN is the base, such as runs/self/gpt2-16x1-3.1M-seed1 of `./loglog study init self.yaml --design
# self-improve` and `./loglog run self.yaml`. Each run takes 20 to 40 s of processor time.
set -euo pipefail
[ $# -eq 1 ] || { echo "found $# arguments, expected RUN" >&2; exit 2; }
base=$1
loglog=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/loglog
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
"$loglog" --version >/dev/null # built before anything is timed
methods=(
  "expert-iteration --rounds 24 --lr 2e-3 --batch 64"
  "grpo --baseline none --scaling none --samples 1 --round-prompts 2048 --rounds 24 --lr 2e-3 --updates 32 --epochs 2 --clip 0.2,10"
  "grpo --baseline none --scaling none --samples 1 --round-prompts 2048 --rounds 40 --lr 2e-3 --updates 32 --epochs 2 --clip 0.2,10"
  "grpo --scaling none --samples 4 --round-prompts 512 --rounds 30 --updates 8 --epochs 4 --clip 0.2,10"
)
for method in "${methods[@]}"; do
  rates=()
  for seed in 1 2 3 4 5; do
    TIMEFORMAT=%U
    # shellcheck disable=SC2086 # the options are words
    { time "$loglog" tune "$base" --method $method --seed $seed --threads 1 --test-prompts 1000 --runs "$runs" \
      --name "run-${#rates[@]}-$(printf '%s' "$method" | cksum | cut -d' ' -f1)" --json >"$runs/out.json" 2>/dev/null; } 2>"$runs/time"
    rate=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["test_pass_rate"])' <"$runs/out.json")
    rates+=("$rate")
    echo "$method: seed $seed, $rate, $(tail -n 1 "$runs/time") s"
  done
  printf '%s\n' "${rates[@]}" | python3 -c 'import statistics as s, sys; r = [float(x) for x in sys.stdin]; print(f"mean {s.mean(r):.3f}, standard deviation {s.stdev(r):.3f}")'
done
