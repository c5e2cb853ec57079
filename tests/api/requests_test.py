"""Requests that are refused before or beside their body: addresses, parameters, tokens, methods, types and sizes."""

import json
import unittest
import urllib.parse

from cases import WORKFLOW
from claims import ApiTest

MISSING_CASES = ("case_00000000-0000-7000-8000-000000000000", "case_", "case_0198", "CASE_x", "x" * 128, "..")
PATHS = ("/v1/cases", "/v1/events", "/v1/workflows", f"/v1/workflows/{WORKFLOW}", f"/v1/workflows/{WORKFLOW}/graph")


class Requests(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.cases.reach("received")

    def test_a_case_that_does_not_exist_is_the_same_404_on_every_way_to_it(self):
        for id in MISSING_CASES:
            ways = [lambda: self.cases.get(id), lambda: self.cases.get(id, as_of=1),
                    lambda: self.cases.act(id, "assign", "clerk-li"),
                    lambda: self.client.get(f"/v1/cases/{id}/events")]
            answers = [self.assert_problem(way(), 404, "unknown-case") for way in ways]
            self.assertEqual(len({(answer["detail"], answer["detail_en"]) for answer in answers}), 1, id)

    def test_what_does_not_exist_is_said_to_be_missing(self):
        open_of = lambda workflow, action: self.client.post("/v1/cases", {"workflow": workflow, "action": action})
        with self.nothing_written(self.case):
            self.assert_problem(open_of("no-such", "open"), 404, "unknown-workflow")
            self.assert_problem(open_of(WORKFLOW, "no-such"), 404, "unknown-action")
            self.assert_problem(self.cases.act(self.case, "no-such", "clerk-li", x=1), 404, "unknown-action")
            self.assert_problem(self.client.get("/v1/workflows/no-such"), 404, "unknown-workflow")
            self.assert_problem(self.client.get("/v1/workflows/no-such/graph"), 404, "unknown-workflow")
            for path in ("/", "/v1", "/v1/", "/v1/cases/", "/v2/cases", "/v1/case", "/v1/cases/a/b", "/livez/",
                         "/V1/cases"):
                self.assert_problem(self.client.get(path), 404, "not-found")
        self.assertEqual(self.cases.list(number="（河湾乡）民意〔2026〕9999号").json["cases"], [])
        for query in ({"state": "no-such"}, {"workflow": "no-such"}, {"assignee": "nobody"}, {"assignee": "unit:nobody"}):
            self.assertEqual(self.cases.list(**query).json["cases"], [])

    def test_an_unknown_or_doubled_query_parameter_is_refused(self):
        for path in (*PATHS, f"/v1/cases/{self.case}", f"/v1/cases/{self.case}/events"):
            with self.subTest(path=path):
                self.assert_problem(self.client.get(path + "?more=1"), 400, "unknown-parameter")
                self.assert_problem(self.client.get(path + "?=1"), 400, "unknown-parameter")
        for path in ("/v1/cases?limit=1&limit=1", "/v1/events?after=0-0&after=0-0",
                     f"/v1/cases/{self.case}?as_of=1&as_of=1",
                     f"/v1/workflows/{WORKFLOW}/graph?format=dot&format=dot"):
            with self.subTest(path=path):
                self.assert_problem(self.client.get(path), 400, "invalid-parameter")

    def test_a_parameter_out_of_range_or_shape_is_refused_by_name(self):
        limits = ("0", "-1", "1.5", "1e2", "abc", "", "99999999999999999999", "%00", "%FF", "+1")
        refused = [(f"/v1/cases?limit={value}", "limit") for value in (*limits, "201")]
        for path in ("/v1/events", f"/v1/cases/{self.case}/events"):
            refused += [(f"{path}?limit={value}", "limit") for value in (*limits, "1001")]
        positions = ("1", "0-", "-1", "0-x", "0--1", "0-1-2", "0-99999999999999999999")
        refused += [(f"/v1/events?after={value}", "after") for value in positions]
        refused += [(f"/v1/cases/{self.case}/events?after={value}", "after") for value in ("-1", "x", "9007199254740993")]
        refused += [(f"/v1/workflows/{WORKFLOW}/graph?format=svg", "format"),
                    (f"/v1/cases?number={urllib.parse.quote('民意')}&limit=1", "number")]
        refused += [("/v1/cases?state=%ZZ", None), ("/v1/cases?state=%", None)]
        for path, name in refused:
            with self.subTest(path=path):
                problem = self.assert_problem(self.client.get(path), 400, "invalid-parameter" if name else "bad-target")
                if name:
                    self.assert_pointer(problem, "?" + name)

    def test_without_a_valid_token_there_is_no_answer(self):
        good = self.service.tokens["clerk-li"]
        changed = good[:-1] + ("A" if good[-1] != "A" else "B")
        for header in (None, "", "Bearer", "Bearer ", f"Basic {good}", good, f"Bearer {good}x", f"Bearer {good[:-1]}",
                       f"Bearer {changed}",
                       f"Bearer {good[:20]}{'A' if good[20] != 'A' else 'B'}{good[21:]}", f"Bearer  {good}",
                       f"Bearer {good} {good}", "Bearer " + "x" * 4000):
            for method, path, body in (("GET", "/v1/cases", None), ("POST", "/v1/cases", {}),
                                       ("GET", f"/v1/cases/{self.case}", None), ("GET", "/v1/workflows", None)):
                with self.subTest(header=header and header[:30], path=path):
                    answer = self.client.request(method, path, None, body, {"Authorization": header})
                    problem = self.assert_problem(answer, 401, "unauthenticated")
                    self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
                    self.assertNotIn(good[8:], json.dumps(problem))

    def test_a_method_an_address_does_not_have_is_405_with_those_it_has(self):
        for method, path, allow in (("DELETE", "/v1/cases", {"GET", "HEAD", "POST"}),
                                    ("PUT", f"/v1/cases/{self.case}", {"GET", "HEAD"}),
                                    ("PUT", "/v1/tokens", {"GET", "HEAD", "POST"}), ("POST", "/livez", {"GET", "HEAD"}),
                                    ("PATCH", "/v1/events", {"GET", "HEAD"}),
                                    ("GET", "/v1/actions/assign", {"POST"}),
                                    ("OPTIONS", "/v1/workflows", {"GET", "HEAD"})):
            with self.subTest(method=method, path=path):
                answer = self.client.request(method, path, "clerk-li")
                self.assert_problem(answer, 405, "method-not-allowed")
                self.assertEqual(set(answer.headers["Allow"].split(", ")), allow)

    def test_a_body_must_be_json_by_name_and_within_its_limit(self):
        for type in (None, "text/plain", "application/xml", "application/json; charset=gbk",
                     "application/x-www-form-urlencoded", "application/jsonp"):
            with self.subTest(type=type), self.nothing_written():
                answer = self.client.post("/v1/cases", b"{}", headers={"Content-Type": type})
                self.assert_problem(answer, 415, "unsupported-media-type")
        with self.nothing_written():
            self.assert_problem(self.client.post("/v1/cases", b" " * (1024 * 1024 + 1)), 413, "body-too-large")
        for type in ("application/json", "APPLICATION/JSON; charset=UTF-8", 'application/json;charset="utf-8"'):
            self.assert_problem(self.client.post("/v1/cases", b"{}", headers={"Content-Type": type}), 400, "invalid-body")

    def test_head_is_get_without_its_body(self):
        for path in ("/livez", f"/v1/cases/{self.case}", "/v1/workflows"):
            got, head = self.client.get(path), self.client.request("HEAD", path)
            self.assertEqual((head.status, head.content, head.headers["ETag"]), (200, b"", got.headers["ETag"]))
            self.assertEqual(head.headers["Content-Length"], str(len(got.content)))


if __name__ == "__main__":
    unittest.main()
