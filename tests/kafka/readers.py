"""What three consumers that share no code with us read from a topic: each a program of its own in consumers/."""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent / "consumers"
READERS = {
    "confluent-kafka": [sys.executable, HERE / "read.py"],
    "kafkajs": ["node", HERE / "read.mjs"],
    "kcat": [sys.executable, HERE / "read_kcat.py"],
}


def read(reader, broker, topic, *more):
    """Every event up to the topic's end, by partition and offset."""
    done = subprocess.run([*READERS[reader], broker, topic, *more], capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise AssertionError(f"{reader} ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
    return sorted(map(json.loads, done.stdout.splitlines()), key=lambda event: (event["partition"], event["offset"]))


def read_by_all(broker, topic):
    """The events, when all three agree about every attribute and every value; AssertionError when they do not."""
    seen = {reader: read(reader, broker, topic) for reader in READERS}
    first, *others = seen
    for other in others:
        if seen[other] != seen[first]:
            raise AssertionError(difference(first, seen[first], other, seen[other]))
    return seen[first]


def difference(first, events, other, other_events):
    for mine, theirs in zip(events, other_events):
        if mine != theirs:
            return f"{first} and {other} differ:\n{mine}\n{theirs}"
    return f"{first} read {len(events)} events, {other} {len(other_events)}"
