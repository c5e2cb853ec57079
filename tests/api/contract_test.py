"""The contract that answers are held to is no formality: what the document does not know is noticed, and what a web hook is
called with stands there too."""

import copy
import json
import unittest

from claims import ApiTest
from client import Answer
from contract import Contract, contracts
from machines import Town
from receiver import Receiver


class HeldToTheContract(ApiTest):
    flags = ("--hooks-allow", "127.0.0.0/8")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = contracts[cls.service.address]
        cls.opened = cls.cases.open()
        cls.path = f"/v1/cases/{cls.opened.case['id']}"

    def refused(self, method, path, answer, body=None):
        with self.assertRaises(AssertionError) as raised:
            self.contract.check(method, path, body, answer)
        return str(raised.exception).split("\n")[0]

    def changed(self, answer, status=None, header=None, change=None):
        headers = copy.deepcopy(answer.headers)
        for name, value in (header or {}).items():
            del headers[name]
            if value is not None:
                headers[name] = value
        value = answer.json
        if change:
            change(value)
        return Answer(status or answer.status, headers, json.dumps(value).encode())

    def test_an_answer_that_differs_from_the_document_is_noticed(self):
        read = self.cases.get(self.opened.case["id"])
        missing = self.client.get("/v1/cases/none")
        tokens = self.client.get("/v1/tokens", "admin-zhou")
        of = lambda **change: self.changed(read, **change)
        for said, method, path, answer in (
                ("more", "GET", self.path, of(change=lambda value: value["case"].update(more=1))),
                ("more", "GET", self.path, of(change=lambda value: value["case"]["data"].update(more=1))),
                ("'level' is a required", "GET", self.path, of(change=lambda value: value["case"].pop("level"))),
                ("level", "GET", self.path, of(change=lambda value: value["case"].update(level="secret"))),
                ("opened_at", "GET", self.path, of(change=lambda value: value["case"].update(opened_at="today"))),
                ("category", "GET", self.path, of(change=lambda value: value["case"]["data"].update(category="weather"))),
                ("etag is missing", "GET", self.path, of(header={"ETag": None})),
                ("etag", "GET", self.path, of(header={"ETag": "3"})),
                ("X-More", "GET", self.path, of(header={"X-More": "1"})),
                ("content type", "GET", self.path, of(header={"Content-Type": "text/html"})),
                ("status 202", "GET", self.path, of(status=202)),
                ("no such operation", "PUT", self.path, of()),
                ("status 201", "POST", self.path + "/actions/assign", self.changed(self.opened)),
                ("code", "GET", self.path, self.changed(missing, change=lambda value: value.update(code="overloaded"))),
                ("status", "GET", self.path, self.changed(missing, change=lambda value: value.update(status=400))),
                ("hash", "GET", "/v1/tokens", self.changed(tokens, change=lambda value: value["tokens"][0].update(hash="")))):
            with self.subTest(said=said, path=path):
                self.assertIn(said, self.refused(method, path, answer))

    def test_a_request_that_was_carried_out_and_does_not_fit_is_noticed(self):
        read = self.cases.get(self.opened.case["id"])
        self.assertIn("more", self.refused("GET", self.path + "?more=1", read))
        self.assertIn("as_of", self.refused("GET", self.path + "?as_of=0", read))
        self.assertIn("request", self.refused("POST", "/v1/cases", self.opened, b'{"workflow":"none","action":"open"}'))

    def test_an_event_of_another_shape_is_noticed(self):
        page = self.client.get("/v1/events?limit=1000")
        opened = next(index for index, event in enumerate(page.json["events"]) if event["type"] == "docket.case.opened.v1")
        for name, value in (("type", "docket.case.surprise.v1"), ("data", {}), ("sequence", "1"), ("more", 1)):
            with self.subTest(name=name):
                self.refused("GET", "/v1/events", self.changed(page, change=lambda whole: whole["events"][opened].update({name: value})))

    def test_a_web_hook_is_called_with_what_the_document_says(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        self.assert_done(self.client.post("/v1/webhooks", {"url": receiver.url}, "supervisor-sun"), 201)
        self.assert_done(self.cases.open(), 201)
        town = Town(self.client, "voter-opinion")
        town.walk([["submit", "voter", {"opinion_class": "accusation", "accused_unit": "water"}]])
        whole, thin = receiver.wait(2)
        self.assertIn("data", json.loads(whole[1]))
        self.assertIn("dataref", json.loads(thin[1]))
        for headers, body, _ in (whole, thin):
            self.contract.check_call(headers, body)
        both = json.dumps(json.loads(whole[1]) | {"dataref": json.loads(thin[1])["dataref"]}).encode()
        for headers, body in ((whole[0], both), (whole[0] | {"webhook-signature": "v1"}, whole[1])):
            with self.assertRaises(AssertionError):
                self.contract.check_call(headers, body)

    def test_the_document_is_read_by_anybody_and_takes_no_parameters(self):
        answer = self.assert_done(self.client.get("/openapi.json", None))
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assertEqual(Contract(answer.json).document["openapi"], "3.1.0")
        self.assert_problem(self.client.get("/openapi.json?format=yaml", None), 400)


if __name__ == "__main__":
    unittest.main()
