"""Every guard of opinion-basic refuses with the sentence its definition gives, and nothing is written."""

import json
import unittest

from cases import WORKFLOW
from claims import ApiTest
from service import ROOT

GUARDS = json.loads((ROOT / "config" / "workflows" / f"{WORKFLOW}.json").read_text(encoding="utf-8"))["guards"]


class Guards(ApiTest):
    exercised = set()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        missing = set(GUARDS) - cls.exercised
        assert not missing, f"no test for the guards {missing}"

    def refused(self, guard, act, case=None):
        self.exercised.add(guard)
        with self.nothing_written(case):
            problem = self.assert_problem(act(), 409, "guard-refused")
        self.assertEqual(problem["guard"], guard)
        self.assertEqual((problem["detail"], problem["detail_en"]),
                         (GUARDS[guard]["else"]["zh-CN"], GUARDS[guard]["else"]["en"]))

    def act_refused(self, guard, case, action, user, **given):
        self.refused(guard, lambda: self.cases.act(case, action, user, **given), case)

    def through_cycles(self, count):
        """A case rated unsatisfied in cycle `count`."""
        id = self.cases.reach("feedback", "unsatisfied")
        for _ in range(count - 1):
            for action, user, given in (("reopen", "clerk-li", {}), ("assign", "clerk-li", {}),
                                        ("resolve", "deputy-wang", {}),
                                        ("rate", "voter-desk", {"rating": "unsatisfied"})):
                self.assert_done(self.cases.act(id, action, user, **given))
        return id

    def test_opening_takes_a_contact_or_the_wish_to_be_anonymous(self):
        self.refused("has_contact", lambda: self.cases.open(contact=None))
        self.refused("has_contact", lambda: self.cases.open(contact=None, anonymous=False))
        self.assert_done(self.cases.open(contact=None, anonymous=True), 201)

    def test_whoever_registered_a_matter_does_not_get_it(self):
        id = self.assert_done(self.cases.open("deputy-wang"), 201).case["id"]
        self.act_refused("assignee_not_registrar", id, "assign", "clerk-li", assignee="deputy-wang")
        self.assert_done(self.cases.act(id, "assign", "clerk-li", assignee="deputy-zhao"))

    def test_an_opinion_does_not_go_to_the_studio(self):
        id = self.cases.reach("received", kind="opinion")
        self.act_refused("is_dispute", id, "refer", "clerk-li")

    def test_only_the_assignee_answers(self):
        id = self.cases.reach("assigned")
        self.act_refused("actor_is_assignee", id, "resolve", "deputy-zhao")
        self.act_refused("actor_is_assignee", id, "resolve", "mediator-chen")
        at_studio = self.cases.reach("at_studio")
        self.act_refused("actor_is_assignee", at_studio, "resolve", "deputy-wang")

    def test_the_handler_does_not_rate_their_own_work(self):
        id = self.cases.reach("received")
        self.assert_done(self.cases.act(id, "refer", "clerk-li", mediator="clerk-li"))
        self.assert_done(self.cases.act(id, "resolve", "mediator-chen"))
        self.act_refused("actor_not_assignee", id, "rate", "clerk-li")
        self.assert_done(self.cases.act(id, "rate", "voter-desk"))

    def test_an_unsatisfied_case_is_not_closed_while_it_can_be_reopened(self):
        self.act_refused("may_close", self.cases.reach("feedback", "unsatisfied"), "close", "clerk-li")
        self.act_refused("may_close", self.through_cycles(2), "close", "supervisor-sun")

    def test_a_satisfied_case_is_not_reopened(self):
        for rating in ("satisfied", "mostly"):
            self.act_refused("rated_unsatisfied", self.cases.reach("feedback", rating), "reopen", "clerk-li")

    def test_a_case_is_reopened_at_most_twice_and_then_closed(self):
        id = self.through_cycles(3)
        self.act_refused("reopen_left", id, "reopen", "clerk-li")
        self.assertEqual(self.assert_done(self.cases.act(id, "close", "clerk-li")).case["cycle"], 3)


if __name__ == "__main__":
    unittest.main()
