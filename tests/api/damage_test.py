"""A disk that fails or forgets: the server does not start on a log that lost its end, and stops writing when it cannot."""

import shutil
import subprocess
import unittest
from pathlib import Path

from cases import Cases
from service import CONFIG, Service, run

# Files end at this size, and whoever writes on gets an error instead of a signal.
SMALL_FILES = ("bash", "-c", "trap '' XFSZ; ulimit -f 160; exec \"$@\"", "small-files")


class Damage(unittest.TestCase):
    def service(self, *flags, **options):
        service = Service(*flags, **options)
        self.addCleanup(service.close)
        service.start()
        client = service.client()
        self.addCleanup(client.close)
        return service, Cases(client)

    def newest_log(self, service):
        return max(Path(service.data, "rocksdb").glob("*.log"), key=lambda file: file.name)

    def refused_start(self, service):
        return run("serve", "--config", CONFIG, "--data", service.data, "--listen", "127.0.0.1:0")

    def test_a_log_that_lost_its_end_is_refused_with_what_is_missing(self):
        for damage, lost in (("deleted", lambda missing: missing == 12), ("halved", lambda missing: 0 < missing < 12)):
            with self.subTest(damage=damage):
                service, cases = self.service()
                self.assertEqual(service.server.stop(), 0)
                service.start()
                cases = Cases(service.client())
                start = cases.tail()
                for _ in range(12):
                    cases.open()
                cases.client.close()
                service.kill()
                file = self.newest_log(service)
                if damage == "deleted":
                    file.unlink()
                else:
                    with file.open("r+b") as log:
                        log.truncate(file.stat().st_size // 2)
                result = self.refused_start(service)
                self.assertEqual(result.returncode, 1, result.stderr)
                sentence = next(line for line in result.stderr.splitlines() if line.startswith("docket: "))
                tail, acknowledged, missing = (int(word) for word in sentence.replace(":", " ").split() if word.isdigit())
                self.assertEqual((acknowledged, tail + missing), (start + 12, start + 12), sentence)
                self.assertTrue(lost(missing), sentence)
                self.assertNotEqual(run("log", "verify", "--config", CONFIG, "--data", service.data).returncode, 0)

    def test_a_killed_server_starts_again_with_all_it_acknowledged(self):
        service, cases = self.service()
        opened = [cases.open().case["id"] for _ in range(20)]
        cases.client.close()
        service.kill()
        service.start()
        client = service.client()
        self.addCleanup(client.close)
        self.assertEqual([case["id"] for case in Cases(client).all()], opened)

    def test_a_write_that_fails_stops_all_writing_and_no_reading(self):
        service, cases = self.service(wrapper=SMALL_FILES)
        opened = []
        for _ in range(2000):
            answer = cases.open(headers={"Idempotency-Key": f"key-{len(opened)}"}, content="长" * 1000)
            if answer.status != 201:
                break
            opened.append(answer.case["id"])
        self.assertTrue(opened)
        self.assertEqual((answer.status, answer.json["code"], answer.json["outcome"]), (503, "unavailable", "unknown"),
                         str(answer))
        again = cases.open()
        self.assertEqual((again.status, again.json["outcome"]), (503, "not_applied"), str(again))
        self.assertTrue(again.headers["Retry-After"])
        ready = cases.client.get("/readyz", None)
        self.assertEqual((ready.status, ready.json["status"]), (503, "fail"))
        self.assertTrue(ready.json["reason"])
        self.assertEqual(cases.client.get("/livez", None).status, 200)
        self.assertEqual(cases.get(opened[0]).status, 200)
        self.assertEqual(cases.get(opened[-1], as_of=1).status, 200)
        self.assertEqual(cases.list(state="received").status, 200)
        self.assertEqual(cases.client.get("/v1/events").status, 200)
        cases.client.close()
        service.server.process.terminate()
        service.server.process.wait(30)
        service.wrapper = ()
        service.start()
        client = service.client()
        self.addCleanup(client.close)
        # The one whose outcome was unknown is resolved by its key; everything acknowledged is there.
        resolved = Cases(client).open(headers={"Idempotency-Key": f"key-{len(opened)}"}, content="长" * 1000)
        self.assertEqual(resolved.status, 201, str(resolved))
        self.assertEqual([case["id"] for case in Cases(client).all(limit=200)], [*opened, resolved.case["id"]])
        self.assertEqual(run("log", "verify", "--config", CONFIG, "--data", service.data).returncode, 0)

    def test_a_data_directory_that_is_none_is_refused_with_a_sentence(self):
        service, cases = self.service()
        self.assertEqual(service.server.stop(), 0)
        Path(service.data, "rocksdb", "CURRENT").write_text("nonsense")
        result = self.refused_start(service)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn(service.data, result.stderr)

    @unittest.skipUnless(shutil.which("ldb"), "needs ldb, of rocksdb-tools, to write the format row of another version")
    def test_a_data_directory_of_another_format_is_refused(self):
        service, cases = self.service()
        self.assertEqual(service.server.stop(), 0)
        put = ["ldb", f"--db={service.data}/rocksdb", "--column_family=meta", "put", "--hex", "0x" + b"f".hex(),
               "0x00000002"]
        subprocess.run(put, check=True, capture_output=True, timeout=60)
        result = self.refused_start(service)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("format 2", result.stderr)
        self.assertIn("use the matching version", result.stderr)


if __name__ == "__main__":
    unittest.main()
