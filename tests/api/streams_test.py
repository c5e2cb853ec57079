"""GET /v1/events/stream, /v1/queues/stream and ?wait=: whoever listens hears each event once, in order, of what is theirs to
see, and goes on where they were."""

import threading
import time
import unittest

from claims import ApiTest
from machines import Town
from service import USERS
from stream import Stream


class Listening(ApiTest):
    def listen(self, path="/v1/events/stream", user="supervisor-sun", last_event_id=None):
        stream = Stream(self.service, path, user, last_event_id)
        self.addCleanup(stream.close)
        return stream


class Streams(Listening):
    flags = ("--heartbeat-ms", "300")
    users = (*USERS, "clerk-02", "deputy-05")

    def feed_after(self, position, user="supervisor-sun"):
        return self.client.get(f"/v1/events?limit=1000&after={position}", user).json["events"]

    def opened(self, **given):
        return self.assert_done(self.cases.open(**given), 201).case["id"]

    def test_an_event_is_heard_as_it_stands_in_the_feed(self):
        stream = self.listen()
        self.assertEqual(stream.answer.status, 200)
        self.assertEqual(stream.answer.headers["Content-Type"], "text/event-stream; charset=utf-8")
        self.assertEqual(stream.answer.headers["Cache-Control"], "no-store")
        greeting = stream.frame()
        self.assertEqual(greeting.values["retry"], "3000")
        case = self.opened()
        heard = stream.data()
        self.assertEqual((heard["subject"], heard["type"]), (case, "docket.case.opened.v1"))
        self.assertEqual([heard], self.feed_after(greeting.id))
        self.assertEqual(stream.last_id, heard["position"])

    def test_it_goes_on_behind_the_last_id_with_nothing_missing_or_twice(self):
        first = self.listen()
        begin = first.frame().id
        for _ in range(3):
            self.opened()
        heard = first.many(2)
        first.close()
        self.opened()
        second = self.listen(last_event_id=first.last_id)
        heard += second.many(2)
        self.assertEqual(heard, self.feed_after(begin))
        by_parameter = self.listen(f"/v1/events/stream?last_event_id={begin}")
        self.assertEqual(by_parameter.many(4), heard)

    def test_a_log_that_is_already_long_is_told_from_its_beginning(self):
        self.assertEqual(self.listen("/v1/events/stream?after=0-0").many(len(self.feed_after("0-0"))), self.feed_after("0-0"))

    def test_while_many_write_each_is_heard_once_and_in_order(self):
        stream = self.listen()
        begin = stream.frame().id

        def write():
            client = self.service.client()
            for _ in range(10):
                client.post("/v1/cases", {"workflow": "opinion-basic", "action": "open", "input": {
                    "kind": "opinion", "title": "路灯", "content": "路灯不亮。", "area": "hewan", "anonymous": True}}, "clerk-li")
            client.close()
        writers = [threading.Thread(target=write) for _ in range(4)]
        for writer in writers:
            writer.start()
        heard = stream.many(40)
        for writer in writers:
            writer.join()
        self.assertEqual(heard, self.feed_after(begin))

    def test_a_type_picks_and_a_sign_of_life_moves_the_place(self):
        stream = self.listen("/v1/events/stream?type=docket.case.assign*.v1")
        stream.frame()
        self.opened()
        tail = f"0-{self.cases.tail()}"
        while (frame := stream.frame()).id != tail:
            self.assertIsNone(frame.data)
        case = self.opened()
        self.assert_done(self.cases.act(case, "assign", "clerk-li", assignee="deputy-wang"))
        self.assertEqual(stream.data()["subject"], case)

    def test_who_may_not_see_a_case_hears_nothing_of_it(self):
        stranger, clerk = self.listen(user="deputy-05"), self.listen(user="clerk-li")
        stranger.frame(), clerk.frame()
        town = Town(self.client, "voter-opinion")
        case = town.walk([["register", "clerk"]])
        self.assertEqual(clerk.data()["subject"], case)
        only_one = {"level": "confidential", "readers": ["supervisor-sun"]}
        town.walk([["set_confidential", "supervisor", only_one], ["note", "supervisor"]], case)
        sealed = town.walk([["submit", "voter", {"opinion_class": "accusation", "accused_unit": "water"}]])
        end = self.opened(area="liushuying")
        heard = []
        while (event := clerk.data())["subject"] != end:
            heard.append(event["subject"])
        self.assertEqual(heard, [], f"{case} was closed to the clerk, {sealed} never was theirs")
        self.assertEqual(stranger.data()["subject"], end)

    def test_a_revoked_token_hears_no_more(self):
        made = self.client.post("/v1/tokens", {"user": "clerk-02"}, "admin-zhou").json
        self.service.tokens["leaving"] = made["token"]
        stream = self.listen(user="leaving")
        stream.frame()
        self.opened()
        self.assertIsNotNone(stream.data())
        self.assert_done(self.client.request("DELETE", f"/v1/tokens/{made['id']}", "admin-zhou"))
        self.opened()
        self.assertIsNone(stream.data())

    def test_a_poll_that_waits_asks_again_who_listens(self):
        made = self.client.post("/v1/tokens", {"user": "clerk-02"}, "admin-zhou").json
        self.service.tokens["polling"] = made["token"]
        answers = []

        def poll():
            client = self.service.client()
            answers.append(client.get("/v1/events?after=latest&wait=20&type=docket.case.*", "polling"))
            client.close()
        waiting = threading.Thread(target=poll)
        waiting.start()
        time.sleep(0.5)
        self.assert_done(self.client.request("DELETE", f"/v1/tokens/{made['id']}", "admin-zhou"))
        self.opened()
        waiting.join()
        self.assert_problem(answers[0], 401)

    def test_a_stream_lives_while_the_log_grows_by_what_is_not_for_it(self):
        stream = self.listen("/v1/events/stream?type=no.such.type")
        stream.frame()
        done = threading.Event()

        def write():
            client = self.service.client()
            while not done.wait(0.05):
                client.post("/v1/cases", {"workflow": "opinion-basic", "action": "open", "input": {
                    "kind": "opinion", "title": "路灯", "content": "路灯不亮。", "area": "hewan", "anonymous": True}}, "clerk-li")
            client.close()
        writer = threading.Thread(target=write)
        writer.start()
        try:
            frames = [stream.frame() for _ in range(3)]
        finally:
            done.set()
            writer.join()
        self.assertEqual([frame.data for frame in frames], [None] * 3)
        self.assertLess(int(frames[0].id.split("-")[1]), int(frames[2].id.split("-")[1]))

    def test_a_poll_ends_in_time_though_the_log_is_long(self):
        began = time.monotonic()
        page = self.assert_done(self.client.get("/v1/events?after=0-0&type=no.such&wait=1")).json
        self.assertEqual(page["events"], [])
        self.assertLess(time.monotonic() - began, 5)

    def test_a_restart_loses_nothing(self):
        stream = self.listen()
        begin = stream.frame().id
        self.opened()
        heard = [stream.data()]
        self.client.close()
        self.assertEqual(self.service.restart(), 0)
        self.assertIsNone(stream.data(), "a stopping server ends its streams")
        type(self).client = self.service.client()
        self.cases.client = self.client
        self.opened()
        heard.append(self.listen(last_event_id=stream.last_id).data())
        self.assertEqual(heard, self.feed_after(begin))

    def test_what_cannot_be_resumed_says_so(self):
        for path, code in (("/v1/events/stream?after=nowhere", 400), ("/v1/events/stream?last_event_id=0-999999999", 400),
                           ("/v1/events/stream?until=1", 400), ("/v1/queues/stream?limit=1", 400), ("/v1/events?wait=31", 400)):
            with self.subTest(path=path):
                self.assert_problem(self.client.get(path), code)
        self.assert_problem(self.client.get("/v1/events/stream", None), 401)
        self.assert_problem(self.client.get("/v1/events/stream", "voter-desk"), 403)
        self.assert_problem(self.client.get("/v1/queues/stream", "voter-desk"), 403)

    def test_queues_are_told_when_they_change(self):
        stream = self.listen("/v1/queues/stream", "clerk-li")
        before = stream.data()
        self.assertEqual(before, self.client.get("/v1/queues", "clerk-li").json)
        self.opened()
        after = stream.data()
        self.assertEqual(after, self.client.get("/v1/queues", "clerk-li").json)
        counts = [{queue["id"]: queue["count"] for queue in told["queues"]} for told in (before, after)]
        self.assertNotEqual(*counts)

    def test_a_long_poll_waits_for_the_next_event(self):
        tail = f"0-{self.cases.tail()}"
        self.assertEqual(self.client.get("/v1/events?after=latest").json, {"events": [], "next": tail})
        began = time.monotonic()
        self.assertEqual(self.client.get(f"/v1/events?after={tail}&wait=1").json, {"events": [], "next": tail})
        self.assertGreater(time.monotonic() - began, 0.9)
        answers = []

        def poll():
            client = self.service.client()
            answers.append(client.get(f"/v1/events?after={tail}&wait=20").json)
            client.close()
        waiting = threading.Thread(target=poll)
        waiting.start()
        time.sleep(0.3)
        case = self.opened()
        began = time.monotonic()
        waiting.join()
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual([event["subject"] for event in answers[0]["events"]], [case])


class Places(Listening):
    flags = ("--heartbeat-ms", "100", "--streams-max", "3")

    def test_more_streams_than_places_are_refused_and_a_place_is_given_back(self):
        streams = [self.listen() for _ in range(3)]
        for stream in streams:
            stream.frame()
        self.assert_problem(self.client.get("/v1/events/stream"), 503, "overloaded")
        for stream in streams:
            stream.close()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            last = self.listen()
            if last.answer.status == 200:
                break
            time.sleep(0.1)
        self.assertEqual(last.answer.status, 200)


if __name__ == "__main__":
    unittest.main()
