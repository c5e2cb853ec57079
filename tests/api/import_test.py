"""`docket case import` and POST /v1/cases/import: what a station keeps in a spreadsheet, all of it or nothing, and never
twice."""

import csv
import io
import shutil
import tempfile
import unittest
import zlib
from pathlib import Path

from claims import ApiTest
from service import CONFIG, ROOT, USERS

SAMPLE = ROOT / "config" / "demo" / "ledger.csv"
HEADERS = ["登记编号", "登记日期", "反映人", "联系电话", "所在村", "类别", "来源", "反映内容", "办理状态"]
WORDS = ["村口路灯坏了一个月。", "水渠堵了，漫到路上。", "桥面裂了一道缝。", "垃圾池满了没人清。", "机井水泵不出水。", "低保什么时候能批。"]


def row(number, day="2026-07-01", name="张三", phone=None, area="河湾村", category="道路", channel="来访", text=None, status="办理中"):
    chance = zlib.crc32(number.encode())
    return [number, day, name, phone or f"100-7000-{chance % 10000:04}", area, category, channel, text or WORDS[chance % len(WORDS)], status]


def table(*rows, headers=HEADERS):
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([headers, *rows])
    return out.getvalue()


def dispute(number, phone="100-7333-0001", amount="800"):
    headers = ["编号", "申请日期", "申请人", "申请人电话", "被申请人", "纠纷类型", "所在村", "纠纷事由", "请求", "涉及金额", "调解状态"]
    return table([number, "2026/6/1", "甲某", phone, "乙某", "债务", "赵庄村", "借款到期不还。", "归还借款。", amount, "调解中"], headers=headers)


