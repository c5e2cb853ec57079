"""Bodies that are refused: text that is no strict JSON, and JSON that is not what the call takes. Nothing is written."""

import json
import unittest

from cases import OPEN_INPUT, WORKFLOW
from claims import ApiTest

GOOD = json.dumps({"workflow": WORKFLOW, "action": "open", "input": OPEN_INPUT}, ensure_ascii=False).encode()
NOT_JSON = {
    "nothing": b"", "a blank": b" ", "cut short": GOOD[:-1], "two documents": GOOD + GOOD,
    "a trailing comma": b'{"input":{},}',
    "single quotes": b"{'input':{}}", "a comment": b'{"input":{}}//', "NaN": b'{"input":{"anonymous":NaN}}',
    "a leading zero": b'{"input":{"n":01}}', "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "bytes that are no UTF-8": GOOD.replace(b"hewan", b"\xff\xfe"),
    "an overlong form": GOOD.replace(b"hewan", b"\xc0\xaf"),
    "a lone surrogate": GOOD.replace(b"hewan", b"\\ud800"), "a control character": GOOD.replace(b"hewan", b"\x01"),
    "a key twice": b'{"workflow":"opinion-basic","workflow":"opinion-basic","action":"open"}',
    "a key twice deep down": b'{"input":{"petitioner":{"name":"a","name":"b"}}}',
    "a key twice, once escaped": b'{"input":{"area":"hewan","\\u0061rea":"b"}}',
    "deep arrays": b'{"input":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "deep objects": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "2^53 + 1": b'{"input":{"n":9007199254740993}}', "1e999": b'{"input":{"n":1e999}}',
    "-1e999": b'{"input":{"n":-1e999}}',
    "twenty digits": b'{"input":{"n":99999999999999999999}}',
}
NOT_THIS_BODY = [
    ([], ""), ("open", ""), (None, ""), (7, ""),
    ({}, "/workflow"), ({"workflow": WORKFLOW}, "/action"), ({"action": "open"}, "/workflow"),
    ({"workflow": 1, "action": "open"}, "/workflow"), ({"workflow": WORKFLOW, "action": ""}, "/action"),
    ({"workflow": WORKFLOW, "action": None}, "/action"),
    ({"workflow": WORKFLOW, "action": "open", "input": []}, "/input"),
    ({"workflow": WORKFLOW, "action": "open", "input": OPEN_INPUT, "more": 1}, ""),
]
# member, value, the pointer that must be named
NOT_THIS_INPUT = [
    ("kind", None, "/kind"), ("title", None, "/title"), ("content", None, "/content"), ("area", None, "/area"),
    ("kind", "else", "/kind"), ("kind", 1, "/kind"), ("title", "", "/title"), ("title", "长" * 101, "/title"),
    ("title", ["t"], "/title"), ("content", "长" * 4001, "/content"), ("category", "sky", "/category"),
    ("area", {}, "/area"),
    ("petitioner", "张三", "/petitioner"), ("petitioner", {}, "/petitioner/name"),
    ("petitioner", {"name": 1}, "/petitioner/name"), ("petitioner", {"name": "张三", "age": 60}, "/petitioner/age"),
    ("contact", True, "/contact"), ("anonymous", "true", "/anonymous"), ("anonymous", 0, "/anonymous"),
    ("more", 1, "/more"),
]


class Bodies(ApiTest):
    def test_what_is_no_strict_json_is_refused(self):
        case = self.cases.reach("received")
        for path in ("/v1/cases", f"/v1/cases/{case}/actions/assign", "/v1/actions/assign", "/v1/tokens"):
            for name, body in NOT_JSON.items():
                with self.subTest(path=path, body=name), self.nothing_written(case):
                    problem = self.assert_problem(self.client.post(path, body, "admin-zhou"), 400, "invalid-json")
                    self.assertTrue(problem["errors"])

    def test_a_body_that_is_not_what_the_call_takes_is_refused_at_its_pointer(self):
        for body, pointer in NOT_THIS_BODY:
            with self.subTest(body=body), self.nothing_written():
                self.assert_pointer(self.assert_problem(self.client.post("/v1/cases", json.dumps(body).encode()), 400,
                                                        "invalid-body"), pointer)

    def test_an_input_that_does_not_fit_the_form_is_refused_at_its_pointer(self):
        for member, value, pointer in NOT_THIS_INPUT:
            with self.subTest(member=member, value=str(value)[:20]), self.nothing_written():
                answer = self.cases.open(**{member: value})
                problem = self.assert_problem(answer, 422, "invalid-input")
                self.assert_pointer(problem, pointer)
                for error in problem["errors"]:
                    self.assertTrue(error["detail"] and error["detail_en"], error)

    def test_every_problem_of_an_input_comes_at_once(self):
        answer = self.cases.open(kind="else", title="", area=None, petitioner={}, more=1)
        pointers = {error["pointer"] for error in self.assert_problem(answer, 422, "invalid-input")["errors"]}
        self.assertEqual(pointers, {"/kind", "/title", "/area", "/petitioner/name", "/more"})

    def test_an_input_at_its_limits_is_taken_and_comes_back_whole(self):
        title, content = "界" * 100, "长" * 3998 + "😀\n"
        case = self.assert_done(self.cases.open(title=title, content=content), 201).case
        self.assertEqual((case["data"]["title"], case["data"]["content"]), (title, content))

    def test_whom_the_directory_does_not_know_is_no_assignee(self):
        case = self.cases.reach("received")
        for assignee in ("nobody", "supervisor-sun", "studio", "unit:studio", ""):
            with self.subTest(assignee=assignee), self.nothing_written(case):
                answer = self.cases.act(case, "assign", "clerk-li", assignee=assignee)
                self.assert_pointer(self.assert_problem(answer, 422, "unknown-user"), "/assignee")

    def test_a_token_for_nobody_or_for_the_past_is_refused(self):
        refused = [({"user": "nobody"}, 422, "/user"), ({"user": 1}, 400, "/user"), ({}, 400, "/user"),
                   ({"user": "clerk-li", "expires": "2020-01-01T00:00:00Z"}, 422, "/expires"),
                   ({"user": "clerk-li", "expires": "tomorrow"}, 400, "/expires"),
                   ({"user": "clerk-li", "more": 1}, 400, "")]
        for body, status, pointer in refused:
            with self.subTest(body=body), self.nothing_written():
                self.assert_pointer(self.assert_problem(self.client.post("/v1/tokens", body, "admin-zhou"), status),
                                    pointer)


if __name__ == "__main__":
    unittest.main()
