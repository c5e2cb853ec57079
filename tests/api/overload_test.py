"""More than the server takes: it refuses at once and says so, stays observable, and what it accepted is in the log."""

import socket
import unittest

from cases import Cases
from claims import ApiTest
from client import read_answer
from load import Load
from service import Service


class Overload(ApiTest):
    flags = ("--mailbox-max", "1", "--batch-max", "1")

    def test_what_does_not_fit_is_refused_with_when_to_come_back_and_the_accepted_is_in_the_log(self):
        before = {case["id"] for case in self.cases.all()}
        with Load(self.service, 32) as load:
            self.assertTrue(load.until(lambda load: len(load.refused) >= 20 and len(load.opened) >= 20),
                            "it was never overloaded")
            for path in ("/livez", "/readyz", "/metrics"):
                self.assert_done(self.client.get(path, None))
            self.assert_done(self.client.get("/v1/workflows"))
        self.assertEqual(load.broken, 0)
        for refusal in load.refused:
            problem = self.assert_problem(refusal, 503, "overloaded")
            self.assertEqual(problem["outcome"], "not_applied")
            self.assertGreaterEqual(int(refusal.headers["Retry-After"]), 1)
        opened = {event["subject"] for event in self.cases.feed() if event["type"] == "docket.case.opened.v1"}
        self.assertEqual(opened - before, set(load.opened), "the log holds something else than what was acknowledged")

    def test_a_bulk_call_beyond_the_mailbox_says_of_each_item_what_became_of_it(self):
        cases = []
        while len(cases) < 20:
            cases.append(self.cases.reach("received"))
        results = self.assert_done(self.cases.bulk("note",
                                                   [{"id": id, "input": {"text": "查"}} for id in cases])).json["results"]
        self.assertEqual([row["id"] for row in results], cases)
        for row in results:
            with self.subTest(row=row["status"]):
                self.assertIn(row["status"], (200, 503))
                if row["status"] == 503:
                    self.assertEqual(row["problem"]["outcome"], "not_applied")
                self.assertEqual(self.cases.get(row["id"]).case["sequence"], 2 if row["status"] == 200 else 1)
        self.assertIn(503, [row["status"] for row in results])

    def test_beyond_the_connections_of_one_address_a_newcomer_is_turned_away(self):
        service = Service("--connections-per-ip-max", "3")
        self.addCleanup(service.close)
        service.start()
        held = []
        for _ in range(3):
            held.append(socket.create_connection(service.address, timeout=10))
            self.addCleanup(held[-1].close)
            held[-1].sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
            self.assertEqual(read_answer(held[-1]).status, 200)
        with socket.create_connection(service.address, timeout=10) as late:
            answer = read_answer(late)
            self.assert_problem(answer, 503, "overloaded")
            self.assertEqual(answer.headers["Connection"], "close")
        held[0].close()

    def test_a_case_that_would_outgrow_its_row_is_refused_and_stays(self):
        service = Service("--case-bytes-max", "640")
        self.addCleanup(service.close)
        service.start()
        client = service.client()
        self.addCleanup(client.close)
        cases = Cases(client)
        id = self.assert_done(cases.open(), 201).case["id"]
        for action, user in (("note", "clerk-li"), ("remind", "clerk-li"), ("assign", "clerk-li"),
                             ("resolve", "deputy-wang"),
                             ("rate", "voter-desk"), ("close", "clerk-li")):
            before, tail, counts = cases.get(id).json, cases.tail(), cases.counts()
            answer = cases.act(id, action, user)
            if answer.status != 200:
                break
        self.assert_problem(answer, 409, "case-too-large")
        self.assertEqual((cases.get(id).json, cases.tail(), cases.counts()), (before, tail, counts))


if __name__ == "__main__":
    unittest.main()
