"""Idempotency-Key: the same request again gets the answer it got, and happens once; also across a restart."""

import threading
import unittest

from cases import Cases
from claims import ApiTest

REPLAYED = "Idempotent-Replayed"


class Keys(ApiTest):
    keys = iter(range(1, 1000))

    def key(self):
        return {"Idempotency-Key": f"key-{next(self.keys)}"}

    def assert_replayed(self, again, first):
        self.assertEqual(again.status, first.status, str(again))
        self.assertEqual(again.headers[REPLAYED], "true")
        self.assertEqual((again.headers["ETag"], again.headers["Location"]),
                         (first.headers["ETag"], first.headers["Location"]))
        # A query code is shown once.
        self.assertEqual(again.json, {name: value for name, value in first.json.items() if name != "query_code"})

    def test_a_replayed_opening_is_the_answer_it_got_and_opens_nothing(self):
        key = self.key()
        first = self.assert_done(self.cases.open(headers=key), 201)
        self.assertIsNone(first.headers[REPLAYED])
        with self.nothing_written():
            self.assert_replayed(self.cases.open(headers=key), first)

    def test_a_replay_shows_the_case_as_it_was_then(self):
        key, case = self.key(), self.cases.reach("received")
        first = self.assert_done(self.cases.act(case, "assign", "clerk-li", headers=key))
        self.assert_done(self.cases.act(case, "resolve", "deputy-wang"))
        with self.nothing_written(case):
            self.assert_replayed(self.cases.act(case, "assign", "clerk-li", headers=key), first)

    def test_a_key_outlives_the_server(self):
        key, case = self.key(), self.cases.reach("received")
        acted = self.assert_done(self.cases.act(case, "assign", "clerk-li", headers=key))
        opened_key = self.key()
        opened = self.assert_done(self.cases.open(headers=opened_key), 201)
        self.client.close()
        self.assertEqual(self.service.restart(), 0)
        type(self).client = self.service.client()
        type(self).cases = Cases(self.client)
        with self.nothing_written(case):
            self.assert_replayed(self.cases.act(case, "assign", "clerk-li", headers=key), acted)
            self.assert_replayed(self.cases.open(headers=opened_key), opened)
            self.assert_problem(self.cases.open(headers=opened_key, title="别的"), 422, "key-reused")

    def test_a_key_sent_many_times_at_once_takes_effect_once(self):
        key, tail, answers = self.key(), self.cases.tail(), []
        def send():
            client = self.service.client()
            answers.append(Cases(client).open(headers=key))
            client.close()
        threads = [threading.Thread(target=send) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.cases.tail(), tail + 1)
        done = [answer for answer in answers if answer.status == 201]
        self.assertEqual(len({answer.case["id"] for answer in done}), 1)
        self.assertEqual(len([answer for answer in done if answer.headers[REPLAYED] is None]), 1)
        for answer in answers:
            if answer.status != 201:
                self.assert_problem(answer, 409, "key-in-flight")
                self.assertTrue(answer.headers["Retry-After"])

    def test_a_key_with_another_request_is_refused(self):
        key, case = self.key(), self.cases.reach("received")
        self.assert_done(self.cases.act(case, "note", "clerk-li", headers=key, text="一"))
        with self.nothing_written(case):
            self.assert_problem(self.cases.act(case, "note", "clerk-li", headers=key, text="二"), 422, "key-reused")
            self.assert_problem(self.cases.act(case, "remind", "clerk-li", headers=key, text="一"), 422, "key-reused")

    def test_a_key_belongs_to_whoever_sent_it(self):
        key = self.key()
        mine = self.assert_done(self.cases.open("clerk-li", headers=key), 201)
        theirs = self.cases.open("deputy-wang", headers=key)
        self.assertNotEqual(theirs.json.get("case", {}).get("id"), mine.case["id"],
                            "one user's key answers another's request")

    def test_a_refusal_is_not_kept_it_is_decided_anew(self):
        key, case = self.key(), self.cases.reach("received")
        self.assert_problem(self.cases.act(case, "resolve", "deputy-wang", headers=key), 409, "wrong-state")
        self.assert_done(self.cases.act(case, "assign", "clerk-li"))
        answer = self.assert_done(self.cases.act(case, "resolve", "deputy-wang", headers=key))
        self.assertIsNone(answer.headers[REPLAYED])

    def test_quotes_around_a_key_are_not_part_of_it(self):
        first = self.assert_done(self.cases.open(headers={"Idempotency-Key": "quoted-1"}), 201)
        self.assert_replayed(self.cases.open(headers={"Idempotency-Key": '"quoted-1"'}), first)

    def test_a_malformed_key_is_refused(self):
        for key in ("", '""', "a b", "a\tb", "x" * 256, 'a"b', "a\\b", "é"):
            with self.subTest(key=key[:10]), self.nothing_written():
                self.assert_problem(self.cases.open(headers={"Idempotency-Key": key}), 400, "invalid-idempotency-key")
                bulk = self.cases.bulk("note", [{"id": "no case"}], headers={"Idempotency-Key": key})
                self.assert_problem(bulk, 400, "invalid-idempotency-key")
        self.assert_done(self.cases.open(headers={"Idempotency-Key": "x" * 255}), 201)

    def test_each_item_of_a_bulk_call_has_the_key_for_itself(self):
        key, cases = self.key(), [self.cases.reach("received") for _ in range(3)]
        items = [{"id": case, "input": {"assignee": "deputy-wang"}} for case in cases]
        first = self.assert_done(self.cases.bulk("assign", items, headers=key)).json
        with self.nothing_written():
            self.assertEqual(self.assert_done(self.cases.bulk("assign", items, headers=key)).json["results"],
                             first["results"])

    def test_a_replayed_robot_of_a_chat_group_is_still_one(self):
        key, given = self.key(), {"url": "https://example.com/", "format": "wecom", "types": ["none"]}
        first, again = (self.assert_done(self.client.post("/v1/webhooks", given, "supervisor-sun", headers=key), 201) for _ in range(2))
        self.assertEqual(again.headers[REPLAYED], "true")
        self.assertEqual(again.json, first.json)

    def test_a_replayed_token_is_named_but_not_shown_again(self):
        key = self.key()
        first = self.client.post("/v1/tokens", {"user": "clerk-li"}, "admin-zhou", key)
        again = self.client.post("/v1/tokens", {"user": "clerk-li"}, "admin-zhou", key)
        self.assertEqual((again.status, again.headers[REPLAYED]), (201, "true"))
        self.assertEqual(again.json, {name: value for name, value in first.json.items() if name != "token"})


if __name__ == "__main__":
    unittest.main()
