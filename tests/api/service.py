"""One `docket serve` with a data directory of its own, its tokens, and the subcommands that stand beside it.

The binary is $DOCKET_BIN, or the one of the dev build."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from server import Server, create_token

from client import Client
from contract import learn

BINARY = os.environ.get("DOCKET_BIN", str(ROOT / "build" / "dev" / "bin" / "docket"))
CONFIG = str(ROOT / "config" / "docket.json")
USERS = ("clerk-li", "deputy-wang", "deputy-zhao", "mediator-chen", "supervisor-sun", "admin-zhou", "voter-desk")


class Service:
    def __init__(self, *flags, config=CONFIG, wrapper=(), users=USERS):
        """`wrapper` stands before the command: ["prlimit", …]."""
        self.directory = tempfile.mkdtemp(prefix="docket-api-")
        self.data, self.log_path = f"{self.directory}/data", f"{self.directory}/server.log"
        self.flags, self.config, self.wrapper, self.binary = flags, config, wrapper, BINARY
        self.tokens, self.server, self.users = {}, None, users

    def start(self, port=0):
        if not self.tokens:
            self.tokens["admin-zhou"] = create_token(BINARY, self.data, "admin-zhou", self.config)
        command = [*self.wrapper, self.binary, "serve", "--config", self.config, "--data", self.data,
                   "--listen", f"127.0.0.1:{port}", *self.flags]
        self.server = Server(command, self.log_path)
        self.address = self.server.address
        self.url = "http://{}:{}".format(*self.address)
        client = self.client()
        learn(self.address, client.get("/openapi.json", None).text)
        client.close()
        self._make_tokens()
        return self

    def restart(self, port=0):
        code = self.server.stop()
        self.start(port)
        return code

    def kill(self):
        self.server.kill()

    def close(self):
        if self.server and self.server.is_running():
            self.server.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def client(self):
        return Client(self.address, self.tokens)

    def run(self, *arguments, user=None, env=None, stdin=None):
        """A subcommand to its end; `user` gives it a token."""
        token = {"DOCKET_TOKEN": self.tokens[user]} if user else {}
        return run(*arguments, env=token | (env or {}), stdin=stdin)

    def log_lines(self):
        lines = Path(self.log_path).read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def dumped_events(self):
        result = self.run("log", "dump", "--data", self.data, "--config", self.config)
        assert result.returncode == 0, result.stderr
        return [json.loads(line) for line in result.stdout.splitlines()]

    def _make_tokens(self):
        client = self.client()
        for user in self.users:
            if user not in self.tokens:
                self.tokens[user] = client.post("/v1/tokens", {"user": user}, "admin-zhou").json["token"]
        client.close()


def run(*arguments, env=None, stdin=None, seconds=60):
    """`docket …` in a directory without settings, so that only what a test names is read."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DOCKET_")} | (env or {})
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=seconds,
                          env=environment, input=stdin, cwd=tempfile.gettempdir())
