#!/usr/bin/env python3
"""Kills the server, and then the broker, again and again under load; after each time the topic must hold every event
once and in order.

The rounds are those of tests/crash/rounds.py, with a topic: after every kill of the server, and all its checks, `docket
kafka verify` reads the topic whole. Then the broker is killed and started again under load while one server lives on.
DOCKET_ROUNDS and DOCKET_BROKER_ROUNDS say how often (20 and 3); exit codes are those of the crash rounds, 77 without a
broker."""

import os
import subprocess
import sys
import time
from pathlib import Path

import topics

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))

import rounds
from client import Client
from findings import Finding
from load import Load

TOPIC = "rounds"
PUBLISH_SECONDS = 120


class KafkaRounds(rounds.Rounds):
    def __init__(self, options, data, node):
        super().__init__(options, data)
        self.node = node
        self.kafka = ["--kafka-brokers", node.address, "--kafka-topic", TOPIC]
        node.create(TOPIC, 6)

    def command(self):
        return [*super().command(), *self.kafka, "--kafka-pause-max-ms", "1000"]

    def serve(self):
        """Most lives are killed while they publish, some while they still look where to go on."""
        server = super().serve()
        if self.random.random() < 0.7:
            client = Client(server.address, self.tokens)
            self.wait_until_published(client)
            client.close()
        return server

    def check(self, client, known):
        unknown_count = super().check(client, known)
        self.topic_is_right(client)
        return unknown_count

    def topic_is_right(self, client):
        self.wait_until_published(client)
        command = [self.options.docket, "kafka", "verify", "--data", self.data, "--config", self.options.config, *self.kafka]
        result = subprocess.run(command, capture_output=True, text=True, timeout=600)
        said = (result.stdout + result.stderr).strip().splitlines()
        if result.returncode != 0:
            raise Finding("verify", f"kafka verify: exit code {result.returncode}: {' | '.join(said[-3:])}")
        if "; 0 pending, 0 expired, 0 newer" not in said[-1]:
            raise Finding("lost", f"kafka verify: {said[-1]}")
        seen = int(said[-1].split()[0])
        if seen != len(self.ledger.events):
            raise Finding("lost", f"the topic holds {seen} events, {len(self.ledger.events)} were acknowledged")
        print(f"  {said[-1]}", flush=True)

    def wait_until_published(self, client):
        end = time.monotonic() + PUBLISH_SECONDS
        while time.monotonic() < end:
            follower = client.get("/v1/followers")["followers"][0]
            if follower["lag"] == 0 and follower["state"] == "publishing":
                return
            time.sleep(0.05)
        raise Finding("refused", f"not published within {PUBLISH_SECONDS} s: {follower}")

    def end(self, server):
        for number in range(1, int(os.environ.get("DOCKET_BROKER_ROUNDS") or 3) + 1):
            self.broker_round(server, number)
        aborted_count = len(self.node.read(TOPIC, "read_uncommitted")) - len(self.ledger.events)
        print(f"{aborted_count} records of aborted transactions, which no read_committed consumer saw", flush=True)
        if aborted_count <= 0:
            raise SystemExit("no kill met an open transaction: the harness did not kill while publishing")
        super().end(server)

    def broker_round(self, server, number):
        """The broker dies under load and comes back; requests do not notice."""
        known = set(self.ledger.events)
        load = Load(server.address, self.tokens, self.walks, self.ledger)
        load.first_answer.wait(30)
        time.sleep(self.random.uniform(0.05, 0.8))
        self.node.kill()
        before = load.answered_count
        time.sleep(self.random.uniform(0.2, 2))
        if load.answered_count == before:
            raise Finding("refused", "requests stood still while the broker was away")
        self.node.up()
        time.sleep(self.random.uniform(0.05, 0.8))
        load.killed.set()
        load.join()
        client = Client(server.address, self.tokens)
        self.check(client, known)
        client.close()
        print(f"broker round {number}: {load.answered_count} acknowledged", flush=True)


def main():
    options = rounds.arguments()
    node = topics.Node()
    print(f"seed {options.seed}, {options.rounds} rounds", flush=True)
    rounds.Rounds = lambda options, data: KafkaRounds(options, data, node)
    finding, _, _ = rounds.run(options)
    if finding is None:
        print("every promise held")
    return 0 if finding is None else 1


if __name__ == "__main__":
    rounds.end_with(main)
