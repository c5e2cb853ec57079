"""Queues: lists by state, assignee and workflow, their pages and their counts."""

import unittest
import urllib.parse

from cases import STATES, WORKFLOW
from claims import ApiTest


class Search(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = [cls.cases.reach(state) for state in STATES for _ in range(4)]
        for case in cls.made[4:6]:
            assert cls.cases.act(case, "assign", "clerk-li", assignee="deputy-zhao").status == 200

    def ids(self, **query):
        return [case["id"] for case in self.cases.all(**query)]

    def scan(self, fits):
        return [case["id"] for case in self.cases.all() if fits(case)]

    def test_each_filter_finds_what_a_full_scan_finds(self):
        queries = [({"state": state}, lambda case, state=state: case["state"]["id"] == state) for state in STATES]
        queries += [({"assignee": user}, lambda case,
                     user=user: (case["assignee"] or {}).get("user") == user) for user in ("deputy-wang", "deputy-zhao")]
        queries += [({"assignee": "unit:studio"}, lambda case: (case["assignee"] or {}).get("unit") == "studio"),
                    ({"workflow": WORKFLOW}, lambda case: True),
                    ({"state": "assigned", "assignee": "deputy-zhao", "workflow": WORKFLOW},
                     lambda case: case["state"]["id"] == "assigned" and case["assignee"]["user"] == "deputy-zhao"),
                    ({"state": "assigned", "assignee": "unit:studio"}, lambda case: False)]
        for query, fits in queries:
            for limit in (1, 3, 200):
                with self.subTest(query=query, limit=limit):
                    self.assertEqual(self.ids(**query, limit=limit), self.scan(fits))

    def test_counts_are_those_of_a_full_scan(self):
        scanned = {}
        for case in self.cases.all():
            scanned[case["state"]["id"]] = scanned.get(case["state"]["id"], 0) + 1
        self.assertEqual(self.cases.counts(), scanned)

    def test_a_listed_case_is_the_case_without_its_actions(self):
        for listed in self.cases.all():
            case = self.cases.get(listed["id"]).case
            del case["actions"]
            self.assertEqual(listed, case)

    def test_link_and_next_lead_to_the_same_page(self):
        first = self.cases.list(assignee="deputy-wang", limit=2)
        link = first.headers["Link"]
        self.assertTrue(link.endswith('>; rel="next"'), link)
        by_link = self.client.get(link[1:link.index(">")])
        by_next = self.cases.list(assignee="deputy-wang", limit=2, cursor=first.json["next"])
        self.assertEqual(by_link.json, by_next.json)
        self.assertIsNone(self.cases.list(limit=200).headers["Link"])

    def test_pages_hold_whatever_stays_exactly_once_while_the_set_changes(self):
        stays = set(self.ids(state="received"))
        moving = [self.cases.open().case["id"] for _ in range(6)]
        seen, cursor = [], {}
        while True:
            page = self.cases.list(state="received", limit=2, **cursor).json
            seen += [case["id"] for case in page["cases"]]
            if moving:  # one leaves the queue and one enters it between any two pages
                self.assert_done(self.cases.act(moving.pop(), "assign", "clerk-li"))
                self.assert_done(self.cases.open(), 201)
            if "next" not in page or len(seen) > 200:
                break
            cursor = {"cursor": page["next"]}
        self.assertEqual(len(seen), len(set(seen)), "a case stood on two pages")
        self.assertLessEqual(stays, set(seen))

    def test_a_cursor_that_was_forged_or_belongs_to_another_query_is_refused(self):
        good = self.cases.list(state="received", limit=1).json["next"]
        forged = good[:-2] + ("AA" if good[-2:] != "AA" else "BB")
        flipped = ("A" if good[0] != "A" else "B") + good[1:]
        for cursor in (forged, flipped, good[:-4], good + "AAAA", "x", "=", "AAAA" * 10, "é", "a" * 3000):
            with self.subTest(cursor=cursor[:20]):
                self.assert_pointer(self.assert_problem(self.cases.list(state="received", cursor=cursor), 400,
                                                        "invalid-parameter"), "?cursor")
        for query in ({}, {"state": "assigned"}, {"workflow": WORKFLOW, "state": "received"},
                      {"assignee": "deputy-wang"}):
            with self.subTest(query=query):
                self.assert_problem(self.cases.list(**query, cursor=good), 400, "invalid-parameter")
        self.assert_done(self.cases.list(state="received", limit=7, cursor=good))

    def test_a_number_finds_its_case_and_nothing_like_it(self):
        case = self.cases.get(self.made[0]).case
        self.assertEqual(self.ids(number=case["number"]), [case["id"]])
        for number in (case["number"][:-1], case["number"] + " ", case["id"], "*", "%"):
            self.assertEqual(self.client.get("/v1/cases?number=" + urllib.parse.quote(number)).json["cases"], [])


if __name__ == "__main__":
    unittest.main()
