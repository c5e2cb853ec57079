"""The same action on many cases: each its own command, an outcome per item, in the order asked."""

import json
import unittest

from cases import without_actions
from claims import ApiTest

ASSIGN = {"assignee": "deputy-wang"}


class Bulk(ApiTest):
    def test_each_case_has_an_outcome_of_its_own_in_the_order_asked(self):
        good, closed = self.cases.reach("received"), self.cases.reach("closed")
        own = self.cases.open("deputy-wang").case["id"]
        asked = [(good, ASSIGN, 200, None), ("case_00000000-0000-7000-8000-000000000000", ASSIGN, 404, "unknown-case"),
                 (closed, ASSIGN, 409, "wrong-state"), ("no-case", ASSIGN, 404, "unknown-case"),
                 (own, ASSIGN, 409, "guard-refused"), (self.cases.reach("received"), {}, 422, "invalid-input"),
                 (self.cases.reach("received"), {"assignee": "nobody"}, 422, "unknown-user")]
        tail = self.cases.tail()
        answer = self.assert_done(self.cases.bulk("assign", [{"id": id, "input": given} for id, given, *_ in asked]))
        results = answer.json["results"]
        self.assertEqual([(row["id"], row["status"]) for row in results], [(id, status) for id, _, status, _ in asked])
        self.assertEqual([row.get("problem", {}).get("code") for row in results], [code for *_, code in asked])
        self.assertEqual(results[0]["case"], without_actions(self.cases.get(good, "clerk-li").case))
        self.assertEqual(self.cases.tail(), tail + 1, "one of them was accepted")

    def test_a_role_that_may_not_act_is_refused_item_by_item(self):
        cases = [self.cases.reach("received") for _ in range(2)]
        with self.nothing_written():
            results = self.assert_done(self.cases.bulk("assign", [{"id": id, "input": ASSIGN} for id in cases],
                                                       "deputy-wang")).json["results"]
        self.assertEqual([(row["status"], row["problem"]["code"]) for row in results], [(403, "forbidden")] * 2)

    def test_a_list_that_is_empty_too_long_or_names_a_case_twice_is_refused_whole(self):
        case = self.cases.reach("received")
        item = {"id": case, "input": ASSIGN}
        refused = {"empty": [], "too long": [{"id": f"case_{i}"} for i in range(101)], "twice": [item, item],
                   "no list": {"id": case},
                   "no object": [case], "no id": [{"input": ASSIGN}], "more": [item | {"more": 1}],
                   "input is a list": [{"id": case, "input": []}]}
        for name, items in refused.items():
            with self.subTest(cases=name), self.nothing_written(case):
                self.assert_problem(self.cases.bulk("assign", items), 400, "invalid-body")
        with self.nothing_written(case):
            self.assert_problem(self.client.post("/v1/actions/assign", {"cases": [item], "more": 1}), 400, "invalid-body")

    def test_a_hundred_cases_are_acted_on_in_one_call(self):
        cases = [self.cases.open().case["id"] for _ in range(100)]
        results = self.assert_done(self.cases.bulk("note",
                                                   [{"id": id, "input": {"text": "查"}} for id in cases])).json["results"]
        self.assertEqual([(row["id"], row["status"], row["case"]["sequence"]) for row in results],
                         [(id, 200, 2) for id in cases])

    def test_a_bulk_retry_after_a_partial_success_does_only_what_is_left(self):
        cases, key = [self.cases.reach("received") for _ in range(2)], {"Idempotency-Key": "partial"}
        body = json.dumps({"cases": [{"id": id, "input": {"reply": "好", "result": "solved"}} for id in cases]},
                          ensure_ascii=False).encode()
        self.assert_done(self.cases.act(cases[0], "assign", "clerk-li"))
        send = lambda: self.client.post("/v1/actions/resolve", body, "deputy-wang", key).json["results"]
        self.assertEqual([row["status"] for row in send()], [200, 409])
        self.assert_done(self.cases.act(cases[1], "assign", "clerk-li"))
        self.assertEqual([row["status"] for row in send()], [200, 200])
        self.assertEqual([self.cases.get(id).case["sequence"] for id in cases], [3, 3])


if __name__ == "__main__":
    unittest.main()
