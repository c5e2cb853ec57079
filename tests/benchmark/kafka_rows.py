"""The rows of tools/bench --kafka: what publishing costs the requests, how late events are, and how fast a backlog goes
out, against a bare transactional producer. A broker of its own, on this machine: it takes its share of the cores."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from serving import Listening, Load, histogram, metrics, resident_mib

ROOT = Path(__file__).resolve().parents[2]
NOBODY = "127.0.0.1:9"
DELAY = "docket_kafka_delay_seconds"


class Server(Listening):
    """`docket serve` on data of its own, with or without a topic."""

    publishes = False  # True: a run ends when its last event is in the topic

    def __init__(self, bench, name, *flags):
        data = str(bench.scratch / name)
        self.load = Load(str(bench.bin / "docket-load"), bench.seconds, bench.tokens(data))
        super().__init__([str(bench.bin / "docket"), "serve", "--data", data, "--listen", "127.0.0.1:0", "--config",
                          bench.config, *flags], bench.scratch / f"{name}.log")

    def cpu_seconds(self):
        """Of all threads, librdkafka's included, also of those that have ended."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def events(self):
        return metrics(self)["docket_events_total"]

    def published(self):
        return metrics(self)["docket_kafka_published_total"]

    def lag(self):
        return metrics(self).get("docket_kafka_lag_events", 0)

    def wait(self, what, condition, every=0.02):
        end = time.monotonic() + 600
        while not condition():
            if time.monotonic() > end:
                raise SystemExit(f"waited in vain for {what}")
            time.sleep(every)

    def wait_until_published(self):
        self.wait("everything to be published", lambda: self.lag() == 0)

    def at_rate(self, rate, connections=64):
        """One run at a fixed rate: its report, and the server's CPU per event, publishing included."""
        cpu, events = self.cpu_seconds(), self.events()
        report = self.load.walks(self, connections, keys=False, rate=rate)
        if self.publishes:
            self.wait_until_published()
        report["cpu_us"] = (self.cpu_seconds() - cpu) * 1e6 / (self.events() - events)
        return report


class Bench:
    """`tokens` makes those of a data directory by role."""

    def __init__(self, bin, config, scratch, seconds, tokens):
        os.environ["DOCKET_BIN"] = str(bin / "docket")
        sys.path.insert(0, str(ROOT / "tests" / "kafka"))
        import topics
        self.bin, self.config, self.scratch, self.seconds = bin, config, scratch, seconds
        self.tokens = tokens
        self.node = topics.Node()

    def topic_flags(self, topic, address=None):
        return ["--kafka-brokers", address or self.node.address, "--kafka-topic", topic,
                "--kafka-transactional-id", topic, "--kafka-pause-max-ms", "1000"]

    def program(self, *arguments):
        return subprocess.Popen([self.bin / "kafka_bench", self.node.address, *map(str, arguments)], text=True,
                                stdout=subprocess.PIPE)

    def said(self, process):
        text, _ = process.communicate(timeout=900)
        if process.returncode != 0:
            raise SystemExit("kafka_bench failed")
        return json.loads(text)


def cost(bench, repetitions):
    """Name → reports at half of peak load, the three servers in turns."""
    bench.node.create("cost", 6)
    servers = {"off": Server(bench, "off"), "on": Server(bench, "on", *bench.topic_flags("cost")),
               "away": Server(bench, "away", *bench.topic_flags("cost", NOBODY))}
    servers["on"].publishes = True
    try:
        peak = servers["off"].load.walks(servers["off"], 64, keys=False)["rate"]
        for server in servers.values():
            server.at_rate(peak / 2)
        reports = {name: [] for name in servers}
        for number in range(repetitions):
            print(f"kafka off, on, away: {number + 1} of {repetitions} …", file=sys.stderr)
            for name in servers:
                reports[name].append(servers[name].at_rate(peak / 2))
        return peak, reports, delays(bench, servers["on"])
    finally:
        for server in servers.values():
            server.stop()


