"""A broker of a test's own, topics on it, and what a consumer finds there. Without a broker the test is skipped, loudly."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in ("api", "support"):
    sys.path.insert(0, str(ROOT / "tests" / folder))

BINARY = Path(os.environ.get("DOCKET_BIN", ROOT / "build" / "dev" / "bin" / "docket"))
TOOL = BINARY.with_name("kafka-tool")
SKIPPED = 77


class Broker:
    def __init__(self, *flags):
        self.directory = tempfile.mkdtemp(prefix="docket-broker-")
        self.flags = flags
        atexit.register(self.close)
        self.address = self.up()

    def command(self, verb, *arguments):
        done = subprocess.run([ROOT / "tools" / "kafka", verb, "--dir", self.directory, *map(str, arguments)],
                              capture_output=True, text=True, timeout=300)
        if done.returncode == SKIPPED:
            print(f"SKIPPED: {done.stderr.strip().splitlines()[-1]}", flush=True)
            os._exit(SKIPPED)
        if done.returncode != 0:
            raise RuntimeError(f"tools/kafka {verb} failed: {done.stderr.strip()}")
        return done.stdout.strip()

    def up(self):
        version = ["--version", os.environ["DOCKET_KAFKA_VERSION"]] if "DOCKET_KAFKA_VERSION" in os.environ else []
        fresh = not Path(self.directory, "broker.json").exists()
        return self.command("up", *(["--port", 0, *version, *self.flags] if fresh else [])).splitlines()[-1]

    def down(self):
        self.command("down")

    def kill(self):
        self.command("kill")

    def close(self):
        if os.path.isdir(self.directory):
            subprocess.run([ROOT / "tools" / "kafka", "kill", "--dir", self.directory], capture_output=True)
            shutil.rmtree(self.directory, ignore_errors=True)

    def facts(self):
        return json.loads(Path(self.directory, "broker.json").read_text())

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
        return self.command("run", "--", main, *arguments)

    def read(self, topic, isolation="read_committed"):
        return [json.loads(line) for line in self.tool("read", topic, isolation).splitlines()]
