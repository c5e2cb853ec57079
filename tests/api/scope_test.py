"""Nobody sees or touches a case that is not theirs to see: every route, asked by every kind of caller, about a case of each
level. What is hidden must be answered exactly as what does not exist, and be missing from every list, count and feed."""

import collections
import re
import statistics
import time
import unittest
import uuid
from urllib.parse import quote

from claims import ApiTest
from machines import PEOPLE, Town
from service import ROOT
from stream import Stream

# What each caller sees of a voter opinion of Zhaozhuang village that deputy-wang handles, and of an accusation against the
# water station: clear, masked or nothing.
CLEAR, MASKED, NONE = "clear", "masked", None
SIGHT = {
    "clerk-li": {"internal": CLEAR, "confidential": NONE, "sealed": NONE},
    "clerk-04": {"internal": CLEAR, "confidential": CLEAR, "sealed": CLEAR},         # may read accusations
    "supervisor-sun": {"internal": CLEAR, "confidential": CLEAR, "sealed": CLEAR},   # so may they
    "supervisor-02": {"internal": CLEAR, "confidential": CLEAR, "sealed": NONE},
    "deputy-wang": {"internal": CLEAR, "confidential": CLEAR, "sealed": NONE},       # has the case
    "deputy-05": {"internal": NONE, "confidential": NONE, "sealed": NONE},           # of another village
    "handler-water-1": {"internal": NONE, "confidential": NONE, "sealed": NONE},     # of the accused unit
    "mediator-chen": {"internal": NONE, "confidential": NONE, "sealed": NONE},       # sees disputes
    "auditor-01": {"internal": MASKED, "confidential": MASKED, "sealed": NONE},
    "admin-zhou": {"internal": MASKED, "confidential": NONE, "sealed": NONE},
    "stranger": {"internal": NONE, "confidential": NONE, "sealed": NONE},            # a petitioner, with another case's code
    "petitioner": {"internal": CLEAR, "confidential": CLEAR, "sealed": CLEAR},       # with the case's own
}
LEVELS = ("internal", "confidential", "sealed")
STAFF_ONLY = {"stranger", "petitioner"}
NOBODY = f"case_{uuid.UUID(int=0x01a21ba831317000b000000000000001)}"
BEGAN = "2020-01-01T00:00:00Z"

# Each route of the server: what is asked of it about a case. A route that is not here fails the first test.
ABOUT_A_CASE = {
    "POST /v1/cases/{id}/actions/{action}": [("POST", "/v1/cases/{case}/actions/note", {"input": {"text": "查"}}),
                                            ("POST", "/v1/cases/{case}/actions/remind", {"input": {"text": "催"}}),
                                            ("POST", "/v1/cases/{case}/actions/no_such_action", {"input": {}}),
                                            ("POST", "/v1/cases/{case}/actions/note", {"input": {"wrong": 1}})],
    "POST /v1/cases/{id}/query-code": [("POST", "/v1/cases/{case}/query-code", {})],
    "GET /v1/cases/{id}": [("GET", "/v1/cases/{case}", None), ("GET", "/v1/cases/{case}?at=1", None),
                           ("GET", f"/v1/cases/{{case}}?as_of={BEGAN}", None), ("GET", "/v1/cases/{case}?wrong=1", None)],
    "GET /v1/cases/{id}/events": [("GET", "/v1/cases/{case}/events", None), ("GET", "/v1/cases/{case}/events?after=1", None)],
    "POST /v1/actions/{action}": [("POST", "/v1/actions/note", {"cases": [{"id": "{case}", "input": {"text": "查"}}]})],
}
STREAMS = {"GET /v1/events/stream", "GET /v1/queues/stream"}
LISTS = {"GET /v1/cases", "GET /v1/events", "GET /v1/queues", "GET /v1/queues/{id}"}
ABOUT_NO_CASE = {
    "GET /livez", "GET /readyz", "GET /metrics", "GET /asyncapi.json", "GET /openapi.json", "POST /v1/cases", "POST /v1/cases/import", "GET /v1/followers",
    "GET /v1/workflows", "GET /v1/workflows/{id}", "GET /v1/workflows/{id}/graph", "POST /v1/tokens", "GET /v1/tokens",
    "DELETE /v1/tokens/{id}", "GET /v1/deadlines", "POST /v1/webhooks", "GET /v1/webhooks", "DELETE /v1/webhooks/{id}",
    "PATCH /v1/webhooks/{id}", "POST /v1/webhooks/{id}/test", "POST /v1/webhooks/{id}/rotate",
    "GET /v1/directory/{list}", "GET /v1/directory/{list}/{id}", "PUT /v1/directory/{list}/{id}", "DELETE /v1/directory/{list}/{id}",
    "POST /v1/directory/import",
    "GET /v1/webhooks/{id}/deliveries",  # its owner's alone: api_hooks
    "GET /v1/webhooks/{id}/given-up", "POST /v1/webhooks/{id}/replay",  # likewise: api_delivery
}


