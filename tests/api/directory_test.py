"""The directory edited while the server runs: in force at once, kept across every end; and its file as an import, which
reverts nothing that was edited unless it is told to."""

import json
import signal
import time
import unittest
from pathlib import Path

from claims import ApiTest
from service import ROOT, Service

DEMO = json.loads((ROOT / "config" / "demo" / "directory.json").read_text(encoding="utf-8"))
NEW = {"name": "新来的", "roles": ["clerk"], "unit": "station"}
LABEL = {"zh-CN": "名", "en": "Name"}


def user_of(directory, id):
    return next(user for user in directory["users"] if user["id"] == id)


class Directory(ApiTest):
    users = ("clerk-li", "deputy-wang", "supervisor-sun", "admin-zhou", "auditor-01")

    @classmethod
    def setUpClass(cls):
        cls.service = Service(users=cls.users)
        cls.addClassCleanup(cls.service.close)
        cls.file = Path(cls.service.directory, "directory.json")
        cls.write(DEMO)
        cls.service.flags = ("--directory", str(cls.file))
        cls.service.start()
        cls.connect()

    @classmethod
    def connect(cls):
        from cases import Cases
        cls.client = cls.service.client()
        cls.cases = Cases(cls.client)

    @classmethod
    def write(cls, directory):
        cls.file.write_text(json.dumps(directory, ensure_ascii=False), encoding="utf-8")

    def tearDown(self):
        self.write(DEMO)
        self.do_import(DEMO, overwrite=True)

    def again(self, kill=False):
        self.client.close()
        self.service.kill() if kill else self.service.server.stop()
        self.service.start()
        self.connect()

    def get(self, path, user="admin-zhou"):
        return self.client.get(f"/v1/directory/{path}", user)

    def put(self, path, entry, user="admin-zhou", headers=None):
        return self.client.request("PUT", f"/v1/directory/{path}", user, entry, headers)

    def delete(self, path, user="admin-zhou", headers=None):
        return self.client.request("DELETE", f"/v1/directory/{path}", user, None, headers)

    def do_import(self, directory, user="admin-zhou", **flags):
        return self.client.post("/v1/directory/import", {"directory": directory} | flags, user)

    def token_of(self, user):
        self.service.tokens[user] = self.assert_done(self.client.post("/v1/tokens", {"user": user}, "admin-zhou"), 201).json["token"]
        self.client.tokens[user] = self.service.tokens[user]

    def changed(self, id, **members):
        """The demo's directory with another entry of that person."""
        directory = json.loads(json.dumps(DEMO))
        user_of(directory, id).update(members)
        return directory

    def lines(self, answer):
        return [(one["fate"], one["kind"], one["id"], one["edited"]) for one in self.assert_done(answer).json["differences"]]

    def test_an_edit_holds_from_the_next_request_on(self):
        self.assert_problem(self.get("users/new"), 404, "unknown-entry")
        made = self.assert_done(self.put("users/new", NEW), 201)
        self.assertEqual(made.json, NEW | {"id": "new"})
        self.token_of("new")
        self.assert_done(self.cases.open("new"), 201)
        self.assert_done(self.put("users/new", NEW | {"roles": ["handler"]}))
        self.assert_problem(self.cases.open("new"), 403, "forbidden")
        self.assert_done(self.put("users/new", NEW))
        self.assert_done(self.cases.open("new"), 201)

    def test_who_was_removed_opens_nothing_and_neither_does_who_has_left(self):
        self.put("users/new", NEW)
        self.token_of("new")
        self.assert_done(self.client.get("/v1/cases", "new"))
        self.assert_done(self.put("users/new", NEW | {"left": True}))
        self.assert_problem(self.client.get("/v1/cases", "new"), 401)
        self.assert_done(self.put("users/new", NEW))
        self.assert_done(self.client.get("/v1/cases", "new"))
        self.assert_done(self.delete("users/new"))
        self.assert_problem(self.client.get("/v1/cases", "new"), 401)
        self.assert_problem(self.delete("users/new"), 404, "unknown-entry")
        self.assert_problem(self.client.post("/v1/tokens", {"user": "new"}, "admin-zhou"), 422)

    def test_what_was_edited_is_there_after_a_restart_and_after_a_kill(self):
        for kill in (False, True):
            with self.subTest(kill=kill):
                self.assert_done(self.put("users/clerk-li", {"name": "改", "roles": ["clerk", "supervisor"]}))
                self.assert_done(self.put("areas/new-village", {"label": LABEL}), 201)
                self.assert_done(self.delete("users/auditor-01"))
                self.again(kill)
                self.assertEqual(self.get("users/clerk-li").json["name"], "改")
                self.assertEqual(self.get("areas/new-village").json["label"], LABEL)
                self.assert_problem(self.get("users/auditor-01"), 404)
                self.assert_problem(self.client.get("/v1/cases", "auditor-01"), 401)
                self.assert_done(self.client.get("/v1/followers", "clerk-li"))
                self.do_import(DEMO, overwrite=True)

    def test_each_edit_is_an_event_of_the_org_that_says_who_did_it(self):
        self.put("users/new", NEW)
        event = self.cases.feed()[-1]
        self.assertEqual((event["type"], event["source"], event["authid"]),
                         ("docket.org.directory_changed.v1", "/orgs/hewan", "admin-zhou"))
        self.assertEqual(event["data"], {"changes": [{"kind": "user", "id": "new", "value": NEW | {"id": "new"}}]})
        self.delete("users/new")
        self.assertEqual(self.cases.feed()[-1]["data"], {"changes": [{"kind": "user", "id": "new"}]})

    def test_what_is_as_it_was_writes_nothing(self):
        entry = self.get("users/clerk-li")
        with self.nothing_written():
            again = self.assert_done(self.put("users/clerk-li", entry.json))
            self.assertEqual(again.headers["ETag"], entry.headers["ETag"])
            self.assertEqual(self.lines(self.do_import(DEMO)), [])

    def test_only_an_admin_edits_and_supervisors_read(self):
        with self.nothing_written():
            for user in ("clerk-li", "deputy-wang", "supervisor-sun", "auditor-01"):
                self.assert_problem(self.put("users/new", NEW, user), 403)
                self.assert_problem(self.delete("users/clerk-li", user), 403)
                self.assert_problem(self.do_import(DEMO, user), 403)
        self.assert_done(self.get("users", "supervisor-sun"))
        self.assert_problem(self.get("users", "clerk-li"), 403)
        self.assert_problem(self.get("users/clerk-li", "deputy-wang"), 403)

    def test_an_edit_that_the_file_could_not_say_is_refused_where_it_is_wrong(self):
        wrong = [({"roles": ["clerk"]}, "/name"), (NEW | {"roles": ["king"]}, "/roles"), (NEW | {"unit": "nowhere"}, "/unit"),
                 (NEW | {"areas": ["nowhere"]}, "/areas"), (NEW | {"substitute": "nobody"}, "/substitute"),
                 (NEW | {"weight": 0}, "/weight"), (NEW | {"typo": 1}, "/typo"), (NEW | {"id": "other"}, "/id"),
                 (NEW | {"left": "yes"}, "/left"), ([], "")]
        with self.nothing_written():
            for entry, pointer in wrong:
                with self.subTest(entry=entry):
                    self.assert_pointer(self.assert_problem(self.put("users/new", entry), 422, "invalid-input"), pointer)
            self.assert_pointer(self.assert_problem(self.put("units/new", {}), 422), "/label")
            for path in ("kings/new", "users/%00", "org/hewan"):
                self.assert_problem(self.put(path, NEW), 404)

    def test_what_others_lean_on_is_not_removed(self):
        with self.nothing_written():
            problem = self.assert_problem(self.delete("units/station"), 409, "wrong-state")
            self.assert_pointer(problem, "/users/clerk-li/unit")
            self.assert_pointer(self.assert_problem(self.delete("users/clerk-04"), 409), "/org/sealed_readers")

    def test_an_org_keeps_an_admin(self):
        entry = self.get("users/admin-zhou").json
        with self.nothing_written():
            self.assertIn("管理员", self.assert_problem(self.delete("users/admin-zhou"), 409)["detail"])
            self.assert_problem(self.put("users/admin-zhou", entry | {"roles": ["clerk"]}), 409)
            self.assert_problem(self.put("users/admin-zhou", entry | {"left": True}), 409)
            self.assert_problem(self.do_import(self.changed("admin-zhou", roles=["clerk"])), 409)

    def test_who_answers_for_open_cases_hands_them_over_first(self):
        self.put("users/new", NEW | {"roles": ["deputy"], "areas": ["hewan"]})
        case = self.cases.reach("received")
        self.assert_done(self.cases.act(case, "assign", "clerk-li", assignee="new"))
        with self.nothing_written():
            self.assertIn("1 件", self.assert_problem(self.delete("users/new"), 409, "wrong-state")["detail"])
        left = self.assert_done(self.do_import(DEMO, overwrite=True)).json["differences"]
        self.assertEqual([(one["id"], one["open_cases"], one["will"]["left"]) for one in left], [("new", 1, True)])
        self.assertEqual(self.lines(self.do_import(DEMO)), [], "they have left, and the cases are still theirs")
        self.assert_done(self.cases.act(case, "assign", "clerk-li", assignee="deputy-wang"))
        self.assertEqual(self.lines(self.do_import(DEMO)), [("apply", "user", "new", False)])
        self.assert_problem(self.get("users/new"), 404)

    def test_an_old_version_is_refused(self):
        old = self.get("users/clerk-li").headers["ETag"]
        self.assert_done(self.put("users/clerk-li", {"name": "改", "roles": ["clerk"]}, headers={"If-Match": old}))
        with self.nothing_written():
            for answer in (self.put("users/clerk-li", NEW, headers={"If-Match": old}),
                           self.delete("users/clerk-li", headers={"If-Match": old})):
                self.assert_problem(answer, 412, "stale-version")

    def test_a_key_edits_once(self):
        key = {"Idempotency-Key": "edit-1"}
        self.assert_done(self.put("users/new", NEW, headers=key), 201)
        with self.nothing_written():
            again = self.put("users/new", NEW, headers=key)
            self.assertEqual(again.headers["Idempotent-Replayed"], "true")
        self.assert_problem(self.put("users/new", NEW | {"name": "另"}, headers=key), 422, "key-reused")

    def test_a_dry_run_lists_exactly_what_an_import_does(self):
        directory = self.changed("clerk-li", roles=["clerk", "supervisor"])
        directory["users"] = [user for user in directory["users"] if user["id"] != "auditor-01"] + [NEW | {"id": "new"}]
        directory["areas"].append({"id": "new-village", "label": LABEL})
        expected = [("apply", "area", "new-village", False), ("apply", "user", "auditor-01", False),
                    ("apply", "user", "clerk-li", False), ("apply", "user", "new", False)]
        with self.nothing_written():
            dry = self.do_import(directory, dry_run=True)
            self.assertEqual(self.lines(dry), expected)
        done = self.do_import(directory)
        self.assertEqual(done.json, dry.json | {"dry_run": False})
        changes = self.cases.feed()[-1]["data"]
        self.assertTrue(changes["imported"])
        self.assertEqual([(one["kind"], one["id"]) for one in changes["changes"]], [line[1:3] for line in expected])
        self.assertEqual(self.lines(self.do_import(directory)), [])

    def test_an_import_reverts_no_edit_unless_it_is_to_overwrite(self):
        self.put("users/clerk-li", {"name": "手改", "roles": ["clerk"]})
        self.put("users/new", NEW)
        self.delete("users/auditor-01")
        directory = self.changed("deputy-wang", name="文件改")
        kept = [("keep", "user", "auditor-01", True), ("keep", "user", "clerk-li", True), ("apply", "user", "deputy-wang", False),
                ("keep", "user", "new", True)]
        self.assertEqual(self.lines(self.do_import(directory, dry_run=True)), kept)
        self.assertEqual(self.lines(self.do_import(directory)), kept)
        self.assertEqual(self.get("users").json["edited"], ["auditor-01", "clerk-li", "new"])
        self.assertEqual(self.get("users/clerk-li").json["name"], "手改")
        self.assertEqual(self.get("users/deputy-wang").json["name"], "文件改")
        self.assertEqual(self.lines(self.do_import(directory, overwrite=True)),
                         [("apply", "user", id, True) for id in ("auditor-01", "clerk-li", "new")])
        self.assertEqual(self.get("users/clerk-li").json, user_of(DEMO, "clerk-li"))
        self.assertEqual(self.get("users").json["edited"], [])

    def test_an_edit_that_the_file_says_too_is_an_edit_no_more(self):
        self.put("users/clerk-li", user_of(DEMO, "clerk-li") | {"name": "新名"})
        self.assertEqual(self.lines(self.do_import(self.changed("clerk-li", name="新名"))), [])
        self.assertEqual(self.lines(self.do_import(self.changed("clerk-li", name="又改"))), [("apply", "user", "clerk-li", False)])

    def read_again(self):
        said = len(self.service.log_lines())
        self.service.server.process.send_signal(signal.SIGHUP)
        for _ in range(200):
            lines = self.service.log_lines()[said:]
            if any(line["msg"].startswith("the directory") for line in lines):
                return lines
            time.sleep(0.02)
        self.fail("the signal was not heard")

    def test_the_servers_own_file_reverts_no_edit_either_and_the_log_names_each(self):
        self.put("users/clerk-li", {"name": "手改", "roles": ["clerk"]})
        self.write(self.changed("deputy-wang", name="文件改"))
        for begin in (self.read_again, lambda: (self.again(), self.service.log_lines())[1]):
            said = begin()
            self.assertIn("user clerk-li", [line.get("entry") for line in said])
            self.assertEqual(self.get("users/clerk-li").json["name"], "手改")
            self.assertEqual(self.get("users/deputy-wang").json["name"], "文件改")

    def test_an_import_is_taken_whole_or_not_at_all(self):
        with self.nothing_written():
            broken = self.changed("deputy-wang", unit="nowhere")
            index = broken["users"].index(user_of(broken, "deputy-wang"))
            broken["users"].append(NEW | {"id": "new"})
            problem = self.assert_problem(self.do_import(broken), 422, "invalid-input")
            self.assert_pointer(problem, f"/directory/users/{index}/unit")
            other = json.loads(json.dumps(DEMO))
            other["org"]["id"] = "elsewhere"
            self.assert_problem(self.do_import(other), 422)
            above = json.loads(json.dumps(DEMO))
            above["org"]["parent"] = "hewan"
            self.assert_problem(self.do_import(above), 422)
            self.assert_problem(self.client.post("/v1/directory/import", {"directory": 1}, "admin-zhou"), 400)
        self.put("units/new", {"label": LABEL})
        self.put("users/new", NEW | {"unit": "new"})
        self.assertEqual(len(self.lines(self.do_import(DEMO))), 2, "both stay")

    def cli(self, *arguments):
        return self.service.run("directory", *arguments, "--server", self.service.url, user="admin-zhou")

    def test_the_command_line_edits_imports_and_names_each_difference(self):
        done = self.cli("user", "set", "new", "--name", "新来的", "--role", "clerk", "--unit", "station")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.get("users/new").json, NEW | {"id": "new"})
        self.cli("user", "set", "new", "--role", "deputy", "--unit", "-")
        self.assertEqual(self.get("users/new").json, {"id": "new", "name": "新来的", "roles": ["deputy"]})
        self.assertEqual(self.cli("area", "set", "new-village", "--zh", "新村", "--en", "New").returncode, 0)
        shown = self.cli("show").stdout
        self.assertIn("area  new-village  新村", shown)
        self.assertRegex(shown, "user  new  新来的 deputy.*已改")
        self.assertEqual(self.cli("area", "remove", "new-village").returncode, 0)
        self.write(self.changed("deputy-wang", name="文件改"))
        dry = self.cli("import", str(self.file), "--dry-run")
        self.assertEqual(dry.returncode, 0, dry.stderr)
        self.assertIn('修改 (changed)  user deputy-wang  name: "', dry.stdout)
        self.assertIn("保留 (kept as edited)  user new", dry.stdout)
        self.assertIn("没有写入任何内容", dry.stdout)
        self.assertIn("覆盖", self.cli("import", str(self.file), "--overwrite").stdout)
        self.assert_problem(self.get("users/new"), 404)
        broken = self.cli("user", "set", "new", "--name", "x", "--role", "king")
        self.assertEqual(broken.returncode, 5)
        self.assertIn("/roles", broken.stderr)

    def test_the_log_with_all_of_this_verifies(self):
        self.put("users/new", NEW)
        self.do_import(self.changed("deputy-wang", name="文件改"), overwrite=True)
        verified = self.service.run("log", "verify", "--data", self.service.data, "--config", self.service.config)
        self.assertEqual(verified.returncode, 0, verified.stdout)


if __name__ == "__main__":
    unittest.main()
