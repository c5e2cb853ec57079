"""A definition that changes: refused under its old version, taken under a new one, and old cases keep theirs."""

import json
import shutil
import unittest
from pathlib import Path

from cases import OPEN_INPUT, WORKFLOW, Cases
from service import CONFIG, ROOT, Service, run


class Versions(unittest.TestCase):
    def setUp(self):
        self.service = Service()
        self.addCleanup(self.service.close)
        self.workflows = Path(self.service.directory) / "workflows"
        shutil.copytree(ROOT / "config" / "workflows", self.workflows)
        queues = Path(self.service.directory) / "queues.json"  # none that asks for a workflow whose file goes
        queues.write_text('{"queues": []}', encoding="utf-8")
        self.service.flags = ("--workflows", str(self.workflows), "--queues", str(queues))

    def change(self, **members):
        path = self.workflows / f"{WORKFLOW}.json"
        definition = json.loads(path.read_text(encoding="utf-8"))
        definition["actions"]["assign"]["label"]["zh-CN"] = "改派"
        definition["guards"]["is_dispute"] = {"when": {"===": [1, 2]},
                                              "else": {"zh-CN": "一律不转。", "en": "Nothing is referred."}}
        path.write_text(json.dumps(definition | members, ensure_ascii=False), encoding="utf-8")

    def start(self):
        self.service.start()
        client = self.service.client()
        self.addCleanup(client.close)
        return Cases(client)

    def refused_start(self):
        return run("serve", "--config", CONFIG, "--data", self.service.data, "--listen", "127.0.0.1:0",
                   *self.service.flags)

    def test_a_changed_definition_with_the_same_version_is_refused_with_what_to_do(self):
        self.start().reach("received")
        self.assertEqual(self.service.server.stop(), 0)
        self.change()
        result = self.refused_start()
        self.assertEqual(result.returncode, 5, result.stderr)
        self.assertIn("请把 version 改为 2", result.stderr)
        self.assertIn('set "version" to 2', result.stderr)

    def test_a_definition_no_case_has_used_may_change_freely(self):
        self.start()
        self.assertEqual(self.service.server.stop(), 0)
        self.change()
        self.assertEqual(self.start().open(kind="opinion").status, 201)

    def test_old_cases_keep_their_version_and_go_on_under_its_rules(self):
        cases = self.start()
        old, label = cases.reach("received"), cases.get(cases.reach("received"), "clerk-li").case["actions"][0]["label"]
        self.assertEqual(self.service.server.stop(), 0)
        self.change(version=2)
        cases = self.start()
        new = cases.reach("received")
        shown = {id: cases.get(id, "clerk-li").case for id in (old, new)}
        self.assertEqual([case["workflow"]["version"] for case in shown.values()], [1, 2])
        self.assertNotEqual(shown[old]["workflow"]["hash"], shown[new]["workflow"]["hash"])
        self.assertEqual(shown[old]["actions"][0]["label"], label)
        self.assertEqual(shown[new]["actions"][0]["label"]["zh-CN"], "改派")
        refused = cases.act(new, "refer", "clerk-li")
        self.assertEqual((refused.status, refused.json["detail"]), (409, "一律不转。"))
        for action, user in (("refer", "clerk-li"), ("resolve", "mediator-chen"), ("rate", "voter-desk"),
                             ("close", "clerk-li")):
            answer = cases.act(old, action, user)
            self.assertEqual((answer.status, answer.case["workflow"]["version"]), (200, 1), str(answer))
        bulk = cases.bulk("note", [{"id": id, "input": {"text": "查"}} for id in (old, new)]).json["results"]
        self.assertEqual([row["case"]["workflow"]["version"] for row in bulk], [1, 2])
        verified = run("log", "verify", "--config", CONFIG, "--data", self.service.data)
        self.assertEqual(verified.returncode, 0, verified.stdout)
        offered = cases.client.get("/v1/workflows").json["workflows"]
        self.assertEqual([row["version"] for row in offered if row["id"] == WORKFLOW], [2])

    def test_cases_of_a_workflow_whose_file_is_gone_go_on(self):
        cases = self.start()
        old = cases.reach("assigned")
        self.assertEqual(self.service.server.stop(), 0)
        text = (self.workflows / f"{WORKFLOW}.json").read_text(encoding="utf-8").replace(f'"id": "{WORKFLOW}"', '"id": "other"')
        (self.workflows / f"{WORKFLOW}.json").unlink()
        (self.workflows / "other.json").write_text(text, encoding="utf-8")
        cases = self.start()
        self.assertEqual(cases.act(old, "resolve", "deputy-wang").status, 200)
        self.assertEqual(cases.get(old).case["workflow"]["id"], WORKFLOW)
        self.assertEqual(cases.open().json["code"], "unknown-workflow")
        body = {"workflow": "other", "action": "open", "input": OPEN_INPUT}
        self.assertEqual(cases.client.post("/v1/cases", body).status, 201)
        self.assertEqual({case["workflow"]["id"] for case in cases.all()}, {WORKFLOW, "other"})


if __name__ == "__main__":
    unittest.main()
