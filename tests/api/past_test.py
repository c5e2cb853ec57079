"""Any past moment of a case, by sequence and by time, and its history."""

import time
import unittest
from datetime import datetime, timedelta, timezone

from cases import without_actions
from claims import ApiTest

STEPS = (("note", "clerk-li", {}), ("assign", "clerk-li", {}), ("note", "supervisor-sun", {"text": "请抓紧。"}),
         ("resolve", "deputy-wang", {}),
         ("rate", "clerk-li", {"rating": "unsatisfied", "comment": "没有解决。"}), ("reopen", "clerk-li", {}),
         ("refer", "clerk-li", {}),
         ("resolve", "mediator-chen", {"reply": "双方已签协议。", "result": "explained"}), ("rate", "clerk-li", {}),
         ("close", "supervisor-sun", {}))


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Past(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        opened = cls.cases.open()
        cls.id, cls.answers = opened.case["id"], [opened]
        for action, user, given in STEPS:
            time.sleep(0.003)  # times are told in milliseconds, and each step shall have its own
            cls.answers.append(cls.cases.act(cls.id, action, user, **given))
            assert cls.answers[-1].status == 200, cls.answers[-1]

    def test_each_sequence_shows_the_case_as_it_was_answered_then(self):
        for sequence, then in enumerate(self.answers, 1):
            with self.subTest(sequence=sequence):
                seen = self.assert_done(self.cases.get(self.id, as_of=sequence))
                self.assertEqual(seen.case, without_actions(then.case))
                self.assertEqual(seen.headers["ETag"], f'"v{sequence}"')

    def test_each_time_shows_the_last_event_recorded_by_then(self):
        times = [instant(answer.json["events"][0]["recordedtime"]) for answer in self.answers]
        self.assertEqual(len(set(times)), len(times))
        for moment, then in zip(times, self.answers):
            just_before_next = min([time for time in times if time > moment],
                                   default=moment + timedelta(hours=1)) - timedelta(milliseconds=1)
            for when in (moment, just_before_next):
                for zone in (timezone.utc, timezone(timedelta(hours=8))):
                    with self.subTest(when=when, zone=zone):
                        text = when.astimezone(zone).isoformat(timespec="milliseconds")
                        self.assertEqual(self.assert_done(self.cases.get(self.id, as_of=text)).case, without_actions(then.case))

    def test_before_its_opening_and_beyond_its_last_sequence_there_is_no_case(self):
        before = (instant(self.answers[0].case["opened_at"]) - timedelta(milliseconds=1)).isoformat()
        for moment in (before, "1970-01-01T00:00:00Z", len(self.answers) + 1, 2**53, 2**64 - 1):
            with self.subTest(as_of=moment):
                self.assert_problem(self.cases.get(self.id, as_of=moment), 404, "unknown-case")

    def test_what_is_no_moment_is_refused(self):
        for moment in ("0", "-1", "1.0", "v1", "", "today", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01",
                       "2026-01-01T00:00:00",
                       "2026-01-01 00:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T00:00:00+25:00", str(2**64), "1" * 400,
                       "２"):
            with self.subTest(as_of=moment[:30]):
                self.assert_pointer(self.assert_problem(self.cases.get(self.id, as_of=moment), 400, "invalid-parameter"),
                                    "?as_of")

    def test_the_history_holds_every_event_once_in_order(self):
        history = self.cases.events(self.id)
        self.assertEqual(history["events"], [answer.json["events"][0] for answer in self.answers])
        self.assertEqual(history["personal"][f"{self.id}-1"]["/contact"], "13900000000")
        self.assertEqual(history["personal"][f"{self.id}-6"], {"/comment": "没有解决。"})

    def test_the_history_comes_in_pages(self):
        found = []
        while page := self.client.get(f"/v1/cases/{self.id}/events?limit=3&after={len(found)}").json["events"]:
            self.assertLessEqual(len(page), 3)
            found += page
        self.assertEqual(found, self.cases.events(self.id)["events"])
        beyond = self.client.get(f"/v1/cases/{self.id}/events?after={2**53}").json
        self.assertEqual(beyond, {"events": [], "personal": {}})

    def test_the_log_never_runs_backwards(self):
        recorded = [event["recordedtime"] for event in self.cases.feed()]
        self.assertEqual(recorded, sorted(recorded))


if __name__ == "__main__":
    unittest.main()