class Import(ApiTest):
    users = (*USERS, "clerk-04", "deputy-05", "auditor-01")

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
                             "此前已导入，不再导入 (there already): 第2行（", "与上面的行重复 (the same as a line above): 第4行（同第3行）")

    def test_the_same_row_is_known_however_the_table_is_kept(self):
        """Its status moves on, Excel writes the day in another way, columns change places and names, others come along."""
        self.assert_imported(self.file(table(row("", phone="100-7112-0001", status="未办理"))), 1)
        number, _, *rest, _ = row("", phone="100-7112-0001")
        headers = ["序号", "办理状态", "编号", "来访日期", "反映人", "联系电话", "所在村", "类别", "来源", "反映内容", "备注"]
        with self.nothing_written():
            self.assert_imported(self.file(table(["1", "办理中", number, "2026/7/1", *rest, "已催"], headers=headers)), 0, "此前已导入")
        with self.nothing_written():
            self.assert_imported(self.file(table(row("", phone="100-7112-0001", category="道路交通与桥涵"))), 0, "此前已导入")

    def test_a_number_is_known_though_the_row_was_edited(self):
        self.assert_imported(self.file(table(row("N-1"))), 1)
        with self.nothing_written():
            self.assert_imported(self.file(table(row("N-1", text="改过的内容，与原来不同。"))), 0, "编号已有、内容不同", "第2行（（河湾乡）民意")

    def test_a_number_is_that_of_its_own_ledger(self):
        self.assert_imported(self.file(table(row("7", phone="100-7113-0001"))), 1)
        self.assert_imported(self.file(dispute("7", phone="100-7113-0002")), 1, "人调字")

    def test_a_hidden_case_is_not_there(self):
        """Whoever may not see the case is answered as if no case had the number, the row itself included; nobody imports twice."""
        headers, sealed = [*HEADERS, "诉求类型", "被反映单位"], [*row("S-1", phone="100-7114-0001"), "检举控告", "water"]
        content = table(sealed, headers=headers)
        self.assert_imported(self.file(content), 1, user="clerk-04")
        self.assertEqual([case for case in self.client.get("/v1/cases?limit=200&workflow=voter-opinion", "clerk-li").json["cases"]
                          if case["data"].get("external_no") == "S-1"], [])
        with self.nothing_written():
            for number in ("S-1", "S-2"):
                with self.subTest(number=number):
                    probed = self.import_file(self.file(table(row(number, phone="100-7114-0002"))))
                    self.assertEqual((probed.returncode, probed.stderr), (0, ""))
                    self.assertIn("可以导入 1 件", probed.stdout)
                    self.assertNotIn("第2行", probed.stdout)
            self.assert_imported(self.file(content), 0, "此前已导入", user="clerk-04")
        self.assert_refused(self.file(content), 6, user="deputy-05")   # who does not see other villages' cases

    def test_several_days_and_the_first_that_is_named_counts(self):
        cells = row("Y-1", day="2026-07-09", phone="100-7115-0001")
        path = self.file(table([*cells, "2026-07-01"], headers=[name if name != "登记日期" else "收到日期" for name in HEADERS] + ["登记日期"]))
        self.assert_imported(path, 1, "没有读的列 (columns not read): 收到日期")
        self.assertTrue(self.found("Y-1")["opened_at"].startswith("2026-06-30T16:00:00"))

    def test_one_bad_row_and_nothing_is_imported(self):
        lines = self.assert_refused(self.file(table(
            row("B-1"), row("B-2", day="2026-02-30"), row("B-3", area="无此村"), row("B-4", category="天气"), row("B-5", phone="无"),
            row("B-6", name=""), row("B-7", day="2999-01-01"), row("B-1", phone="100-7222-0009", text="另一件事，另一句话。"))), 5,
            "第3行“登记日期”：没有这一天", "第4行“所在村”：通讯录里没有这个村", "第5行“类别”：没有这个选项，可以填：道路交通",
            "第7行：", "第8行：登记日期还没有到", "第9行：编号与第2行相同", "没有导入任何一行")
        self.assertEqual(len(lines), 7, lines)

    def test_a_row_that_is_done_needs_no_mending(self):
        self.assert_imported(self.file(table(row("D-1"), row("D-2", day="很久以前", status="已办结"))), 1, "第3行")

    def test_a_status_that_nobody_knows_is_asked_about(self):
        self.assert_refused(self.file(table(row("W-1"), row("W-2", status="己办结"))), 5, "第3行“办理状态”：不认识这种状态；在办的写：", "已办结")

    def test_rows_are_numbered_as_the_spreadsheet_numbers_them(self):
        content = table(row("Z-1", text="第一行\n第二行\n第三行"), [""] * len(HEADERS), row("Z-2", day="2026-02-30"))
        self.assert_refused(self.file(content), 5, "第4行“登记日期”")
        self.assert_refused(self.file(content.replace(",,,,,,,,\r\n", "\r\n")), 5, "第4行“登记日期”")

    def test_what_is_no_ledger_gets_one_sentence(self):
        for content, code, words in (
                (b"PK\x03\x04rest", 5, "不是 CSV 文件"), (b"\xff\xff\xff", 5, "第1行既不是 UTF-8 也不是 GB18030"),
                (b"", 5, "文件里没有内容"), (HEADERS[0] + "\n\"x\n", 5, "引号不成对"), ("甲,乙\n1,2\n", 5, "没有找到认识的表头"),
                (table(headers=["反映人", "联系电话", "所在村"]), 5, "表格缺少一列：类别"),
                (table(headers=HEADERS + ["登记日期"]), 5, "出现了两次"),
                (table(headers=HEADERS + ["手机"]), 5, "“联系电话”和“手机”是同一项内容"),
                ("\n".join([",".join(HEADERS)] * 2001), 5, "请拆成几个文件"), (table(*[row(f"V-{n}", text="长" * 400) for n in range(900)]), 1, "台账太大")):
            with self.subTest(words=words):
                self.assert_refused(self.file(content), code, words)
        self.assert_refused(self.folder / "none.csv", 5, "打不开文件")
        self.assert_refused(self.file(table(row("X-1"))), 5, "没有这种台账", more=("--ledger", "taxes"))

    def test_only_whoever_registers_may(self):
        path = self.file(table(row("R-1")))
        self.assert_refused(path, 6, user="auditor-01")
        self.assert_refused(path, 6, user="supervisor-sun")

    def test_disputes_have_a_ledger_of_their_own(self):
        self.assert_imported(self.file(dispute("T-1", amount="1.13万元")), 1, "人调字", user="mediator-chen")
        cases = self.client.get("/v1/cases?workflow=dispute", "clerk-li").json["cases"]
        self.assertEqual([(case["data"]["amount"], case["data"]["dispute_type"]) for case in cases if case["data"].get("external_no") == "T-1"],
                         [(11300, "contract")])

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
        self.assert_pointer(self.assert_problem(answer, 422, "invalid-input"), "/lines/2")


if __name__ == "__main__":
    unittest.main()
