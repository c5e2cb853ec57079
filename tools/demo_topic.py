"""The demonstration's topic: fresh on the development broker, published to by the server, read back by a consumer that knows
nothing of Docket (Kafka's own console consumer)."""

import json
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOPIC = "docket.demo"
PARTITIONS = 3
PUBLISH_SECONDS = 30


class NoBroker(Exception):
    """The text says what to do."""


def kafka(*arguments):
    return subprocess.run([ROOT / "tools" / "kafka", *arguments], capture_output=True, text=True, timeout=300)


class Topic:
    def __init__(self):
        status = kafka("status")
        if status.returncode != 0:
            raise NoBroker("没有运行中的 Kafka，请先运行 tools/kafka up / no broker is running: tools/kafka up first")
        self.address = f"127.0.0.1:{json.loads(status.stdout)['ports']['plaintext']}"
        kafka("drop", TOPIC)  # of an earlier demonstration, whose data is gone
        made = kafka("topic", TOPIC, "--partitions", str(PARTITIONS))
        if made.returncode != 0:
            raise NoBroker(made.stderr.strip())

    def flags(self):
        return ["--kafka-brokers", self.address, "--kafka-topic", TOPIC]

    def wait_until_published(self, ask):
        """`ask` answers GET /v1/followers."""
        for _ in range(PUBLISH_SECONDS * 10):
            follower = ask()["followers"][0]
            if follower["state"] == "publishing" and follower["lag"] == 0:
                return follower
            time.sleep(0.1)
        raise NoBroker(f"没有发布完 / not published: {follower}")

    def read(self):
        """Every event that a read_committed consumer finds: (partition, offset, headers, data); no data in one of a case that
        not everybody may read."""
        said = kafka("run", "--", "org.apache.kafka.tools.consumer.ConsoleConsumer", "--bootstrap-server", self.address,
                     "--topic", TOPIC, "--from-beginning", "--isolation-level", "read_committed", "--timeout-ms", "4000",
                     *(f"--property=print.{what}=true" for what in ("partition", "offset", "headers", "key")))
        for line in said.stdout.splitlines():
            if not line.startswith("Partition:"):
                continue
            partition, offset, headers, _, value = line.split("\t", 4)
            pairs = dict(pair.split(":", 1) for pair in headers.split(",") if ":" in pair)
            yield int(partition.removeprefix("Partition:")), int(offset.removeprefix("Offset:")), pairs, json.loads(value) if value else None


def tell(topic, ask, verify):
    """Shows the walk's events as somebody else's system gets them."""
    published = topic.wait_until_published(ask)["published"]
    print(f"\n四、别的系统从主题 {TOPIC} 读到的事件  (what another system reads from the topic)")
    seen = 0
    for partition, offset, headers, data in topic.read():
        seen += 1
        step = f"{data.get('from', '·')} → {data['to']}" if data else f"（保密，无正文 no data）{headers['ce_dataref']}"
        print(f"  · {partition}/{offset}  {headers['ce_type']:<36} 第 {int(headers['ce_sequence'])} 步  {step}  "
              f"{headers['ce_position']}")
    print(f"  {verify()}")
    if seen != published:
        raise NoBroker(f"发布了 {published} 条，读到 {seen} 条 / {published} published, {seen} read")
