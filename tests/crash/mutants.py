#!/usr/bin/env python3
"""Shows that the crash rounds catch what they are for: each mutant breaks one promise, and the rounds must find it.
A mutant that survives fails this test; so does a finding of another kind than the promise it breaks."""

import random
import sys

import rounds

LOSS = {"lost", "verify", "start", "counts", "gap", "extra", "changed"}
TWICE = {"twice", "extra", "gap", "lost", "refused"}
# mutant, disk, what the rounds may find. A kill leaves the page cache alone, so only the losing disk shows a missing fsync.
TABLE = [
    ("no_sync", "losing", LOSS),
    ("early_answer", "plain", LOSS),
    ("early_answer", "losing", LOSS),
    ("split_index", "plain", {"verify", "counts"}),
    ("split_index", "losing", {"verify", "counts"}),
    ("forgotten_outcome", "plain", TWICE),
]


def main():
    options = rounds.arguments()
    survivors = 0
    results = []
    for mutant, disk, expected in TABLE:
        options.mutant, options.disk = mutant, disk
        options.seed = random.SystemRandom().randrange(1 << 32)
        finding, number, data = rounds.run(options)
        caught = finding is not None and finding.kind in expected
        survivors += not caught
        if caught:
            rounds.discard(data)
        results.append((mutant, disk, f"round {number}" if caught else "SURVIVED", finding.kind if finding else "-"))
    print(f"\n{'mutant':<20}{'disk':<10}{'caught in':<12}found")
    for mutant, disk, caught, kind in results:
        print(f"{mutant:<20}{disk:<10}{caught:<12}{kind}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
