"""Personal data of the large machines: a canary in every personal field of every action, then a search for any of them in
everything that the server writes or says to whoever may not read them: files, log, records of the topic, feeds, masked
answers. What may hold them is looked at first, so that the search could fail."""

import json
import os
import unittest
from pathlib import Path

import topics  # first: it knows where the other helpers are
from machine_table import ROOT
from machines import PEOPLE, Town, definition, directory, states_left, takes_days
from publishing import Publishing
from receiver import Receiver

BROKER = topics.Node()
MARK = "7f3a9c"
ROBOTS = ("wecom", "dingtalk", "feishu")
HOOKS = ("standard", *ROBOTS, "queue studio-intake", "queue to-register")
BEHIND_THE_SYSTEM = {"urge", "give_up_performance"}  # only from where the system leads when days have passed
COMMON = json.loads((ROOT / "config" / "workflows" / "common.json").read_text(encoding="utf-8"))


class PlantingTown(Town):
    """Says a canary of its own wherever a form asks for something personal."""

    def __init__(self, client, workflow):
        super().__init__(client, workflow)
        self.machine = definition(workflow)
        self.fields = COMMON["fields"] | self.machine["fields"]
        self.planted = {}

    def input(self, action, user, changes):
        form = self.machine["actions"][action].get("input", {})
        return self.plant(super().input(action, user, changes), form, f"{self.workflow}/{action}")

    def plant(self, value, schema, place):
        schema = self.fields[schema["$ref"].removeprefix("#/fields/")] if "$ref" in schema else schema
        if isinstance(value, dict):
            return {name: self.plant(inner, schema["properties"][name], f"{place}/{name}") for name, inner in value.items()}
        if isinstance(value, list):
            return [self.plant(inner, schema["items"], place) for inner in value]
        if isinstance(value, str) and schema.get("x-personal"):
            canary = self.planted.setdefault(place, f"金丝雀{len(self.planted)}{self.workflow[0]}-{MARK}")
            assert len(canary) <= schema["maxLength"], place
            return canary
        return value


def personal_fields(machine, fields, schema, place):
    """The places of all personal texts of a form."""
    schema = fields[schema["$ref"].removeprefix("#/fields/")] if "$ref" in schema else schema
    if schema.get("x-personal"):
        yield place
    for name, inner in schema.get("properties", {}).items():
        yield from personal_fields(machine, fields, inner, f"{place}/{name}")
    if "items" in schema:
        yield from personal_fields(machine, fields, schema["items"], place)


def fill_in(value, schema, fields):
    """The value with every personal text of its form that it leaves out."""
    schema = fields[schema["$ref"].removeprefix("#/fields/")] if "$ref" in schema else schema
    if isinstance(value, list):
        return [fill_in(inner, schema["items"], fields) for inner in value]
    if not isinstance(value, dict):
        return value
    given = {name: fill_in(inner, schema["properties"][name], fields) for name, inner in value.items()}
    for name, inner in schema["properties"].items():
        inner = fields[inner["$ref"].removeprefix("#/fields/")] if "$ref" in inner else inner
        if name in given:
            continue
        if inner.get("x-personal"):
            given[name] = "补"
        elif inner.get("x-subject") and inner["type"] == "object":
            given[name] = fill_in({}, inner, fields)
    return given


