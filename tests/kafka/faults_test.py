"""Publishing through a proxy that loses answers, cuts connections and holds requests back: nothing is doubled or missing."""

import random
import threading
import time
import unittest

import topics
from proxy import Proxy
from publishing import Publishing

PROXY = Proxy()
BROKER = topics.Node("--advertise", PROXY.address)
PROXY.forward_to(BROKER.address)


class Faults(unittest.TestCase):
    def serve(self, topic):
        PROXY.flow()
        service = Publishing(PROXY.address, BROKER.create(topic), "--kafka-transaction-max-ms", "2000")
        self.addCleanup(service.close)
        service.start()
        service.open_cases(5)
        service.wait_until_published()
        return service

    def under_load(self, service, disturb):
        """What `disturb` does while cases are opened; then everything flows, and the topic must be right."""
        stop = threading.Event()

        def load():
            while not stop.is_set():
                service.open_cases(5)
                time.sleep(0.02)

        loader = threading.Thread(target=load)
        loader.start()
        try:
            disturb()
        finally:
            PROXY.flow()
            stop.set()
            loader.join()
        total = len(service.case_events())
        self.assertGreater(total, 50)
        self.assertEqual(service.assert_exactly_once(), total)
        return sum(service.metric(f'docket_kafka_transactions_total{{result="{result}"}}') for result in ("aborted", "unknown"))

    def test_answers_that_are_lost_after_the_broker_acted(self):
        seed = random.SystemRandom().randrange(1 << 32)
        print(f"seed {seed}", flush=True)
        choice = random.Random(seed)

        def disturb():
            for _ in range(12):
                time.sleep(choice.uniform(0.05, 0.4))
                PROXY.hold("down")
                time.sleep(choice.uniform(0.01, 0.2))
                PROXY.cut()
                PROXY.flow()

        self.under_load(self.serve("lost-answers"), disturb)

    def test_an_end_of_transaction_that_arrives_after_we_gave_it_up(self):
        def disturb():
            for _ in range(3):
                time.sleep(0.3)
                PROXY.hold("up")
                time.sleep(4)  # longer than a transaction may take: the producer is gone, its requests are not
                PROXY.flow()
                time.sleep(1)

        self.assertGreater(self.under_load(self.serve("late-ends"), disturb), 0)

    def test_a_broker_that_answers_slowly(self):
        def disturb():
            PROXY.delay(0.05)
            time.sleep(4)

        self.under_load(self.serve("slow"), disturb)


if __name__ == "__main__":
    unittest.main()
