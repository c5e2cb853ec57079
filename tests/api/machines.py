"""The large machines over HTTP, along the tables of tests/support/machines. What needs days to pass is walked inside a
process alone (tests/unit/machines)."""

import json
from pathlib import Path

from service import ROOT

from machine_table import PEOPLE, filled, table


def definition(workflow):
    """The file, with the shared actions and guards it takes."""
    folder = ROOT / "config" / "workflows"
    own = json.loads((folder / f"{workflow}.json").read_text(encoding="utf-8"))
    shared = json.loads((folder / "common.json").read_text(encoding="utf-8"))
    own["actions"] |= {action: shared["actions"][action] for action in own["include"]}
    own["guards"] = shared["guards"] | own["guards"]
    return own


def directory(path):
    """The demo township, with a handler and a mediator who see a village's cases, and two people who are away."""
    town = json.loads((ROOT / "config" / "demo" / "directory.json").read_text(encoding="utf-8"))
    for user in town["users"]:
        if user["id"] in ("handler-water-1", "mediator-chen"):
            user["areas"] = ["hewan"]
        if user["id"] in ("deputy-zhao", "mediator-08"):
            user["absences"] = [{"from": "2020-01-01", "to": "2030-01-01"}]
    Path(path).write_text(json.dumps(town, ensure_ascii=False), encoding="utf-8")
    return path


def states_left(machine, action):
    source, states = machine["actions"][action]["from"], machine["states"]
    if source == "*":
        return list(states)
    if source == "open":
        return [state for state in states if states[state]["clock"] != "stop"]
    return [state for state in source if state]


def takes_days(table, steps):
    return any("days" in step if isinstance(step, dict) else takes_days(table, table["paths"][step]) if isinstance(step, str) else False
               for step in steps)


class Town:
    def __init__(self, client, workflow):
        self.client, self.workflow = client, workflow
        self.table = table(workflow)
        self.assignee = self.table["assignee"]

    def user(self, who):
        return self.assignee if who == "@assignee" else PEOPLE.get(who, who)

    def named(self, word, user):
        if word in ("@actor", "@assignee"):
            return user if word == "@actor" else self.assignee
        if word == "@foreign":
            workflow, state = self.table["foreign"]
            return Town(self.client, workflow).reach(state)
        return self.reach(self.table[word[1:]])

    def input(self, action, user, changes):
        return filled(self.table, action, lambda word: self.named(word, user), changes)

    def request(self, case, action, who, changes={}):
        """What asks for it, to be called; the other cases that it names are there already."""
        user = self.user(who)
        given = self.input(action, user, changes)
        if case:
            return lambda: self.client.post(f"/v1/cases/{case}/actions/{action}", {"input": given}, user)
        return lambda: self.client.post("/v1/cases", {"workflow": self.workflow, "action": action, "input": given}, user)

    def open(self, action, who, changes={}):
        return self.request(None, action, who, changes)()

    def act(self, case, action, who, changes={}):
        return self.request(case, action, who, changes)()

    def walk(self, steps, case=None):
        for step in steps:
            if isinstance(step, str):
                case = self.walk(self.table["paths"][step], case)
                continue
            action, who, *changes = step
            answer = self.act(case, action, who, *changes) if case else self.open(action, who, *changes)
            assert answer.status in (200, 201), f"{step}: {answer}"
            case = answer.case["id"]
        return case

    def reach(self, state):
        return self.walk(self.table["paths"][state])

    def ready_for(self, action, state):
        case = self.walk(self.table["reach"].get(f"{action}@{state}") or self.table["paths"][state])
        return self.walk(self.table["before"].get(action, []), case)

    def in_role(self, role):
        """The case is theirs, where the role may have one."""
        self.assignee = self.table["assignees"].get(role, self.table["assignee"])
        return role
