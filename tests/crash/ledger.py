"""What clients were told, kept outside the server: the measure of every promise. Thread-safe."""

import hashlib
import json
import threading
from collections import Counter

from findings import Finding


def fingerprint(event):
    return hashlib.sha256(json.dumps(event, sort_keys=True).encode()).digest()


class Ledger:
    def __init__(self):
        self.lock = threading.Lock()
        self.events = {}        # event id → fingerprint of the event as acknowledged
        self.by_key = {}        # Idempotency-Key → event id
        self.states = {}        # case id → state
        self.sequences = {}     # case id → last acknowledged sequence
        self.replayable = []    # acknowledged commands of this round

    def acknowledge(self, command, answer):
        """Books a 2xx answer; objects when it contradicts what was answered before."""
        if len(answer["events"]) != 1:
            raise Finding("refused", f"{command} was answered with {len(answer['events'])} events, one action gives one")
        event, case = answer["events"][0], answer["case"]
        sequence = int(event["sequence"])
        with self.lock:
            if event["id"] != f"{case['id']}-{sequence}" or case["sequence"] != sequence:
                raise Finding("gap", f"{command}: event {event['id']} and case sequence {case['sequence']} disagree")
            known = self.by_key.get(command.key)
            if known is not None:
                if known != event["id"]:
                    raise Finding("twice", f"{command} gave {known}, and {event['id']} when asked again")
                return event
            if event["id"] in self.events:
                raise Finding("twice", f"{command} was answered with {event['id']}, which another key was given")
            if sequence != self.sequences.get(case["id"], 0) + 1:
                raise Finding("gap", f"{event['id']} follows sequence {self.sequences.get(case['id'], 0)}")
            self.by_key[command.key] = event["id"]
            self.events[event["id"]] = fingerprint(event)
            self.sequences[case["id"]] = sequence
            self.states[case["id"]] = case["state"]["id"]
            self.replayable.append(command)
        return event

    def counts(self):
        return {state: count for state, count in Counter(self.states.values()).items() if count}
