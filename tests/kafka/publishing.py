"""A server that publishes, and what its tests ask of it."""

import json
import time

import topics  # first: it knows where the other helpers are
from cases import OPEN_INPUT, WORKFLOW
from service import CONFIG, USERS, Service

WAIT_SECONDS = 60


class Publishing(Service):
    """`docket serve` with a topic. The transactional id is the topic's name, so that tests do not fence each other."""

    def __init__(self, address, topic, *flags, users=USERS):
        self.topic = topic
        self.kafka = ["--kafka-brokers", address, "--kafka-topic", topic]
        super().__init__(*self.kafka, "--kafka-transactional-id", topic, "--kafka-pause-max-ms", "1000", *flags,
                         users=users)

    def open_cases(self, count, **changes):
        client = self.client()
        body = {"workflow": WORKFLOW, "action": "open",
                "input": OPEN_INPUT | changes}
        for _ in range(count):
            answer = client.post("/v1/cases", body)
            assert answer.status == 201, str(answer)
        client.close()

    def follower(self):
        client = self.client()
        answer = client.get("/v1/followers")
        client.close()
        return answer.json["followers"][0]

    def ready(self):
        client = self.client()
        answer = client.get("/readyz", user=None)
        client.close()
        return answer

    def wait(self, what, condition):
        """Until condition(follower) holds."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            found = self.follower()
            if condition(found):
                return found
            time.sleep(0.02)
        raise AssertionError(f"{what}: not within {WAIT_SECONDS} s; the follower says {found}; log: {self.log_lines()[-5:]}")

    def wait_until_published(self):
        return self.wait("everything is published",
                         lambda found: found["lag"] == 0 and found["state"] == "publishing")

    def wait_for_condition(self, name):
        return self.wait(f"the condition {name}", lambda found: found.get("condition") == name)

    def metric(self, name):
        client = self.client()
        lines = client.get("/metrics", user=None).text.splitlines()
        client.close()
        return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.rsplit(" ", 1)[0] == name), None)

    def verify(self, *flags, topic=None, data=None):
        """The numbers of `docket kafka verify`, and its exit code."""
        kafka = self.kafka[:2] + ["--kafka-topic", topic or self.topic]
        result = self.run("kafka", "verify", "--data", data or self.data, "--config", CONFIG, *kafka, *flags)
        assert result.stdout, result.stderr
        words = result.stdout.strip().splitlines()[-1].replace(";", ",").split(": ")[1].split(",")
        found = {word.split()[1]: int(word.split()[0]) for word in words}
        found["seen"] = int(result.stdout.strip().splitlines()[-1].split()[0])
        found["code"], found["said"] = result.returncode, result.stdout + result.stderr
        return found

    def assert_exactly_once(self, *flags):
        """Every case event of the log is in the topic once and in order, and nothing else is."""
        self.wait_until_published()
        end = time.monotonic() + WAIT_SECONDS
        found = self.verify(*flags)
        while found["pending"] and time.monotonic() < end:  # a commit's markers come after its answer
            found = self.verify(*flags)
        assert found["code"] == 0, found["said"]
        assert found["pending"] == 0 and found["expired"] == 0, found["said"]
        return found["seen"]

    def case_events(self):
        return [event for event in self.dumped_events() if event["type"].startswith("docket.case.")]

    def conditions_logged(self):
        return [line["condition"] for line in self.log_lines() if "condition" in line]


def as_event(message):
    """A message in binary mode as the CloudEvent it carries."""
    headers = dict(message["headers"])
    if "ce_dataref" in headers:
        return {name.removeprefix("ce_"): value for name, value in headers.items()}
    event = {"datacontenttype": headers.pop("content-type"), "data": json.loads(message["value"])}
    return event | {name.removeprefix("ce_"): value for name, value in headers.items()}