def filled(value, case):
    if isinstance(value, str):
        return value.replace("{case}", case)
    if isinstance(value, dict):
        return {name: filled(inner, case) for name, inner in value.items()}
    return [filled(inner, case) for inner in value] if isinstance(value, list) else value


def told(answer, case):
    """All that the caller learns from an answer, but for what is theirs anyway: the id they asked about, that of the request."""
    text = re.sub(r"req_[0-9a-f]+-[0-9a-f]+", "req", answer.text).replace(case, "case")
    headers = {name: value for name, value in answer.headers.items() if name not in ("X-Request-Id", "Date", "Content-Length")}
    return answer.status, headers, text


class Scope(ApiTest):
    users = (*PEOPLE.values(), "clerk-02", "clerk-04", "supervisor-02", "deputy-05")
    flags = ("--intake-max", "1000000", "--heartbeat-ms", "200")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        town = Town(cls.client, "voter-opinion")
        village = {"area": "zhaozhuang"}
        handled = [["register", "clerk", village], ["accept", "clerk"], ["assign", "clerk"], ["sign", "@assignee"]]
        cls.case = {"internal": town.walk(handled), "confidential": town.walk(handled)}
        readers = {"level": "confidential", "readers": ["supervisor-sun", "clerk-04"]}
        town.walk([["set_confidential", "supervisor", readers]], cls.case["confidential"])
        accusation = {"opinion_class": "accusation", "accused_unit": "water", **village}
        cls.case["sealed"] = town.walk([["submit", "voter", accusation]])
        cls.numbers = {level: cls.cases.get(case).case["number"] for level, case in cls.case.items()}
        cls.stranger = town.walk([["submit", "voter"]])

    def ask(self, who, method, path, body=None, case=None):
        if who in STAFF_ONLY:
            code = self.client.codes[self.stranger if who == "stranger" else case]
            return self.client.request(method, path, None, body, {"Authorization": f"Bearer {code}"})
        return self.client.request(method, path, who, body)

    def each(self, seen):
        for level in LEVELS:
            for who, sight in SIGHT.items():
                if (sight[level] is not NONE) == seen:
                    with self.subTest(level=level, who=who):
                        yield level, who, self.case[level]

    def test_every_route_of_the_server_is_asked(self):
        source = (ROOT / "adapters" / "http" / "routes.cpp").read_text(encoding="utf-8")
        routes = {f"{method} {path}" for method, path in re.findall(r'\{"([A-Z]+)", "([^"]+)"', source)}
        self.assertEqual(routes - ABOUT_A_CASE.keys() - LISTS - STREAMS - ABOUT_NO_CASE, set())

    def test_what_is_hidden_is_answered_as_what_does_not_exist(self):
        asked = 0
        for level, who, case in self.each(seen=False):
            for requests in ABOUT_A_CASE.values():
                for method, path, body in requests:
                    answers = [told(self.ask(who, method, filled(path, id), filled(body, id)), id) for id in (case, NOBODY)]
                    self.assertEqual(answers[0], answers[1], f"{method} {path}")
                    self.assertNotIn(answers[0][0], (201, 500), path)
                    asked += 1
        self.assertGreater(asked, 200)

    def test_naming_it_is_answered_so_too(self):
        town = Town(self.client, "voter-opinion")
        own = town.walk([["register", "clerk"]])
        for who, action, member in (("clerk-li", "link", "other_id"), ("clerk-li", "merge", "master_id")):
            answers = []
            for id in (self.case["sealed"], self.case["confidential"], NOBODY):
                given = {member: id} | ({"relation": "related"} if action == "link" else {})
                answers.append(told(self.client.post(f"/v1/cases/{own}/actions/{action}", {"input": given}, who), id))
            self.assertEqual(answers[0], answers[2])
            self.assertEqual(answers[1], answers[2])
            self.assertEqual(answers[2][0], 422)

    def test_whoever_sees_a_case_reads_it_clear_or_masked(self):
        for level, who, case in self.each(seen=True):
            answer = self.assert_done(self.ask(who, "GET", f"/v1/cases/{case}", case=case))
            name = answer.case["data"]["petitioner"]["name"]
            self.assertEqual(name, "张***" if SIGHT[who][level] == MASKED else "张三")

    def listed(self, who, case, query=""):
        return {row["id"]: row for row in self.ask(who, "GET", f"/v1/cases?limit=100{query}", case=case).json["cases"]}

    def test_no_list_filter_sort_or_number_finds_it(self):
        narrowed = ["", "&workflow=voter-opinion", "&state=handling", "&state=submitted", "&assignee=deputy-wang", "&area=zhaozhuang",
                    "&category=road", "&channel=walkin", "&channel=online", "&opinion_class=accusation", "&urgency=routine",
                    "&sort=-opened", "&sort=-opened&area=zhaozhuang", "&workflow=voter-opinion&state=handling&assignee=deputy-wang"]
        for level, who, case in self.each(seen=False):
            for query in narrowed:
                self.assertNotIn(case, self.listed(who, case, query), query)
            by_number = self.ask(who, "GET", f"/v1/cases?number={quote(self.numbers[level])}", case=case)
            if who != "stranger":
                self.assertEqual(by_number.json["cases"], [])
            self.assertNotIn(case, by_number.text)

    def test_no_stream_tells_of_it_and_that_of_whoever_sees_it_does(self):
        for who in SIGHT.keys() - STAFF_ONLY:
            stream = Stream(self.service, "/v1/events/stream?after=0-0", who)
            heard, tail = set(), f"0-{self.cases.tail()}"
            while (frame := stream.frame()).id != tail:
                heard.add(frame.data["subject"] if frame.data else None)
            heard.add(frame.data["subject"] if frame.data else None)
            stream.close()
            for level, case in self.case.items():
                with self.subTest(who=who, level=level):
                    self.assertEqual(case in heard, SIGHT[who][level] is not NONE)

    def test_the_lists_of_whoever_sees_it_have_it(self):
        for level, who, case in self.each(seen=True):
            self.assertIn(case, self.listed(who, case))
            if who not in STAFF_ONLY:
                self.assertIn(case, self.listed(who, case, "&area=zhaozhuang"))

    def test_no_count_and_no_page_tells_of_it(self):
        for who in SIGHT:
            if who in STAFF_ONLY:
                continue
            with self.subTest(who=who):
                found = self.ask(who, "GET", "/v1/cases?limit=100").json
                counts = {(row["workflow"], row["state"]): row["count"] for row in found.get("counts", [])}
                shown = collections.Counter((row["workflow"]["id"], row["state"]["id"]) for row in found["cases"])
                self.assertEqual(counts, counts and shown, f"{who} is told other counts than they see cases")
                pages, cursor = [], ""
                while True:
                    page = self.ask(who, "GET", f"/v1/cases?limit=1{cursor}").json
                    pages += [row["id"] for row in page["cases"]]
                    if "next" not in page:
                        break
                    self.assertEqual(len(page["cases"]), 1, "an empty page in the middle tells of a case that is not shown")
                    cursor = "&cursor=" + page["next"]
                self.assertEqual(pages, [row["id"] for row in found["cases"]])

    def test_no_queue_tells_of_it(self):
        for who in SIGHT.keys() - STAFF_ONLY:
            with self.subTest(who=who):
                for queue in self.ask(who, "GET", "/v1/queues").json["queues"]:
                    page = self.ask(who, "GET", f"/v1/queues/{queue['id']}?limit=100").json["cases"]
                    self.assertEqual(queue["count"], len(page), queue["id"])
                    self.assertEqual(queue["oldest_at"] is None, not page, queue["id"])
                    for level in LEVELS:
                        if SIGHT[who][level] is NONE:
                            self.assertNotIn(self.case[level], [row["id"] for row in page], queue["id"])
        found = {queue["id"]: queue["count"] for queue in self.ask("supervisor-sun", "GET", "/v1/queues").json["queues"]}
        self.assertGreaterEqual(found["to-register"], 1)
        for who in STAFF_ONLY:
            for path in ("/v1/queues", "/v1/queues/to-register", "/v1/deadlines"):
                self.assertEqual(self.ask(who, "GET", path, case=self.case["internal"]).status, 403)

    def test_no_feed_tells_of_it(self):
        for level, who, case in self.each(seen=False):
            if who in STAFF_ONLY:
                self.assertEqual(self.ask(who, "GET", "/v1/events").status, 403)
                continue
            after = "0-0"
            while True:
                page = self.ask(who, "GET", f"/v1/events?limit=1000&after={after}").json
                self.assertNotIn(case, str(page))
                if not page["events"] and page["next"] == after:
                    break
                after = page["next"]

    def test_no_refusal_takes_longer_for_it(self):
        """A ratio with much room: it would show a lookup that reads or decrypts what it then hides."""
        took = {self.case["sealed"]: [], NOBODY: []}
        for _ in range(150):
            for case, times in took.items():
                begin = time.perf_counter()
                self.client.get(f"/v1/cases/{case}", "clerk-li")
                times.append(time.perf_counter() - begin)
        hidden, missing = (statistics.median(times) for times in took.values())
        self.assertLess(hidden, 3 * missing)

    def test_a_level_that_changes_changes_what_is_served_at_once(self):
        town = Town(self.client, "voter-opinion")
        case = town.walk([["register", "clerk", {"area": "zhaozhuang"}]])
        self.assertIn(case, self.listed("clerk-li", case))
        for level, seen in (("sealed", False), ("internal", True), ("confidential", False), ("public", True)):
            changes = {"level": level, "readers": ["supervisor-sun"], "reason": "试"}
            self.assert_done(town.act(case, "set_confidential", "supervisor", changes))
            self.assertEqual(case in self.listed("clerk-li", case), seen, level)
            self.assertEqual(self.client.get(f"/v1/cases/{case}", "clerk-li").status, 200 if seen else 404, level)


if __name__ == "__main__":
    unittest.main()
