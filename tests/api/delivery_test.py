"""What becomes of what a receiver does not take: one case holds up no other, a dead receiver gathers little, and what was told
can be told again."""

import time
import unittest
from datetime import datetime, timezone

from claims import ApiTest
from receiver import Receiver


class Told(ApiTest):
    """What the claims below ask receivers and hooks."""

    flags = ("--hooks-allow", "127.0.0.0/8")

    def receiver(self, answer=None):
        receiver = Receiver(answer)
        self.addCleanup(receiver.close)
        return receiver

    def hook(self, receiver, user="supervisor-sun", **given):
        made = self.assert_done(self.client.post("/v1/webhooks", {"url": receiver.url} | given, user), 201).json
        self.addCleanup(lambda: self.client.request("DELETE", f"/v1/webhooks/{made['id']}", user))
        return made

    def opened(self, **given):
        return self.assert_done(self.cases.open(**given), 201).case["id"]

    def note(self, case):
        self.assert_done(self.cases.act(case, "note", "clerk-li"))

    def deliveries(self, hook):
        return self.assert_done(self.client.get(f"/v1/webhooks/{hook['id']}/deliveries")).json

    def until(self, hook, seconds=40, **expected):
        deadline = time.monotonic() + seconds
        while True:
            told = self.deliveries(hook)
            if expected.items() <= told.items():
                return told
            self.assertLess(time.monotonic(), deadline, told)
            time.sleep(0.1)

    def ask(self, hook):
        self.assert_done(self.client.post(f"/v1/webhooks/{hook['id']}/test", {}, "supervisor-sun"))

    def heard(self, receiver):
        """Subject and type of what was taken, in its order."""
        return [(event["subject"], event["type"].split(".")[2]) for event in receiver.events(len(receiver.calls))
                if not any(text in str(event) for text in receiver.refused)]

    def heard_after(self, receiver, count):
        receiver.wait(count)
        return self.heard(receiver)


class Delivery(Told):
    def test_a_case_that_cannot_be_told_holds_up_nobody_else_and_keeps_its_order(self):
        receiver = self.receiver()
        hook = self.hook(receiver, types=["docket.case.opened.*", "docket.case.noted.*"])
        bad = self.opened()
        receiver.wait(1)
        receiver.refused.append(bad)
        self.note(bad)
        self.note(bad)
        good = self.opened()
        self.note(good)
        self.note(bad)
        self.until(hook, waiting=3, delivered=3)
        self.assertEqual(self.heard(receiver), [(good, "opened"), (good, "noted")])
        self.client.close()
        self.service.kill()
        self.service.start()
        type(self).client = self.cases.client = self.service.client()
        self.until(hook, waiting=3)
        receiver.refused.clear()
        before = len(receiver.calls)
        self.ask(hook)
        told = self.until(hook, waiting=0)
        self.assertNotIn("failing_since", told)
        events = receiver.events(before + 4)[before:]
        self.assertEqual([event["sequence"][-1] for event in events if event["subject"] == bad], ["2", "3", "4"])
        self.assertIn("retry", [attempt["trigger"] for attempt in told["attempts"]])

    def test_a_receiver_that_is_down_is_asked_for_three_cases_and_then_no_more(self):
        receiver = self.receiver(lambda number: 503)
        hook = self.hook(receiver, types=["docket.case.opened.*"])
        cases = [self.opened() for _ in range(6)]
        told = self.until(hook, waiting=3)
        self.assertIn("failing_since", told)
        time.sleep(1)
        self.assertEqual(len(receiver.calls), 6, "twice each")
        receiver.answer = lambda number: 204
        self.ask(hook)
        receiver.wait(13)
        self.until(hook, waiting=0, delivered=7)
        taken = [event["subject"] for event in receiver.events(13)[6:]]
        self.assertEqual((sorted(taken[:6]), taken[6]), (sorted(cases), "hewan"))

    def test_one_event_or_a_part_of_the_log_is_told_again_with_the_same_ids(self):
        receiver = self.receiver()
        hook = self.hook(receiver, types=["docket.case.opened.*"])
        cases = [self.opened() for _ in range(3)]
        self.note(cases[0])   # of a type that it is not told
        first = receiver.events(3)
        replay = lambda **given: self.client.post(f"/v1/webhooks/{hook['id']}/replay", given, "supervisor-sun")
        whole = {"from": first[0]["position"], "to": f"0-{self.cases.tail()}"}
        with self.nothing_written():
            self.assertEqual(self.assert_done(replay(**whole, dry_run=True)).json["count"], 3)
        self.assertEqual(self.assert_done(replay(event=first[1]["id"])).json["count"], 1)
        self.assertEqual(receiver.events(4)[3], first[1])
        self.assert_done(replay(**whole))
        self.assertEqual(receiver.events(7)[4:], first)
        told = self.until(hook, delivered=7)
        self.assertEqual([attempt["trigger"] for attempt in told["attempts"]], ["replay"] * 4 + ["event"] * 3)
        asked = self.client.get("/v1/events?limit=1000&type=docket.org.hook_replayed.v1").json["events"][-1]
        self.assertEqual((asked["authid"], asked["data"]), ("supervisor-sun", {"hook": hook["id"]} | whole))
        with self.nothing_written():
            for body in ({}, {"event": "x", "from": "0-1", "to": "0-2"}, {"from": "0-3", "to": "0-2"}, {"to": "0-2"}, {"event": "case_x-1"},
                         {"from": "first", "to": "0-2"}, {"failed_since": "yesterday"}):
                with self.subTest(body=body):
                    self.assert_problem(replay(**body), 400)
            self.assert_problem(self.client.post(f"/v1/webhooks/{hook['id']}/replay", whole, "admin-zhou"), 403)
            self.assert_problem(self.client.post("/v1/webhooks/hook_none/replay", whole, "supervisor-sun"), 404, "unknown-hook")

    def test_villages_workflows_and_queues_pick(self):
        by_area, by_queue, by_workflow = self.receiver(), self.receiver(), self.receiver()
        self.hook(by_area, areas=["wuji"])
        self.hook(by_queue, queues=["unassigned"])
        hook = self.hook(by_workflow, workflows=["dispute"])
        here, there = self.opened(area="wuji"), self.opened(area="hewan")
        self.assert_done(self.cases.act(here, "assign", "clerk-li"))
        self.note(here)       # stands in no queue any more
        self.note(there)
        self.assertEqual([event["subject"] for event in by_area.events(3)], [here] * 3)
        self.assertEqual(self.heard_after(by_queue, 4), [(here, "opened"), (there, "opened"), (here, "assigned"), (there, "noted")])
        self.ask(hook)
        by_workflow.wait(1)   # it has passed by what was before
        change = self.client.request("PATCH", f"/v1/webhooks/{hook['id']}", "supervisor-sun", {"workflows": ["opinion-basic"]})
        self.assertEqual(self.assert_done(change).json["workflows"], ["opinion-basic"])
        last = self.opened()  # at once: what was changed holds for the very next event
        self.assertEqual(by_workflow.events(2)[1]["subject"], last)


