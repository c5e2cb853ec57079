"""Personal values stand in no file, and the key of an erased subject in none either: not after the answer, not after a
restart, not after a kill in between. What is looked for is found first, so that the search could fail."""

import os
import subprocess
import threading
import unittest
from pathlib import Path

from cases import Cases
from claims import ApiTest
from service import BINARY, CONFIG, Service, run

BASIS = "《个人信息保护法》第四十七条；经审批。"
FIELDS = ("title", "content", "name", "address", "contact", "assign_reason", "refer_reason", "reply", "comment",
          "reopen_reason", "note", "remind")
PETITIONER = ("name", "address", "contact")


def files_with(directory, *needles):
    """Names of the files in which any of these bytes stand. Files come and go meanwhile; one that went holds nothing."""
    found = set()
    for folder, _, names in os.walk(directory):
        for name in names:
            try:
                content = Path(folder, name).read_bytes()
            except FileNotFoundError:
                continue
            if any(needle in content for needle in needles):
                found.add(name)
    return sorted(found)


def stored_keys(data):
    """(case, subject) → pieces of the wrapped key's row: a file that holds any of them holds too much."""
    tool = Path(BINARY).parent / "docket-stored-keys"
    result = subprocess.run([tool, data], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    keys = {}
    for line in result.stdout.splitlines():
        case, subject, row = line.split(" ")
        if subject.startswith("known:"):
            keys[case, subject] = (bytes.fromhex(row),)
            continue
        secret = bytes.fromhex(row)[8:]  # behind the sequence, which is no secret
        assert len(secret) >= 60, line
        keys[case, subject] = tuple(secret[at:at + 10] for at in range(0, len(secret) - 9, 10))
    return keys


def redact(cases, case, subject, user="admin-zhou", **options):
    return cases.act(case, "redact", user, subject=subject, legal_basis=BASIS, **options)


def plant(cases, mark):
    """A case with a canary in every personal field; its id and the canaries."""
    said = {field: f"金丝雀{mark}-{field}-7f3a9c" for field in FIELDS}
    opened = cases.open(title=said["title"], content=said["content"], contact=said["contact"],
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
    answers = [opened] + [cases.act(id, action, user, **given) for action, user, given in steps]
    assert all(answer.status in (200, 201) for answer in answers), list(map(str, answers))
    return id, said


class Erasure(ApiTest):
    flags = ("--log-level", "debug")

    def fresh(self):
        """A case and the pieces of its petitioner's key, found in files now."""
        case = self.assert_done(self.cases.open(), 201).case["id"]
        keys = stored_keys(self.service.data)
        self.assertTrue(files_with(self.service.data, *keys[case, "petitioner"]), "the search finds nothing at all")
        return case, keys[case, "petitioner"], keys[case, "case"]

    def restart(self):
        self.client.close()
        self.assertEqual(self.service.restart(), 0)
        type(self).client = self.service.client()
        type(self).cases = Cases(self.client)

    def test_no_personal_value_stands_in_any_file(self):
        id, said = plant(self.cases, "甲")
        canaries = [canary.encode() for canary in said.values()] + [b"7f3a9c"]
        directory = self.service.directory  # with the log of the process and the master key
        self.assertEqual(files_with(directory, *canaries), [])
        self.assertTrue(files_with(directory, id.encode()), "the search finds nothing at all")
        self.restart()
        self.assertEqual(files_with(directory, *canaries), [])
        case = self.cases.get(id).case
        self.assertEqual(case["data"]["petitioner"], {"name": said["name"], "address": said["address"]})
        self.client.close()
        self.assertEqual(self.service.server.stop(), 0)
        self.assertEqual(files_with(directory, *canaries), [])
        self.service.start()
        self.restart()

    def test_the_key_of_an_erased_subject_is_in_no_file_when_the_answer_is_there(self):
        other, other_key, _ = self.fresh()
        case, key, of_matter = self.fresh()
        answer = self.assert_done(redact(self.cases, case, "petitioner"))
        self.assertEqual(files_with(self.service.directory, *key), [])
        self.assertEqual(answer.json["events"][0]["data"]["erased"], ["petitioner"])
        self.assertEqual(answer.case["erased"], ["petitioner"])
        self.assert_erased(case)
        self.assertTrue(files_with(self.service.data, *of_matter))
        self.assertTrue(files_with(self.service.data, *other_key))
        self.restart()
        self.assertEqual(files_with(self.service.directory, *key), [])
        self.assertTrue(files_with(self.service.data, *other_key))
        self.assert_erased(case)
        self.assertEqual(self.cases.get(other).case["data"]["contact"], "13900000000")
        self.assertEqual(self.cases.get(other).case["data"]["petitioner"]["name"], "张三")
        verified = self.service.run("log", "verify", "--data", self.service.data, "--config", CONFIG)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def test_what_a_person_was_known_by_is_in_no_file_either(self):
        given = {"channel": "walkin", "category": "road", "area": "hewan", "urgency": "routine", "summary": "路灯坏了。",
                 "petitioner": {"name": "张三", "phone": "100-4321-0000", "id_no": "11010119000101000X"}}
        body = {"workflow": "voter-opinion", "action": "register", "input": given}
        case, other = (self.assert_done(self.client.post("/v1/cases", body, "clerk-li"), 201).case["id"] for _ in range(2))
        keys = stored_keys(self.service.data)
        known = keys[case, "known:petitioner"]
        self.assertEqual(known, keys[other, "known:petitioner"], "they are the same person")
        self.assertTrue(files_with(self.service.data, *known), "the search finds nothing at all")
        for id in (case, other):
            self.assert_done(self.client.post(f"/v1/cases/{id}/actions/redact",
                                              {"input": {"subject": "petitioner", "legal_basis": BASIS}}, "admin-zhou"))
        self.assertEqual(files_with(self.service.data, *known, *keys[case, "petitioner"]), [])
        self.restart()
        self.assertEqual(files_with(self.service.data, *known), [])
        verified = self.service.run("log", "verify", "--data", self.service.data, "--config", CONFIG)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def assert_erased(self, case):
        """Of the petitioner nothing is left to read, of the matter everything; now, in the past and in the history."""
        for found in (self.cases.get(case), self.cases.get(case, as_of=1)):
            data = self.assert_done(found).case["data"]
            self.assertEqual((data["petitioner"], data["contact"]), ({"name": None, "address": None}, None))
            self.assertEqual((data["title"], data["content"]), ("地界纠纷", "两家地界不清，请来量一下。"))
        personal = self.cases.events(case)["personal"][f"{case}-1"]
        self.assertEqual(sorted(personal), ["/content", "/title"])
        for value in ("张三", "上店村三组", "13900000000"):
            self.assertNotIn(value, self.cases.get(case).text)

    def test_later_answers_hold_nothing_of_an_erased_subject(self):
        case, _, _ = self.fresh()
        self.assert_done(redact(self.cases, case, "petitioner"))
        for _ in range(2):
            answer = self.assert_done(self.cases.act(case, "note", "clerk-li"))
            self.assertEqual(answer.case["data"]["contact"], None)
            self.assertNotIn("13900000000", answer.text)

    def test_what_is_said_later_is_kept_under_a_new_key(self):
        case, _, key = self.fresh()
        self.assert_done(redact(self.cases, case, "case"))
        self.assertEqual(files_with(self.service.data, *key), [])
        self.assert_done(self.cases.act(case, "note", "clerk-li", text="之后的记录"))
        self.assertEqual(self.cases.get(case).case["data"]["title"], None)
        self.restart()
        personal = self.cases.events(case)["personal"]
        self.assertEqual(personal[f"{case}-3"], {"/text": "之后的记录"})
        self.assertEqual(self.cases.get(case).case["data"]["title"], None)
        self.assertEqual(files_with(self.service.data, *key), [])
        self.assert_done(redact(self.cases, case, "case"))
        self.assertNotIn(f"{case}-3", self.cases.events(case)["personal"])

    def test_what_cannot_be_erased_is_refused_and_changes_nothing(self):
        case, key, _ = self.fresh()
        tail = self.cases.tail()
        unknown = self.assert_problem(redact(self.cases, case, "respondent"), 422, "unknown-subject")
        self.assertIn("petitioner", str(unknown))
        self.assert_problem(redact(self.cases, case, "petitioner", user="clerk-li"), 403, "forbidden")
        self.assert_problem(self.cases.act(case, "redact", "admin-zhou", subject="petitioner"), 422, "invalid-input")
        self.assertEqual(self.cases.tail(), tail)
        self.assertTrue(files_with(self.service.data, *key))
        self.assert_done(redact(self.cases, case, "petitioner"))
        tail, before = self.cases.tail(), self.cases.get(case).json
        self.assert_problem(redact(self.cases, case, "petitioner"), 409, "already-erased")
        self.assertEqual((self.cases.tail(), self.cases.get(case).json), (tail, before))

    def test_erasing_beside_others_who_write_and_read(self):
        over, troubles = threading.Event(), []

        def others():
            cases = Cases(self.service.client())
            while not over.is_set():
                opened = cases.open()
                read = cases.get(opened.case["id"])
                listed = cases.list(limit=50)
                if (opened.status, read.status, listed.status) != (201, 200, 200):
                    troubles.append((str(opened), str(read), str(listed)))
            cases.client.close()

        threads = [threading.Thread(target=others) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(8):
                case, key, _ = self.fresh()
                self.assert_done(redact(self.cases, case, "petitioner"))
                self.assertEqual(files_with(self.service.data, *key), [])
        finally:
            over.set()
            for thread in threads:
                thread.join()
        self.assertEqual(troubles, [])

    def test_many_cases_at_once(self):
        chosen = [self.fresh() for _ in range(5)]
        items = [{"id": case, "input": {"subject": "petitioner", "legal_basis": BASIS}} for case, _, _ in chosen]
        answer = self.assert_done(self.cases.bulk("redact", items, "admin-zhou"))
        self.assertEqual([item["status"] for item in answer.json["results"]], [200] * 5, answer.text)
        for _, key, _ in chosen:
            self.assertEqual(files_with(self.service.data, *key), [])


class CommandLine(ApiTest):
    def erase(self, *arguments, user="admin-zhou"):
        return self.service.run("case", "erase-subject", *arguments, "--server", self.service.url, user=user)

    def test_it_says_what_is_gone_and_what_is_not(self):
        opened = self.assert_done(self.cases.open(), 201).case
        result = self.erase(opened["id"], "petitioner", "--basis", BASIS)
        self.assertEqual(result.returncode, 0, result.stderr)
        for word in (opened["id"], opened["number"], "备份", "Kafka", "null", "backups", "only references"):
            self.assertIn(word, result.stdout)
        self.assertLess(result.stdout.index("已销毁"), result.stdout.index("Destroyed"))
        self.assertEqual(self.cases.get(opened["id"]).case["data"]["contact"], None)

    def test_it_says_why_it_did_not(self):
        case = self.assert_done(self.cases.open(), 201).case["id"]
        self.assertEqual(self.erase(case, "petitioner", "--basis", BASIS, user="clerk-li").returncode, 6)
        self.assertEqual(self.erase(case, "respondent", "--basis", BASIS).returncode, 5)
        self.assertEqual(self.erase("0042", "petitioner", "--basis", BASIS).returncode, 5)
        self.assertEqual(self.erase(case, "petitioner").returncode, 2)
        self.assertEqual(self.erase(case, "petitioner", "--basis", BASIS).returncode, 0)
        again = self.erase(case, "petitioner", "--basis", BASIS)
        self.assertEqual((again.returncode, again.stdout), (4, ""))
        self.assertIn("已经销毁", again.stderr)


class Killed(unittest.TestCase):
    def test_between_commit_and_scrub_the_next_start_scrubs(self):
        service = Service()
        self.addCleanup(service.close)
        service.start()
        cases = Cases(service.client())
        case = cases.open().case["id"]
        key = stored_keys(service.data)[case, "petitioner"]
        cases.client.close()
        self.assertEqual(service.server.stop(), 0)

        service.binary = str(Path(BINARY).parent / "docket-under-test")
        service.flags = ("--mutant", "killed_before_scrub")
        service.start()
        cases = Cases(service.client())
        with self.assertRaises(OSError):
            redact(cases, case, "petitioner", headers={"Idempotency-Key": "erase-1"})
        service.server.process.wait(30)
        self.assertNotIn((case, "petitioner"), stored_keys(service.data), "the erasure was not committed")
        self.assertTrue(files_with(service.data, *key), "the kill came too late to show anything")

        service.binary, service.flags = BINARY, ()
        service.start()
        self.assertEqual(files_with(service.directory, *key), [])
        cases = Cases(service.client())
        self.addCleanup(cases.client.close)
        data = cases.get(case).case["data"]
        self.assertEqual((data["petitioner"]["name"], data["contact"], data["title"]), (None, None, "地界纠纷"))
        again = redact(cases, case, "petitioner", headers={"Idempotency-Key": "erase-1"})
        self.assertEqual((again.status, again.json["events"][0]["data"]["erased"]), (200, ["petitioner"]), str(again))
        self.assertEqual(redact(cases, case, "petitioner").status, 409)
        verified = run("log", "verify", "--data", service.data, "--config", CONFIG)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)


if __name__ == "__main__":
    unittest.main()
