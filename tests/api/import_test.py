"""`docket case import` and POST /v1/cases/import: what a station keeps in a spreadsheet, all of it or nothing, and never
twice."""

import csv
import io
import shutil
import tempfile
import unittest
from pathlib import Path

from claims import ApiTest
from service import CONFIG, ROOT, run

SAMPLE = ROOT / "config" / "demo" / "ledger.csv"
HEADERS = ["登记编号", "登记日期", "反映人", "联系电话", "所在村", "类别", "来源", "反映内容", "办理状态"]
WORDS = ["村口路灯坏了一个月。", "水渠堵了，漫到路上。", "桥面裂了一道缝。", "垃圾池满了没人清。", "机井水泵不出水。", "低保什么时候能批。"]


def row(number, day="2026-07-01", name="张三", phone=None, area="河湾村", category="道路", channel="来访", text=None, status="办理中"):
    return [number, day, name, phone or f"100-7000-{abs(hash(number)) % 10000:04}", area, category, channel,
            text or WORDS[abs(hash(number)) % len(WORDS)], status]


def table(*rows, headers=HEADERS):
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([headers, *rows])
    return out.getvalue()


class Import(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp(prefix="docket-import-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)

    def file(self, content, encoding="utf-8"):
        path = self.folder / f"{self.id()}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def import_file(self, path, *more, user="clerk-li"):
        return self.service.run("case", "import", path, "--server", "http://{}:{}".format(*self.service.address), *more, user=user)

    def assert_imported(self, path, count, *words, user="clerk-li"):
        result = self.import_file(path, "--apply", user=user)
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        self.assertIn(f"已导入 {count} 件", result.stdout)
        for word in words:
            self.assertIn(word, result.stdout)
        return result

    def assert_refused(self, path, code, *words, more=("--apply",), user="clerk-li"):
        with self.nothing_written():
            result = self.import_file(path, *more, user=user)
        self.assertEqual((result.returncode, result.stdout), (code, ""), result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)
        self.assertNotIn("张三", result.stderr)
        return result.stderr.strip().splitlines()

    def found(self, external_no):
        cases = [case for case in self.client.get("/v1/cases?limit=200&sort=-opened&workflow=voter-opinion", "clerk-li").json["cases"]
                 if case["data"].get("external_no") == external_no]
        self.assertEqual(len(cases), 1, cases)
        return cases[0]

    def test_the_sample_is_tried_first_and_imported_once(self):
        with self.nothing_written():
            tried = self.import_file(SAMPLE)
        self.assertEqual(tried.returncode, 0, tried.stderr)
        for words in ("试导入：可以导入 7 件", "已办结，留在台账里", "第6行", "没有读的列 (columns not read): 序号", "--apply"):
            self.assertIn(words, tried.stdout)
        self.assert_imported(SAMPLE, 7, "（河湾乡）民意")
        with self.nothing_written():
            self.assert_imported(SAMPLE, 0, "此前已导入", "第3行（（河湾乡）民意")
        case = self.found("民意2026-001")
        self.assertEqual(case["state"]["id"], "registered")
        self.assertEqual((case["data"]["category"], case["data"]["channel"], case["data"]["area"]), ("power", "walkin", "hewan"))
        self.assertEqual((case["data"]["petitioner"]["name"], case["data"]["people_count"]), ("吴秀兰", 1))
        self.assertTrue(case["opened_at"].startswith("2026-06-30T16:00:00"), case["opened_at"])  # midnight in Beijing
        self.assertIn("\n", self.found("民意2026-007")["data"]["summary"])

    def test_every_encoding_that_excel_writes(self):
        for number, encoding in (("E-1", "utf-8"), ("E-2", "utf-8-sig"), ("E-3", "gb18030")):
            with self.subTest(encoding=encoding):
                self.assert_imported(self.file(table(row(number, name="褚𤋮燕")), encoding), 1)
                self.assertEqual(self.found(number)["data"]["petitioner"]["name"], "褚𤋮燕")
        self.assert_imported(self.file(table(row("E-4")).replace(",", "\t")), 1)

    def test_the_same_row_is_known_without_a_number(self):
        first = row("", phone="100-7111-0001")
        path = self.file(table(first, row("", phone="100-7111-0002")))
        self.assert_imported(path, 2)
        spaced = [f" {cell}　" for cell in first]
        self.assert_imported(self.file(table(spaced, row("", phone="100-7111-0003"), row("", phone="100-7111-0003"))), 1,
                             "第2行（", "第4行")

    def test_a_number_is_known_though_the_row_was_edited(self):
        self.assert_imported(self.file(table(row("N-1"))), 1)
        with self.nothing_written():
            self.assert_imported(self.file(table(row("N-1", text="改过的内容，与原来不同。"))), 0, "此前已导入")

    def test_one_bad_row_and_nothing_is_imported(self):
        lines = self.assert_refused(self.file(table(
            row("B-1"), row("B-2", day="2026-02-30"), row("B-3", area="无此村"), row("B-4", category="天气"), row("B-5", phone="无"),
            row("B-6", name=""), row("B-7", day="2999-01-01"), row("B-1", phone="100-7222-0009", text="另一件事，另一句话。"))), 5,
            "第3行“登记日期”：没有这一天", "第4行“所在村”：通讯录里没有这个村", "第5行“类别”：没有这个选项，可以填：道路交通",
            "第7行：", "第8行：登记日期还没有到", "第9行：编号与第2行相同", "没有导入任何一行")
        self.assertEqual(len(lines), 7, lines)

    def test_a_row_that_is_done_needs_no_mending(self):
        self.assert_imported(self.file(table(row("D-1"), row("D-2", day="很久以前", status="已办结"))), 1, "第3行")

    def test_what_is_no_ledger_gets_one_sentence(self):
        for content, code, words in (
                (b"PK\x03\x04rest", 5, "不是 CSV 文件"), (b"\xff\xff\xff", 5, "第1行既不是 UTF-8 也不是 GB18030"),
                (HEADERS[0] + "\n\"x\n", 5, "引号不成对"), ("甲,乙\n1,2\n", 5, "没有找到认识的表头"),
                (table(headers=["反映人", "联系电话", "所在村"]), 5, "表格缺少一列：类别"),
                (table(headers=HEADERS + ["姓名", "姓名"]), 5, "出现了两次"),
                ("\n".join([",".join(HEADERS)] * 2001), 5, "列表")):
            with self.subTest(words=words):
                self.assert_refused(self.file(content), code, words)
        self.assert_refused(self.folder / "none.csv", 5, "打不开文件")
        self.assert_refused(self.file(table(row("X-1"))), 5, "没有这种台账", more=("--ledger", "taxes"))

    def test_only_whoever_registers_may(self):
        path = self.file(table(row("R-1")))
        self.assert_refused(path, 6, user="auditor-01" if "auditor-01" in self.service.tokens else "admin-zhou")
        self.assert_refused(path, 6, user="supervisor-sun")

    def test_disputes_have_a_ledger_of_their_own(self):
        headers = ["编号", "申请日期", "申请人", "申请人电话", "被申请人", "纠纷类型", "所在村", "纠纷事由", "请求", "涉及金额", "调解状态"]
        path = self.file(table(["T-1", "2026/6/1", "甲某", "100-7333-0001", "乙某", "债务", "赵庄村", "借款到期不还。", "归还借款。", "1.2万元", "调解中"],
                               headers=headers))
        self.assert_imported(path, 1, "人调字", user="mediator-chen" if "mediator-chen" in self.service.tokens else "clerk-li")
        cases = self.client.get("/v1/cases?workflow=dispute", "clerk-li").json["cases"]
        self.assertEqual([(case["data"]["amount"], case["data"]["dispute_type"]) for case in cases if case["data"].get("external_no") == "T-1"],
                         [(12000, "contract")])

    def test_the_log_is_consistent_and_says_what_was_one_import(self):
        self.assert_imported(self.file(table(row("L-1"), row("L-2", phone="100-7444-0001"), row("L-3", phone="100-7444-0002"))), 3)
        events = self.client.get("/v1/events?limit=1000", "clerk-li").json["events"]
        mine = [event for event in events if str(event["data"].get("set", {}).get("external_no", "")).startswith("L-")]
        self.assertEqual(len(mine), 3)
        self.assertEqual({event.get("causationid") for event in mine[1:]}, {mine[0]["id"]})
        self.assertEqual(len({event["correlationid"] for event in mine}), 1)
        verified = self.service.run("log", "verify", "--data", self.service.data, "--config", CONFIG)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def test_the_same_key_is_answered_once(self):
        lines = [{"line": 1, "cells": HEADERS}, {"line": 2, "cells": row("K-1", phone="100-7555-0001")}]
        first = self.client.post("/v1/cases/import", {"lines": lines}, "clerk-li", headers={"Idempotency-Key": "import-k"})
        self.assertEqual((first.status, first.json["imported"]), (200, 1), str(first))
        with self.nothing_written():
            again = self.client.post("/v1/cases/import", {"lines": lines}, "clerk-li", headers={"Idempotency-Key": "import-k"})
        self.assertEqual((again.status, again.json["imported"]), (200, 1), str(again))
        self.assertEqual(again.headers["Idempotent-Replayed"], "true")

    def test_a_cell_that_cannot_be_read_keeps_the_good_rows_out(self):
        """Said to the server itself: the command would have tried first."""
        lines = [{"line": 1, "cells": HEADERS}, {"line": 2, "cells": row("G-1", phone="100-7666-0001")},
                 {"line": 3, "cells": row("G-2", phone="100-7666-0002", day="2026-02-30")}]
        with self.nothing_written():
            answer = self.client.post("/v1/cases/import", {"lines": lines, "dry_run": False}, "clerk-li")
        self.assert_problem(answer, 422, "invalid-input")


if __name__ == "__main__":
    unittest.main()
