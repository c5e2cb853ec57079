"""Schemathesis makes up requests from /openapi.json and asks a running server, as people of several roles: each answer is one that
the document describes, what the document forbids is refused, and the server fails at nothing."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import beside
from cases import WORKFLOW
from claims import ApiTest

# Who asks, in which ways requests are made up, and how many by chance per route. A petitioner's token is the query code of a
# case. The borders of every parameter and member ("coverage") are the same whoever asks: once is enough.
# An administrator comes last: they revoke the tokens of which they read.
ASKERS = {"supervisor-sun": ("coverage,fuzzing", 8), "clerk-li": ("fuzzing", 12), "petitioner": ("fuzzing", 8),
          "nobody": ("fuzzing", 2), "admin-zhou": ("fuzzing", 8)}
SEED = 1

# Endless answers are for tests/api/streams_test.py. Which data a form takes is more than its schema says (people, villages,
# guards, used keys), so that a well-formed request may be refused.
OPTIONS = ["--exclude-path-regex", "/stream$", "--continue-on-failure", "--warnings", "off", "--request-timeout", "20",
           "--exclude-checks", "positive_data_acceptance", "--seed", str(SEED),
           "--suppress-health-check", "all"]   # they are about a slow machine

# Other methods: those that may have the body they are sent with. A page that waits is not waited for.
SETTINGS = """
[phases.coverage]
unexpected-methods = ["PUT", "PATCH"]

[[operations]]
include-operation-id = "readEvents"
parameters = {{ wait = 0 }}

[[operations]]
include-path-regex = "^/v1/cases/\\\\{{id\\\\}}"
parameters = {{ id = "{case}" }}

[[operations]]
include-path-regex = "^/v1/webhooks/\\\\{{id\\\\}}"
parameters = {{ id = "{hook}" }}

[[operations]]
include-path-regex = "^/v1/workflows/\\\\{{id\\\\}}"
parameters = {{ id = "{workflow}" }}
"""


class MadeUp(ApiTest):
    flags = ("--intake-max", "1000000", "--wrong-codes-max", "1000000")

    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.run_tool("--version")   # skips before anything is started
        super().setUpClass()

    @classmethod
    def run_tool(cls, *arguments):
        done = subprocess.run([beside.HERE / "schemathesis", *arguments], capture_output=True, text=True, cwd=cls.folder)
        if done.returncode == beside.SKIPPED:
            print(done.stderr.strip())
            sys.exit(beside.SKIPPED)
        return done

    def settings(self, case, hook):
        path = Path(self.folder) / "schemathesis.toml"
        path.write_text(SETTINGS.format(case=case, hook=hook, workflow=WORKFLOW), encoding="utf-8")
        return str(path)

    def test_whatever_is_asked_the_answer_is_described_and_nothing_fails(self):
        for who, (phases, count) in ASKERS.items():
            with self.subTest(who=who):
                case = self.cases.reach("received")
                hook = self.client.post("/v1/webhooks", {"url": "https://example.com/", "types": ["none"]}, "supervisor-sun")
                tokens = self.service.tokens | {"petitioner": self.client.codes[case]}
                header = ["--header", f"Authorization: Bearer {tokens[who]}"] if who in tokens else []
                self.client.close()   # it would be idle for too long
                done = self.run_tool("--config-file", self.settings(case, hook.json["id"]), "run",
                                     f"{self.service.url}/openapi.json", *header, *OPTIONS, "--phases", phases,
                                     "--max-examples", str(count))
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertIn("generated", done.stdout)


if __name__ == "__main__":
    unittest.main()
