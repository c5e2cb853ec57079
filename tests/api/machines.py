"""The large machines over HTTP, along the tables of tests/support/machines: see tests/support/machine_town.hpp, which
walks the same tables inside a process. What needs days to pass is walked there alone."""

import copy
import datetime
import json
import re
from pathlib import Path

from service import ROOT

PEOPLE = {"voter": "voter-desk", "clerk": "clerk-li", "deputy": "deputy-wang", "mediator": "mediator-chen",
          "handler": "handler-water-1", "supervisor": "supervisor-sun", "auditor": "auditor-01", "admin": "admin-zhou"}


def table(workflow):
    return json.loads((ROOT / "tests" / "support" / "machines" / f"{workflow}.json").read_text(encoding="utf-8"))


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

    def day(self, days):
        here = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
        return (here.date() + datetime.timedelta(days=days)).isoformat()

    def resolved(self, value, user):
        if isinstance(value, dict):
            return {name: self.resolved(inner, user) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.resolved(inner, user) for inner in value]
        if not isinstance(value, str) or not value.startswith("@"):
            return value
        if value in ("@actor", "@assignee"):
            return user if value == "@actor" else self.assignee
        if value in ("@other", "@ended"):
            return self.reach(self.table[value[1:]])
        if value == "@foreign":
            workflow, state = self.table["foreign"]
            return Town(self.client, workflow).reach(state)
        days, rest = re.fullmatch(r"@([+-]\d+)(.*)", value).groups()
        return self.day(int(days)) + rest

    def input(self, action, user, changes):
        given = copy.deepcopy(self.table["inputs"][action]) | changes
        return self.resolved({name: value for name, value in given.items() if value is not None}, user)

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
