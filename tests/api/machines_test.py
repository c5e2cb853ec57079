"""Every action of the large machines through the API: from every state it leaves, by every role that may and by one
that may not; every guard that needs no waiting, where it refuses, with its sentence."""

import tempfile
import unittest

from claims import ApiTest
from machines import PEOPLE, Town, definition, directory, states_left, takes_days

PENDING = {"issue_card", "revoke_card", "request_extension", "decide_extension"}  # they wait for time limits


class Machines(ApiTest):
    folder = tempfile.TemporaryDirectory(prefix="docket-machines-")
    flags = ("--intake-max", "1000000", "--directory", directory(f"{folder.name}/directory.json"))
    users = (*PEOPLE.values(), "mediator-03")

    def machine(self, workflow):
        return definition(workflow), Town(self.client, workflow)

    def every(self, workflow):
        machine, town = self.machine(workflow)
        for action, what in machine["actions"].items():
            for state in states_left(machine, action):
                path = town.table["reach"].get(f"{action}@{state}") or town.table["paths"][state]
                if not takes_days(town.table, path + town.table["before"].get(action, [])):
                    yield machine, town, action, what, state

    def each_is_done(self, workflow):
        done = 0
        for machine, town, action, what, state in self.every(workflow):
            if action in PENDING:
                continue
            for role in what["roles"]:
                if role == "system":
                    continue  # through the gate: tests/unit/machines
                with self.subTest(action=action, state=state, role=role):
                    town.in_role(role)
                    case = town.ready_for(action, state)
                    answer = self.assert_done(town.act(case, action, role))
                    to = what.get("to", "@same")
                    if to != "@previous":
                        self.assertEqual(answer.case["state"]["id"], state if to == "@same" else to)
                    done += 1
        return done

    def test_every_action_of_an_opinion_is_done_by_every_role_that_may(self):
        self.assertGreater(self.each_is_done("voter-opinion"), 500)

    def test_every_action_of_a_dispute_is_done_by_every_role_that_may(self):
        self.assertGreater(self.each_is_done("dispute"), 500)

    def test_each_opens_by_every_role_that_may(self):
        for workflow in ("voter-opinion", "dispute"):
            machine, town = self.machine(workflow)
            for action, what in machine["actions"].items():
                if what["from"] in ("*", "open") or None not in what["from"]:
                    continue
                for role in what["roles"]:
                    with self.subTest(workflow=workflow, action=action, role=role):
                        self.assertEqual(self.assert_done(town.open(action, role), 201).case["state"]["id"], what["to"])
                self.assert_problem(town.open(action, "auditor"), 403, "forbidden")

    def test_whoever_may_not_is_refused_and_nothing_changes(self):
        for workflow in ("voter-opinion", "dispute"):
            machine, town = self.machine(workflow)
            homes = {state: town.reach(state) for state in machine["states"] if not takes_days(town.table, town.table["paths"][state])}
            for action, what in machine["actions"].items():
                who = next(role for role in ("auditor", "supervisor", "clerk", "admin") if role not in what["roles"])
                for state in states_left(machine, action):
                    if state not in homes:
                        continue
                    ask = town.request(homes[state], action, who)
                    with self.subTest(workflow=workflow, action=action, state=state, who=who), self.nothing_written(homes[state]):
                        problem = self.assert_problem(ask(), 403, "forbidden")
                        self.assertIn(what["label"]["zh-CN"], problem["detail"])

    def test_what_waits_for_time_limits_says_so(self):
        for workflow in ("voter-opinion", "dispute"):
            machine, town = self.machine(workflow)
            self.assertEqual({action for action, what in machine["actions"].items() if "pending" in what}, PENDING)
            for action in PENDING:
                what = machine["actions"][action]
                role = town.in_role(next(role for role in what["roles"] if role != "system"))
                case = town.reach(states_left(machine, action)[0])
                with self.subTest(workflow=workflow, action=action), self.nothing_written(case):
                    problem = self.assert_problem(town.act(case, action, role), 409, "not-yet")
                    self.assertEqual(problem["detail"], what["pending"]["zh-CN"])

    def test_each_guard_refuses_with_its_sentence(self):
        refused = 0
        for workflow in ("voter-opinion", "dispute"):
            machine, town = self.machine(workflow)
            for guard, how in town.table["guards"].items():
                action = how["action"]
                who = how.get("as", machine["actions"][action]["roles"][0])
                steps = how.get("steps") or ([how["state"]] if "state" in how else [])
                if "days" in how or who == "system" or takes_days(town.table, steps):
                    continue
                with self.subTest(workflow=workflow, guard=guard):
                    town.in_role("")
                    zh, en = (machine["guards"][guard]["else"][language] for language in ("zh-CN", "en"))
                    if "beside" in how:  # which other case it is, is told
                        other = self.client.get(f"/v1/cases/{town.walk(how['beside'])}", "clerk-li").case
                        zh, en = f"{zh}正在办理的是：{other['number']}。", f"{en} Open now: {other['id']}."
                    case = town.walk(steps)
                    ask = town.request(case, action, who, how.get("input", {}))
                    with self.nothing_written(case):
                        problem = self.assert_problem(ask(), 409, "guard-refused")
                        self.assertEqual((problem["detail"], problem["detail_en"]), (zh, en))
                    refused += 1
        self.assertGreater(refused, 50)


if __name__ == "__main__":
    unittest.main()
