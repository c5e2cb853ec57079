"""`docket seed`: a township's year in an empty directory, the same one again for the same seed, and its refusals."""

import json
import shutil
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

from service import CONFIG, ROOT, Service, run

UNTIL = "2026-07-01"


class Seed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = Path(tempfile.mkdtemp(prefix="docket-seed-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory, ignore_errors=True)
        cls.first = cls.seed("first")
        assert cls.first.returncode == 0, cls.first.stderr

    @classmethod
    def seed(cls, name, org="hewan", cases=300, seed=1, until=UNTIL, more=()):
        return run("seed", "--org", org, "--cases", cases, "--seed", seed, "--until", until, "--data",
                   cls.directory / name, "--config", CONFIG, *more, seconds=120)

    def log(self, command, name):
        result = run("log", command, "--data", self.directory / name, "--config", CONFIG)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def events(self, name):
        return [json.loads(line) for line in self.log("dump", name).splitlines()]

    def assert_refused(self, result, name, code, *words):
        self.assertEqual((result.returncode, result.stdout), (code, ""), result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        self.assertFalse((self.directory / name).exists())
        self.assertFalse((self.directory / (name + ".key")).exists())

    def test_the_log_is_sound_and_holds_as_many_cases_as_asked_for(self):
        self.assertIn(", 300 cases", self.log("verify", "first"))
        self.assertIn("300 件", self.first.stdout)
        self.assertIn("300 cases", self.first.stdout)

    def test_everything_happened_in_the_twelve_months(self):
        times = [event["time"] for event in self.events("first")]
        self.assertEqual(times, sorted(times))
        self.assertGreaterEqual(times[0], "2025-06-30T16:00:00")
        self.assertLess(times[-1], "2026-06-30T16:00:00")
        self.assertGreater(len({time[:7] for time in times}), 11)

    def test_the_same_seed_gives_the_same_events_and_another_one_others(self):
        for name, seed in (("again", 1), ("other", 2)):
            self.assertEqual(self.seed(name, seed=seed).returncode, 0)
        self.assertEqual(self.log("dump", "first"), self.log("dump", "again"))
        self.assertNotEqual(self.log("dump", "first"), self.log("dump", "other"))
        keys = [(self.directory / (name + ".key")).read_text() for name in ("first", "again")]
        self.assertNotEqual(*keys)

    def test_no_name_or_telephone_stands_in_an_event(self):
        text = self.log("dump", "first")
        self.assertNotIn("100-0000", text)
        self.assertIn("$personal", text)

    def test_a_server_serves_it(self):
        self.assertEqual(self.seed("served", cases=60).returncode, 0)
        service = Service()
        self.addCleanup(service.close)
        service.data = str(self.directory / "served")
        service.start()
        client = service.client()
        self.addCleanup(client.close)
        page = client.get("/v1/cases?limit=100", "supervisor-sun").json
        self.assertGreater(len(page["cases"]), 50)
        case = client.get("/v1/cases/" + page["cases"][0]["id"], "supervisor-sun").json["case"]
        self.assertRegex(json.dumps(case, ensure_ascii=False), "村")

    def county(self):
        """The township and another one like it, as one directory file."""
        one = json.loads((ROOT / "config/demo/directory.json").read_text(encoding="utf-8"))
        one.pop("$schema", None)
        other = json.loads(json.dumps(one))
        other["org"] |= {"id": "liuhe", "short": "柳河镇", "sealed_readers": ["lh-clerk-04"]}
        for user in other["users"]:
            user["id"] = "lh-" + user["id"]
        path = self.directory / "county.json"
        path.write_text(json.dumps({"orgs": [one, other]}), encoding="utf-8")
        shutil.copy(ROOT / "config/demo/synthetic.json", self.directory)
        return path

    def test_several_orgs_go_through_the_year_together(self):
        both = ("--org", "liuhe", "--directory", self.county())
        for name in ("county", "county-again"):
            self.assertEqual(self.seed(name, cases=101, more=both).returncode, 0)
        self.assertIn(", 101 cases", self.log("verify", "county"))
        self.assertEqual(self.log("dump", "county"), self.log("dump", "county-again"))
        events = self.events("county")
        orgs = [event["source"].split("/")[2] for event in events]
        opened = {org: sum(event["sequence"].endswith("0001") and event["source"].split("/")[2] == org
                           for event in events) for org in set(orgs)}
        self.assertEqual(opened, {"hewan": 51, "liuhe": 50})
        self.assertGreater(sum(one != other for one, other in zip(orgs, orgs[1:])), 100)
        times = [event["time"] for event in events]
        self.assertEqual(times, sorted(times))
        self.assertTrue(all(event["authid"].startswith("lh-") == (org == "liuhe")
                            for event, org in zip(events, orgs)
                            if event["authid"] != "system" and not event["authid"].startswith("voter:")))

    def test_a_log_that_reaches_past_the_first_day_is_refused_and_stays_as_it_is(self):
        before = self.log("dump", "first")
        result = self.seed("first", seed=3)
        self.assertEqual((result.returncode, result.stdout), (4, ""))
        self.assertIn("日志的时间不能倒退", result.stderr)
        self.assertEqual(self.log("dump", "first"), before)

    def test_a_second_year_goes_behind_the_first(self):
        self.assertEqual(self.seed("years", cases=30, until="2024-07-01").returncode, 0)
        self.assertEqual(self.seed("years", cases=30, until="2025-07-01").returncode, 0)
        self.assertIn(", 60 cases", self.log("verify", "years"))

    def test_a_directory_that_a_server_holds_is_refused(self):
        self.assertEqual(self.seed("held", cases=5, until="2024-07-01").returncode, 0)
        service = Service(users=())
        self.addCleanup(service.close)
        service.data, service.tokens = str(self.directory / "held"), {"admin-zhou": "none: it would be an event of today"}
        service.start()
        result = self.seed("held", cases=5, until="2025-07-01")
        self.assertEqual((result.returncode, result.stdout), (4, ""))
        self.assertIn("正被另一个进程使用", result.stderr)

    def test_what_cannot_be_seeded_is_refused_in_a_sentence_and_nothing_is_made(self):
        self.assert_refused(self.seed("x", org="nowhere"), "x", 3, "nowhere", "hewan")
        self.assert_refused(self.seed("x", cases=0), "x", 5, "--cases", "5000000")
        self.assert_refused(self.seed("x", cases=5_000_001), "x", 5, "--cases")
        self.assert_refused(self.seed("x", until="2021-06-30"), "x", 5, "2020")
        self.assert_refused(self.seed("x", until="tomorrow"), "x", 5, "--until")
        ahead = (datetime.now(timezone.utc) + timedelta(hours=1)).isoformat(timespec="seconds")
        self.assert_refused(self.seed("x", until=ahead), "x", 5, "不能晚于现在")
        self.assert_refused(self.seed("x", more=("--org", "hewan")), "x", 5, "--org")
        self.assert_refused(self.seed("x", more=("--parameters", CONFIG)), "x", 5, "synthetic.json")

    def test_without_an_end_it_goes_up_to_now(self):
        started = datetime.now(timezone.utc)
        result = run("seed", "--org", "hewan", "--cases", 200, "--seed", 4, "--data", self.directory / "now", "--config",
                     CONFIG)
        self.assertEqual(result.returncode, 0, result.stderr)
        last = datetime.fromisoformat(self.events("now")[-1]["time"].replace("Z", "+00:00"))
        self.assertLess(last, started + timedelta(minutes=5))
        self.assertGreater(last, started - timedelta(days=14))
        # Whatever comes later is dated later: a token fits behind it.
        token = run("token", "create", "--user", "clerk-li", "--data", self.directory / "now", "--config", CONFIG)
        self.assertEqual(token.returncode, 0, token.stderr)

    def test_texts_with_a_gap_that_nothing_fills_are_refused(self):
        parameters = json.loads((ROOT / "config/demo/synthetic.json").read_text(encoding="utf-8"))
        parameters["texts"]["comments"] = ["{nobody} 很满意。"]
        path = self.directory / "gap.json"
        path.write_text(json.dumps(parameters), encoding="utf-8")
        self.assert_refused(self.seed("x", more=("--parameters", path)), "x", 5, "/texts/comments", "{nobody}")


if __name__ == "__main__":
    unittest.main()
