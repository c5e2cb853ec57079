"""`docket workflow lint|graph|eval`: what they print and how they end."""

import json
import shutil
import tempfile
import unittest
from pathlib import Path

from cases import WORKFLOW
from service import CONFIG, ROOT, run

SHIPPED = ROOT / "config" / "workflows"


def broken(definition):
    """Four mistakes in one definition."""
    del definition["states"]["closed"]["label"]["en"]
    definition["actions"]["assign"]["guards"] = ["no_such_guard"]
    definition["actions"]["close"]["to"] = "nowhere"
    definition["surprise"] = 1


class Definitions(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="docket-api-")
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name) / "workflows"
        shutil.copytree(SHIPPED, self.directory)
        self.path = self.directory / f"{WORKFLOW}.json"

    def change(self, how):
        definition = json.loads(self.path.read_text(encoding="utf-8"))
        how(definition)
        self.path.write_text(json.dumps(definition, ensure_ascii=False), encoding="utf-8")

    def test_the_shipped_definitions_lint(self):
        result = run("workflow", "lint", SHIPPED)
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        for id, holds in (("dispute", "19 states, 56 actions, 11 deadlines"), (WORKFLOW, "6 states, 10 actions, 2 deadlines"),
                          ("voter-opinion", "17 states, 48 actions, 10 deadlines")):
            self.assertRegex(result.stdout, rf"(?m)^{id} v1 [0-9a-f]+: {holds}$")

    def test_lint_reports_every_problem_at_once(self):
        self.change(broken)
        for path in (self.directory, self.path):
            result = run("workflow", "lint", path)
            self.assertEqual(result.returncode, 5)
            for pointer in ("/states/closed/label", "/actions/assign/guards/0", "/actions/close/to", "/surprise"):
                self.assertIn(f"{WORKFLOW}.json: {pointer}", result.stdout)
            self.assertIn("problem(s)", result.stderr)

    def test_a_server_does_not_start_on_them_and_reports_the_same(self):
        self.change(broken)
        data = self.directory.parent / "data"
        result = run("serve", "--config", CONFIG, "--workflows", self.directory, "--data", data, "--listen",
                     "127.0.0.1:0")
        self.assertEqual(result.returncode, 5)
        for pointer in ("/states/closed/label", "/actions/assign/guards/0", "/actions/close/to", "/surprise"):
            self.assertIn(pointer, result.stderr)
        self.assertFalse(data.exists())

    def test_what_is_no_json_or_does_not_exist_is_said_so(self):
        self.assertEqual(run("workflow", "lint", self.directory / "none.json").returncode, 3)
        for text in ("{", "", "[]", "7", "null", '{"id":"a","id":"b"}', '{"id":[]}', '{"actions":{"a":[]}}',
                     '{"states":{"a":1},"fields":[],"deadlines":{"d":null}}'):
            self.path.write_text(text, encoding="utf-8")
            result = run("workflow", "lint", self.directory)
            self.assertEqual(result.returncode, 5, text)
            self.assertIn(f"{WORKFLOW}.json", result.stdout)

    def test_graph_draws_in_both_formats(self):
        for arguments in ((self.path,), (self.directory, WORKFLOW)):
            self.assertIn("stateDiagram", run("workflow", "graph", *arguments).stdout)
            self.assertIn("digraph", run("workflow", "graph", *arguments, "--format", "dot").stdout)
        self.assertEqual(run("workflow", "graph", self.directory, "no-such").returncode, 3)
        self.assertEqual(run("workflow", "graph", self.directory, WORKFLOW, "--format", "svg").returncode, 2)
        self.change(broken)
        self.assertEqual(run("workflow", "graph", self.path).returncode, 5)


class Eval(unittest.TestCase):
    def eval(self, document, *flags):
        text = document if isinstance(document, str) else json.dumps(document)
        return run("workflow", "eval", "--config", CONFIG, *flags, stdin=text)

    def test_a_rule_gives_its_value(self):
        result = self.eval({"rule": {"===": [{"var": "input.kind"}, "dispute"]}, "data": {"input": {"kind": "dispute"}}})
        self.assertEqual((result.returncode, json.loads(result.stdout)), (0, True))

    def test_what_has_no_value_says_why(self):
        for document in ({"rule": {"no_such": [1]}}, {"rule": {"/": [1, 0]}}, {"data": {}}, "{", "[]"):
            with self.subTest(document=document):
                result = self.eval(document)
                self.assertEqual(result.returncode, 5)
                error = json.loads(result.stdout)["error"]
                self.assertTrue(error["code"] and error["problems"][0]["zh-CN"] and error["problems"][0]["en"])

    def test_a_batch_gives_a_line_for_each_line(self):
        result = self.eval('{"rule":{"+":[1,2]}}\n{"rule":{"no_such":1}}\n{"rule":{"var":"a"},"data":{"a":"b"}}\n',
                           "--batch")
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual((result.returncode, lines[0], "error" in lines[1], lines[2]),
                         (0, {"value": 3}, True, {"value": "b"}))

    def test_a_file_that_is_not_there_is_not_found(self):
        self.assertEqual(run("workflow", "eval", "--config", CONFIG, "/no/such/file").returncode, 3)


if __name__ == "__main__":
    unittest.main()
