"""/asyncapi.json beside other people's tools: the official parser finds nothing to say about it, and ajv accepts the data
of every event that a running server made, and refuses what such an event may not hold."""

import copy
import json
import unittest

import beside
from claims import ApiTest
from roles_test import ACTIONS

def ask(document, events):
    return beside.ask("asyncapi.mjs", {"document": document, "events": events})


class AsyncApi(ApiTest):
    @classmethod
    def setUpClass(cls):
        ask("{}", [])   # skips before anything is started
        super().setUpClass()
        cls.document = cls.client.get("/asyncapi.json", None).text
        case = cls.cases.reach("feedback", rating="unsatisfied")
        for action, user in (("reopen", "clerk-li"), ("refer", "clerk-li"), ("note", "clerk-li"), ("remind", "supervisor-sun")):
            answer = cls.cases.act(case, action, user)
            assert answer.status == 200, answer
        cls.cases.reach("closed", anonymous=True, petitioner=None, contact=None)
        for answer in (cls.client.post(f"/v1/cases/{case}/query-code", {}, "clerk-li"), cls.cases.act(case, "redact", "admin-zhou")):
            assert answer.status == 200, answer
        cls.events = [event for event in cls.cases.feed() if event["type"].startswith("docket.case.")]

    def verdicts(self, *events):
        return ask(self.document, list(events))["verdicts"]

    def test_the_official_parser_has_nothing_to_say(self):
        said = ask(self.document, [])["diagnostics"]
        # It recommends a newer minor version of AsyncAPI than 3.0; other tools know 3.0 only.
        self.assertEqual([one for one in said if one["code"] != "asyncapi-latest-version"], [])

    def test_the_official_parser_would_have_said_something(self):
        broken = json.loads(self.document)
        del broken["channels"]["case-events"]["messages"]["opened"]["$ref"]
        broken["operations"]["publish-case-event"]["action"] = "publish"
        self.assertNotEqual(ask(json.dumps(broken), [])["diagnostics"], [])

    def test_every_event_of_a_running_server_fits_the_message_of_its_type(self):
        described = {message["name"] for message in json.loads(self.document)["components"]["messages"].values()}
        made = {event["type"] for event in self.events}
        self.assertLessEqual(made, described)
        self.assertLessEqual({f"docket.case.{action['event']}.v1" for action in ACTIONS.values()}, made)
        self.assertIn("docket.case.code_issued.v1", made)
        self.assertEqual([pair for pair in zip(self.events, self.verdicts(*self.events)) if pair[1]], [])

    def test_every_member_of_an_event_is_described(self):
        schemas = json.loads(self.document)["components"]["schemas"]
        for event in self.events:
            word = event["type"].split(".")[2]
            self.assertLessEqual(event["data"].keys(), schemas[word]["properties"].keys())
            attributes = {f"ce_{name}" for name in event if name not in ("data", "datacontenttype")}
            self.assertLessEqual(attributes, schemas["headers"]["properties"].keys())

    def test_what_an_event_may_not_hold_is_refused(self):
        opened = next(event for event in self.events if event["data"]["action"] == "open")
        assigned = next(event for event in self.events if event["data"]["action"] == "assign")

        def changed(event, *path_and_value):
            *path, name, value = path_and_value
            event = copy.deepcopy(event)
            place = event
            for step in path:
                place = place[step]
            place[name] = value
            return event

        wrong = {
            "a personal value in clear": changed(opened, "data", "input", "title", "路灯不亮"),
            "one kept in the case": changed(opened, "data", "set", "title", "路灯不亮"),
            "one inside an object": changed(opened, "data", "input", "petitioner", {"name": "张三"}),
            "a choice that is none": changed(opened, "data", "input", "kind", "riot"),
            "a field nobody sets": changed(opened, "data", "set", "secret", 1),
            "a state the action does not enter": changed(opened, "data", "to", "closed"),
            "a state the action does not leave": changed(assigned, "data", "from", "closed"),
            "nobody assigned": changed(assigned, "data", {name: value for name, value in assigned["data"].items() if name != "assigned"}),
            "a short sequence": changed(opened, "sequence", "1"),
            "no version of a workflow": changed(opened, "data", "workflow", "version", 0),
            "no subject": {name: value for name, value in opened.items() if name != "subject"},
        }
        accepted = [what for what, verdict in zip(wrong, self.verdicts(*wrong.values())) if verdict is None]
        self.assertEqual(accepted, [])

    def test_an_event_of_an_earlier_version_still_fits(self):
        earlier = copy.deepcopy(self.events)
        for event in earlier:
            event["data"]["workflow"]["version"] = 99
            event["data"]["to"], event["data"]["set"] = "elsewhere", {"other": 1}
        self.assertEqual(set(self.verdicts(*earlier)), {None})

    def test_anybody_may_read_it_and_it_takes_no_parameters(self):
        client = self.service.client()
        self.addCleanup(client.close)
        answer = self.assert_done(client.get("/asyncapi.json", None))
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assert_problem(client.get("/asyncapi.json?format=yaml", None), 400)


if __name__ == "__main__":
    unittest.main()
