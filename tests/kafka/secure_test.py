"""The development broker with --secure: who shows what, who gets in, and who may write."""

import unittest

from confluent_kafka import KafkaError, KafkaException, Producer

from broker import Broker
from readers import read_by_all
from samples import Transactions, event

TOPIC = "docket.case-events"


class Secure(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = Broker("--secure")
        cls.addClassCleanup(cls.broker.close)
        cls.facts = cls.broker.facts()
        for name in (TOPIC, "other.topic"):
            cls.broker.create(name, 1)

    def tls(self, listener="tls", ca="ca"):
        return f"localhost:{self.facts['ports'][listener]}", {"security.protocol": "ssl", "ssl.ca.location": self.facts["tls"][ca]}

    def sasl(self, user, mechanism, password=None):
        address, settings = self.tls("sasl")
        return address, settings | {"security.protocol": "sasl_ssl", "sasl.mechanism": mechanism, "sasl.username": user,
                                    "sasl.password": password or self.facts["users"][user]}

    def seen_errors(self, address, settings):
        """The codes that a client meets while it asks for the topics."""
        codes = set()
        client = Producer({"bootstrap.servers": address, "error_cb": lambda error: codes.add(error.code()), **settings})
        try:
            client.list_topics(timeout=5)
        except KafkaException:
            client.poll(0.1)
        return codes

    def test_a_certificate_of_the_authority_for_this_host_is_accepted(self):
        self.assertEqual(self.seen_errors(*self.tls()), set())

    def test_a_certificate_of_another_authority_is_refused(self):
        self.assertIn(KafkaError._SSL, self.seen_errors(*self.tls(ca="wrong-ca")))

    def test_a_certificate_for_another_host_is_refused_for_its_name_alone(self):
        address, settings = self.tls("wrong_host")
        self.assertIn(KafkaError._SSL, self.seen_errors(address, settings))
        self.assertEqual(self.seen_errors(address, settings | {"ssl.endpoint.identification.algorithm": "none"}), set())

    def test_each_mechanism_lets_docket_publish_in_transactions(self):
        mechanisms = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
        for sequence, mechanism in enumerate(mechanisms, 1):
            address, settings = self.sasl("docket", mechanism)
            Transactions(address, **settings).commit_all(TOPIC, event("case_1", sequence))
        seen = [one["id"] for one in read_by_all(self.broker.address, TOPIC)]
        self.assertEqual(seen, ["case_1-1", "case_1-2", "case_1-3"])

    def test_a_wrong_password_is_refused(self):
        for mechanism in ("PLAIN", "SCRAM-SHA-512"):
            with self.subTest(mechanism=mechanism):
                self.assertIn(KafkaError._AUTHENTICATION, self.seen_errors(*self.sasl("docket", mechanism, "wrong")))

    def test_who_may_not_write_is_told_so(self):
        for user, topic in (("reader", TOPIC), ("docket", "other.topic")):
            with self.subTest(user=user, topic=topic):
                address, settings = self.sasl(user, "PLAIN")
                results = []
                producer = Producer({"bootstrap.servers": address, **settings})
                producer.produce(topic, value=b"{}", on_delivery=lambda error, _: results.append(error.code() if error else None))
                producer.flush(30)
                self.assertEqual(results, [KafkaError.TOPIC_AUTHORIZATION_FAILED])

    def test_transactions_belong_to_those_who_may_write(self):
        address, settings = self.sasl("reader", "PLAIN")
        with self.assertRaises(KafkaException) as refused:
            Transactions(address, **settings)
        self.assertEqual(refused.exception.args[0].code(), KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED)


if __name__ == "__main__":
    unittest.main()
