"""Everything that can stand between the log and the topic is named in log, metric, /readyz and status, waited out calmly, and
loses nothing."""

import json
import time
import unittest

import topics
from publishing import Publishing
from service import ROOT

BROKER = topics.Node()


class Condition(unittest.TestCase):
    def serve(self, topic, *flags, address=None):
        service = Publishing(address or BROKER.address, topic, *flags)
        self.addCleanup(service.close)
        return service.start()

    def assert_named_everywhere(self, service, name):
        follower = service.wait_for_condition(name)
        self.assertIn(name, service.conditions_logged())
        self.assertEqual(service.metric(f'docket_kafka_condition{{condition="{name}"}}'), 1)
        ready = service.ready()
        self.assertEqual((ready.status, ready.json["status"], ready.json["followers"]["kafka"]["condition"]),
                         (200, "degraded", name))
        told = service.run("kafka", "status", "--server", service.url, user="supervisor-sun")
        self.assertEqual(told.returncode, 1)
        self.assertIn(name, told.stdout)
        self.assertIn(follower["message"], told.stdout)

    def assert_over(self, service, name, total):
        self.assertEqual(service.assert_exactly_once(), total)
        self.assertEqual(service.metric(f'docket_kafka_condition{{condition="{name}"}}'), 0)
        self.assertEqual(service.ready().json["status"], "pass")

    def test_a_topic_that_is_missing(self):
        service = self.serve("absent")
        service.open_cases(5)
        self.assert_named_everywhere(service, "topic_missing")
        BROKER.create("absent")
        self.assert_over(service, "topic_missing", 5)

    def test_a_topic_that_is_deleted_while_we_publish(self):
        service = self.serve(BROKER.create("deleted"))
        service.open_cases(5)
        service.wait_until_published()
        BROKER.delete("deleted")
        service.open_cases(5)
        self.assert_named_everywhere(service, "topic_missing")
        BROKER.create("deleted")
        self.assert_over(service, "topic_missing", 10)

    def test_a_topic_with_too_few_replicas(self):
        service = self.serve(BROKER.create("fragile", min_insync_replicas=2))
        service.open_cases(5)
        self.assert_named_everywhere(service, "topic_too_few_replicas")
        BROKER.configure("fragile", min_insync_replicas=1)
        self.assert_over(service, "topic_too_few_replicas", 5)

    def test_an_event_that_is_too_large_stops_there_and_skips_nothing(self):
        wide = "河" * 64
        directory = json.loads((ROOT / "config" / "demo" / "directory.json").read_text(encoding="utf-8"))
        directory["areas"].append({"id": wide, "label": {"zh-CN": wide, "en": wide}})
        path = f"{BROKER.directory}/wide.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(directory, file)
        service = self.serve(BROKER.create("narrow", 1, max_message_bytes=1700), "--directory", path)
        service.open_cases(3)
        service.open_cases(1, area=wide)
        service.open_cases(3)
        self.assert_named_everywhere(service, "message_too_large")
        self.assertEqual(len(BROKER.read("narrow")), 3)
        BROKER.configure("narrow", max_message_bytes=1_000_000)
        self.assert_over(service, "message_too_large", 7)

    def test_partitions_that_were_added(self):
        service = self.serve(BROKER.create("grown", 2))
        service.open_cases(5)
        service.wait_until_published()
        BROKER.java("org.apache.kafka.tools.TopicCommand", "--bootstrap-server", BROKER.address, "--alter", "--topic", "grown",
                    "--partitions", 4)
        service.restart()
        service.open_cases(5)
        self.assert_named_everywhere(service, "partitions_changed")
        self.assertEqual(len(BROKER.read("grown")), 5)

    def test_settings_that_the_client_refuses(self):
        service = self.serve("any", "--kafka-security", "ssl", "--kafka-ca-file", "/nowhere/ca.pem")
        self.assert_named_everywhere(service, "client_refused")

    def test_a_port_where_nobody_answers(self):
        service = self.serve("any", address="127.0.0.1:9")
        service.open_cases(5)
        self.assert_named_everywhere(service, "broker_unreachable")
        began = time.monotonic()
        self.assertEqual(service.server.stop(), 0)
        self.assertLess(time.monotonic() - began, 8)


class Outage(unittest.TestCase):
    """A broker that is away: nothing fails, nothing is lost, and the backlog goes out when it is back."""

    def test_it_is_boring(self):
        node = topics.Node()
        service = Publishing(node.address, node.create("outage"))
        self.addCleanup(service.close)
        service.start()
        service.open_cases(20)
        service.wait_until_published()
        node.kill()
        service.open_cases(300)
        found = service.wait_for_condition("broker_unreachable")
        self.assertGreaterEqual(found["lag"], 300)
        self.assertEqual(service.ready().json["status"], "degraded")
        node.up()
        self.assertEqual(service.assert_exactly_once(), 320)
        self.assertEqual(service.ready().json["status"], "pass")


if __name__ == "__main__":
    unittest.main()
