"""Two servers on copies of one data directory: one is fenced and says so, and nothing is doubled. Aborted transactions
stay invisible."""

import shutil
import unittest

import topics
from publishing import Publishing, as_event

BROKER = topics.Node()


class Twins(unittest.TestCase):
    def serve(self, topic):
        service = Publishing(BROKER.address, topic)
        self.addCleanup(service.close)
        return service

    def twin_of(self, service):
        """A server on a copy, taken while the original stands still."""
        service.server.stop()
        twin = self.serve(service.topic)
        shutil.copytree(service.data, twin.data)
        shutil.copy(service.data + ".key", twin.data + ".key")
        twin.tokens = dict(service.tokens)
        service.start()
        return twin

    def test_the_second_fences_the_first_which_says_so_and_nothing_is_doubled(self):
        first = self.serve(BROKER.create("twins"))
        first.start()
        first.open_cases(10)
        first.wait_until_published()
        second = self.twin_of(first)
        first.wait_until_published()
        second.start()
        second.wait_until_published()
        second.open_cases(5)
        second.wait_until_published()
        first.open_cases(5)
        first.wait("it is fenced, and then sees another history",
                   lambda found: found.get("condition") in ("other_history", "log_rolled_back"))
        self.assertEqual(first.conditions_logged()[0], "fenced", first.log_lines())
        # The right one is left alone: the refused one looks at the topic and fences nobody.
        second.open_cases(5)
        second.wait_until_published()
        self.assertEqual(second.conditions_logged(), [])
        self.assertEqual(second.assert_exactly_once(), 20)
        ids = [as_event(message)["id"] for message in BROKER.read("twins")]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(first.ready().status, 200)
        self.assertEqual(first.ready().json["status"], "degraded")

    def test_a_topic_of_another_log_is_refused(self):
        first = self.serve(BROKER.create("taken"))
        first.start()
        first.open_cases(20)
        first.wait_until_published()
        first.server.stop()
        other = self.serve("taken").start()
        other.wait("it refuses", lambda found: found.get("condition") in ("log_rolled_back", "other_history"))
        other.open_cases(20)
        other.wait_for_condition("other_history")
        self.assertEqual(len(BROKER.read("taken")), 20)

    def test_a_log_that_was_rolled_back_is_refused(self):
        service = self.serve(BROKER.create("rolled"))
        service.start()
        service.open_cases(5)
        service.wait_until_published()
        old = self.twin_of(service)
        service.open_cases(5)
        service.wait_until_published()
        service.server.stop()
        old.start()
        old.wait_for_condition("log_rolled_back")
        self.assertEqual(len(BROKER.read("rolled")), 10)


if __name__ == "__main__":
    unittest.main()
