"""The row of many web hooks: a thousand of them, a tenth dead, a tenth slow, and filters that select, so that some five
hundred attempts a second are asked for in all. How long the healthy ones wait from an event's commit to the attempt, and
what the server holds in memory."""

import asyncio
import http.client
import json
import statistics
import sys
import threading
import time
from datetime import datetime

from serving import Listening, free_port, resident_mib

HOOKS, DEAD, SLOW = 1000, 100, 100
SLOW_SECONDS = 3
EVENTS_PER_SECOND = 100   # of 24 villages and two types: a hook wants one in 48 … 500 attempts by 1000 hooks
TYPES = ("docket.case.opened.*", "docket.case.noted.*", "docket.case.reminded.*", "docket.case.assigned.*")


class Receivers:
    """All of them in one process, by path: /well/N answers at once, /slow/N after a while."""

    def __init__(self):
        self.waits, self.calls, self.loop = [], 0, asyncio.new_event_loop()
        self.port = free_port()
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        ready.wait(10)

    def _run(self, ready):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=1024))
        ready.set()
        self.loop.run_forever()

    async def _serve(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            came = time.time()
            length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
            event = json.loads(await reader.readexactly(length))
            self.calls += 1
            if head.startswith(b"POST /slow"):
                await asyncio.sleep(SLOW_SECONDS)
            else:
                self.waits.append(came - datetime.fromisoformat(event["recordedtime"].replace("Z", "+00:00")).timestamp())
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


class Bench:
    def __init__(self, bin, config, scratch, token):
        self.tokens, self.scratch = token, scratch
        data = str(scratch / "hooks")
        (scratch / "hooks").mkdir(exist_ok=True)
        self.server = Listening([str(bin / "docket"), "serve", "--data", data, "--listen", "127.0.0.1:0", "--config", config,
                                 "--hooks-allow", "127.0.0.0/8", "--intake-max", "1000000"], scratch / "hooks.log")
        self.connection = http.client.HTTPConnection(self.server.address, timeout=30)

    def ask(self, method, path, user, body=None):
        headers = {"Authorization": f"Bearer {self.tokens[user]}", "Content-Type": "application/json"}
        self.connection.request(method, path, json.dumps(body).encode() if body is not None else None, headers)
        answer = self.connection.getresponse()
        content = json.loads(answer.read())
        if answer.status not in (200, 201):
            raise SystemExit(f"{method} {path} was answered {answer.status}: {content}")
        return content

    def measure(self, seconds):
        receivers, dead = Receivers(), free_port()
        areas = [area["id"] for area in self.ask("GET", "/v1/directory/areas", "supervisor")["areas"]]
        for number in range(HOOKS):
            kind = "dead" if number < DEAD else "slow" if number < DEAD + SLOW else "well"
            port = dead if kind == "dead" else receivers.port
            self.ask("POST", "/v1/webhooks", "supervisor", {
                "url": f"http://127.0.0.1:{port}/{kind}/{number}", "areas": [areas[number % len(areas)]],
                "types": [TYPES[number // len(areas) % len(TYPES)]]})
        print(f"{HOOKS} hooks", file=sys.stderr)
        before, began = resident_mib(self.server.process), time.monotonic()
        written = 0
        while time.monotonic() - began < seconds:
            area = areas[written // 2 % len(areas)]
            case = self.ask("POST", "/v1/cases", "clerk", {"workflow": "opinion-basic", "action": "open", "input": {
                "kind": "dispute", "title": "地界", "content": "两家地界不清。", "area": area, "category": "land",
                "petitioner": {"name": "某人"}, "contact": "100-0000-0000"}})["case"]["id"]
            self.ask("POST", f"/v1/cases/{case}/actions/note", "clerk", {"input": {"text": "已联系。"}})
            written += 2
            ahead = began + written / EVENTS_PER_SECOND - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)
        took = time.monotonic() - began
        calls, waits = receivers.calls, sorted(receivers.waits)
        time.sleep(3)   # whoever is well has been told by then
        missing = self.missing(receivers, written, areas)
        after = resident_mib(self.server.process)
        self.server.stop()
        return {"events": written / took, "attempts": calls / took, "p50": statistics.median(waits), "missing": missing,
                "p99": waits[int(len(waits) * 0.99)], "max": waits[-1], "before": before, "after": after}

    def missing(self, receivers, written, areas):
        """Tellings of healthy hooks that have not come."""
        wanted = 0
        for number in range(DEAD + SLOW, HOOKS):
            if number // len(areas) % len(TYPES) < 2:   # opened, noted: one of each a case, cases going round
                wanted += len([one for one in range(0, written, 2) if one // 2 % len(areas) == number % len(areas)])
        return wanted - len(receivers.waits)


def bars(found):
    """(what, measured, bar, met)."""
    return [
        (f"p99 from commit to attempt of healthy hooks, {found['attempts']:.0f} attempts/s in all", f"{found['p99'] * 1000:.0f} ms",
         "< 1 s", found["p99"] < 1),
        ("tellings of healthy hooks that did not come", f"{found['missing']}", "0", found["missing"] == 0),
        ("memory it took", f"{found['after'] - found['before']:.0f} MiB", "< 128 MiB", found["after"] - found["before"] < 128),
    ]
