"""A broker of a test's own, beside a developer's, through tools/kafka. Without a broker the test is skipped, loudly."""

import atexit
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = 77


class Broker:
    """`flags` are those of `tools/kafka up`. DOCKET_KAFKA_VERSION chooses the version."""

    def __init__(self, *flags):
        self.directory = tempfile.mkdtemp(prefix="docket-broker-")
        self.flags = flags
        atexit.register(self.close)
        self.address = self.up()

    def up(self):
        """Also after down and kill: at the same address, with the same data."""
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

    def create(self, topic, partitions=6, **settings):
        given = [word for name, value in settings.items() for word in ("--config", f"{name.replace('_', '.')}={value}")]
        self.command("topic", topic, "--partitions", partitions, *given)
        return topic

    def delete(self, topic):
        self.command("drop", topic)

    def command(self, verb, *arguments):
        done = subprocess.run([ROOT / "tools" / "kafka", verb, "--dir", self.directory, *map(str, arguments)],
                              capture_output=True, text=True, timeout=300)
        if done.returncode == SKIPPED:
            print(f"SKIPPED: {done.stderr.strip().splitlines()[-1]}", flush=True)
            os._exit(SKIPPED)
        if done.returncode != 0:
            raise RuntimeError(f"tools/kafka {verb} failed: {done.stderr.strip()}")
        return done.stdout.strip()
