"""Personal data: planted in every personal field, it comes back joined to its case and stands nowhere else."""

import json
import unittest
from pathlib import Path

from claims import ApiTest

FIELDS = ("title", "content", "name", "address", "contact", "assign_reason", "refer_reason", "reply", "comment",
          "reopen_reason", "note", "remind")
KEPT = ("title", "content", "name", "address", "contact", "reply",
        "comment")  # the others are said once, not part of the case


class Personal(ApiTest):
    flags = ("--log-level", "debug")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.canary = {field: f"金丝雀-{field}-7f3a9c" for field in FIELDS}
        cls.answers = []
        cls.case = cls.plant()

    @classmethod
    def plant(cls):
        said = cls.canary
        opened = cls.cases.open(title=said["title"], content=said["content"], contact=said["contact"],
                                petitioner={"name": said["name"], "address": said["address"]})
        id = opened.case["id"]
        steps = [("note", "clerk-li", {"text": said["note"]}), ("remind", "voter-desk", {"text": said["remind"]}),
                 ("assign", "clerk-li", {"assignee": "deputy-wang", "reason": said["assign_reason"]}),
                 ("resolve", "deputy-wang", {"reply": "初次答复。", "result": "solved"}),
                 ("rate", "voter-desk", {"rating": "unsatisfied"}),
                 ("reopen", "clerk-li", {"reason": said["reopen_reason"]}),
                 ("refer", "clerk-li", {"reason": said["refer_reason"]}),
                 ("resolve", "mediator-chen", {"reply": said["reply"], "result": "explained"}),
                 ("rate", "voter-desk", {"rating": "satisfied", "comment": said["comment"]})]
        cls.answers = [opened] + [cls.cases.act(id, action, user, **given) for action, user, given in steps]
        assert all(answer.status in (200, 201) for answer in cls.answers), list(map(str, cls.answers))
        return id

    def assert_clean(self, text, where):
        text = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
        for field, canary in self.canary.items():
            self.assertNotIn(canary, text, f"{field} stands in {where}")
            self.assertNotIn(json.dumps(canary)[1:-1], text, f"{field} stands escaped in {where}")
        self.assertNotIn("7f3a9c", text, where)

    def test_whoever_reads_the_case_reads_what_was_said(self):
        case = json.dumps(self.cases.get(self.case).case, ensure_ascii=False)
        for field in KEPT:
            self.assertIn(self.canary[field], case)
        history = json.dumps(self.cases.events(self.case)["personal"], ensure_ascii=False)
        for field in FIELDS:
            self.assertIn(self.canary[field], history)

    def test_no_event_holds_any_of_it(self):
        self.assert_clean(self.cases.feed(), "the feed")
        self.assert_clean(self.cases.events(self.case)["events"], "the history")
        self.assert_clean([answer.json["events"] for answer in self.answers], "the events of an answer")
        self.assert_clean(self.service.dumped_events(), "docket log dump")

    def test_no_header_holds_any_of_it(self):
        listed = self.cases.list(limit=1)
        for answer in (*self.answers, self.cases.get(self.case), listed):
            self.assert_clean(str(answer.headers), "a header")

    def test_no_refusal_repeats_any_of_it(self):
        said = self.canary
        refused = [
            self.cases.open(title=said["title"] * 10), self.cases.open(kind=said["name"]),
            self.cases.open(contact=[said["contact"]]),
            self.cases.open(petitioner={"name": said["name"], "more": said["name"]}), self.cases.open(more=said["title"]),
            self.cases.open(content=said["content"], contact=None), self.cases.open("mediator-chen", title=said["title"]),
            self.cases.act(self.case, "assign", "clerk-li", assignee=said["name"], reason=said["assign_reason"]),
            self.cases.act(self.cases.reach("received"), "assign", "clerk-li", assignee=said["name"],
                           reason=said["assign_reason"]),
            self.cases.act(self.case, "resolve", "mediator-chen", reply=said["reply"]),
            self.cases.act(self.case, "note", "clerk-li", text=said["note"], visibility=said["note"]),
            self.client.post("/v1/cases", {"workflow": said["name"], "action": said["name"], "more": said["name"]}),
            self.client.post("/v1/cases", {"workflow": said["name"], "action": "open", "input": {}}),
            self.client.post("/v1/cases", f'{{"input":"{said["name"]}","input":"{said["name"]}"}}'.encode()),
            self.client.post("/v1/cases", f'{{"input":"{said["content"]}'.encode()),
            self.client.post("/v1/cases", said["content"].encode()),
            self.client.post("/v1/tokens", {"user": said["name"]}, "admin-zhou"),
            self.cases.list(cursor=said["name"]), self.cases.list(**{said["name"]: said["name"]}),
            self.cases.get(self.case, as_of=said["name"]),
        ]
        for answer in refused:
            with self.subTest(answer=str(answer)[:120]):
                self.assertGreaterEqual(answer.status, 400)
                self.assert_clean(answer.text, "a refusal")
                self.assert_clean(str(answer.headers), "a header of a refusal")

    def test_neither_the_log_lines_nor_the_metrics_hold_any_of_it(self):
        self.test_no_refusal_repeats_any_of_it()
        self.assert_clean(self.client.get("/metrics").text, "/metrics")
        self.assert_clean(Path(self.service.log_path).read_text(encoding="utf-8"), "a log line")

    def test_neither_the_log_lines_nor_the_metrics_hold_a_token(self):
        log = Path(self.service.log_path).read_text(encoding="utf-8") + self.client.get("/metrics").text
        for token in self.service.tokens.values():
            self.assertNotIn(token[30:], log)


if __name__ == "__main__":
    unittest.main()
