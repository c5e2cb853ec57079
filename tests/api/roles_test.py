"""Who may do what, from which state: each action by each user of the demonstration directory, and from each state."""

import json
import unittest

from cases import INPUTS, STATES, WORKFLOW
from claims import ApiTest
from service import ROOT, USERS

DIRECTORY = json.loads((ROOT / "config" / "demo" / "directory.json").read_text(encoding="utf-8"))
ROLES = {user["id"]: set(user["roles"]) for user in DIRECTORY["users"]}


def actions():
    folder = ROOT / "config" / "workflows"
    read = lambda name: json.loads((folder / name).read_text(encoding="utf-8"))
    own, shared = read(f"{WORKFLOW}.json"), read("common.json")["actions"]
    return own["actions"] | {action: shared[action] for action in own["include"]}


ACTIONS = actions()
RUNNING = ("received", "assigned", "at_studio", "resolved")  # their clock runs or pauses: `from: "open"`


def leaves(action, state):
    source = ACTIONS[action]["from"]
    return source == "*" or (state in RUNNING if source == "open" else state in source)


class Roles(ApiTest):
    def test_an_action_is_refused_to_whoever_holds_none_of_its_roles(self):
        home = {action: next(state for state in STATES if leaves(action,
                                                                 state)) for action in ACTIONS if action != "open"}
        for action, definition in ACTIONS.items():
            for user in USERS:
                if ROLES[user] & set(definition["roles"]):
                    continue
                with self.subTest(action=action, user=user):
                    case = None if action == "open" else self.cases.reach(home[action])
                    with self.nothing_written(case):
                        answer = self.cases.open(user) if action == "open" else self.cases.act(case, action, user)
                        problem = self.assert_problem(answer, 403, "forbidden")
                        self.assertIn(definition["roles"][0], problem["detail"])
                        self.assertIn(definition["label"]["zh-CN"], problem["detail"])

    def test_an_action_is_refused_from_every_state_it_does_not_leave(self):
        cases = {state: self.cases.reach(state) for state in STATES}
        for action, definition in ACTIONS.items():
            user = next(user for user in USERS if ROLES[user] & set(definition["roles"]))
            for state in STATES:
                if leaves(action, state):
                    continue
                with self.subTest(action=action, state=state), self.nothing_written(cases[state]):
                    problem = self.assert_problem(self.cases.act(cases[state], action, user), 409, "wrong-state")
                    self.assertIn(definition["label"]["zh-CN"], problem["detail"])
                    self.assertNotIn("none", problem["detail_en"], "the sentence names no state to be in")

    def test_a_case_is_opened_only_by_an_opening_action(self):
        for action in set(ACTIONS) - {"open"}:
            with self.subTest(action=action), self.nothing_written():
                body = {"workflow": WORKFLOW, "action": action, "input": INPUTS[action]}
                problem = self.assert_problem(self.client.post("/v1/cases", body), 409, "not-an-opening")
                self.assertIn("open", problem["detail"])

    def test_voters_see_no_queue_no_history_and_no_feed(self):
        case = self.cases.reach("received")
        for path in ("/v1/cases", f"/v1/cases/{case}/events", "/v1/events"):
            with self.subTest(path=path):
                self.assert_problem(self.client.get(path, "voter-desk"), 403, "forbidden")

    def test_only_an_admin_makes_tokens(self):
        for user in set(USERS) - {"admin-zhou"}:
            with self.subTest(user=user), self.nothing_written():
                self.assert_problem(self.client.post("/v1/tokens", {"user": "clerk-li"}, user), 403, "forbidden")


if __name__ == "__main__":
    unittest.main()