def delays(bench, server):
    """(what, at the broker's acknowledgement, at a consumer) at idle and at 5 000 events a second."""
    rows = []
    for what, rate, connections in (("idle (20/s)", 20, 1), ("5 000/s", 5000, 64)):
        print(f"how late events are, {what} …", file=sys.stderr)
        consumer = bench.program("delays", "cost", "--seconds", 2 * bench.seconds + 2)
        time.sleep(1)
        before = histogram(server, DELAY)
        reached = sum(server.at_rate(rate, connections)["rate"] for _ in range(2)) / 2
        acknowledged = histogram(server, DELAY).since(before)
        rows.append((what, reached, acknowledged, bench.said(consumer)))
    return rows


def outage(bench, events):
    """A backlog built while the broker is away, its memory beside a server without Kafka, and how it goes out."""
    bench.node.create("backlog", 6)
    bench.node.create("bare", 6)
    resident = {}
    plain = Server(bench, "plain")
    try:
        resident["off"] = fill(plain, events)
    finally:
        plain.stop()
    bench.node.kill()
    server = Server(bench, "backlog", *bench.topic_flags("backlog"))
    try:
        resident["away"] = fill(server, events)
        bench.node.up()
        server.wait("the backlog to begin to go out", lambda: server.published() > 0, 0.005)
        begin, published = time.monotonic(), server.published()
        server.wait_until_published()
        rate = (server.published() - published) / (time.monotonic() - begin)
        resident["caught up"] = resident_mib(server.process)
    finally:
        server.stop()
    bare = bench.said(bench.program("resend", "backlog", "bare"))
    return resident, rate, bare["events"] / bare["seconds"]


def fill(server, events):
    """Whole walks until the log holds this many events; the resident memory then."""
    while server.events() < events:
        server.load.walks(server, 64, keys=False)
        print(f"  {server.events():.0f} events …", file=sys.stderr)
    return resident_mib(server.process)


def median(reports, field):
    return statistics.median(report[field] for report in reports)


def measure(bench, repetitions, backlog, print_table):
    """Prints the tables; whether every bar was met."""
    peak, reports, late = cost(bench, repetitions)
    resident, caught_up, bare = outage(bench, backlog)
    cpu = {name: median(rows, "cpu_us") for name, rows in reports.items()}
    p50 = {name: median(rows, "p50_us") for name, rows in reports.items()}
    more = resident["away"] - resident["off"]
    readable = late[0][3]["p50_ms"]
    bars = [
        ("CPU per transition, Kafka on ÷ off, half of peak", cpu["on"] / cpu["off"], "≤ 1.25", cpu["on"] <= 1.25 * cpu["off"]),
        ("CPU per transition, broker away ÷ off", cpu["away"] / cpu["off"], "≤ 1.10", cpu["away"] <= 1.1 * cpu["off"]),
        ("p50 of a transition, broker away ÷ off", p50["away"] / p50["off"], "≤ 1.10", p50["away"] <= 1.1 * p50["off"]),
        (f"memory with a backlog of {backlog:,} beside Kafka off, MiB more", more, "≤ 64", more <= 64),
        ("catching up ÷ bare transactional producer", caught_up / bare, "≥ 0.50", caught_up >= 0.5 * bare),
        ("at idle, recorded to readable by read_committed, p50 ms", readable, "≤ 100", readable <= 100),
    ]
    print_table(["Kafka: what", "measured", "bar", "met"],
                [(what, f"{value:.2f}", bar, "yes" if met else "NO") for what, value, bar, met in bars])
    print_table([f"half of peak ({peak / 2:.0f}/s)", "CPU µs per transition", "p50 µs"],
                [(f"Kafka {name}", f"{cpu[name]:.0f}", f"{p50[name]:.0f}") for name in cpu])
    print_table(["from recorded to …", "reached per second", "acknowledged p50 ms", "p99 ms", "readable p50 ms", "p99 ms"],
                [(what, f"{reached:.0f}", f"{acked.quantile(0.5) * 1e3:.1f}", f"{acked.quantile(0.99) * 1e3:.1f}",
                  seen["p50_ms"], seen["p99_ms"]) for what, reached, acked, seen in late])
    print_table(["backlog", ""], [
        ("caught up, events/s", f"{caught_up:.0f}"), ("bare producer, events/s", f"{bare:.0f}"),
        *((f"resident MiB, {name}", f"{value:.0f}") for name, value in resident.items())])
    return all(met for *_, met in bars)