class GivingUp(Told):
    """With tries that follow each other within seconds: what takes days otherwise."""

    flags = ("--hooks-allow", "127.0.0.0/8", "--hooks-retry", "1s,1s", "--hooks-failing-max", "4s")

    def test_what_was_given_up_is_listed_and_told_again_when_asked(self):
        receiver = self.receiver(lambda number: (500, {}, "内部错误 7"))
        hook = self.hook(receiver, types=["docket.case.opened.*"])
        began = datetime.now(timezone.utc).isoformat()
        case = self.opened()
        self.until(hook, given_up=1, waiting=0)
        given_up = lambda user="supervisor-sun": self.client.get(f"/v1/webhooks/{hook['id']}/given-up", user)
        one = self.assert_done(given_up()).json["given_up"][0]
        self.assertEqual((one["event"], one["tries"], one["status"]), (f"{case}-1", 3, 500))
        self.assert_problem(given_up("admin-zhou"), 403)
        attempts = self.deliveries(hook)["attempts"]
        self.assertEqual([(one["number"], one["trigger"], one["answer"]) for one in attempts],
                         [(3, "retry", "内部错误 7"), (2, "retry", "内部错误 7"), (1, "event", "内部错误 7")])
        self.client.close()
        self.service.kill()
        self.service.start()
        type(self).client = self.cases.client = self.service.client()
        self.assertEqual(self.deliveries(hook)["attempts"], attempts, "they outlive a kill")
        receiver.answer = lambda number: 204
        replay = lambda **given: self.assert_done(self.client.post(
            f"/v1/webhooks/{hook['id']}/replay", {"failed_since": began} | given, "supervisor-sun")).json
        self.assertEqual(replay(dry_run=True)["count"], 1)
        self.assertEqual(replay()["count"], 1)
        self.assertEqual(receiver.events(4)[3], receiver.events(1)[0])
        self.until(hook, delivered=1)
        self.assertEqual(self.assert_done(given_up()).json["given_up"], [])

    def test_after_nothing_but_failures_it_is_paused_and_an_event_says_so(self):
        receiver, well = self.receiver(lambda number: 500), self.receiver()
        hook = self.hook(receiver, types=["docket.case.opened.*"])
        self.hook(well, types=["docket.case.opened.*"])
        for _ in range(4):
            self.opened()
        deadline = time.monotonic() + 40
        while not next(row for row in self.client.get("/v1/webhooks").json["webhooks"] if row["id"] == hook["id"])["paused"]:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)
        changed = self.client.get("/v1/events?limit=1000&type=docket.org.hook_changed.v1").json["events"][-1]
        self.assertEqual((changed["data"], changed["authid"]), ({"hook": hook["id"], "paused": True, "why": "failing"}, "system"))
        calls = len(receiver.calls)
        time.sleep(1.5)
        self.assertEqual(len(receiver.calls), calls)
        self.assertEqual(len(well.wait(4)), 4)


if __name__ == "__main__":
    unittest.main(verbosity=1)
