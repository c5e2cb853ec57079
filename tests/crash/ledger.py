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
        self.by_key = {}        # Idempotency-Key → ids of its events
        self.states = {}        # case id → (workflow, state)
        self.links = {}         # case id → {(relation, other case)}
        self.sequences = {}     # case id → last acknowledged sequence
        self.replayable = []    # acknowledged commands of this round

    def acknowledge(self, command, answer):
        """Books a 2xx answer; objects when it contradicts what was answered before. The first event is of the case that
        was acted on, the others are of those that the same command touched."""
        first, case = answer["events"][0], answer["case"]
        with self.lock:
            if first["id"] != f"{case['id']}-{int(first['sequence'])}" or case["sequence"] != int(first["sequence"]):
                raise Finding("gap", f"{command}: event {first['id']} and case sequence {case['sequence']} disagree")
            told = [event["id"] for event in answer["events"]]
            known = self.by_key.get(command.key)
            if known is not None:
                if known != told:
                    raise Finding("twice", f"{command} gave {known}, and {told} when asked again")
                return
            for event in answer["events"]:
                self._book(command, event)
            self.by_key[command.key] = told
            self.replayable.append(command)

    def _book(self, command, event):
        case_id, sequence, data = event["subject"], int(event["sequence"]), event["data"]
        if event["id"] in self.events:
            raise Finding("twice", f"{command} was answered with {event['id']}, which another key was given")
        if sequence != self.sequences.get(case_id, 0) + 1:
            raise Finding("gap", f"{event['id']} follows sequence {self.sequences.get(case_id, 0)}")
        self.events[event["id"]] = fingerprint(event)
        self.sequences[case_id] = sequence
        self.states[case_id] = (data["workflow"]["id"], data["to"])
        links = self.links.setdefault(case_id, set())
        links |= {(link["relation"], link["case"]) for link in data.get("links", [])}
        links -= {(link["relation"], link["case"]) for link in data.get("unlinks", [])}

    def counts(self):
        return dict(Counter(self.states.values()))
