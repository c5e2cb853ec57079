"""`docket serve` that does not start, or only checks: exit codes and sentences, every problem at once."""

import json
import tempfile
import unittest
from pathlib import Path

from claims import ApiTest
from service import CONFIG, ROOT, run


class Settings(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="docket-api-")
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def config(self, **changes):
        """A settings file whose paths are the shipped ones."""
        base = {"listen": "127.0.0.1:0", "data": str(self.directory / "data"),
                "workflows": str(ROOT / "config/workflows"),
                "calendar": str(ROOT / "config/calendars/cn.json"), "directory": str(ROOT / "config/demo/directory.json")}
        path = self.directory / "docket.json"
        path.write_text(json.dumps(base | changes), encoding="utf-8")
        return path

    def serve(self, path, *flags, **env):
        return run("serve", "--config", path, *flags, env=env)

    def assert_refused(self, result, code, *words):
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)
        self.assertFalse((self.directory / "data").exists(), "a refused start made a data directory")
        return result.stderr.strip().splitlines()

    def test_every_problem_of_the_settings_is_reported_at_once(self):
        path = self.config(lisen="127.0.0.1:1", mailbox_max=0, batch_max="many", idle_max_ms=1.5, log_level="loud",
                           http_threads=65, data=True)
        lines = self.assert_refused(self.serve(path, "--cases-max", "-1", DOCKET_BODY_BYTES_MAX="12"), 5,
                                    "lisen", "mailbox_max", "batch_max", "idle_max_ms", "log_level", "http_threads",
                                    "data:", "cases_max", "body_bytes_max")
        self.assertEqual(len(lines), 9)
        for line in lines:
            self.assertRegex(line, "^docket: .*[\u4e00-\u9fff].*\\(.*\\)", "not in both languages")

    def test_a_settings_file_that_is_missing_or_no_json_is_refused(self):
        self.assert_refused(self.serve(self.directory / "none.json"), 5, "none.json")
        self.assert_refused(self.serve(self.directory), 5, "目录")
        broken = self.directory / "broken.json"
        for text in ("{", "[]", '{"listen":"a:1","listen":"b:1"}', "\ufeff{}"):
            broken.write_text(text, encoding="utf-8")
            self.assert_refused(self.serve(broken), 5, "broken.json")

    def test_every_problem_of_every_file_is_reported_at_once(self):
        people = self.directory / "people.json"
        people.write_text(json.dumps({"org": {"id": "o", "label": {"zh-CN": "乡", "en": "o"}, "short": "乡", "more": 1},
                                      "units": [],
                                      "users": [{"id": "a", "name": "甲", "roles": ["king"], "unit": "none"},
                                                {"id": "a", "name": "乙", "roles": []}]}))
        path = self.config(directory=str(people), calendar=str(self.directory / "none.json"),
                           workflows=str(self.directory / "none"))
        self.assert_refused(self.serve(path), 5, "/org/more", "/users/0/roles", "/users/0/unit", "/users/1/id",
                            "none.json", str(self.directory / "none"))

    def test_certificates_that_are_none_are_refused(self):
        for name, text in (("none.pem", None), ("empty.pem", ""), ("text.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")):
            with self.subTest(name=name):
                if text is not None:
                    (self.directory / name).write_text(text)
                # Beside the settings file: that is where a relative path begins.
                self.assert_refused(self.serve(self.config(hooks_ca_file=name)), 5, f"hooks_ca_file: {self.directory / name}: ")

    def test_check_prints_what_would_be_used_and_starts_nothing(self):
        result = self.serve(self.config(mailbox_max=7), "--check", "--batch-max", "3", DOCKET_CASES_MAX="9",
                            DOCKET_BATCH_MAX="4")
        self.assertEqual(result.returncode, 0, result.stderr)
        for line in ("mailbox_max = 7", "batch_max = 3", "cases_max = 9", "listen = 127.0.0.1:0"):
            self.assertIn(line, result.stdout.splitlines())
        self.assertFalse((self.directory / "data").exists())
        self.assert_refused(self.serve(self.config(directory="none.json"), "--check"), 5, "none.json")

    def test_a_wrong_call_is_a_usage_error(self):
        for arguments in ((), ("serve", "--no-such-flag"), ("no-such",), ("token",), ("token", "create"), ("log",),
                          ("log", "follow"), ("workflow",),
                          ("serve", "--data"), ("version", "more")):
            with self.subTest(arguments=arguments):
                result = run(*arguments)
                self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
                self.assertTrue(result.stderr)

    def test_version_and_help_are_data(self):
        self.assertRegex(run("version").stdout, r"^docket \d+\.\d+\.\d+\S*\n$")
        for arguments in (("--help",), ("serve", "--help"), ("log", "--help")):
            result = run(*arguments)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertIn("Usage", result.stdout)


class BesideAnother(ApiTest):
    def serve(self, *flags):
        return run("serve", "--config", CONFIG, *flags)

    def test_a_directory_that_is_served_already_is_refused(self):
        result = self.serve("--data", self.service.data, "--listen", "127.0.0.1:0")
        self.assertEqual(result.returncode, 4)
        self.assertIn("正被另一个进程使用", result.stderr)

    def test_a_port_in_use_is_named(self):
        where = "{}:{}".format(*self.service.address)
        result = self.serve("--data", self.service.directory + "/other", "--listen", where)
        self.assertEqual(result.returncode, 4, result.stderr)
        self.assertIn(where, result.stderr)
        self.assertIn("in use", result.stderr)

    def test_an_address_that_is_none_is_refused(self):
        for listen in ("localhost", "127.0.0.1", "127.0.0.1:70000", "127.0.0.1:x", ":80"):
            with self.subTest(listen=listen):
                result = self.serve("--data", self.service.directory + "/other", "--listen", listen)
                self.assertEqual(result.returncode, 5, result.stderr)
                self.assertIn("listen", result.stderr)
        result = self.serve("--data", self.service.directory + "/other", "--listen", "no-such-host:0")
        self.assertEqual(result.returncode, 5, result.stderr)


if __name__ == "__main__":
    unittest.main()
