"""The row of a million cases: a server is loaded over HTTP until its log holds so many events, minute by minute, then started
anew: how soon it is ready, what it holds in memory, how long a page of a long queue takes."""

import sys
import time
import urllib.error
import urllib.request

from serving import Listening, Load, metrics, resident_mib

QUEUE = "/v1/queues/awaiting-feedback?limit=50"
LEAVE = 5   # one case of five waits for its rating: the queue that is read has a fifth of all cases
MINUTE = 60


class Scale:
    def __init__(self, bin, config, scratch, tokens):
        self.bin, self.config, self.scratch, self.tokens = bin, config, scratch, tokens
        self.data = str(scratch / "scale")

    def serve(self):
        return Listening([str(self.bin / "docket"), "serve", "--data", self.data, "--listen", "127.0.0.1:0", "--config",
                          self.config], self.scratch / f"scale-{time.monotonic_ns()}.log")

    def fill(self, events, minute=MINUTE):
        """Rates of each minute of writing until the log holds so many events."""
        server = self.serve()
        load = Load(str(self.bin / "docket-load"), minute, self.tokens)
        rates = []
        try:
            written = 0
            while written < events:
                rates.append(load.walks(server, 64, keys=False, leave=LEAVE)["rate"])
                written = metrics(server)["docket_events_total"]
                print(f"minute {len(rates)}: {rates[-1]:.0f}/s, {written / 1e6:.2f} M events", file=sys.stderr)
        finally:
            server.stop()
        return rates

    def measure(self, events, minute=MINUTE):
        rates = self.fill(events, minute)
        begin = time.perf_counter()
        server = self.serve()
        try:
            ready = self.until_ready(server, begin)
            load = Load(str(self.bin / "docket-load"), 10, self.tokens)
            page = load.read(server, QUEUE, 1)
            resident = resident_mib(server.process)
            counted = self.queue_length(server)
        finally:
            server.stop()
        return {"rates": rates, "ready_s": ready, "resident_mib": resident, "page": page, "queue": counted}

    def until_ready(self, server, begin):
        while True:
            try:
                with urllib.request.urlopen(f"http://{server.address}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return time.perf_counter() - begin
            except urllib.error.HTTPError:
                pass
            time.sleep(0.01)

    def queue_length(self, server):
        import json
        request = urllib.request.Request(f"http://{server.address}/v1/queues", headers={"Authorization": f"Bearer {self.tokens['clerk']}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            queues = json.load(answer)["queues"]
        return next(queue["count"] for queue in queues if queue["id"] == "awaiting-feedback")


def bars(found):
    """(what, measured, bar, met)."""
    ratio = found["rates"][-1] / found["rates"][0]
    p99 = found["page"]["p99_us"] / 1000
    return [
        ("ready after a start", f"{found['ready_s']:.2f} s", "< 2 s", found["ready_s"] < 2),
        ("resident after the start and 10 s of reading", f"{found['resident_mib']:.0f} MiB", "< 512 MiB", found["resident_mib"] < 512),
        (f"p99 of a page of 50 of a queue of {found['queue']}", f"{p99:.2f} ms", "< 10 ms", p99 < 10),
        ("the last minute's write rate ÷ the first's", f"{ratio:.2f}", "≥ 0.80", ratio >= 0.8),
    ]
