"""Programs that are measured while they listen on loopback, and the load generator."""

import json
import re
import signal
import subprocess
import threading
import urllib.request


class Listening:
    """A started program; `address` is read from the first line that names a loopback port."""

    def __init__(self, command, log_path):
        self.log = open(log_path, "ab")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.PIPE)
        self.address = None
        for line in self.process.stderr:
            self.log.write(line)
            found = re.search(rb"listening.*?(127\.0\.0\.1:\d+)", line)
            if found:
                self.address = found[1].decode()
                break
        if self.address is None:
            raise SystemExit(f"{' '.join(command)} does not listen; it said: see {log_path}")
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self):
        for line in self.process.stderr:
            self.log.write(line)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Load:
    def __init__(self, program, seconds, tokens=None):
        self.program, self.seconds, self.tokens = program, seconds, tokens

    def get(self, server, path, connections):
        return self._run(server, connections, "--mode", "get", "--path", path)

    def walks(self, server, connections, keys):
        tokens = ",".join(f"{role}={token}" for role, token in self.tokens.items())
        return self._run(server, connections, "--mode", "walks", "--tokens", tokens, *(["--keys"] if keys else []))

    def _run(self, server, connections, *arguments):
        command = [self.program, "--address", server.address, "--connections", str(connections),
                   "--seconds", str(self.seconds), "--warmup", "0.5", *arguments]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(f"the load generator found errors: {result.stdout or result.stderr}")
        return json.loads(result.stdout)


def counters(server):
    """The plain counters of /metrics by name, labels summed."""
    with urllib.request.urlopen(f"http://{server.address}/metrics", timeout=10) as response:
        text = response.read().decode()
    sums = {}
    for name, value in re.findall(r"^(docket_\w+_total)(?:\{.*?\})? ([0-9.e+]+)$", text, re.MULTILINE):
        sums[name] = sums.get(name, 0) + float(value)
    return sums
