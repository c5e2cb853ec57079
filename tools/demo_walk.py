#!/usr/bin/env python3
"""The demonstration: a server with fresh data, two cases walked through their lives over HTTP, told as a clerk would.

    tools/demo_walk.py --docket build/release/bin/docket [--port 8080] [--kafka] [--exit]

With --kafka (after tools/kafka up) the events are read back from a topic. Without --exit the server stays up until Ctrl-C. Everything lives under build/demo and is made anew each time.
"""

import argparse
import http.client
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

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "config" / "docket.json"
DIRECTORY = ROOT / "config" / "demo" / "directory.json"
DEMO = ROOT / "build" / "demo"
START_SECONDS = 30


class Trouble(Exception):
    """The demonstration cannot go on; the text says why."""


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


# Who plays a part, of all the people in the directory.
PLAYERS = ("clerk-li", "deputy-wang", "deputy-zhao", "mediator-chen", "supervisor-sun", "admin-zhou", "voter-desk")
PETITIONER = "petitioner"  # whoever holds the query code of the case


class Person:
    """Somebody with a token who speaks to the server."""

    def __init__(self, user, name, address, token):
        self.user, self.name, self.address, self.token = user, name, address, token

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}"}
        text = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            text = json.dumps(body, ensure_ascii=False).encode()
        try:
            connection.request(method, path, text, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def must(self, method, path, body=None):
        status, answer = self.ask(method, path, body)
        if status not in (200, 201):
            raise Trouble(f"{method} {path} → {status} {answer.get('detail', answer)}")
        return answer


class Story:
    """One case: each step is done over HTTP and told in one line."""

    def __init__(self, people, title):
        self.people, self.case = people, None
        print(f"\n{title}")

    def open(self, user, content):
        opened = self.people[user].must("POST", "/v1/cases",
                                        {"workflow": "opinion-basic", "action": "open", "input": content})
        self.case = opened["case"]
        self._tell(user, f"登记：{content['title']}")
        # The petitioner has no account: the code on their slip of paper opens this case and no other.
        self.people = self.people | {PETITIONER: Person(PETITIONER, "反映人", self.people[user].address,
                                                        opened["query_code"])}
        print(f"    查询码 (query code): {opened['query_code']}")

    def act(self, user, action, told, **content):
        path = f"/v1/cases/{self.case['id']}/actions/{action}"
        self.case = self.people[user].must("POST", path, {"input": content})["case"]
        self._tell(user, told)

    def refused(self, user, action, told, **content):
        path = f"/v1/cases/{self.case['id']}/actions/{action}"
        status, problem = self.people[user].ask("POST", path, {"input": content})
        if status < 400:
            raise Trouble(f"{user} 不该能够 {action} / {user} should not be able to {action}")
        print(f"  ✗ {self.people[user].name} {told}\n    → 被拒绝（{status}）：{problem['detail']}\n"
              f"      {problem['detail_en']}")

    def _tell(self, user, told):
        state = self.case["state"]["label"]
        round_ = f"，第 {self.case['cycle']} 轮" if self.case["cycle"] > 1 else ""
        print(f"  · {self.people[user].name} {told}\n"
              f"    → {self.case['number']}  【{state['zh-CN']}】（{state['en']}）{round_}")


def walk_opinion(people):
    story = Story(people, "一、选民意见，由代表办理  (a voter's opinion, handled by a deputy)")
    story.open("voter-desk", {
        "kind": "opinion", "title": "上店村桥头路灯不亮", "area": "hewan", "category": "power",
        "content": "桥头三盏路灯坏了半个月，晚上老人和学生过桥不安全，请帮助协调修复。",
        "petitioner": {"name": "林秀英"}, "contact": "13900000000", "anonymous": False})
    story.act("clerk-li", "assign", "交代表王长河办理", assignee="deputy-wang")
    story.refused("deputy-zhao", "resolve", "想替王代表答复", reply="已修好。", result="solved")
    story.act("deputy-wang", "resolve", "答复：已请供电所更换三盏路灯", reply="供电所已更换三盏路灯，当晚恢复照明。",
              result="solved")
    story.act(PETITIONER, "rate", "凭查询码评价：满意", rating="satisfied")
    story.act("clerk-li", "close", "办结")


def walk_dispute(people):
    story = Story(people, "二、矛盾纠纷，转调解工作室；不满意，重新办理  (a dispute, mediated twice)")
    story.open("clerk-li", {
        "kind": "dispute", "title": "相邻两户排水沟纠纷", "area": "hewan", "category": "water",
        "content": "两户为屋后排水沟的走向争执多日，雨季将至，请求调解。",
        "petitioner": {"name": "吴大有"}, "contact": "13900000001", "anonymous": False})
    story.act("clerk-li", "refer", "转调解工作室")
    story.act("mediator-chen", "resolve", "答复：双方同意共用一条沟", reply="双方口头同意共用一条排水沟。", result="planned")
    story.act(PETITIONER, "rate", "凭查询码评价：不满意（沟一直没有挖）", rating="unsatisfied")
    story.refused("clerk-li", "close", "想就这样办结")
    story.act("clerk-li", "reopen", "重新办理", reason="约定没有履行，反映人不满意。")
    story.act("clerk-li", "refer", "再转调解工作室")
    story.act("mediator-chen", "resolve", "答复：水沟已挖通，双方签字确认", reply="水沟已挖通并经双方现场签字确认。",
              result="solved")
    story.act(PETITIONER, "rate", "凭查询码评价：满意", rating="satisfied")
    story.act("clerk-li", "close", "办结")


def create_tokens(docket, data, users):
    tokens = {}
    for user in users:
        made = subprocess.run([docket, "token", "create", "--data", str(data), "--user", user], check=False,
                              capture_output=True, text=True, env={**os.environ, "DOCKET_CONFIG": str(CONFIG)})
        if made.returncode != 0:
            raise Trouble(f"没有为 {user} 建立令牌 / no token for {user}:\n{made.stderr.strip()}")
        tokens[user] = next(word for word in made.stdout.split() if word.startswith("dkt_"))
    return tokens


def verify_topic(docket, data, topic):
    """What `docket kafka verify` says, beside the running server."""
    done = subprocess.run([docket, "kafka", "verify", "--config", str(CONFIG), "--data", str(data), *topic.flags()],
                          check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise Trouble((done.stdout + done.stderr).strip())
    return done.stdout.strip()


def say_where(server, people):
    clerk = people["clerk-li"]
    page = clerk.must("GET", "/v1/cases?limit=10")
    counts = "，".join(f"{count['state']} {count['count']}" for count in page["counts"])
    events = len(clerk.must("GET", "/v1/events?limit=100")["events"])
    print(f"\n队列 (cases by state): {counts}；日志中的事件 (events in the log): {events}")
    print(f"日志 (server log): {server.log_path.relative_to(ROOT)}   数据 (data): {DEMO.relative_to(ROOT)}/data")


def say_how_to_try(server, people):
    print(f"\n服务仍在运行 (still up): http://{server.address}    按 Ctrl-C 结束 (Ctrl-C ends it)\n\n演示令牌 (demo tokens):")
    for person in people.values():
        print(f"  {person.user:15} {person.name:8} {person.token}")
    print(f"\n先贴上这一行 (paste this line first):\n  export ADDRESS=http://{server.address} "
          f"TOKEN={people['clerk-li'].token} DEPUTY={people['deputy-wang'].token}\n"
          "\n试一试 (try):\n"
          "  curl -s -H \"Authorization: Bearer $TOKEN\" $ADDRESS/v1/cases\n"
          "  curl -s -H \"Authorization: Bearer $TOKEN\" \"$ADDRESS/v1/workflows/opinion-basic/graph?format=mermaid\"\n"
          "  curl -s $ADDRESS/readyz", flush=True)


def run(options):
    shutil.rmtree(DEMO, ignore_errors=True)
    data = DEMO / "data"
    DEMO.mkdir(parents=True)
    names = {user["id"]: user["name"] for user in json.loads(DIRECTORY.read_text(encoding="utf-8"))["users"]}
    users = {user: names[user] for user in PLAYERS}
    tokens = create_tokens(options.docket, data, users)
    topic = demo_topic.Topic() if options.kafka else None
    server = Server(options.docket, data, options.port, topic.flags() if topic else [])
    try:
        people = {user: Person(user, name, server.address, tokens[user]) for user, name in users.items()}
        walk_opinion(people)
        walk_dispute(people)
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
