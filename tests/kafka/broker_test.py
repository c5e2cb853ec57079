"""The development broker: started once, at the same address for its life, with what was acknowledged."""

import json
import unittest

from confluent_kafka import KafkaException

from broker import Broker
from readers import read
from samples import Transactions, event


class Life(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = Broker()
        cls.addClassCleanup(cls.broker.close)

    def write(self, topic, sequence):
        Transactions(self.broker.address).commit_all(topic, event("case_1", sequence))

    def ids(self, topic):
        return [one["id"] for one in read("confluent-kafka", self.broker.address, topic)]

    def test_starting_it_again_starts_nothing(self):
        before = json.loads(self.broker.command("status"))
        self.assertEqual(self.broker.up(), self.broker.address)
        self.assertEqual(json.loads(self.broker.command("status")), before)
        self.assertTrue(before["running"])

    def test_what_was_committed_is_there_after_a_stop_and_after_a_kill(self):
        self.broker.create("docket.kept", 1)
        for sequence, end in enumerate((self.broker.down, self.broker.kill), 1):
            self.write("docket.kept", sequence)
            end()
            self.assertEqual(self.broker.up(), self.broker.address)
        self.assertEqual(self.ids("docket.kept"), ["case_1-1", "case_1-2"])

    def test_a_topic_that_was_dropped_and_made_again_begins_at_zero(self):
        self.broker.create("docket.dropped", 1)
        self.write("docket.dropped", 1)
        self.broker.delete("docket.dropped")
        self.broker.create("docket.dropped", 1)
        self.write("docket.dropped", 2)
        self.assertEqual([(one["id"], one["offset"]) for one in read("confluent-kafka", self.broker.address, "docket.dropped")],
                         [("case_1-2", 0)])

    def test_no_topic_appears_by_being_written_to(self):
        with self.assertRaises(KafkaException):
            writer = Transactions(self.broker.address, **{"message.timeout.ms": 2000, "transaction.timeout.ms": 5000})
            writer.commit_all("docket.missing", event("case_1", 1))
        self.assertNotIn("docket.missing", writer.producer.list_topics(timeout=30).topics)

    def test_another_version_in_the_same_directory_is_refused(self):
        other = "3.9.1" if self.broker.facts()["version"] == "4.1.0" else "4.1.0"
        with self.assertRaisesRegex(RuntimeError, "reset"):
            self.broker.command("up", "--version", other)


if __name__ == "__main__":
    unittest.main()
