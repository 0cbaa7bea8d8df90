#!/usr/bin/env python3
"""Loglog's sampling speed beside transformers' generate, and beside Loglog's own one text at a time, measured in turn.

bench/sampling.py [--size 27k|5m] [--rounds N] [--prompt TOKENS] [--prompts N] [--samples N]

64 prompts (8 of the larger model), 16 samples of 64 tokens each. PEER_PYTHON names a Python with torch and transformers. Three processes stay up, and each
samples once a round, so that all see the same machine. generate is taken at its best: the first round tries it with one thread
and with as many as there are cores, and the faster setting stays. A line for each round, then medians of tokens per second
and of the rounds' ratios, by the clock and by processor time (which is the one to trust on a machine that does other work as well).
"""

import argparse
import os
import statistics
import tempfile

from turns import Peer, class_path, java, python

SIZES = {"27k": (32, 2, 17), "5m": (256, 6, 256)}
NEW = 64
WARM = {"27k": 8, "5m": 1}
# So often does Loglog sample when generate does once, so that its share of a round is more than a moment.
REPETITIONS = {"27k": 8, "5m": 1}
# What generate takes for a round is prompts times samples: of the larger model fewer, so that each size ends within three minutes.
PROMPTS = {"27k": 64, "5m": 8}
ROUNDS = {"27k": 5, "5m": 3}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", choices=SIZES, default="27k")
    options.add_argument("--rounds", type=int, help="default: 5, of the larger model 3")
    options.add_argument("--prompt", type=int, default=18)
    options.add_argument("--prompts", type=int, help="default: 64, of the larger model 8")
    options.add_argument("--samples", type=int, default=16)
    asked = options.parse_args()
    asked.rounds = asked.rounds or ROUNDS[asked.size]
    asked.prompts = asked.prompts or PROMPTS[asked.size]
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        work = list(map(str, (asked.prompts, asked.samples, asked.prompt, NEW)))
        shape = list(map(str, SIZES[asked.size]))
        generate = {
            t: Peer(python("generate_transformers.py", folder, *shape, *work, t), greets=True) for t in {1, cores}}
        loglog = Peer(java(class_path(), "SampleSpeed.java", folder, *work, cores, REPETITIONS[asked.size]))
        for warm in range(WARM[asked.size]):
            loglog.ask("batched")
            loglog.ask("single")
        for peer in generate.values():
            peer.ask("go")
        rows = []
        for number in range(asked.rounds):
            ours = loglog.ask("batched")
            single = loglog.ask("single")
            theirs = {t: peer.ask("go") for t, peer in generate.items()}
            best = max(theirs, key=lambda t: theirs[t][0])
            if number == 0:
                for t in set(generate) - {best}:
                    generate.pop(t).end()
            rows.append((ours, single, theirs[best]))
            print("round: {:.0f} tokens/s batched, {:.0f} one by one, {:.0f} generate ({} threads); of a processor second "
                  "{:.0f}, {:.0f}, {:.0f}".format(ours[0], single[0], theirs[best][0], best, ours[1], single[1],
                                                  theirs[best][1]), flush=True)
        for peer in [loglog, *generate.values()]:
            peer.end()
    for which, name in ((0, "by the clock"), (1, "of a processor second")):
        median = [statistics.median(row[i][which] for row in rows) for i in range(3)]
        over = [[row[0][which] / row[i][which] for row in rows] for i in (2, 1)]
        print("{}: {:.0f} tokens/s batched, {:.0f} one by one, {:.0f} generate; {:.1f} times generate ({:.1f} to {:.1f}), {:.1f} "
              "times one by one ({:.1f} to {:.1f})".format(
                  name, *median, statistics.median(over[0]), min(over[0]), max(over[0]),
                  statistics.median(over[1]), min(over[1]), max(over[1])))


if __name__ == "__main__":
    main()
