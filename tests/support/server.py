"""Starts, kills and stops one server, and runs the `docket` commands that need its directory."""

import json
import signal
import subprocess
import threading
import time

from findings import Finding


class Server:
    def __init__(self, command, log_path, start_seconds=30):
        self.log = open(log_path, "ab")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.PIPE)
        self.ready = threading.Event()
        self.address = None
        threading.Thread(target=self._follow_log, daemon=True).start()
        if not self.ready.wait(start_seconds) or self.address is None:
            self.kill()
            raise Finding("start", f"the server does not start: {self.last_line}")

    last_line = "(it said nothing)"

    def _follow_log(self):
        with self.process.stderr, self.log:
            for line in self.process.stderr:
                self.log.write(line)
                self.log.flush()
                self.last_line = line.decode(errors="replace").strip()
                if self.address is None and b'"listening"' in line:
                    host, port = json.loads(line)["address"].rsplit(":", 1)
                    self.address = (host, int(port))
                    self.ready.set()
        self.ready.set()

    def is_running(self):
        return self.process.poll() is None

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds=30):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


def start_and_kill(command, log_path, seconds):
    """A second crash, in the middle of the recovery from the first."""
    with open(log_path, "ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    time.sleep(seconds)
    process.kill()
    process.wait()


def create_token(docket, data, user, config):
    command = [docket, "token", "create", "--data", data, "--user", user, "--config", config]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{result.stderr}")
    return next(word for word in result.stdout.split() if word.startswith("dkt_"))


def verify_log(docket, data, config):
    command = [docket, "log", "verify", "--data", data, "--config", config]
    result = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if result.returncode != 0:
        said = (result.stdout + result.stderr).strip().splitlines()
        raise Finding("verify", f"exit code {result.returncode}: {' | '.join(said[-3:])}")

