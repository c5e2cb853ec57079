"""Programs that are measured while they listen on loopback, and the load generator."""

import json
import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path


class Listening:
    """A started program that answers on loopback: at `address`, or at the one its log names when it listens."""

    def __init__(self, command, log_path, address=None):
        self.log_path = log_path
        with open(log_path, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.address = address
        deadline = time.monotonic() + 30
        while not self._answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.stop()
                raise SystemExit(f"{' '.join(command)} does not listen; its log: {open(log_path).read()[-2000:]}")
            time.sleep(0.05)

    def _answers(self):
        if self.address is None:
            found = re.search(r'"listening".*?(127\.0\.0\.1:\d+)', open(self.log_path).read())
            if not found:
                return False
            self.address = found[1]
        host, port = self.address.rsplit(":", 1)
        with socket.socket() as probe:
            return probe.connect_ex((host, int(port))) == 0

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def resident_mib(process):
    """What a program started here holds in memory."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Load:
    def __init__(self, program, seconds, tokens=None):
        self.program, self.seconds, self.tokens = program, seconds, tokens

    def get(self, server, path, connections):
        return self._run(server, connections, "--mode", "get", "--path", path)

    def read(self, server, path, connections):
        """A page that the clerk may read."""
        return self._run(server, connections, "--mode", "get", "--path", path, "--tokens", f"clerk={self.tokens['clerk']}")

    def walks(self, server, connections, keys, rate=None, leave=0):
        """Closed loop, or `rate` requests a second whatever the answers do; one case of `leave` stays when it is resolved."""
        tokens = ",".join(f"{role}={token}" for role, token in self.tokens.items())
        return self._run(server, connections, "--mode", "walks", "--tokens", tokens, *(["--keys"] if keys else []),
                         *(["--rate", str(rate)] if rate else []), *(["--leave", str(leave)] if leave else []))

    def _run(self, server, connections, *arguments):
        command = [self.program, "--address", server.address, "--connections", str(connections),
                   "--seconds", str(self.seconds), "--warmup", "0.5", *arguments]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(f"the load generator found errors: {result.stdout or result.stderr}")
        return json.loads(result.stdout)


def _metrics_text(server):
    with urllib.request.urlopen(f"http://{server.address}/metrics", timeout=10) as response:
        return response.read().decode()


def metrics(server):
    """Every plain number of /metrics by name, labels summed."""
    sums = {}
    for name, value in re.findall(r"^(docket_\w+)(?:\{.*?\})? ([0-9.e+-]+)$", _metrics_text(server), re.MULTILINE):
        sums[name] = sums.get(name, 0) + float(value)
    return sums


class Histogram:
    """Upper bounds in seconds → how many were at most that."""

    def __init__(self, counts):
        self.counts = counts

    def since(self, before):
        return Histogram({bound: count - before.counts.get(bound, 0) for bound, count in self.counts.items()})

    def quantile(self, part):
        """Between two bounds as if spread evenly."""
        wanted = part * max(self.counts.values(), default=0)
        low, below = 0.0, 0
        for bound, count in sorted(self.counts.items()):
            if count >= wanted > 0:
                return low if bound == float("inf") else low + (bound - low) * (wanted - below) / max(count - below, 1)
            low, below = bound, count
        return 0.0


def histogram(server, name):
    found = re.findall(rf'^{name}_bucket\{{.*?le="([^"]+)"\}} ([0-9.e+]+)$', _metrics_text(server), re.MULTILINE)
    return Histogram({float(bound): float(count) for bound, count in found})
