#!/usr/bin/env python3
"""Kills a server that tells web hooks, again and again, and checks what reached them.

Each round: concurrent walks over HTTP, SIGKILL at a random moment, a new start. Three hooks listen all the time: one that
takes everything, a frail one that refuses now and then or dies in the middle of its answer, and one that watches a queue.
At the end every event of the log must have reached the first two at least once, under one id, signed, in order for each
case; what the third was told must be a count that goes up and down by one, and each moment that came one message."""

import http.server
import json
import random
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
sys.path.append(str(Path(__file__).parents[1] / "api"))

from client import Client
from findings import Finding
from load import Load
from receiver import is_signed
from rounds import Rounds, end_with, parser, run
from server import verify_log

QUEUE = "unassigned"
FLAGS = ["--hooks-allow", "127.0.0.0/8", "--hooks-retry", ",".join(["1s"] * 60)]
DRAIN_SECONDS = 1200
WELL, FRAIL, WATCHING = "/well", "/frail", "/watching"


class Receivers:
    """All three at one address, by path. `taken`: what each answered 2xx to, in its order."""

    def __init__(self, chance):
        self.taken, self.lock, outer = defaultdict(list), threading.Lock(), self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with outer.lock:
                    fate = chance.random() if self.path == FRAIL else 1
                    if fate >= 0.002:   # it dies after it took it, too
                        outer.taken[self.path].append((dict(self.headers), body))
                if fate < 0.002:
                    return self.send_error(500)
                if fate < 0.004:
                    self.wfile.write(b"HTTP/1.1 20")
                    return self.connection.close()
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"


class HookRounds(Rounds):
    def __init__(self, options, data):
        super().__init__(options, data)
        self.receivers = Receivers(random.Random(self.random.random()))
        self.hooks = {}

    def command(self):
        options = self.options
        return [options.docket, "serve", "--data", self.data, "--listen", "127.0.0.1:0", "--config", options.config, *FLAGS]

    def begin(self, server):
        client = Client(server.address, self.tokens)
        watch = {"queue": QUEUE, "moves": True, "age": "1s"}
        for path, given in ((WELL, {}), (FRAIL, {}), (WATCHING, {"watch": watch})):
            response, made = client.request("POST", "/v1/webhooks", "supervisor", {"url": self.receivers.url(path)} | given)
            if response.status != 201:
                raise SystemExit(f"no hook was made: {made}")
            self.hooks[path] = made
        self.since = client.get("/v1/events?after=latest")["next"]
        client.close()

    def round(self, server, number):
        load = Load(server.address, self.tokens, self.walks, self.ledger)
        load.first_answer.wait(30)
        time.sleep(self.random.uniform(0.05, 0.4))
        load.killed.set()
        server.kill()
        load.join()
        if load.answered_count == 0:
            raise SystemExit("no command was acknowledged: the harness did no work")
        with self.receivers.lock:
            told = sum(len(calls) for calls in self.receivers.taken.values())
        print(f"round {number}: {load.answered_count} acknowledged, {told} calls in all", flush=True)
        if self.random.random() < 0.25:
            time.sleep(1.5)   # a moment comes while nothing runs
        return self.serve()

    def end(self, server):
        client = Client(server.address, self.tokens)
        self.drain(client)
        events = self.log(client)
        for path in (WELL, FRAIL):
            self.everything_arrived(path, [event for event in events if event["type"].startswith("docket.case.")])
        self.queue_was_followed(events)
        client.close()
        if server.stop() != 0:
            raise Finding("refused", "the server did not stop well")
        verify_log(self.options.docket, self.data, self.options.config)

    def drain(self, client):
        deadline = time.monotonic() + DRAIN_SECONDS
        while True:
            tail = int(client.get("/v1/events?after=latest")["next"].split("-")[1])
            told = [client.get(f"/v1/webhooks/{hook['id']}/deliveries") for hook in self.hooks.values()]
            if all(one["waiting"] == 0 and int(one["position"].split("-")[1]) >= tail for one in told):
                return
            if time.monotonic() > deadline:
                raise Finding("lost", f"hooks do not come to the end of the log: {[one | {'attempts': []} for one in told]}")
            time.sleep(0.2)

    def log(self, client):
        events, after = [], self.since
        while True:
            page = client.get(f"/v1/events?after={after}&limit=1000")
            events += page["events"]
            if page["next"] == after:
                return events
            after = page["next"]

    def first_told(self, path):
        """By id, the first time each was taken; all signed, and the same bytes each time."""
        told = {}
        for headers, body in self.receivers.taken[path]:
            if not is_signed(headers, body, self.hooks[path]["secret"]):
                raise Finding("forged", f"{path}: {headers['webhook-id']} is not signed by its hook")
            event = json.loads(body)
            if headers["webhook-id"] != event["id"]:
                raise Finding("changed", f"{path}: {event['id']} came as {headers['webhook-id']}")
            before = told.setdefault(event["id"], event)
            if before.get("data", 0) != event.get("data", 0) and "data" in before and "data" in event and path != WATCHING:
                raise Finding("changed", f"{path}: {event['id']} said two things")
        return told

    def everything_arrived(self, path, events):
        told = self.first_told(path)
        missing = [event["id"] for event in events if event["id"] not in told]
        if missing:
            raise Finding("lost", f"{path} was never told of {len(missing)} events, {missing[0]} among them")
        if len(told) != len(events):
            raise Finding("invented", f"{path} was told of {len(told)} events, the log has {len(events)}")
        last = {}
        for id in told:   # in the order in which they came
            case, sequence = id.rsplit("-", 1)
            if int(sequence) <= last.get(case, 0):
                raise Finding("order", f"{path}: {id} came after {case}-{last[case]}")
            last[case] = int(sequence)
        calls = len(self.receivers.taken[path])
        print(f"{path}: {len(told)} events, {calls - len(told)} of them more than once", flush=True)

    def queue_was_followed(self, events):
        told = self.first_told(WATCHING)
        moves = sorted((event for event in told.values() if event["type"].rsplit(".", 2)[1] in ("entered", "left")),
                       key=lambda event: int(event["position"].split("-")[1]))
        count = 0
        for event in moves:
            count += 1 if ".entered." in event["type"] else -1
            if event["data"]["count"] != count:
                raise Finding("lost", f"{WATCHING}: {event['id']} says {event['data']['count']}, {count} were told of")
        moments = [event for event in events if event["type"] == "docket.org.queue_aged.v1"]
        aged = [event for event in told.values() if event["type"] == "docket.queue.aged.v1"]
        if len(aged) != len(moments) or len({event["data"]["moment"] for event in aged}) != len(moments):
            raise Finding("moments", f"{len(moments)} moments came, {len(aged)} were told")
        if not moves or not moments:
            raise SystemExit("nothing moved in the queue, or nobody waited: the harness did no work")
        print(f"{WATCHING}: {len(moves)} moves, {len(moments)} moments", flush=True)


def main():
    options = parser(__doc__, clients=1).parse_args()
    print(f"seed {options.seed}, {options.rounds} rounds", flush=True)
    finding, _, _ = run(options, HookRounds)
    if finding is None:
        print("every promise held")
    return 0 if finding is None else 1


if __name__ == "__main__":
    end_with(main)
