"""Queues: saved filters that a case enters and leaves with the very write that moves it."""

import json
import unittest
from pathlib import Path

from claims import ApiTest
from machines import PEOPLE, Town
from service import CONFIG, ROOT, Service, run

FILE = ROOT / "config" / "queues.json"


class Queues(ApiTest):
    users = (*PEOPLE.values(), "deputy-05")
    flags = ("--intake-max", "100000")

    def queues(self, user="supervisor-sun"):
        return {queue["id"]: queue for queue in self.assert_done(self.client.get("/v1/queues", user)).json["queues"]}

    def listed(self, queue, user="supervisor-sun", query=""):
        return [row["id"] for row in self.assert_done(self.client.get(f"/v1/queues/{queue}?limit=100{query}", user)).json["cases"]]

    def places(self, case, user="supervisor-sun"):
        return {queue for queue in self.queues(user) if case in self.listed(queue, user)}

    def test_a_case_is_in_the_queues_of_where_it_stands_and_in_no_other(self):
        for workflow, walk in (
            ("voter-opinion", [("submitted", {"to-register"}), ("accepted", {"unassigned"}), ("assigned", {"deputies", "to-sign"}),
                               ("objected", {"deputies", "objections"}), ("awaiting_info", {"deputies", "awaiting-info"}),
                               ("replied", {"deputies", "replies-to-approve"}), ("callback", {"deputies", "awaiting-feedback"}),
                               ("dissatisfied", {"deputies", "dissatisfied"}), ("closed", {"to-archive"}), ("merged", {"to-archive"}),
                               ("archived", set())]),
            ("dispute", [("applied", {"studio-intake"}), ("accepted", {"unassigned"}), ("mediating", {"mediators"}),
                         ("suspended", {"mediators", "suspended"}), ("confirming", {"mediators", "awaiting-confirmation"}),
                         ("visiting", {"mediators", "awaiting-feedback"}), ("failed", {"to-archive"})])):
            town = Town(self.client, workflow)
            for state, expected in walk:
                with self.subTest(workflow=workflow, state=state):
                    before = self.queues()
                    case = town.reach(state)
                    self.assertEqual(self.places(case), expected)
                    after = self.queues()
                    for queue in expected:
                        self.assertGreater(after[queue]["count"], before[queue]["count"])

    def test_every_queue_counts_what_it_lists_and_its_oldest_is_its_first(self):
        Town(self.client, "voter-opinion").reach("assigned")
        for id, queue in self.queues().items():
            page = self.client.get(f"/v1/queues/{id}?limit=100", "supervisor-sun").json["cases"]
            self.assertEqual(queue["count"], len(page), id)
            self.assertEqual(set(queue["label"]), {"zh-CN", "en"})
            if page:
                self.assertLessEqual(queue["oldest_at"], page[0]["updated_at"])

    def test_the_counts_move_with_the_write_that_moves_the_case(self):
        town = Town(self.client, "voter-opinion")
        case = town.reach("assigned")
        for action, who, left, entered in (("object", "@assignee", "to-sign", "objections"), ("deny_objection", "supervisor", "objections", "to-sign"),
                                           ("sign", "@assignee", "to-sign", None), ("submit_reply", "@assignee", None, "replies-to-approve")):
            before = self.queues()
            self.assert_done(town.act(case, action, who))
            after = self.queues()
            for queue, change in ((left, -1), (entered, 1)):
                if queue:
                    self.assertEqual(after[queue]["count"] - before[queue]["count"], change, f"{action}: {queue}")

    def test_fields_and_rounds_decide_too(self):
        town = Town(self.client, "voter-opinion")
        case = town.walk([["register", "clerk", {"people_count": 4}]])
        self.assertNotIn("joint", self.places(case))
        self.assert_done(town.act(case, "join_party", "clerk"))
        self.assertIn("joint", self.places(case))
        dispute = Town(self.client, "dispute")
        case = dispute.reach("applied")
        self.assert_done(dispute.act(case, "set_risk", "clerk", {"risk": "red"}))
        self.assertIn("high-risk", self.places(case))
        again = [["remediate", "supervisor"], ["terminate", "supervisor"]]
        case = dispute.walk(["failed", *again, ["remediate", "supervisor"]])
        self.assertIn("reopened-twice", self.places(case))

    def test_a_queue_goes_from_the_longest_waiting_on_page_by_page(self):
        town = Town(self.client, "voter-opinion")
        first = [town.reach("replied") for _ in range(5)]
        late = town.reach("registered")   # opened before the next, and there later
        first.append(town.reach("replied"))
        town.walk([["accept", "clerk"], ["assign", "clerk"], ["sign", "@assignee"], ["submit_reply", "@assignee"]], late)
        seen, cursor = [], ""
        while True:
            page = self.client.get(f"/v1/queues/replies-to-approve?limit=2{cursor}", "supervisor-sun").json
            self.assertLessEqual(len(page["cases"]), 2)
            seen += [row["id"] for row in page["cases"]]
            if "next" not in page:
                break
            cursor = "&cursor=" + page["next"]
        self.assertEqual([id for id in seen if id in (*first, late)], [*first, late])
        self.assertEqual(len(seen), self.queues()["replies-to-approve"]["count"])
        foreign = self.client.get(f"/v1/queues/to-sign?limit=2{cursor}", "supervisor-sun")
        if cursor:
            self.assert_problem(foreign, 400)

    def test_a_queue_by_person_is_one_for_each(self):
        town = Town(self.client, "voter-opinion")
        case = town.reach("assigned")
        self.assertIn(case, self.listed("deputies", query="&assignee=deputy-wang"))
        self.assertNotIn(case, self.listed("deputies", query="&assignee=deputy-05"))
        self.assertIn(case, self.listed("deputies"))
        self.assert_problem(self.client.get("/v1/queues/to-sign?assignee=deputy-wang", "supervisor-sun"), 400)

    def test_whoever_sees_few_cases_counts_those(self):
        case = Town(self.client, "voter-opinion").reach("assigned")
        self.assertIn(case, self.listed("deputies", "deputy-wang"))
        self.assertNotIn(case, self.listed("deputies", "deputy-05"))
        for id, queue in self.queues("deputy-05").items():
            self.assertEqual(queue["count"], len(self.listed(id, "deputy-05")))

    def test_what_is_not_there_is_said(self):
        problem = self.assert_problem(self.client.get("/v1/queues/nowhere", "supervisor-sun"), 404)
        self.assertIn("to-register", problem["detail"])
        problem = self.assert_problem(self.client.get("/v1/deadlines", "supervisor-sun"), 404)
        self.assertIn("时限", problem["detail"])


