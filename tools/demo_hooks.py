"""The demonstration's supervisor, who is told: a dispute that waits too long arrives in a chat group and at a web hook. Both
listen on loopback here; what the web hook got is verified by the library of Standard Webhooks, which knows nothing of
Docket."""

import http.server
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from demo_stories import Story, Trouble

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "build" / "standardwebhooks"
QUEUE = "studio-intake"
AGE = "5s"
PATIENCE_SECONDS = 60
TEXT_BYTES_MAX = 2048  # what a WeCom robot takes

VERIFY = """
import json, sys
from standardwebhooks.webhooks import Webhook
given = json.load(sys.stdin)
for one in given["calls"]:
    Webhook(given["secret"]).verify(one["body"], one["headers"])
print(len(given["calls"]))
"""


class Listener:
    """An address on loopback that keeps what it is told."""

    def __init__(self, answer):
        self.calls, outer = [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.calls.append((dict(self.headers), body))
                said = answer(body).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"

    def wait(self, told):
        """The first call that `told` finds right."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for _, body in list(self.calls):
                if told(body):
                    return body
            time.sleep(0.05)
        raise Trouble("推送没有到达 / nothing arrived at the web hook")


def robot(body):
    """As WeCom's robot answers: 200 always, the code tells."""
    message = json.loads(body)
    good = message.get("msgtype") == "text" and len(message["text"]["content"].encode()) <= TEXT_BYTES_MAX
    return json.dumps({"errcode": 0 if good else 40058, "errmsg": "ok" if good else "invalid"})


def create(docket, server, supervisor, url, *flags):
    made = subprocess.run([docket, "hook", "create", url, "--queue", QUEUE, "--age", AGE, *flags, "--server", f"http://{server.address}"],
                          check=False, capture_output=True, text=True, env={**os.environ, "DOCKET_TOKEN": supervisor.token})
    if made.returncode != 0:
        raise Trouble(made.stderr.strip())
    print(f"  · {supervisor.name} docket hook create … --queue {QUEUE} --age {AGE} {' '.join(flags)}")
    return made.stdout.split()


def verified(secret, calls):
    """How many the library finds right; nothing when it cannot be had here."""
    python = LIBRARY / "bin" / "python"
    if not python.exists():
        made = subprocess.run([sys.executable, "-m", "venv", LIBRARY], check=False, capture_output=True)
        made = made if made.returncode else subprocess.run([python, "-m", "pip", "install", "--quiet", "standardwebhooks==1.0.0"],
                                                            check=False, capture_output=True)
        if made.returncode != 0:
            return None
    given = {"secret": secret, "calls": [{"headers": {name.lower(): value for name, value in headers.items()}, "body": body}
                                         for headers, body in calls]}
    done = subprocess.run([python, "-c", VERIFY], input=json.dumps(given), check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise Trouble(f"签名不对 / a signature is wrong: {done.stderr.strip().splitlines()[-1]}")
    return int(done.stdout)


def walk_waiting(docket, server, people):
    supervisor = people["supervisor-sun"]
    group, signed = Listener(robot), Listener(lambda body: "")
    story = Story(people, f"四、等得太久的纠纷，监督员会知道  (a dispute that waits too long; here {AGE} stand for days)")
    create(docket, server, supervisor, group.url, "--moves", "--format", "wecom")
    _, secret = create(docket, server, supervisor, signed.url, "--moves")
    time.sleep(0.5)
    story.open("mediator-chen", "dispute", "apply", "登记：相邻通道纠纷，无人受理", source="party", dispute_type="neighbor",
               area="hewan", applicant={"name": "周广田", "phone": "100-0000-1004"},
               respondent={"name": "郑二柱", "phone": "100-0000-1005"}, summary="两家为门前通道争执多日。", claims="让出通道。",
               risk="yellow")
    number = story.case["number"]
    group.wait(lambda body: number in body)
    group.wait(lambda body: "等候超过" in body)
    print("    群里收到 (in the chat group):")
    for _, body in group.calls:
        for line in json.loads(body)["text"]["content"].splitlines():
            print(f"      {line}")
    signed.wait(lambda body: "docket.queue.aged.v1" in body)
    signed.wait(lambda body: number in body)
    events = [json.loads(body) for _, body in signed.calls]
    print("    签名推送收到 (at the signed web hook): " + "、".join(f"{event['type']} ({event['data']['count']})" for event in events))
    count = verified(secret, signed.calls)
    print(f"    Standard Webhooks 的公开库验证了 {count} 条签名 (verified by its public library)" if count else
          "    未能取得 Standard Webhooks 的公开库，签名没有验证 (the public library could not be had: not verified)")
