#!/usr/bin/env python3
"""The demonstration: a server with fresh data, an opinion and a dispute walked through their lives over HTTP by the people
who handle them, an accusation that only those named may see, told as a clerk would; and a supervisor who is told when a
dispute waits too long.

    tools/demo_walk.py --docket build/release/bin/docket [--port 8080] [--cases N] [--kafka] [--exit]

With --kafka (after tools/kafka up) the events are read back from a topic. Without --exit the server stays up until Ctrl-C. Everything lives under build/demo and is made anew each time.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import demo_topic
from demo_hooks import walk_waiting
from demo_stories import People, Trouble, walk_accusation, walk_dispute, walk_opinion

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "config" / "docket.json"
DIRECTORY = ROOT / "config" / "demo" / "directory.json"
DEMO = ROOT / "build" / "demo"
START_SECONDS = 30
YEAR = 1200  # cases of a township in twelve months


class Server:
    """`docket serve` on loopback with a data directory of its own."""

    def __init__(self, docket, data, port, flags):
        self.log_path = DEMO / "server.log"
        command = [docket, "serve", "--config", str(CONFIG), "--data", str(data), "--listen", f"127.0.0.1:{port}",
                   *flags]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, start_new_session=True)
        self.address = None
        self.last_line = "（没有输出 / no output）"
        self.settled = threading.Event()
        threading.Thread(target=self._follow_log, daemon=True).start()
        if not self.settled.wait(START_SECONDS) or self.address is None:
            self.stop()
            raise Trouble(f"服务没有启动 / the server did not start: {self.last_line}")

    def _follow_log(self):
        with open(self.log_path, "wb") as log:
            for line in self.process.stderr:
                log.write(line)
                log.flush()
                self.last_line = line.decode(errors="replace").strip()
                if self.address is None and '"msg":"listening"' in self.last_line.replace(": ", ":"):
                    self.address = json.loads(self.last_line)["address"]
                    self.settled.set()
        self.settled.set()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def seed_year(docket, data, cases):
    """Twelve months of an invented township, through the engine itself."""
    print(f"先放入虚构的一年：{cases} 件案件 (a year of an invented township, {cases} cases) …", flush=True)
    made = subprocess.run([docket, "seed", "--data", str(data), "--org", "hewan", "--cases", str(cases), "--seed", "1"], check=False,
                          capture_output=True, text=True, env={**os.environ, "DOCKET_CONFIG": str(CONFIG)})
    if made.returncode != 0:
        raise Trouble(f"没有放入样例 / the year was not written:\n{made.stderr.strip()}")


def admin_token(docket, data):
    made = subprocess.run([docket, "token", "create", "--data", str(data), "--user", "admin-zhou"], check=False,
                          capture_output=True, text=True, env={**os.environ, "DOCKET_CONFIG": str(CONFIG)})
    if made.returncode != 0:
        raise Trouble(f"没有建立令牌 / no token was made:\n{made.stderr.strip()}")
    return next(word for word in made.stdout.split() if word.startswith("dkt_"))


def verify_topic(docket, data, topic):
    """What `docket kafka verify` says, beside the running server."""
    done = subprocess.run([docket, "kafka", "verify", "--config", str(CONFIG), "--data", str(data), *topic.flags()],
                          check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise Trouble((done.stdout + done.stderr).strip())
    return done.stdout.strip()


def say_where(server, people):
    supervisor = people["supervisor-sun"]
    print("\n监督员看到的队列 (queues):")
    for queue in supervisor.must("GET", "/v1/queues")["queues"]:
        if queue["count"]:
            print(f"  {queue['count']:5}  {queue['label']['zh-CN']} ({queue['label']['en']})，最久的自 {queue['oldest_at']}")
    print(f"日志中的事件 (events in the log): {supervisor.must('GET', '/readyz')['tail']}")
    print(f"日志 (server log): {server.log_path.relative_to(ROOT)}   数据 (data): {DEMO.relative_to(ROOT)}/data")


def say_how_to_try(server, people):
    print(f"\n服务仍在运行 (still up): http://{server.address}    按 Ctrl-C 结束 (Ctrl-C ends it)\n\n演示令牌 (demo tokens):")
    for person in people.values():
        print(f"  {person.user:15} {person.name:8} {person.token}")
    print(f"\n先贴上这一行 (paste this line first):\n  export ADDRESS=http://{server.address} "
          f"TOKEN={people['clerk-li'].token} DEPUTY={people['deputy-wang'].token}\n"
          "\n试一试 (try):\n"
          "  curl -s -H \"Authorization: Bearer $TOKEN\" $ADDRESS/v1/cases\n"
          "  curl -s -H \"Authorization: Bearer $TOKEN\" \"$ADDRESS/v1/workflows/voter-opinion/graph?format=mermaid\"\n"
          "  curl -s $ADDRESS/v1/queues/studio-intake -H \"Authorization: Bearer $TOKEN\" | python3 -m json.tool   # 调解工作室待受理\n"
          f"  DOCKET_TOKEN={people['supervisor-sun'].token} build/release/bin/docket hook list --server $ADDRESS   # 监督员的推送\n"
          "  DOCKET_TOKEN=$TOKEN build/release/bin/docket case import config/demo/ledger.csv --server $ADDRESS   # 试导入台账\n"
          "  curl -s $ADDRESS/readyz", flush=True)


def run(options):
    shutil.rmtree(DEMO, ignore_errors=True)
    data = DEMO / "data"
    DEMO.mkdir(parents=True)
    names = {user["id"]: user["name"] for user in json.loads(DIRECTORY.read_text(encoding="utf-8"))["users"]}
    cases = options.cases if options.cases is not None else 0 if options.kafka else YEAR
    if cases:
        seed_year(options.docket, data, cases)
    token = admin_token(options.docket, data)
    topic = demo_topic.Topic() if options.kafka else None
    server = Server(options.docket, data, options.port, ["--hooks-allow", "127.0.0.0/8", *(topic.flags() if topic else [])])
    try:
        people = People(names, server.address, token)
        for walk in (walk_opinion, walk_dispute, walk_accusation):
            walk(people)
        walk_waiting(options.docket, server, people)
        if topic:
            demo_topic.tell(topic, lambda: people["supervisor-sun"].must("GET", "/v1/followers"),
                            lambda: verify_topic(options.docket, data, topic))
        say_where(server, people)
        if not options.exit:
            say_how_to_try(server, people)
            server.process.wait()
            raise Trouble(f"服务自己停了 / the server ended by itself: {server.last_line}")
    except KeyboardInterrupt:
        print("\n再见 (bye)")
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser(description="Docket 演示 / demonstration")
    parser.add_argument("--docket", required=True, help="the docket program")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--kafka", action="store_true", help="publish to a topic of the development broker and read it back")
    parser.add_argument("--cases", type=int, help=f"of the seeded year: {YEAR}, with --kafka 0")
    parser.add_argument("--exit", action="store_true", help="end after the walk")
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    try:
        run(parser.parse_args())
    except (Trouble, demo_topic.NoBroker, OSError) as trouble:
        print(f"\n演示失败 / the demonstration failed: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
