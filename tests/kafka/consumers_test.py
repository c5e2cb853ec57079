"""Three consumers that are not ours read the same events, decode both modes, and see nothing that was aborted."""

import subprocess
import sys
import unittest

from broker import Broker
from readers import HERE, READERS, read, read_by_all
from samples import Transactions, event, structured

CASES = [f"case_{number:04}" for number in range(20)]


class Consumers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = Broker()
        cls.addClassCleanup(cls.broker.close)
        cls.writer = Transactions(cls.broker.address, **{"compression.type": "gzip"})

    def topic(self, partitions=3):
        return self.broker.create("docket." + self.id().rsplit(".", 1)[-1][:60], partitions)

    def test_binary_and_structured_events_come_out_as_they_went_in(self):
        topic, sent = self.topic(), [event(case, sequence) for case in CASES for sequence in (1, 2)]
        self.writer.commit_all(topic, *sent[::2])
        self.writer.commit_all(topic, *sent[1::2], mode=structured)
        seen = read_by_all(self.broker.address, topic)
        place = ("partition", "offset", "key")
        self.assertEqual({one["id"]: {name: one[name] for name in one if name not in place} for one in seen},
                         {one["id"]: one for one in sent})
        self.assertEqual([one for one in seen if one["key"] != one["subject"]], [])
        self.assertEqual(len({one["partition"] for one in seen}), 3)

    def test_what_was_aborted_is_invisible_also_at_the_end_of_a_partition(self):
        topic = self.topic(partitions=1)
        for sequence, end in enumerate(("commit", "abort", "commit", "abort"), 1):
            self.writer.begin()
            self.writer.send(topic, event("case_1", sequence))
            getattr(self.writer, end)()
        self.assertEqual([one["id"] for one in read_by_all(self.broker.address, topic)], ["case_1-1", "case_1-3"])
        uncommitted = read("kcat", self.broker.address, topic, "read_uncommitted")
        self.assertEqual(len(uncommitted), 4, "nothing aborted was there to be seen")

    def test_an_empty_topic_is_read_to_its_end(self):
        self.assertEqual(read_by_all(self.broker.address, self.topic()), [])

    def test_what_is_no_cloud_event_is_an_error_to_every_reader(self):
        topic = self.topic(partitions=1)
        self.writer.begin()
        self.writer.producer.produce(topic, key="case_1", value=b'{"action": "open"}', headers=[("ce_id", b"case_1-1")])
        self.writer.commit()
        for reader in READERS:
            with self.subTest(reader=reader), self.assertRaises(AssertionError):
                read(reader, self.broker.address, topic)

    def test_the_readme_of_the_adapter_shows_the_followers_that_are_tested_here(self):
        shown = (HERE.parents[2] / "adapters/kafka/README.md").read_text(encoding="utf-8")
        for name in ("follow.py", "follow.mjs"):
            self.assertIn((HERE / name).read_text(encoding="utf-8"), shown)

    def test_a_follower_of_ten_lines_prints_type_id_and_data(self):
        topic = self.topic(partitions=1)
        self.writer.commit_all(topic, event("case_1", 1))
        for command in ([sys.executable, HERE / "follow.py"], ["node", HERE / "follow.mjs"]):
            with self.subTest(program=command[1].name):
                self.assertLessEqual(len(command[1].read_text().splitlines()), 11)
                with subprocess.Popen([*command, self.broker.address, topic], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                      text=True) as follower:
                    lines = (line for line in follower.stdout if not line.startswith("{"))   # kafkajs logs JSON
                    line = next(lines)
                    follower.kill()
                self.assertTrue(line.startswith('docket.case.opened.v1 case_1-1 {"action": "open"'), line)
                self.assertIn("路灯不亮", line)


if __name__ == "__main__":
    unittest.main()
