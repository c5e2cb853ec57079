"""A broker with topics that tests make, change and read: first what every script of the publisher's imports."""

import json
import os
import subprocess
import sys

from broker import ROOT, Broker

for folder in ("api", "support"):
    sys.path.insert(0, str(ROOT / "tests" / folder))

BINARY = os.environ.get("DOCKET_BIN", str(ROOT / "build" / "dev" / "bin" / "docket"))
TOOL = os.path.join(os.path.dirname(BINARY), "kafka-tool")


class Node(Broker):
    """Topics through the Admin API of our own tool, which takes no second of Java."""

    def tool(self, *arguments):
        done = subprocess.run([TOOL, self.address, *map(str, arguments)], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"kafka-tool {arguments}: {done.stderr}"
        return done.stdout

    def create(self, topic, partitions=6, **settings):
        self.tool("create", topic, partitions, *(f"{name.replace('_', '.')}={value}" for name, value in settings.items()))
        return topic

    def delete(self, topic):
        self.tool("delete", topic)

    def configure(self, topic, **settings):
        values = ",".join(f"{name.replace('_', '.')}={value}" for name, value in settings.items())
        self.java("kafka.admin.ConfigCommand", "--bootstrap-server", self.address, "--alter", "--topic", topic,
                  "--add-config", values)

    def java(self, main, *arguments):
        """A command-line class of the broker's own."""
        return self.command("run", "--", main, *arguments)

    def read(self, topic, isolation="read_committed"):
        return [json.loads(line) for line in self.tool("read", topic, isolation).splitlines()]
