"""The master key: made once beside a new directory, and without the right one nothing starts."""

import os
import stat
import unittest
from pathlib import Path

from cases import Cases
from service import CONFIG, Service, run


class VaultKey(unittest.TestCase):
    def setUp(self):
        self.service = Service()
        self.addCleanup(self.service.close)
        self.key = Path(self.service.data + ".key")

    def serve(self, *flags):
        return run("serve", "--config", CONFIG, "--data", self.service.data, "--listen", "127.0.0.1:0", *flags)

    def assert_refused(self, *words, flags=()):
        result = self.serve(*flags)
        self.assertEqual(result.returncode, 5, result.stdout + result.stderr)
        said = [line for line in result.stderr.splitlines() if line.startswith("docket: ")]
        self.assertEqual(len(said), 1, result.stderr)
        self.assertRegex(said[0], "[\u4e00-\u9fff].* [a-z]+ ")
        for word in words:
            self.assertIn(word, said[0])

    def used(self):
        """A directory with a case in it, its server stopped."""
        self.service.start()
        client = self.service.client()
        opened = Cases(client).open()
        self.assertEqual(opened.status, 201, str(opened))
        client.close()
        self.assertEqual(self.service.server.stop(), 0)
        return opened.case["id"]

    def test_a_new_directory_makes_its_key_and_says_so_once(self):
        made = run("token", "create", "--config", CONFIG, "--data", self.service.data, "--user", "admin-zhou")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertIn(str(self.key), made.stderr)
        self.assertEqual(stat.S_IMODE(self.key.stat().st_mode), 0o600)
        self.assertRegex(self.key.read_text(), r"\A[0-9a-f]{64}\n\Z")
        again = run("token", "create", "--config", CONFIG, "--data", self.service.data, "--user", "admin-zhou")
        self.assertEqual((again.returncode, again.stderr), (0, ""))

    def test_a_server_on_a_new_directory_logs_the_file_it_made(self):
        self.service.tokens["admin-zhou"] = "none yet"
        self.service._make_tokens = lambda: None
        self.service.start()
        lines = [line for line in self.service.log_lines() if "master key" in line["msg"]]
        self.assertEqual([line["file"] for line in lines], [str(self.key)])
        self.assertNotIn(self.key.read_text().strip(), Path(self.service.log_path).read_text(encoding="utf-8"))

    def test_a_key_that_is_there_is_used_for_a_new_directory(self):
        self.key.write_text("0123456789abcdef" * 4 + "\n")
        self.used()
        self.assertEqual(self.key.read_text(), "0123456789abcdef" * 4 + "\n")

    def test_a_missing_key_is_refused_with_what_to_do(self):
        case = self.used()
        self.key.rename(self.service.directory + "/elsewhere")
        self.assert_refused(str(self.key), "vault_key_file")
        self.assertFalse(self.key.exists(), "a refused start made a key")
        self.service.flags = ("--vault-key-file", self.service.directory + "/elsewhere")
        self.service.start()
        client = self.service.client()
        self.assertEqual(Cases(client).get(case).case["data"]["petitioner"]["name"], "张三")
        client.close()

    def test_another_key_is_refused(self):
        self.used()
        self.key.write_text("0123456789abcdef" * 4 + "\n")
        self.assert_refused("vault_key_file")
        for nonsense in ("", "0123", "g" * 64, "0" * 66):
            self.key.write_text(nonsense)
            self.assert_refused(str(self.key))

    def test_a_key_inside_the_data_directory_is_refused(self):
        inside = f"{self.service.data}/vault.key"
        self.assert_refused("vault_key_file", self.service.data, flags=("--vault-key-file", inside))
        self.assertFalse(Path(self.service.data).exists())
        Path(self.service.data).mkdir()
        os.symlink(self.service.data, self.service.directory + "/link")
        linked = self.service.directory + "/link/vault.key"
        self.assert_refused("vault_key_file", flags=("--vault-key-file", linked))

    def test_check_shows_where_the_key_belongs_and_makes_none(self):
        result = self.serve("--check")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(f"vault_key_file = {self.key}", result.stdout.splitlines())
        self.assertFalse(self.key.exists())

    def test_the_log_is_verified_and_dumped_without_the_key(self):
        self.used()
        self.key.unlink()
        for command in ("verify", "dump"):
            result = run("log", command, "--config", CONFIG, "--data", self.service.data)
            self.assertEqual(result.returncode, 0, result.stderr + result.stdout)
        self.assertFalse(self.key.exists())


if __name__ == "__main__":
    unittest.main()
