"""What a test of this folder stands on: a `docket serve`, names and receivers in a network that belongs to the test."""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

if os.environ.get("DOCKET_TEST_NETWORK") != "own":
    sys.exit("run it in a network of its own: tests/network/run SCRIPT")
sys.path.insert(0, str(Path(__file__).parents[1] / "api"))

from cases import Cases
from certificates import Authority
from claims import ApiTest
from names import Names
from receivers import Receiver
from service import Service

PUBLIC = ("8.8.4.4", "1.2.3.4", "2606:4700::1111")   # not ours: they are here because this network has no other end


class NetworkTest(ApiTest):
    environment = ()   # NAME=value, for the server
    reachable = PUBLIC

    @classmethod
    def prepare(cls):
        """Before the server starts: receivers, and flags that name them."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.mkdtemp(prefix="docket-network-")
        cls.addClassCleanup(shutil.rmtree, cls.directory, ignore_errors=True)
        cls.names, cls.receivers = Names(), []
        cls.addClassCleanup(cls.names.close)
        cls.authority = Authority(cls.directory, "authority")
        cls.flags = (*cls.flags, "--hooks-ca-file", str(cls.authority.file))
        cls.prepare()
        cls.service = Service(*cls.flags, wrapper=("env", *cls.environment))
        cls.addClassCleanup(cls.service.close)
        cls.service.start()
        cls.client = cls.service.client()
        cls.cases = Cases(cls.client)

    @classmethod
    def receiver(cls, speak=None, *names, context=None, v4=True):
        """`names`: with a certificate for them, that the server trusts."""
        made = Receiver(speak, context or (cls.authority.context(*names) if names else None), v4)
        cls.receivers.append(made)
        cls.addClassCleanup(made.close)
        return made

    @classmethod
    def hook(cls, url, **given):
        """A hook that is told its own tests and nothing else, and one of them."""
        made = cls.client.post("/v1/webhooks", {"url": url, "types": ["no.such.type"]} | given, "supervisor-sun")
        assert made.status == 201, made
        tested = cls.client.post(f"/v1/webhooks/{made.json['id']}/test", {}, "supervisor-sun")
        assert tested.status == 200, tested
        return made.json["id"]

    def named(self, name, *turns):
        return self.names.say(name + ".docket.example", *turns)

    @classmethod
    def of_process(cls, name):
        """A number that Linux tells of the server: VmRSS and VmHWM in KiB, Threads."""
        status = Path(f"/proc/{cls.service.server.process.pid}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name + ":"))

    def attempts(self, hook, count=1, seconds=25):
        """The first tries, the oldest first, when there are so many."""
        deadline = time.monotonic() + seconds
        while True:
            tried = self.assert_done(self.client.get(f"/v1/webhooks/{hook}/deliveries")).json["attempts"][::-1]
            if len(tried) >= count:
                return tried
            self.assertLess(time.monotonic(), deadline, f"{len(tried)} attempts instead of {count}")
            time.sleep(0.02)

    def assert_attempt(self, attempt, status=0, trouble="", within=5):
        self.assertEqual((attempt["status"], attempt["trouble"]), (status, trouble))
        self.assertLess(attempt["took_ms"], within * 1000)

    def assert_nothing_inside_was_reached(self):
        reached = {address for receiver in self.receivers for address in receiver.accepted}
        self.assertLessEqual(reached, set(self.reachable))

    def tearDown(self):
        self.assert_nothing_inside_was_reached()
        self.assertEqual(self.client.get("/readyz").status, 200)
