"""The feed of all events: each once, in order, page by page, also while the log grows."""

import re
import threading
import unittest

from cases import Cases
from claims import ApiTest


class Feed(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for state in ("closed", "at_studio", "feedback", "received", "resolved"):
            cls.cases.reach(state)

    def page(self, **query):
        answer = self.client.get("/v1/events?" + "&".join(f"{name}={value}" for name, value in query.items()))
        return self.assert_done(answer).json

    def test_pages_of_every_size_hold_each_event_once_in_order(self):
        whole = self.cases.feed()
        self.assertEqual([event["position"] for event in whole],
                         [f"0-{offset}" for offset in range(1, self.cases.tail() + 1)])
        for limit in (2, 7, 1000):
            with self.subTest(limit=limit):
                self.assertEqual(self.cases.feed(limit=limit), whole)

    def test_a_case_has_its_events_in_the_feed_in_its_own_order(self):
        by_case = {}
        for event in self.cases.feed():
            if event["type"].startswith("docket.case."):
                by_case.setdefault(event["subject"], []).append(event)
        for case, events in by_case.items():
            self.assertEqual(events, self.cases.events(case)["events"])
            self.assertEqual([int(event["sequence"]) for event in events], list(range(1, len(events) + 1)))

    def test_a_type_or_a_glob_picks_its_events_and_next_goes_on_behind_them(self):
        whole = self.cases.feed()
        for type in ("docket.case.opened.v1", "*", "docket.case.re*.v1", "*token*", "docket.case.opened", "no.such.type",
                     "DOCKET.*", "docket.case.opened.v?"):
            for limit in (4, 1000):
                with self.subTest(type=type, limit=limit):
                    found, after = [], "0-0"
                    while True:
                        page = self.page(after=after, type=type, limit=limit)
                        found += page["events"]
                        self.assertLessEqual(len(page["events"]), limit)
                        if page["next"] == after:
                            break
                        after = page["next"]
                    wanted = [event for event in whole if re.fullmatch(re.escape(type).replace(r"\*", ".*"), event["type"])]
                    self.assertEqual(found, wanted)

    def test_beyond_the_end_there_is_nothing_and_next_stays(self):
        for after in (f"0-{self.cases.tail()}", f"0-{self.cases.tail() + 1000}", f"0-{2**64 - 1}"):
            with self.subTest(after=after):
                self.assertEqual(self.page(after=after), {"events": [], "next": after})

    def test_a_reader_beside_four_writers_sees_each_event_once_in_order(self):
        def write():
            client = self.service.client()
            for _ in range(15):
                Cases(client).reach("resolved")
            client.close()
        writers = [threading.Thread(target=write) for _ in range(4)]
        start = after = f"0-{self.cases.tail()}"
        for writer in writers:
            writer.start()
        seen = []
        while True:
            last = not any(writer.is_alive() for writer in writers)
            page = self.page(after=after, limit=9)
            seen += page["events"]
            after = page["next"]
            if last and not page["events"]:
                break
        self.assertEqual(len(seen), 4 * 15 * 3)
        self.assertEqual(seen, self.cases.feed(start))

    def test_the_making_of_a_token_is_an_event_of_the_org_without_its_secret(self):
        made = self.client.post("/v1/tokens", {"user": "clerk-li"}, "admin-zhou").json
        event = self.cases.feed()[-1]
        self.assertEqual((event["type"], event["source"]), ("docket.org.token_created.v1", "/orgs/hewan"))
        self.assertNotIn(made["token"][30:], str(event))


if __name__ == "__main__":
    unittest.main()
