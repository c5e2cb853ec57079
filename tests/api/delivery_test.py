"""What becomes of what a receiver does not take: one case holds up no other, a dead receiver gathers little, and what was told
can be told again."""

import time
import unittest

from claims import ApiTest
from receiver import Receiver


class Delivery(ApiTest):
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
        change = self.client.request("PATCH", f"/v1/webhooks/{hook['id']}", "supervisor-sun", {"workflows": ["opinion-basic"]})
        self.assertEqual(self.assert_done(change).json["workflows"], ["opinion-basic"])
        time.sleep(0.5)
        last = self.opened()
        self.assertEqual(by_workflow.events(1)[0]["subject"], last)

    def heard_after(self, receiver, count):
        receiver.wait(count)
        return self.heard(receiver)


if __name__ == "__main__":
    unittest.main(verbosity=1)