class Canaries(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Publishing(BROKER.address, BROKER.create("canaries"), "--log-level", "debug", "--intake-max", "100000",
                                 "--hooks-allow", "127.0.0.0/8", users=PEOPLE.values())
        cls.addClassCleanup(cls.service.close)
        cls.service.flags = (*cls.service.flags, "--directory", directory(f"{cls.service.directory}/directory.json"))
        cls.service.start()
        cls.client = cls.service.client()
        cls.addClassCleanup(cls.client.close)
        cls.receivers = {format: cls.receiver(format) for format in HOOKS}
        cls.towns = [PlantingTown(cls.client, workflow) for workflow in ("voter-opinion", "dispute")]
        for town in cls.towns:
            cls.plant_all(town)
        cls.service.wait_until_published()

    @classmethod
    def receiver(cls, format):
        """Somebody who is told: every event, or what of a queue there is to tell."""
        receiver = Receiver(lambda number: (200, {}, '{"errcode":0,"code":0}'))
        cls.addClassCleanup(receiver.close)
        given = {"url": receiver.url, "format": format} if format in ROBOTS else {"url": receiver.url}
        if format.startswith("queue "):
            given["watch"] = {"queue": format.removeprefix("queue "), "moves": True, "count": 1, "age": "1s"}
        made = cls.client.post("/v1/webhooks", given, "supervisor-sun")
        assert made.status == 201, made
        return receiver

    @classmethod
    def plant_all(cls, town):
        """Every action of the machine that a person may take, once, with everything personal that its form takes."""
        for action, what in town.machine["actions"].items():
            role = next((role for role in what["roles"] if role != "system"), None)
            if role is None or "pending" in what or action == "redact" or action in BEHIND_THE_SYSTEM:
                continue
            town.in_role(role)
            form = what.get("input", {"properties": {}})
            whole = fill_in(town.table["inputs"][action], form, town.fields)
            states = [state for state in states_left(town.machine, action)
                      if not takes_days(town.table, town.table["paths"][state])]
            answers = []
            if isinstance(what["from"], list) and None in what["from"]:
                answers.append(town.open(action, role, whole))
            if states:
                answers.append(town.act(town.ready_for(action, states[0]), action, role, whole))
            assert answers and all(answer.status in (200, 201) for answer in answers), f"{action}: {answers[-1]}"

    def canaries(self):
        return [canary for town in self.towns for canary in town.planted.values()]

    def assert_clean(self, text, where):
        self.assertNotIn(MARK, text, where)
        self.assertNotIn(json.dumps("金丝雀")[1:-1], text, where)

    def test_every_personal_field_of_every_action_was_planted(self):
        for town in self.towns:
            wanted = {place for action, what in town.machine["actions"].items()
                      if "pending" not in what and action not in {"redact", *BEHIND_THE_SYSTEM} and what["roles"] != ["system"]
                      for place in personal_fields(town.machine, town.fields, what.get("input", {}), f"{town.workflow}/{action}")}
            self.assertEqual(wanted - town.planted.keys(), set())
        self.assertGreater(len(self.canaries()), 120)

    def test_whoever_may_read_them_does(self):
        said = self.client.get("/v1/cases?limit=100", "supervisor-sun").text
        self.assertGreater(sum(canary in said for canary in self.canaries()), 20)

    def test_no_record_of_the_topic_holds_one(self):
        messages = BROKER.read("canaries")
        self.assertGreater(len(messages), 300)
        self.assert_clean(json.dumps(messages, ensure_ascii=False, default=str), "the topic")

    def test_no_web_hook_and_no_chat_group_is_told_one(self):
        events = self.client.get("/v1/events?limit=1000", "supervisor-sun").json["events"]
        count = sum(event["type"].startswith("docket.case.") for event in events)
        self.receivers["standard"].wait(min(count, 300), 60)
        for format, receiver in self.receivers.items():
            receiver.wait(1, 90)
            self.assert_clean(" ".join(body.decode() + str(headers) for headers, body, _ in receiver.calls), format)

    def test_no_feed_no_log_and_no_figure_holds_one(self):
        after, seen = "0-0", 0
        while True:
            page = self.client.get(f"/v1/events?after={after}&limit=1000", "supervisor-sun")
            self.assert_clean(json.dumps([event["data"] for event in page.json["events"]], ensure_ascii=False), "the feed")
            seen += len(page.json["events"])
            if not page.json["events"]:
                break
            after = page.json["next"]
        self.assertGreater(seen, 300)
        self.assert_clean(json.dumps(self.service.dumped_events(), ensure_ascii=False), "docket log dump")
        log = Path(self.service.log_path).read_text(encoding="utf-8")
        self.assertIn("listening", log)
        self.assert_clean(log, "the server's log")
        for path, user in (("/metrics", None), ("/readyz", None), ("/asyncapi.json", None), ("/v1/followers", "supervisor-sun"),
                           ("/v1/tokens", "admin-zhou"), ("/v1/workflows", "clerk-li")):
            self.assert_clean(self.client.get(path, user).text, path)

    def test_whoever_reads_masked_reads_none(self):
        for user in ("auditor-01", "admin-zhou"):
            found = self.client.get("/v1/cases?limit=100", user)
            self.assertGreater(len(found.json["cases"]), 50)
            self.assertIn("金***", found.text)
            self.assert_clean(found.text, f"what {user} reads")

    def test_no_file_of_the_data_directory_holds_one(self):
        names = []
        for folder, _, files in os.walk(self.service.data):
            for name in files:
                content = Path(folder, name).read_bytes()
                self.assertFalse(MARK.encode() in content or "金丝雀".encode() in content, name)
                names.append(name)
        self.assertTrue(any(name.endswith(".log") for name in names), "the write-ahead log was searched")


if __name__ == "__main__":
    unittest.main()
