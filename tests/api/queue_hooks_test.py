"""Hooks that watch a queue: who enters and leaves, how many wait, how long, and once a day. A moment comes once, whatever is
killed meanwhile."""

import json
import time
import unittest
from datetime import datetime, timedelta, timezone

from claims import ApiTest
from receiver import Receiver, is_signed
from service import run

CHINA = timezone(timedelta(hours=8))
QUEUE = "unassigned"


class QueueHooks(ApiTest):
    flags = ("--hooks-allow", "127.0.0.0/8", "--public-url", "https://docket.example.org/")

    def receiver(self, answer=None):
        receiver = Receiver(answer)
        self.addCleanup(receiver.close)
        return receiver

    def hook(self, receiver, format="standard", **watch):
        given = {"url": receiver.url, "format": format, "watch": {"queue": QUEUE} | watch}
        made = self.assert_done(self.client.post("/v1/webhooks", given, "supervisor-sun"), 201).json
        self.addCleanup(lambda: self.client.request("DELETE", f"/v1/webhooks/{made['id']}", "supervisor-sun"))
        return made

    def opened(self):
        return self.assert_done(self.cases.open(), 201).case

    def assign(self, case):
        self.assert_done(self.cases.act(case["id"], "assign", "clerk-li"))

    def queue(self):
        answer = self.assert_done(self.client.get("/v1/queues", "supervisor-sun")).json
        return next(queue for queue in answer["queues"] if queue["id"] == QUEUE)

    def empty(self):
        """Nobody waits in the queue."""
        for case in self.assert_done(self.client.get(f"/v1/queues/{QUEUE}?limit=200", "supervisor-sun")).json["cases"]:
            self.assign(case)

    def restart(self, stop):
        self.client.close()
        stop()
        self.service.start()
        type(self).client = self.cases.client = self.service.client()

    def test_who_enters_and_who_leaves_is_told_with_how_many_wait(self):
        self.empty()
        receiver = self.receiver()
        hook = self.hook(receiver, moves=True)
        first, second = self.opened(), self.opened()
        self.assert_done(self.cases.act(first["id"], "note", "clerk-li"))   # moves nothing
        self.assign(first)
        events = receiver.events(3)
        self.assertEqual([(event["type"], event["data"]["case"], event["data"]["count"]) for event in events], [
            ("docket.queue.entered.v1", first["id"], 1), ("docket.queue.entered.v1", second["id"], 2),
            ("docket.queue.left.v1", first["id"], 1)])
        self.assertEqual({event["source"] for event in events}, {f"/orgs/hewan/queues/{QUEUE}"})
        self.assertEqual(events[0]["data"]["number"], first["number"])
        self.assertEqual(events[2]["data"]["oldest_at"], self.queue()["oldest_at"])
        for headers, body, _ in receiver.wait(3):
            self.assertTrue(is_signed(headers, body, hook["secret"]))
            self.assertEqual(headers["webhook-id"], json.loads(body)["id"])
        self.assertEqual(events[0]["id"], f"{first['id']}-1-{QUEUE}")

    def test_a_threshold_is_told_once_when_it_is_passed_and_not_again_for_a_while(self):
        self.empty()
        receiver, moves = self.receiver(), self.receiver()
        self.hook(receiver, count=2)
        self.hook(moves, moves=True, count=3)
        cases = [self.opened() for _ in range(3)]
        event = receiver.events(1)[0]
        self.assertEqual((event["type"], event["data"]["count"], event["data"]["reached"]), ("docket.queue.reached.v1", 2, 2))
        self.assertEqual([event["data"].get("reached") for event in moves.events(3)], [None, None, 3])
        self.assign(cases[0])
        self.assign(cases[1])
        self.opened()   # two again
        self.assertEqual(len(moves.events(6)), 6)   # by now it would be there
        self.assertEqual(len(receiver.calls), 1)

    def test_the_oldest_is_told_when_it_has_waited_so_long_and_again_only_after_it_had_not(self):
        self.empty()
        receiver = self.receiver()
        self.hook(receiver, age="2s")
        began = time.monotonic()
        first, second = self.opened(), self.opened()
        event = receiver.events(1)[0]
        self.assertGreaterEqual(receiver.calls[0][2] - began, 1.9)
        self.assertEqual((event["type"], event["data"]["count"], event["data"]["age"]), ("docket.queue.aged.v1", 2, "2s"))
        self.assertEqual(event["data"]["oldest_at"], self.queue()["oldest_at"])
        self.assertLess(receiver.calls[0][2] - began, 10)
        self.assign(first)      # the next has waited as long
        time.sleep(2.5)
        self.assertEqual(len(receiver.calls), 1)
        self.assign(second)
        told = self.client.get("/v1/events?limit=1000&type=docket.org.queue_aged.v1").json["events"][-1]
        self.assertEqual((told["authid"], told["data"]["queue"], told["data"]["count"]), ("system", QUEUE, 2))

    def test_whoever_left_in_time_is_not_waited_for(self):
        self.empty()
        receiver = self.receiver()
        hook = self.hook(receiver, age="3s")
        first = self.opened()
        time.sleep(1.5)
        second = self.opened()
        self.assign(first)
        event = receiver.events(1)[0]
        self.assertEqual(event["data"]["count"], 1)
        waited = datetime.fromisoformat(event["time"]) - datetime.fromisoformat(event["data"]["oldest_at"])
        self.assertGreaterEqual(waited, timedelta(seconds=3))
        self.assertEqual(event["data"]["oldest_at"], self.cases.get(second["id"]).case["state_since"])
        told = self.client.get("/v1/events?limit=1000&type=docket.org.queue_aged.v1").json["events"]
        self.assertEqual(len([one for one in told if one["data"]["hook"] == hook["id"]]), 1, "the first moment told nobody")

    def test_a_moment_that_came_while_nothing_ran_comes_once_at_the_next_start(self):
        self.empty()
        receiver = self.receiver()
        hook = self.hook(receiver, age="3s")
        self.opened()
        self.restart(lambda: (self.service.kill(), time.sleep(4)))
        event = receiver.events(1)[0]
        for _ in range(2):
            self.restart(self.service.kill)
        time.sleep(1)
        ids = {headers["webhook-id"] for headers, _, _ in receiver.calls}
        self.assertEqual(ids, {event["id"]})
        self.assertTrue(event["id"].startswith(hook["id"] + "-queue_aged-"))
        told = self.client.get("/v1/events?limit=1000&type=docket.org.queue_aged.v1").json["events"]
        self.assertEqual(len([one for one in told if one["data"]["hook"] == hook["id"]]), 1)

    def test_the_digest_comes_at_its_time(self):
        self.empty()
        now = datetime.now(CHINA)
        due = (now + timedelta(minutes=1, seconds=5)).replace(second=0, microsecond=0)
        receiver, robot = self.receiver(), self.receiver(lambda number: (200, {}, '{"errcode":0}'))
        self.hook(receiver, digest=due.strftime("%H:%M"))
        self.hook(robot, format="wecom", digest=due.strftime("%H:%M"))
        self.opened()
        event = json.loads(receiver.wait(1, 75)[0][1])
        self.client.close()   # it has idled for long
        self.assertEqual((event["type"], event["data"]["count"]), ("docket.queue.digest.v1", 1))
        self.assertEqual(event["data"]["moment"], due.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:00.000Z"))
        self.assertGreaterEqual(datetime.now(CHINA), due)
        text = json.loads(robot.wait(1)[0][1])["text"]["content"]
        self.assertRegex(text, "【待交办、待指派】每日汇总：现有 1 件，最久的已等 .*。 https://docket.example.org/queues/unassigned$")

    def test_a_chat_group_reads_how_many_wait_and_how_long(self):
        self.empty()
        robot = self.receiver(lambda number: (200, {}, '{"errcode":0}'))
        self.hook(robot, format="wecom", moves=True)
        case = self.assert_done(self.cases.open(title="金丝雀8d1c"), 201).case
        text = json.loads(robot.wait(1)[0][1])["text"]["content"]
        self.assertRegex(text, f"【待交办、待指派】新到一件：.*{case['number']}.*。现有 1 件，最久的已等 [0-9]+ 秒。")
        self.assertNotIn("8d1c", text)

    def test_paused_it_waits_for_nothing_and_then_begins_anew(self):
        self.empty()
        receiver = self.receiver()
        hook = self.hook(receiver, age="2s")
        change = lambda **given: self.assert_done(
            self.client.request("PATCH", f"/v1/webhooks/{hook['id']}", "supervisor-sun", given)).json
        change(paused=True)
        self.opened()
        time.sleep(3)
        self.assertEqual(receiver.calls, [])
        change(paused=False)
        self.assertEqual(receiver.events(1)[0]["type"], "docket.queue.aged.v1")
        self.assertEqual(change(watch={"queue": QUEUE, "count": 5})["watch"], {"queue": QUEUE, "org": "hewan", "count": 5, "moves": False})

    def test_what_cannot_be_watched(self):
        for watch, pointer in (({"queue": QUEUE}, "/watch"), ({"moves": True}, "/watch/queue"), ({"queue": QUEUE, "age": "four days"}, "/watch/age"),
                               ({"queue": QUEUE, "age": "0d"}, "/watch/age"), ({"queue": QUEUE, "digest": "24:00"}, "/watch/digest"),
                               ({"queue": QUEUE, "count": 0}, "/watch/count"), ({"queue": QUEUE, "moves": True, "x": 1}, "/watch")):
            with self.subTest(watch=watch), self.nothing_written():
                self.assert_pointer(self.assert_problem(self.client.post(
                    "/v1/webhooks", {"url": "https://example.org/", "watch": watch}, "supervisor-sun"), 400), pointer)
        with self.nothing_written():
            for given, pointer in (({"watch": {"queue": "nowhere", "moves": True}}, "/watch/queue"), ({"queues": ["nowhere"]}, "/queues"),
                                   ({"workflows": ["nothing"]}, "/workflows"), ({"areas": ["atlantis"]}, "/areas")):
                problem = self.assert_problem(self.client.post("/v1/webhooks", {"url": "https://example.org/"} | given, "supervisor-sun"), 422)
                self.assert_pointer(problem, pointer)

    def test_the_command_says_what_is_wrong_and_where(self):
        environment = {"DOCKET_TOKEN": self.service.tokens["supervisor-sun"]}
        create = lambda *flags: run("hook", "create", "https://example.org/", "--server", self.service.url, *flags,
                                    env=environment)
        with self.nothing_written():
            for flags, code, sentence in (("--age", "4d"), 2, "--queue studio-intake"), (("--queue", QUEUE, "--age", "4days"), 5, "/watch/age: .*4d"), \
                    (("--queue", "nowhere"), 5, "/watch/queue: .*to-register"), (("--queue", QUEUE, "--count", "0"), 5, "/watch/count"):
                with self.subTest(flags=flags):
                    done = create(*flags)
                    self.assertEqual((done.returncode, done.stdout), (code, ""))
                    self.assertRegex(done.stderr, sentence)
        made = create("--queue", QUEUE, "--age", "4d")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertIn("age=4d", run("hook", "list", "--server", self.service.url, env=environment).stdout)
        self.client.request("DELETE", f"/v1/webhooks/{made.stdout.split()[0]}", "supervisor-sun")


if __name__ == "__main__":
    unittest.main(verbosity=1)
