"""A broker of the test's own, beside a developer's, through tools/kafka. Where none can be had the test is skipped."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "kafka"


class Broker:
    """`flags` are those of `tools/kafka up`: "--secure", "--version", "4.1.0"."""

    def __init__(self, *flags):
        BUILD.mkdir(parents=True, exist_ok=True)
        self.directory = Path(tempfile.mkdtemp(prefix="test-", dir=BUILD))
        self.address = None
        self._run("up", "--port", "0", *flags)
        self.up()

    def up(self):
        """Also after down and kill: at the same address, with the same data."""
        self.address = self._run("up").splitlines()[-1]

    def down(self):
        self._run("down")

    def kill(self):
        self._run("kill")

    def close(self):
        self._run("reset")

    def topic(self, name, partitions=1, **config):
        settings = [argument for key, value in config.items() for argument in ("--config", f"{key.replace('_', '.')}={value}")]
        self._run("topic", name, "--partitions", str(partitions), *settings)

    def drop(self, name):
        self._run("drop", name)

    def facts(self):
        return json.loads(self._run("status"))

    def _run(self, command, *arguments):
        done = subprocess.run([ROOT / "tools" / "kafka", command, "--dir", self.directory, *arguments], text=True,
                              capture_output=True, timeout=600)
        if done.returncode == 77:
            print(f"SKIPPED: {done.stderr.strip().splitlines()[-1]}")
            sys.exit(77)
        if done.returncode != 0:
            raise RuntimeError(f"tools/kafka {command} {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout
