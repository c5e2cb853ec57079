"""A hundred thousand events gather while the broker is away: memory stays flat, and then every one goes out, once."""

import json
import subprocess
import unittest
from pathlib import Path

import topics
from publishing import Publishing
from service import BINARY, Service

EVENTS = 100_000
MORE_MIB_MAX = 64
NODE = topics.Node()


def fill(service):
    """Whole walks until the log holds the events; the resident memory then, in MiB."""
    tokens = ",".join(f"{role}={service.tokens[user]}" for role, user in (("clerk", "clerk-li"), ("deputy", "deputy-wang")))
    address = "{}:{}".format(*service.address)
    walked = 0
    while walked < EVENTS:
        done = subprocess.run([str(Path(BINARY).parent / "docket-load"), "--address", address, "--mode", "walks", "--tokens",
                               tokens, "--connections", "64", "--seconds", "5", "--warmup", "0"],
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        walked += json.loads(done.stdout)["requests"]
    status = Path(f"/proc/{service.server.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


class Backlog(unittest.TestCase):
    def started(self, service):
        self.addCleanup(service.close)
        return service.start()

    def test_it_takes_no_memory_and_goes_out_whole(self):
        plain = self.started(Service())
        without = fill(plain)
        plain.close()
        NODE.create("backlog")
        NODE.kill()
        service = self.started(Publishing(NODE.address, "backlog"))
        away = fill(service)
        print(f"resident: {without:.0f} MiB without Kafka, {away:.0f} MiB with a backlog", flush=True)
        self.assertLessEqual(away - without, MORE_MIB_MAX)
        found = service.wait_for_condition("broker_unreachable")
        self.assertGreaterEqual(found["lag"], EVENTS)
        NODE.up()
        self.assertGreaterEqual(service.assert_exactly_once(), EVENTS)


if __name__ == "__main__":
    unittest.main()
