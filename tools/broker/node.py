"""One KRaft node in one directory: configured once, then started, stopped, killed and started again at the same address.

<directory>/broker.json is what a client needs to know; server.properties, server.log, pid, data/ and tls/ lie beside it.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import secure
from jars import BUILD, HERE, Refused, fetch, java, locked, run_java

PORTS = ("plaintext", "controller", "tls", "sasl", "wrong_host")
START_SECONDS, STOP_SECONDS = 120, 30     # a busy machine starts slowly
JVM = ("-Xms128m", "-Xmx512m", "-Dorg.slf4j.simpleLogger.showDateTime=true",
       "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS")


class Node:
    def __init__(self, directory):
        self.directory = Path(directory).resolve()
        self.facts_path, self.pid_path = self.directory / "broker.json", self.directory / "pid"
        self.properties, self.log_path = self.directory / "server.properties", self.directory / "server.log"
        self.facts = json.loads(self.facts_path.read_text()) if self.facts_path.exists() else None

    def pid(self):
        """Of the running broker, or None. A number that now belongs to another program is no broker."""
        try:
            pid = int(self.pid_path.read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except (OSError, ValueError):
            return None
        return pid if str(self.properties) in command else None   # of a zombie the command is empty

    def up(self, version, port, is_secure, advertised):
        with locked(BUILD / "up.lock"):
            if self.facts is None:
                self._configure(version or "3.9.1", port, is_secure, advertised)
            else:
                self._same_or_refuse(version, port, is_secure, advertised)
            if not self.pid():
                self._start()
            if self.facts["secure"] and not self.facts["granted"]:
                secure.grant(self.facts["version"], self.bootstrap())
                self._remember(granted=True)

    def bootstrap(self):
        return f"127.0.0.1:{self.facts['ports']['plaintext']}"

    def down(self):
        self._end(signal.SIGTERM, STOP_SECONDS)

    def kill(self):
        self._end(signal.SIGKILL, STOP_SECONDS)

    def reset(self):
        self.down()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _same_or_refuse(self, version, port, is_secure, advertised):
        asked = {"version": version, "secure": is_secure or None, "advertised": advertised}
        for name, value in asked.items():
            if value is not None and value != self.facts[name]:
                raise Refused(f"{self.directory} holds a broker with {name} {self.facts[name]}, not {value}: "
                              "tools/kafka reset first, or name another --dir")
        if port and port != self.facts["ports"]["plaintext"]:
            raise Refused(f"the broker in {self.directory} listens on {self.bootstrap()}: tools/kafka reset first")

    def _configure(self, version, port, is_secure, advertised):
        fetch(version)
        self.directory.mkdir(parents=True, exist_ok=True)
        ports = dict(zip(PORTS, free_ports(len(PORTS)) if port == 0 else range(port or 9092, (port or 9092) + len(PORTS))))
        self.facts = {"version": version, "secure": is_secure, "advertised": advertised, "granted": False, "ports": ports}
        values = {"directory": self.directory, "advertised": advertised or self.bootstrap(), "secure_listeners": "", **ports}
        text, scram = (HERE / "server.properties").read_text(), []
        if is_secure:
            passwords = secure.make_passwords()
            secure.make_certificates(self.directory / "tls")
            values["secure_listeners"] = "".join(f",{name.upper()}://127.0.0.1:{ports[name]}" for name in PORTS[2:])
            values["plain_users"] = secure.plain_users(passwords)
            text += "\n" + (HERE / "secure.properties").read_text()
            scram = secure.scram_arguments(passwords)
            self.facts |= {"users": passwords, "topics": secure.TOPICS,
                           "tls": {name: str(self.directory / "tls" / f"{name}.pem") for name in ("ca", "wrong-ca")}}
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        self.properties.touch(mode=0o600)
        self.properties.write_text(text)
        shutil.rmtree(self.directory / "data", ignore_errors=True)
        cluster = run_java(version, "kafka.tools.StorageTool", "random-uuid").strip().splitlines()[-1]
        run_java(version, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", self.properties, *scram)
        self._remember()

    def _remember(self, **changes):
        """Written last and whole: a directory without it is configured anew."""
        self.facts |= changes
        partial = self.facts_path.with_suffix(".partial")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(self.facts, indent=2) + "\n")
        partial.rename(self.facts_path)

    def _start(self):
        command = java(self.facts["version"], "kafka.Kafka", self.properties, options=JVM)
        with open(self.log_path, "ab") as log:
            begin = log.tell()
            process = subprocess.Popen(command, cwd=self.directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       start_new_session=True)
        self.pid_path.write_text(str(process.pid))
        for _ in range(START_SECONDS * 20):
            with open(self.log_path, "rb") as log:
                log.seek(begin)
                said = log.read().decode(errors="replace")
            if "Kafka Server started" in said:
                return
            if process.poll() is not None:
                break
            time.sleep(0.05)
        self.kill()
        errors = [line for line in said.splitlines() if "ERROR" in line or "Exception" in line]
        raise Refused(f"the broker does not start, see {self.log_path}: " + " | ".join(errors[:3]))

    def _end(self, number, seconds):
        pid = self.pid()
        if pid:
            os.kill(pid, number)
            for _ in range(seconds * 20):
                if not self.pid():
                    break
                time.sleep(0.05)
            else:
                if number != signal.SIGKILL:
                    print(f"The broker did not end within {seconds} s of SIGTERM: killing it.", file=sys.stderr)
                    return self._end(signal.SIGKILL, seconds)
        self.pid_path.unlink(missing_ok=True)


def free_ports(count):
    """Held together while they are chosen, so that they differ."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in held]
    for listener in held:
        listener.close()
    return ports