class Changing(unittest.TestCase):
    def setUp(self):
        self.service = Service("--intake-max", "100000", users=PEOPLE.values())
        self.addCleanup(self.service.close)
        self.file = Path(self.service.directory, "queues.json")
        self.file.write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
        self.service.flags = (*self.service.flags, "--queues", str(self.file))

    def rewrite(self, change):
        document = json.loads(FILE.read_text(encoding="utf-8"))
        change(document["queues"])
        self.file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")

    def verified(self):
        result = run("log", "verify", "--config", CONFIG, "--data", self.service.data)
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_a_changed_filter_makes_its_rows_again_at_the_next_start(self):
        self.service.start()
        client = self.service.client()
        town = Town(client, "voter-opinion")
        cases = [town.reach(state) for state in ("registered", "accepted", "assigned", "callback")]
        client.close()
        self.assertEqual(self.service.server.stop(), 0)
        self.verified()
        self.rewrite(lambda queues: (queues.clear(), queues.append(
            {"id": "running", "label": {"zh-CN": "在办", "en": "Running"}, "workflows": ["voter-opinion"], "where": {"ended": False}})))
        self.service.start()
        client = self.service.client()
        listed = client.get("/v1/queues", "supervisor-sun").json["queues"]
        self.assertEqual([(queue["id"], queue["count"]) for queue in listed], [("running", 4)])
        self.assertEqual([row["id"] for row in client.get("/v1/queues/running", "supervisor-sun").json["cases"]], cases)
        client.close()
        self.assertEqual(self.service.server.stop(), 0)
        self.verified()

    def test_a_filter_that_asks_for_what_is_not_there_does_not_start(self):
        wrong = {
            "/queues/0/workflows": lambda queues: queues[0].update(workflows=["vote"]),
            "/queues/0/where/state": lambda queues: queues[0]["where"].update(state=["nowhere"]),
            "/queues/0/where/fields/titel": lambda queues: queues[0]["where"].update(fields={"titel": {"in": ["x"]}}),
            "/queues/0/where/fields/summary": lambda queues: queues[0]["where"].update(fields={"summary": {"in": ["x"]}}),
            "/queues/0/where/due": lambda queues: queues[0]["where"].update(due="today"),
            "/queues/1/id": lambda queues: queues[1].update(id=queues[0]["id"]),
        }
        for pointer, change in wrong.items():
            with self.subTest(pointer=pointer):
                self.rewrite(change)
                checked = run("serve", "--check", "--config", CONFIG, "--queues", str(self.file))
                self.assertEqual(checked.returncode, 5, checked.stderr)
                self.assertIn(pointer, checked.stderr)


if __name__ == "__main__":
    unittest.main()
