"""`docket token create`: into a directory nobody holds, or through a running server as an admin."""

import json
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

from claims import ApiTest
from service import CONFIG, ROOT, Service, run


class Tokens(ApiTest):
    def create(self, *flags, user=None):
        return self.service.run("token", "create", *flags, user=user)

    def through_server(self, name="clerk-li", user="admin-zhou", *flags):
        return self.create("--server", self.service.url, "--user", name, *flags, user=user)

    def assert_says(self, result, code, *words):
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(result.stdout, "")
        for word in words:
            self.assertIn(word, result.stderr)

    def works(self, token):
        return self.client.get("/v1/workflows", None, {"Authorization": "Bearer " + token}).status

    def test_a_directory_that_a_server_holds_is_refused_with_the_way_out(self):
        result = self.create("--data", self.service.data, "--user", "clerk-li", "--config", CONFIG)
        self.assert_says(result, 4, "正被另一个进程使用", "--server")

    def test_an_admin_makes_a_token_that_works_at_once(self):
        result = self.through_server("deputy-wang")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, r"^dkt_api_\S+\n$")
        self.assertEqual(self.works(result.stdout.strip()), 200)

    def test_a_token_ends_when_it_expires(self):
        self.assertEqual(self.works(self.through_server("clerk-li", "admin-zhou", "--expires",
                                                        "2099-01-01T00:00:00+08:00").stdout.strip()), 200)
        self.assert_says(self.through_server("clerk-li", "admin-zhou", "--expires", "2020-01-01T00:00:00Z"), 5, "到期时间已过")
        self.assert_says(self.through_server("clerk-li", "admin-zhou", "--expires", "tomorrow"), 5)
        soon = datetime.now(timezone.utc) + timedelta(seconds=1.2)
        token = self.through_server("clerk-li", "admin-zhou", "--expires",
                                    soon.isoformat(timespec="milliseconds")).stdout.strip()
        self.assertEqual(self.works(token), 200)
        while datetime.now(timezone.utc) < soon:
            time.sleep(0.05)
        self.assertEqual(self.works(token), 401)

    def test_a_clerk_makes_no_token(self):
        self.assert_says(self.through_server("clerk-li", "clerk-li"), 6, "您的角色")

    def test_without_a_valid_token_nothing_is_made(self):
        self.assert_says(self.create("--server", self.service.url, "--user", "clerk-li"), 6, "访问令牌")

    def test_nobody_gets_no_token(self):
        self.assert_says(self.through_server("nobody"), 5, "clerk-li")

    def test_a_server_that_does_not_answer_is_said_to_be_away(self):
        self.assert_says(self.create("--server", "http://127.0.0.1:1", "--user", "clerk-li", user="admin-zhou"), 1,
                         "请确认服务已启动")

    def test_the_token_of_somebody_who_left_the_directory_is_worth_nothing(self):
        people = json.loads((ROOT / "config" / "demo" / "directory.json").read_text(encoding="utf-8"))
        people["users"] = [user for user in people["users"] if user["id"] != "mediator-chen"]
        path = Path(self.service.directory, "people.json")
        path.write_text(json.dumps(people), encoding="utf-8")
        service = Service()
        self.addCleanup(service.close)
        service.start()
        self.assertEqual(service.server.stop(), 0)
        service.flags = ("--directory", str(path))
        service.start()
        client = service.client()
        self.addCleanup(client.close)
        self.assertEqual([client.get("/v1/workflows", user).status for user in ("mediator-chen", "clerk-li")], [401, 200])

    def test_alone_with_the_directory_the_same_things_are_refused(self):
        result = run("token", "create", "--data", self.service.directory + "/other", "--user", "nobody", "--config",
                     CONFIG)
        self.assert_says(result, 5, "没有这个人")
        result = run("token", "create", "--data", self.service.directory + "/other", "--user", "clerk-li", "--config",
                     CONFIG, "--expires", "x")
        self.assert_says(result, 5, "RFC 3339")


if __name__ == "__main__":
    unittest.main()
