"""`docket log dump|verify|follow` beside a running server."""

import json
import subprocess
import unittest
from pathlib import Path

from cases import STATES
from claims import ApiTest
from service import BINARY, CONFIG, run


class Log(ApiTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for state in STATES:
            cls.cases.reach(state)

    def log(self, command, *flags, **options):
        return self.service.run("log", command, *flags, **options)

    def test_dump_prints_what_the_feed_serves_one_event_a_line(self):
        self.assertEqual(self.service.dumped_events(), self.cases.feed())

    def test_verify_finds_everything_consistent(self):
        result = self.log("verify", "--data", self.service.data, "--config", CONFIG)
        self.assertEqual(result.returncode, 0, result.stderr + result.stdout)
        self.assertIn(f"{self.cases.tail()} events, {len(self.cases.all())} cases", result.stdout)
        self.assertIn("一致", result.stdout)

    def test_follow_once_prints_everything_and_ends(self):
        result = self.log("follow", "--server", self.service.url, "--once", user="supervisor-sun")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([json.loads(line) for line in result.stdout.splitlines()], self.cases.feed())
        middle = f"0-{self.cases.tail() - 3}"
        result = self.log("follow", "--server", self.service.url, "--once", "--after", middle, user="supervisor-sun")
        self.assertEqual(len(result.stdout.splitlines()), 3)

    def test_follow_prints_what_comes_later(self):
        command = [BINARY, "log", "follow", "--server", self.service.url, "--after", f"0-{self.cases.tail()}"]
        environment = {"DOCKET_TOKEN": self.service.tokens["supervisor-sun"]}
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as follower:
            opened = self.assert_done(self.cases.open(), 201).json["events"][0]
            self.assertEqual(json.loads(follower.stdout.readline()), opened)
            follower.kill()

    def test_follow_says_who_may_not_and_what_is_wrong(self):
        follow = lambda *flags, **options: self.log("follow", "--server", self.service.url, "--once", *flags, **options)
        self.assertEqual(follow().returncode, 6)
        self.assertEqual(follow(user="voter-desk").returncode, 6)
        self.assertEqual(follow("--after", "yesterday", user="clerk-li").returncode, 5)
        away = self.log("follow", "--server", "http://127.0.0.1:1", "--once", user="clerk-li")
        self.assertEqual((away.returncode, away.stdout), (1, ""))
        self.assertIn("请确认服务已启动", away.stderr)

    def test_a_directory_without_data_is_said_to_be_empty_and_stays_untouched(self):
        nowhere = self.service.directory + "/nowhere"
        for command in ("dump", "verify"):
            result = run("log", command, "--data", nowhere, "--config", CONFIG)
            self.assertEqual((result.returncode, result.stdout), (1, ""))
            self.assertIn("--data", result.stderr)
        self.assertFalse(Path(nowhere).exists())


if __name__ == "__main__":
    unittest.main()
