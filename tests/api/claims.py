"""What a test of the API says: a service per class, and what every answer must look like."""

import re
import unittest
from contextlib import contextmanager

from cases import Cases
from service import USERS, Service

CHINESE = re.compile("[\u4e00-\u9fff]")


class ApiTest(unittest.TestCase):
    """Starts one service per class; `flags` are its settings, `users` who has a token."""

    flags, users = (), USERS

    @classmethod
    def setUpClass(cls):
        cls.service = Service(*cls.flags, users=cls.users)
        cls.addClassCleanup(cls.service.close)
        cls.service.start()
        cls.client = cls.service.client()
        cls.cases = Cases(cls.client)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()

    def assert_done(self, answer, status=200):
        self.assertEqual(answer.status, status, str(answer))
        return answer

    def assert_problem(self, answer, status, code=None):
        """A refusal as the contract has it: both languages, a code, the id of the request, and on a 5xx the outcome."""
        self.assertEqual(answer.status, status, str(answer))
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        problem = answer.json
        self.assertEqual(problem["type"], "urn:docket:problem:" + problem["code"])
        self.assertEqual(problem["status"], status)
        self.assertRegex(problem["title"], CHINESE)
        self.assertRegex(problem["detail"], CHINESE)
        self.assertNotRegex(problem["detail_en"], CHINESE)
        self.assertEqual(problem["request_id"], answer.headers["X-Request-Id"])
        if status >= 500:
            self.assertIn(problem["outcome"], ("not_applied", "unknown"))
        if code:
            self.assertEqual(problem["code"], code, str(answer))
        return problem

    def assert_pointer(self, problem, pointer):
        self.assertIn(pointer, [error["pointer"] for error in problem.get("errors", [])], problem)

    @contextmanager
    def nothing_written(self, case=None):
        """The log's end and the case are the same afterwards."""
        tail = self.cases.tail()
        before = self.cases.get(case) if case else None
        yield
        self.assertEqual(self.cases.tail(), tail)
        self.assertEqual(self.client.get(f"/v1/events?after=0-{tail}").json["events"], [])
        if case:
            after = self.cases.get(case)
            self.assertEqual(after.headers["ETag"], before.headers["ETag"])
            self.assertEqual(after.json, before.json)
