"""A case from its opening to its close, every action of opinion-basic on the way."""

import re
import unittest

from cases import WORKFLOW, without_actions
from claims import ApiTest

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
EVENT_NAMES = {"open": "opened", "assign": "assigned", "refer": "referred", "resolve": "resolved", "rate": "rated",
               "close": "closed", "reopen": "reopened", "note": "noted", "remind": "reminded",
               "redact": "redacted"}


class Walk(ApiTest):
    def step(self, answer, action, user, state, assignee=None, cycle=1):
        """Checks one accepted action against everything the API can be asked about it."""
        case, events = answer.case, answer.json["events"]
        if user == "voter-desk" and assignee:  # why they were chosen is told to staff
            assignee = {name: value for name, value in assignee.items() if name != "why"}
        self.assertEqual((case["state"]["id"], case["cycle"], case["assignee"]), (state, cycle, assignee))
        self.assertEqual(answer.headers["ETag"], f'"v{case["sequence"]}"')
        self.assertEqual(len(events), 1)
        self.check_event(events[0], case, action, user)
        # Read your writes: the case, its history and the queues know it already.
        seen = self.cases.get(case["id"], user)
        self.assertEqual(seen.headers["ETag"], answer.headers["ETag"])
        if user != "voter-desk":
            self.assertNotIn("actions", case)
            self.assertEqual(without_actions(seen.json["case"]), case)
        self.assertEqual(self.cases.events(case["id"])["events"][-1], events[0])
        self.assertIn(case["id"], [found["id"] for found in self.cases.all(state=state)])
        counted = {}
        for found in self.cases.all():
            counted[found["state"]["id"]] = counted.get(found["state"]["id"], 0) + 1
        self.assertEqual(self.cases.counts(), counted)
        return case["id"]

    def check_event(self, event, case, action, user):
        id, sequence = case["id"], case["sequence"]
        self.assertEqual(event["specversion"], "1.0")
        self.assertEqual(event["id"], f"{id}-{sequence}")
        self.assertEqual(event["source"], f"/orgs/hewan/cases/{id}")
        self.assertEqual(event["type"], f"docket.case.{EVENT_NAMES[action]}.v1")
        self.assertEqual((event["subject"], event["partitionkey"]), (id, id))
        self.assertEqual(event["sequence"], f"{sequence:020}")
        self.assertRegex(event["position"], r"^0-\d+$")
        self.assertRegex(event["time"], TIME)
        self.assertRegex(event["recordedtime"], TIME)
        self.assertEqual(event["datacontenttype"], "application/json")
        who = f"voter:{case['id']}" if user == "voter-desk" and action != "open" else user
        self.assertEqual((event["authtype"], event["authid"]), ("app_user", who))
        self.assertTrue(event["correlationid"])
        data = event["data"]
        self.assertEqual((data["action"], data["to"], data["cycle"]), (action, case["state"]["id"], case["cycle"]))
        self.assertEqual(data["workflow"], case["workflow"])
        self.assertEqual(case["updated_at"], event["recordedtime"])

    def act(self, id, action, user, state, assignee=None, cycle=1, **given):
        answer = self.assert_done(self.cases.act(id, action, user, **given))
        self.step(answer, action, user, state, assignee, cycle)
        return answer

    def test_a_case_goes_from_opened_to_closed_through_a_second_cycle(self):
        wang, studio = {"user": "deputy-wang", "why": "由supervisor-sun指定。"}, {"unit": "studio", "why": "由clerk-li指定。"}
        opened = self.assert_done(self.cases.open(), 201)
        id = self.step(opened, "open", "clerk-li", "received")
        self.assertEqual(opened.headers["Location"], f"/v1/cases/{id}")
        self.assertEqual(opened.case["opened_by"], "clerk-li")
        self.act(id, "note", "mediator-chen", "received")
        self.act(id, "remind", "voter-desk", "received")
        self.assert_done(self.cases.act(id, "assign", "clerk-li", assignee="deputy-zhao"))
        self.act(id, "assign", "supervisor-sun", "assigned", wang)
        self.act(id, "resolve", "deputy-wang", "resolved", wang)
        self.act(id, "rate", "voter-desk", "feedback", wang, rating="unsatisfied", comment="没有解决。")
        reopened = self.act(id, "reopen", "clerk-li", "received", None, 2)
        self.assertNotIn("rating", {name for name, value in reopened.case["data"].items() if value is not None})
        self.act(id, "refer", "clerk-li", "at_studio", studio, 2)
        self.act(id, "resolve", "mediator-chen", "resolved", studio, 2)
        self.act(id, "rate", "clerk-li", "feedback", studio, 2, rating="mostly")
        self.act(id, "close", "supervisor-sun", "closed", studio, 2)
        self.act(id, "note", "clerk-li", "closed", studio, 2)

    def test_every_role_the_definition_names_can_open(self):
        for user in ("voter-desk", "clerk-li", "deputy-wang"):
            with self.subTest(user=user):
                self.step(self.assert_done(self.cases.open(user), 201), "open", user, "received")

    def test_the_human_number_counts_up_and_finds_its_case(self):
        first, second = self.cases.open().case, self.cases.open().case
        counted = [int(re.fullmatch(r"（河湾乡）民意〔\d{4}〕(\d{4})号", case["number"])[1]) for case in (first, second)]
        self.assertEqual(counted[1], counted[0] + 1)
        self.assertEqual([case["id"] for case in self.cases.all(number=second["number"])], [second["id"]])

    def test_a_refused_opening_uses_up_no_number(self):
        before = self.cases.open().case["number"]
        self.assert_problem(self.cases.open(contact=None), 409, "guard-refused")
        after = self.cases.open().case["number"]
        self.assertEqual(int(after[-5:-1]), int(before[-5:-1]) + 1)

    def test_the_trace_of_a_request_is_in_its_event_and_nonsense_is_not(self):
        good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        for sent, kept in ((good, good), ("00-0af7", None), (good.upper(), None), ("x" * 55, None),
                           (good.replace("b7ad6b7169203331", "0" * 16), None)):
            with self.subTest(traceparent=sent):
                answer = self.assert_done(self.cases.open(headers={"traceparent": sent}), 201)
                event = answer.json["events"][0]
                self.assertEqual(event.get("traceparent"), kept)
                self.assertEqual(event["correlationid"], answer.headers["X-Request-Id"])

    def test_a_mediator_named_in_the_referral_may_answer(self):
        id = self.cases.reach("received")
        self.act(id, "refer", "clerk-li", "at_studio", {"unit": "studio", "why": "由clerk-li指定。"}, mediator="deputy-zhao")
        self.act(id, "resolve", "deputy-zhao", "resolved", {"unit": "studio", "why": "由clerk-li指定。"})

    def test_a_case_names_the_actions_open_to_the_reader_and_their_forms(self):
        id = self.cases.reach("feedback")
        offered = lambda user: [action["id"] for action in self.cases.get(id, user).case["actions"]]
        self.assertEqual(offered("clerk-li"), ["close", "note", "reopen"])
        self.assertEqual(offered("deputy-wang"), ["note"])
        self.assertEqual(offered("admin-zhou"), ["redact"])
        for action in self.cases.get(id, "clerk-li").case["actions"]:
            self.assertEqual(set(action["label"]), {"zh-CN", "en"})
            self.assertEqual(action["input"]["type"], "object")

    def test_the_definition_and_its_drawings_are_served(self):
        listed = self.client.get("/v1/workflows").json["workflows"]
        self.assertEqual([(row["id"], row["version"]) for row in listed], [("dispute", 1), (WORKFLOW, 1), ("voter-opinion", 1)])
        self.assertEqual(listed[1]["hash"], self.cases.open().case["workflow"]["hash"])
        self.assertEqual(set(self.client.get(f"/v1/workflows/{WORKFLOW}").json["actions"]), set(EVENT_NAMES))
        for format, type in (("mermaid", "text/vnd.mermaid"), ("dot", "text/vnd.graphviz")):
            drawn = self.client.get(f"/v1/workflows/{WORKFLOW}/graph?format={format}")
            self.assertTrue(drawn.headers["Content-Type"].startswith(type))
            self.assertIn("at_studio", drawn.text)


if __name__ == "__main__":
    unittest.main()
