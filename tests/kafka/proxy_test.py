"""The fault proxy before a real broker: each fault is shown to happen, and to end."""

import unittest

from confluent_kafka import KafkaError, KafkaException, Producer

from broker import Broker
from proxy import Proxy
from readers import read
from samples import Transactions, event


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.proxy = Proxy()
        cls.addClassCleanup(cls.proxy.close)
        cls.broker = Broker("--advertise", cls.proxy.address)
        cls.addClassCleanup(cls.broker.close)
        cls.proxy.forward_to(cls.broker.address)

    def setUp(self):
        self.proxy.flow()
        self.topic = self.broker.create(f"docket.{self._testMethodName[:60]}", 1)

    def ids(self):
        return [one["id"] for one in read("confluent-kafka", self.proxy.address, self.topic)]

    def metadata(self, seconds):
        Producer({"bootstrap.servers": self.proxy.address, "log_level": 0}).list_topics(timeout=seconds)

    def test_clients_go_through_it_and_not_around_it(self):
        before = self.proxy.bytes["up"]
        Transactions(self.proxy.address).commit_all(self.topic, event("case_1", 1))
        self.assertGreater(self.proxy.bytes["up"], before + 500)
        self.assertEqual(self.ids(), ["case_1-1"])

    def test_a_commit_whose_answer_is_held_is_unknown_until_it_flows(self):
        writer = Transactions(self.proxy.address)
        writer.begin()
        writer.send(self.topic, event("case_1", 1))
        self.proxy.hold("down")
        with self.assertRaises(KafkaException) as unknown:
            writer.producer.commit_transaction(3)
        self.assertEqual(unknown.exception.args[0].code(), KafkaError._TIMED_OUT)
        self.proxy.flow()
        writer.commit()
        self.assertEqual(self.ids(), ["case_1-1"])

    def test_a_cut_connection_is_opened_again(self):
        writer = Transactions(self.proxy.address)
        writer.commit_all(self.topic, event("case_1", 1))
        self.proxy.cut()
        writer.commit_all(self.topic, event("case_1", 2))
        self.assertEqual(self.ids(), ["case_1-1", "case_1-2"])

    def test_a_refused_broker_is_away_until_it_flows(self):
        self.metadata(30)
        self.proxy.refuse()
        with self.assertRaises(KafkaException):
            self.metadata(2)
        self.proxy.flow()
        self.metadata(30)

    def test_a_delay_is_felt(self):
        self.proxy.delay(0.4)
        with self.assertRaises(KafkaException):
            self.metadata(0.5)   # two round trips at least, each delayed twice
        self.metadata(30)


if __name__ == "__main__":
    unittest.main()
