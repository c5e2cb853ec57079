"""The tables of tests/support/machines: what each action of a large machine is done with, and how a case gets to each
state. machine_town.hpp says how they are read; it walks the same tables inside a process."""

import copy
import datetime
import itertools
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEOPLE = {"voter": "voter-desk", "clerk": "clerk-li", "deputy": "deputy-wang", "mediator": "mediator-chen",
          "handler": "handler-water-1", "supervisor": "supervisor-sun", "auditor": "auditor-01", "admin": "admin-zhou"}


PHONES = itertools.count(1)  # everybody has their own, so that no case is the matter of another


def table(workflow):
    return json.loads((ROOT / "tests" / "support" / "machines" / f"{workflow}.json").read_text(encoding="utf-8"))


def filled(table, action, names, changes={}):
    """The action's input; `names` says what "@actor", "@other" … stand for, null in `changes` takes a member out."""
    given = copy.deepcopy(table["inputs"][action]) | changes
    return _resolved({name: value for name, value in given.items() if value is not None}, names)


def _resolved(value, names):
    if isinstance(value, dict):
        return {name: _resolved(inner, names) for name, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner, names) for inner in value]
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    if value == "@phone":
        return f"100-{next(PHONES):08}"
    day = re.fullmatch(r"@([+-]\d+)(.*)", value)
    return _day(int(day[1])) + day[2] if day else names(value)


def _day(from_today):
    here = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
    return (here.date() + datetime.timedelta(days=from_today)).isoformat()
