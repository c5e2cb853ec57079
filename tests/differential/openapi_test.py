"""/openapi.json beside other people's linter: it has nothing to say about it."""

import json
import unittest

import beside
from claims import ApiTest


class Linted(ApiTest):
    @classmethod
    def setUpClass(cls):
        beside.ask_as_text("openapi.mjs", '{"openapi": "3.1.0"}')   # skips before anything is started
        super().setUpClass()
        cls.document = cls.client.get("/openapi.json", None).text

    def said_of(self, text):
        return {(one["rule"], one["place"]) for one in beside.ask_as_text("openapi.mjs", text)}

    def test_the_linter_has_nothing_to_say(self):
        waiting = ("operation-2xx-response", "#/paths/~1v1~1deadlines/get/responses")   # for time limits
        self.assertEqual(self.said_of(self.document) - {waiting}, set())

    def test_the_linter_would_have_said_something(self):
        broken = json.loads(self.document)
        del broken["components"]["schemas"]["Label"]
        broken["paths"]["/v1/cases"]["get"]["responses"] = {}
        broken["paths"]["/v1/cases/{id}"]["get"]["parameters"] = []
        self.assertLessEqual({"no-unresolved-refs", "path-parameters-defined", "operation-4xx-response"},
                             {rule for rule, _ in self.said_of(json.dumps(broken))})


if __name__ == "__main__":
    unittest.main()
