"""A topic that loses its end, or is deleted and made anew while the server runs, which raises no error in a producer: what
is missing is published again, in order."""

import threading
import time
import unittest

import topics
from publishing import Publishing

BROKER = topics.Node()


class Remade(unittest.TestCase):
    def serve(self, topic, partitions=6):
        service = Publishing(BROKER.address, BROKER.create(topic, partitions))
        self.addCleanup(service.close)
        return service.start()

    def remake(self, topic, partitions=6):
        BROKER.delete(topic)
        BROKER.create(topic, partitions)

    def test_everything_is_published_again_when_the_next_event_comes(self):
        service = self.serve("remade")
        service.open_cases(30)
        service.wait_until_published()
        self.remake("remade")
        service.open_cases(5)
        service.wait("all of it is there again", lambda _: len(BROKER.read("remade")) == 35)
        self.assertEqual(service.assert_exactly_once(), 35)
        self.assertGreaterEqual(service.metric("docket_kafka_lost_tails_total"), 1)

    def test_everything_is_published_again_also_when_no_event_comes(self):
        service = self.serve("idle")
        service.open_cases(30)
        service.wait_until_published()
        self.remake("idle")
        service.wait("all of it is there again", lambda _: len(BROKER.read("idle")) == 30)
        self.assertEqual(service.assert_exactly_once(), 30)

    def test_everything_is_published_again_after_a_restart(self):
        service = self.serve("stopped")
        service.open_cases(30)
        service.wait_until_published()
        service.server.stop()
        self.remake("stopped")
        service.start()
        # A broker that is still clearing the old topic away shows its end for a moment.
        service.wait("all of it is there again", lambda _: len(BROKER.read("stopped")) == 30)
        self.assertEqual(service.assert_exactly_once(), 30)

    def test_a_new_topic_may_have_another_number_of_partitions(self):
        service = self.serve("resized")
        service.open_cases(80)   # so that no partition is empty: only an offset given twice tells the publisher
        service.wait_until_published()
        # The markers of a commit come after its answer: a moment later a read_committed consumer sees them all.
        service.wait("all of it can be read", lambda _: len(BROKER.read("resized")) == 80)
        self.assertEqual(len({message["partition"] for message in BROKER.read("resized")}), 6)
        self.remake("resized", 3)
        service.open_cases(2)
        service.wait("all of it is there again", lambda _: len(BROKER.read("resized")) == 82)
        self.assertEqual(service.assert_exactly_once(), 82)

    def test_nothing_is_missing_when_it_happens_under_load(self):
        service = self.serve("loaded")
        service.open_cases(200)
        service.wait_until_published()
        stop = threading.Event()

        def load():
            while not stop.is_set():
                service.open_cases(10)

        loaders = [threading.Thread(target=load) for _ in range(2)]
        for loader in loaders:
            loader.start()
        try:
            for _ in range(3):
                time.sleep(0.5)
                self.remake("loaded")
                time.sleep(2)
        finally:
            stop.set()
            for loader in loaders:
                loader.join()
        total = len(service.case_events())
        service.wait("all of it is there again", lambda _: len(BROKER.read("loaded")) >= total)
        self.assertEqual(service.assert_exactly_once(), total)

    def test_retention_that_empties_a_topic_loses_nothing(self):
        service = self.serve("expired", 2)
        service.open_cases(20)
        service.wait_until_published()
        offsets = f'{{"partitions": [{", ".join(f"""{{"topic": "expired", "partition": {i}, "offset": -1}}""" for i in range(2))}], "version": 1}}'
        path = f"{service.directory}/offsets.json"
        with open(path, "w") as file:
            file.write(offsets)
        BROKER.java("org.apache.kafka.tools.DeleteRecordsCommand", "--bootstrap-server", BROKER.address,
                    "--offset-json-file", path)
        self.assertEqual(BROKER.read("expired"), [])
        service.restart()
        service.open_cases(4)
        service.wait_until_published()
        self.assertEqual(len(BROKER.read("expired")), 4)
        self.assertEqual(service.metric("docket_kafka_lost_tails_total"), 0)
        found = service.verify()
        self.assertEqual((found["code"], found["expired"]), (0, 20), found["said"])


if __name__ == "__main__":
    unittest.main()
