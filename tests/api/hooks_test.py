"""Web hooks: who sets them, what they are told, and that nothing is lost on the way."""

import time
import unittest

from claims import ApiTest
from erasure_test import files_with
from machines import Town
from receiver import Receiver, is_signed
from service import CONFIG, USERS


class Hooks(ApiTest):
    flags = ("--hooks-allow", "127.0.0.0/8")
    users = (*USERS, "clerk-02", "supervisor-02")

    def receiver(self, answer=None):
        receiver = Receiver(answer)
        self.addCleanup(receiver.close)
        return receiver

    def hook(self, receiver, user="supervisor-sun", **given):
        url = receiver if isinstance(receiver, str) else receiver.url
        made = self.assert_done(self.client.post("/v1/webhooks", {"url": url} | given, user), 201).json
        self.addCleanup(lambda: self.client.request("DELETE", f"/v1/webhooks/{made['id']}", user))
        return made

    def opened(self, **given):
        return self.assert_done(self.cases.open(**given), 201).case["id"]

    def deliveries(self, hook):
        return self.assert_done(self.client.get(f"/v1/webhooks/{hook['id']}/deliveries")).json

    def test_an_event_arrives_signed_as_it_stands_in_the_feed(self):
        receiver = self.receiver()
        before = f"0-{self.cases.tail()}"
        self.opened()
        hook = self.hook(receiver)
        case = self.opened()
        headers, body, _ = receiver.wait(1)[0]
        event = self.client.get(f"/v1/events?limit=1000&after={before}").json["events"][-1]
        self.assertEqual(receiver.events(1), [event], "what came before the hook is not told")
        self.assertEqual(event["subject"], case)
        self.assertEqual(headers["webhook-id"], event["id"])
        self.assertEqual(headers["Content-Type"], "application/cloudevents+json; charset=utf-8")
        self.assertTrue(is_signed(headers, body, hook["secret"]))
        self.assertFalse(is_signed(headers, body + b" ", hook["secret"]))
        self.assertLess(abs(int(headers["webhook-timestamp"]) - time.time()), 60)
        told = self.deliveries(hook)
        self.assertEqual((told["delivered"], told["attempts"][0]["status"]), (1, 204))

    def test_the_secret_is_told_once_and_stands_nowhere(self):
        receiver = self.receiver()
        hook = self.hook(receiver)
        self.opened()
        receiver.wait(1)
        self.assertNotIn("secret", self.client.get("/v1/webhooks").json["webhooks"][-1])
        for text in (hook["secret"], hook["secret"].removeprefix("whsec_"), "from=docket"):
            self.assertEqual(files_with(self.service.directory, text.encode()), [])
            self.assertNotIn(text, self.client.get("/v1/events?limit=1000").text)

    def test_types_pick(self):
        receiver = self.receiver()
        self.hook(receiver, types=["docket.case.assign*.v1", "docket.case.not*.v1"])
        case = self.opened()
        self.assert_done(self.cases.act(case, "assign", "clerk-li", assignee="deputy-wang"))
        self.assert_done(self.cases.act(case, "note", "clerk-li"))
        self.assertEqual([event["type"] for event in receiver.events(2)], ["docket.case.assigned.v1", "docket.case.noted.v1"])

    def test_it_tells_what_its_owner_may_see_and_a_guarded_case_thin(self):
        town = Town(self.client, "voter-opinion")
        receiver, other = self.receiver(), self.receiver()
        self.hook(receiver)
        self.hook(other, user="admin-zhou")   # to whom sealed cases do not exist
        sealed = town.walk([["submit", "voter", {"opinion_class": "accusation", "accused_unit": "water"}]])
        case = town.walk([["register", "clerk"]])
        town.walk([["set_confidential", "supervisor", {"level": "confidential", "readers": ["supervisor-sun"]}]], case)
        end = self.opened()
        for heard in (receiver, other):
            deadline = time.monotonic() + 15
            while not any(event["subject"] == end for event in heard.events(1)) and time.monotonic() < deadline:
                events = heard.events(len(heard.calls))
                if any(event["subject"] == end for event in events):
                    break
                time.sleep(0.05)
            self.assertIn(end, [event["subject"] for event in heard.events(len(heard.calls))])
        of = lambda heard, id: [event for event in heard.events(len(heard.calls)) if event["subject"] == id]
        self.assertEqual(of(other, sealed), [])
        self.assertEqual(of(other, case)[1:], [], "from when it was closed to them")
        guarded = of(receiver, case)[-1]
        self.assertNotIn("data", guarded)
        self.assertIn("dataref", guarded)

    def test_a_failure_is_tried_again_with_the_same_id_and_nothing_overtakes(self):
        receiver = self.receiver(lambda number: 500 if number == 1 else 204)
        hook = self.hook(receiver)
        first, second = self.opened(), self.opened()
        calls = receiver.wait(3, 20)
        ids = [headers["webhook-id"] for headers, _, _ in calls]
        self.assertEqual(ids[0], ids[1])
        self.assertEqual(receiver.events(3)[0], receiver.events(3)[1])
        self.assertEqual([event["subject"] for event in receiver.events(3)], [first, first, second])
        self.assertGreaterEqual(calls[1][2] - calls[0][2], 4.9)
        self.assertTrue(all(is_signed(headers, body, hook["secret"]) for headers, body, _ in calls))
        self.assertEqual([attempt["status"] for attempt in self.deliveries(hook)["attempts"]][-2:], [204, 500])

    def test_what_was_closed_to_its_owner_between_two_tries_is_not_told(self):
        town = Town(self.client, "voter-opinion")
        receiver = self.receiver(lambda number: 500 if number == 1 else 204)
        self.hook(receiver, user="admin-zhou")
        case = town.walk([["register", "clerk"]])
        self.assertEqual(receiver.events(1)[0]["subject"], case)
        town.walk([["set_confidential", "supervisor", {"level": "confidential", "readers": ["supervisor-sun"]}]], case)
        end = self.opened()
        self.assertEqual([event["subject"] for event in receiver.events(2)], [case, end])

    def test_what_was_guarded_between_two_tries_is_told_thin(self):
        town = Town(self.client, "voter-opinion")
        receiver = self.receiver(lambda number: 500 if number == 1 else 204)
        self.hook(receiver)
        case = town.walk([["register", "clerk"]])
        self.assertIn("data", receiver.events(1)[0])
        town.walk([["set_confidential", "supervisor", {"level": "confidential", "readers": ["supervisor-sun"]}]], case)
        again = receiver.events(2)[1]
        self.assertEqual(again["subject"], case)
        self.assertNotIn("data", again)

    def test_a_dead_one_delays_nobody(self):
        dead, slow, good = self.hook("http://127.0.0.1:9/"), self.receiver(lambda number: time.sleep(3) or 204), self.receiver()
        self.hook(slow)
        self.hook(good)
        began = time.monotonic()
        for _ in range(5):
            self.opened()
        good.wait(5)
        self.assertLess(time.monotonic() - began, 3)
        self.assertEqual(self.deliveries(dead)["attempts"][-1]["trouble"], "unreachable")

    def test_a_restart_and_a_kill_lose_nothing(self):
        receiver = self.receiver()
        hook = self.hook(receiver)
        cases = [self.opened(), self.opened()]
        receiver.wait(2)
        for stop in (self.service.server.stop, self.service.kill):
            self.client.close()
            self.assertIn(stop(), (0, None), "it ends well with hooks at work")
            self.service.start()
            type(self).client = self.cases.client = self.service.client()
            cases.append(self.opened())
        deadline = time.monotonic() + 15
        heard = []
        while heard != cases and time.monotonic() < deadline:
            time.sleep(0.1)
            heard = list(dict.fromkeys(event["subject"] for event in receiver.events(len(receiver.calls))))
        self.assertEqual(heard, cases)
        self.assertTrue(all(is_signed(headers, body, hook["secret"]) for headers, body, _ in receiver.calls))

    def test_what_was_not_taken_is_told_again_after_a_kill(self):
        receiver = self.receiver(lambda number: 500 if number == 1 else 204)
        self.hook(receiver)
        self.opened()
        receiver.wait(1)
        time.sleep(0.3)   # the answer has come
        self.client.close()
        self.service.kill()
        self.service.start()
        type(self).client = self.cases.client = self.service.client()
        first, second = receiver.events(2)
        self.assertEqual(first, second)

    def test_a_deleted_one_is_told_no_more(self):
        receiver = self.receiver()
        hook = self.hook(receiver)
        self.opened()
        receiver.wait(1)
        self.assert_done(self.client.request("DELETE", f"/v1/webhooks/{hook['id']}", "supervisor-sun"))
        time.sleep(0.5)
        self.opened()
        time.sleep(1)
        self.assertEqual(len(receiver.calls), 1)
        self.assert_problem(self.client.get(f"/v1/webhooks/{hook['id']}/deliveries"), 404, "unknown-hook")
        self.assert_problem(self.client.request("DELETE", f"/v1/webhooks/{hook['id']}", "supervisor-sun"), 404, "unknown-hook")

    def test_a_redirect_is_not_followed(self):
        target = self.receiver()
        hook = self.hook(self.receiver(lambda number: (302, {"Location": target.url})))
        self.opened()
        deadline = time.monotonic() + 10
        while not (tried := self.deliveries(hook)["attempts"]) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(tried[0]["status"], 302)
        self.assertEqual(target.calls, [])

    def change(self, hook, **given):
        return self.assert_done(self.client.request("PATCH", f"/v1/webhooks/{hook['id']}", "supervisor-sun", given)).json

    def test_paused_it_is_told_nothing_and_then_goes_on_where_it_stopped(self):
        receiver = self.receiver()
        hook = self.hook(receiver)
        first = self.opened()
        receiver.wait(1)
        self.assertTrue(self.change(hook, paused=True)["paused"])
        time.sleep(0.5)
        second = self.opened()
        time.sleep(1.5)
        self.assertEqual(len(receiver.calls), 1)
        self.assertFalse(self.change(hook, paused=False)["paused"])
        self.assertEqual([event["subject"] for event in receiver.events(2)], [first, second])

    def test_other_types_count_from_now_on(self):
        receiver = self.receiver()
        hook = self.hook(receiver, types=["no.such.type"])
        self.opened()
        self.assertEqual(self.change(hook, types=["docket.case.noted.*"])["types"], ["docket.case.noted.*"])
        time.sleep(0.5)
        case = self.opened()
        self.assert_done(self.cases.act(case, "note", "clerk-li"))
        self.assertEqual([event["type"] for event in receiver.events(1)], ["docket.case.noted.v1"])

    def test_a_new_secret_signs_beside_the_one_before(self):
        receiver = self.receiver()
        hook = self.hook(receiver)
        answer = self.assert_done(self.client.post(f"/v1/webhooks/{hook['id']}/rotate", {}, "supervisor-sun"))
        fresh = answer.json["secret"]
        self.assertNotEqual(fresh, hook["secret"])
        time.sleep(0.5)
        self.opened()
        headers, body, _ = receiver.wait(1)[0]
        self.assertEqual(len(headers["webhook-signature"].split(" ")), 2)
        self.assertTrue(is_signed(headers, body, fresh))
        self.assertTrue(is_signed(headers, body, hook["secret"]))
        with self.nothing_written():
            self.assert_problem(self.client.post(f"/v1/webhooks/{hook['id']}/rotate", {}, "supervisor-sun"), 409)
        self.assertEqual(files_with(self.service.directory, fresh.encode()), [])

    def test_a_test_is_told_to_that_hook_alone(self):
        asked, other = self.receiver(), self.receiver()
        hook = self.hook(asked, types=["no.such.type"])
        self.hook(other)
        self.assert_done(self.client.post(f"/v1/webhooks/{hook['id']}/test", {}, "supervisor-sun"))
        event = asked.events(1)[0]
        self.assertEqual((event["type"], event["data"]), ("docket.org.hook_tested.v1", {"hook": hook["id"]}))
        case = self.opened()
        self.assertEqual([event["subject"] for event in other.events(1)], [case])

    def test_whoever_says_410_is_asked_no_more(self):
        receiver = self.receiver(lambda number: 410)
        hook = self.hook(receiver)
        self.opened()
        receiver.wait(1)
        deadline = time.monotonic() + 10
        while not next(row for row in self.client.get("/v1/webhooks").json["webhooks"] if row["id"] == hook["id"])["paused"]:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        self.opened()
        time.sleep(1.5)
        self.assertEqual(len(receiver.calls), 1)
        changed = self.client.get("/v1/events?limit=1000&type=docket.org.hook_changed.v1").json["events"][-1]
        self.assertEqual((changed["data"], changed["authid"]), ({"hook": hook["id"], "paused": True, "why": "gone"}, "system"))

    def test_what_cannot_be_changed(self):
        hook = self.hook(self.receiver())
        for body in ({}, {"paused": "yes"}, {"types": ["A"]}, {"url": "https://example.org/"}):
            with self.subTest(body=body), self.nothing_written():
                self.assert_problem(self.client.request("PATCH", f"/v1/webhooks/{hook['id']}", "supervisor-sun", body), 400)
        for method, path in (("PATCH", ""), ("POST", "/test"), ("POST", "/rotate")):
            with self.nothing_written():
                body = {"paused": True} if method == "PATCH" else {}
                self.assert_problem(self.client.request(method, f"/v1/webhooks/hook_none{path}", "supervisor-sun", body), 404, "unknown-hook")
                self.assert_problem(self.client.request(method, f"/v1/webhooks/{hook['id']}{path}", "clerk-li", body), 403)

    def test_what_was_told_is_for_its_owner(self):
        hook = self.hook(self.receiver())
        for user in ("admin-zhou", "supervisor-02"):
            self.assertIn(hook["id"], self.client.get("/v1/webhooks", user).text)
            self.assert_problem(self.client.get(f"/v1/webhooks/{hook['id']}/deliveries", user), 403)
            for call in ("test", "rotate"):
                with self.nothing_written():
                    self.assert_problem(self.client.post(f"/v1/webhooks/{hook['id']}/{call}", {}, user), 403)

    def test_who_sets_one_and_with_what(self):
        for user in ("clerk-li", "deputy-wang", "voter-desk"):
            with self.nothing_written():
                self.assert_problem(self.client.post("/v1/webhooks", {"url": "https://example.org/"}, user), 403)
        for body, pointer in (({}, "/url"), ({"url": "ftp://example.org/"}, "/url"), ({"url": "https://u:p@example.org/"}, "/url"),
                              ({"url": "https://example.org/#a"}, "/url"), ({"url": "https://%ff.example/"}, "/url"),
                              ({"url": "https://exa mple.org/"}, "/url"), ({"url": "https://\u8def.example/"}, "/url"), ({"url": "https:///x"}, "/url"),
                              ({"url": "https://example.org/", "types": ["Docket.*"]}, "/types/0"),
                              ({"url": "https://example.org/", "types": ["docket.case.?"]}, "/types/0"),
                              ({"url": "https://example.org/", "types": "docket"}, "/types")):
            with self.subTest(body=body), self.nothing_written():
                self.assert_pointer(self.assert_problem(self.client.post("/v1/webhooks", body, "supervisor-sun"), 400), pointer)
        event = None
        hook = self.hook("https://example.org/secret-path")
        for event in self.client.get("/v1/events?limit=1000&type=docket.org.hook_*").json["events"]:
            pass
        self.assertEqual((event["type"], event["data"]), ("docket.org.hook_created.v1", {
            "hook": hook["id"], "host": "example.org", "format": "standard", "types": [], "workflows": [], "queues": [],
            "areas": [], "below": False}))
        self.assertEqual(event["authid"], "supervisor-sun")

    def test_the_log_with_all_that_happened_to_hooks_is_consistent(self):
        hook = self.hook("http://127.0.0.1:9/", types=["no.such.type"])
        self.change(hook, paused=True)
        self.assert_done(self.client.post(f"/v1/webhooks/{hook['id']}/rotate", {}, "supervisor-sun"))
        self.assert_done(self.client.post(f"/v1/webhooks/{hook['id']}/test", {}, "supervisor-sun"))
        self.assert_done(self.client.request("DELETE", f"/v1/webhooks/{hook['id']}", "supervisor-sun"))
        verified = self.service.run("log", "verify", "--data", self.service.data, "--config", CONFIG)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def test_the_command_line(self):
        receiver = self.receiver()
        server = ("--server", "http://{}:{}".format(*self.service.address))
        made = self.service.run("hook", "create", receiver.url, "--type", "docket.case.opened.*", *server, user="supervisor-sun")
        self.assertEqual(made.returncode, 0, made.stderr)
        id, secret = made.stdout.split()
        self.opened()
        headers, body, _ = receiver.wait(1)[0]
        self.assertTrue(is_signed(headers, body, secret))
        self.assertIn(id, self.service.run("hook", "list", *server, user="supervisor-sun").stdout)
        deadline = time.monotonic() + 5
        while "204" not in (told := self.service.run("hook", "deliveries", id, *server, user="supervisor-sun").stdout):
            self.assertLess(time.monotonic(), deadline, told)
        for word, told in (("pause", "paused"), ("resume", "(on)"), ("test", "on its way"), ("rotate", "whsec_")):
            done = self.service.run("hook", word, id, *server, user="supervisor-sun")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(told, done.stdout)
        self.assertEqual(self.service.run("hook", "delete", id, *server, user="supervisor-sun").returncode, 0)
        self.assertEqual(self.service.run("hook", "delete", id, *server, user="supervisor-sun").returncode, 3)
        self.assertEqual(self.service.run("hook", "list", *server, user="clerk-li").returncode, 6)


class Closed(ApiTest):
    """Without a word of the operator nothing is called that is not public."""

    def test_addresses_of_the_inside_are_not_called(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        port = receiver.server.server_address[1]
        hooks = [self.assert_done(self.client.post("/v1/webhooks", {"url": f"{scheme}://{host}:{port}/"}, "supervisor-sun"), 201).json
                 for scheme in ("http", "https")
                 for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0")]
        self.assert_done(self.cases.open(), 201)
        deadline = time.monotonic() + 15
        for hook in hooks:
            tried = []
            while not tried and time.monotonic() < deadline:
                tried = self.client.get(f"/v1/webhooks/{hook['id']}/deliveries").json["attempts"]
                time.sleep(0.02)
            self.assertIn(tried[0]["trouble"], ("closed_address", "unresolved"), hook)
        self.assertEqual(receiver.calls, [])


if __name__ == "__main__":
    unittest.main()
