"""Ways in: query codes, intake tokens, tokens that were revoked; and how often one may try."""

import unittest

from claims import ApiTest
from service import Service
from cases import Cases

WORST = 10  # wrong codes before an address, or a case, has to wait


def bearer(code):
    return {"Authorization": f"Bearer {code}"}


class QueryCodes(ApiTest):
    def opened(self, user="voter-desk"):
        answer = self.assert_done(self.cases.open(user), 201)
        return answer.case["id"], answer.json["query_code"]

    def test_a_code_opens_its_case_however_it_is_typed_and_no_other(self):
        case, code = self.opened()
        other, _ = self.opened()
        for typed in (code, code.lower(), code.replace("-", ""), code.replace("0", "O").replace("1", "l")):
            answer = self.assert_done(self.client.get(f"/v1/cases/{case}", None, bearer(typed)))
            self.assertEqual(answer.case["data"]["title"], "地界纠纷")
            self.assertEqual([found["id"] for found in self.client.get("/v1/cases", None, bearer(typed)).json["cases"]], [case])
        hidden = self.assert_problem(self.client.get(f"/v1/cases/{other}", None, bearer(code)), 404, "unknown-case")
        missing = self.assert_problem(self.client.get(f"/v1/cases/case_0198ffff{other[13:]}", None, bearer(code)), 404,
                                      "unknown-case")
        self.assertEqual({**hidden, "request_id": 0}, {**missing, "request_id": 0})
        self.assert_problem(
            self.client.post(f"/v1/cases/{other}/actions/remind", {"input": {"text": "请尽快办理。"}}, None, bearer(code)), 404,
            "unknown-case")

    def test_a_petitioner_may_only_what_their_role_may(self):
        case, code = self.opened()
        self.assert_done(
            self.client.post(f"/v1/cases/{case}/actions/remind", {"input": {"text": "请尽快办理。"}}, None, bearer(code)))
        self.assert_problem(
            self.client.post(f"/v1/cases/{case}/actions/assign", {"input": {"assignee": "deputy-wang"}}, None, bearer(code)),
            403, "forbidden")
        for path in ("/v1/events", f"/v1/cases/{case}/events", "/v1/tokens", "/v1/followers"):
            self.assert_problem(self.client.get(path, None, bearer(code)), 403, "forbidden")
        offered = self.client.get(f"/v1/cases/{case}", None, bearer(code)).case["actions"]
        self.assertEqual({action["id"] for action in offered}, {"remind"})

    def test_a_new_code_ends_the_one_before(self):
        case, code = self.opened()
        self.assert_problem(self.client.post(f"/v1/cases/{case}/query-code", {}, "deputy-wang"), 403, "forbidden")
        fresh = self.assert_done(self.client.post(f"/v1/cases/{case}/query-code", {}, "clerk-li")).json["query_code"]
        self.assert_problem(self.client.get(f"/v1/cases/{case}", None, bearer(code)), 401, "unauthenticated")
        self.assert_done(self.client.get(f"/v1/cases/{case}", None, bearer(fresh)))

    def test_a_code_is_not_stored_and_not_said_again(self):
        key = {"Idempotency-Key": "slip"}
        first = self.assert_done(self.cases.open("voter-desk", key), 201).json["query_code"]
        again = self.assert_done(self.cases.open("voter-desk", key), 201)
        self.assertNotIn("query_code", again.json)
        said = self.client.get("/v1/events?limit=1000").text + open(self.service.log_path, encoding="utf-8").read()
        self.assertNotIn(first, said)


class Tries(unittest.TestCase):
    def setUp(self):
        self.service = Service("--wrong-codes-max", str(WORST), "--intake-max", "5")
        self.addCleanup(self.service.close)
        self.service.start()
        self.client = self.service.client()
        self.addCleanup(self.client.close)

    def test_guessing_ends_for_the_address(self):
        opened = Cases(self.client).open("voter-desk").json
        case, code = opened["case"]["id"], opened["query_code"]
        for number in range(WORST):
            guess = f"{number:04}" + code[4:]
            self.assertEqual(self.client.get(f"/v1/cases/{case}", None, bearer(guess)).status, 401, guess)
        refused = self.client.get(f"/v1/cases/{case}", None, bearer(code))
        self.assertEqual((refused.status, refused.json["code"]), (429, "too-many"))
        self.assertGreater(int(refused.headers["Retry-After"]), 0)
        self.assertEqual(self.client.get(f"/v1/cases/{case}", "clerk-li").status, 200, "a token is no guess")

    def test_an_intake_token_opens_so_many_cases_and_does_nothing_else(self):
        cases = Cases(self.client)
        for _ in range(5):
            self.assertEqual(cases.open("voter-desk").status, 201)
        self.assertEqual(cases.open("voter-desk").status, 429)
        case = cases.open("clerk-li").case["id"]
        self.client.codes.pop(case)
        for method, path in (("GET", f"/v1/cases/{case}"), ("GET", "/v1/cases"), ("GET", "/v1/events"),
                             ("POST", f"/v1/cases/{case}/actions/remind"), ("POST", "/v1/actions/remind")):
            answer = self.client.request(method, path, "voter-desk", {} if method == "POST" else None)
            self.assertEqual((answer.status, answer.json["code"]), (403, "forbidden"), path)

    def test_a_revoked_token_opens_nothing_from_its_answer_on_and_after_a_restart(self):
        made = self.client.post("/v1/tokens", {"user": "deputy-wang"}, "admin-zhou").json
        self.assertEqual(self.client.get("/v1/cases", None, bearer(made["token"])).status, 200)
        self.assertIn(made["id"], [row["id"] for row in self.client.get("/v1/tokens", "admin-zhou").json["tokens"]])
        self.assertNotIn(made["token"], self.client.get("/v1/tokens", "admin-zhou").text)
        self.assertEqual(self.client.request("DELETE", f"/v1/tokens/{made['id']}", "admin-zhou").status, 200)
        self.assertEqual(self.client.get("/v1/cases", None, bearer(made["token"])).status, 401)
        twice = self.client.request("DELETE", f"/v1/tokens/{made['id']}", "admin-zhou")
        self.assertEqual((twice.status, twice.json["code"]), (404, "unknown-token"))
        self.client.close()
        self.service.kill()
        self.service.start()
        client = self.service.client()
        self.addCleanup(client.close)
        self.assertEqual(client.get("/v1/cases", None, bearer(made["token"])).status, 401)


if __name__ == "__main__":
    unittest.main()
