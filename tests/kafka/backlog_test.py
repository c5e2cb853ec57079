"""Many events gather while the broker is away: memory stays flat, and then every one goes out, once. Twenty thousand, or a
hundred thousand when rounds are asked for (tools/test --long)."""

import os
import sys
import unittest
from pathlib import Path
from types import SimpleNamespace

import topics
from publishing import Publishing
from service import BINARY, Service

sys.path.insert(0, str(topics.ROOT / "tests" / "benchmark"))

from serving import Load, resident_mib

EVENTS = 100_000 if os.environ.get("DOCKET_ROUNDS") else 20_000
MORE_MIB_MAX = 64
NODE = topics.Node()


def fill(service):
    """Whole walks until the log holds the events; the resident memory then, in MiB."""
    tokens = {"clerk": service.tokens["clerk-li"], "deputy": service.tokens["deputy-wang"]}
    load = Load(str(Path(BINARY).parent / "docket-load"), 5, tokens)
    server = SimpleNamespace(address="{}:{}".format(*service.address))
    walked = 0
    while walked < EVENTS:
        walked += load.walks(server, 64, keys=False)["requests"]
    return resident_mib(service.server.process)


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
