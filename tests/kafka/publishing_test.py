"""What the topic holds after cases have been walked: every event once, in order, as the log has it."""

import json
import shutil
import unittest

import topics
from publishing import Publishing, as_event

BROKER = topics.Node()


class Topic(unittest.TestCase):
    def serve(self, topic, *flags, **settings):
        service = Publishing(BROKER.address, BROKER.create(topic, **settings), *flags)
        self.addCleanup(service.close)
        return service.start()

    def test_it_holds_every_case_event_once_and_in_order_and_equal_to_the_log(self):
        from cases import Cases
        service = self.serve("whole")
        client = service.client()
        for _ in range(3):
            Cases(client).reach("feedback")
        client.close()
        self.assertGreaterEqual(service.assert_exactly_once(), 12)
        published = sorted((as_event(message) for message in BROKER.read("whole")), key=lambda event: int(event["position"][2:]))
        self.assertEqual(published, service.case_events())
        sequences = {}
        for message in BROKER.read("whole"):
            event = as_event(message)
            self.assertEqual(message["key"], event["subject"])
            self.assertEqual(int(event["sequence"]), sequences.get(event["subject"], 0) + 1)
            sequences[event["subject"]] = int(event["sequence"])

    def test_it_goes_on_where_it_was_after_a_restart_also_without_its_cursor(self):
        service = self.serve("restarted")
        for _ in range(3):
            service.open_cases(4)
            service.wait_until_published()
            self.assertEqual(service.restart(), 0)
        service.open_cases(2)
        service.wait_until_published()
        service.kill()
        service.start()
        self.assertEqual(service.assert_exactly_once(), 14)

    def test_a_stop_publishes_what_is_left(self):
        service = self.serve("drained")
        service.wait_until_published()
        service.open_cases(50)
        self.assertEqual(service.server.stop(), 0)
        self.assertEqual(len(BROKER.read("drained")), 50)

    def test_structured_mode_with_gzip_carries_whole_cloud_events(self):
        service = self.serve("structured", "--kafka-mode", "structured", "--kafka-compression", "gzip")
        service.open_cases(5)
        self.assertEqual(service.assert_exactly_once(), 5)
        messages = BROKER.read("structured")
        self.assertEqual({message["headers"]["content-type"] for message in messages},
                         {"application/cloudevents+json; charset=UTF-8"})
        events = sorted((json.loads(message["value"]) for message in messages), key=lambda event: int(event["position"][2:]))
        self.assertEqual(events, service.case_events())

    def test_the_events_of_a_protected_case_go_out_thin(self):
        from machines import Town
        for mode in ("binary", "structured"):
            with self.subTest(mode=mode):
                service = self.serve(f"thin-{mode}", "--kafka-mode", mode)
                client = service.client()
                town = Town(client, "voter-opinion")
                accused = town.walk([["submit", "voter", {"opinion_class": "accusation", "accused_unit": "water"}]])
                levels = [["set_confidential", "supervisor", {"level": level, "readers": ["supervisor-sun", "clerk-li"], "reason": "试"}]
                          for level in ("confidential", "internal")]
                case = town.walk([["register", "clerk"], *levels, ["note", "clerk"]])
                self.assertEqual(service.assert_exactly_once(), 5)
                messages = BROKER.read(f"thin-{mode}")
                self.assertNotIn("accusation", str(messages))
                events = {}
                for message in messages:
                    event = as_event(message) if mode == "binary" else json.loads(message["value"])
                    self.assertEqual("data" in event, "dataref" not in event)
                    self.assertEqual("authid" in event, "data" in event)
                    events[event["id"]] = event
                thin = {id for id, event in events.items() if "dataref" in event}
                self.assertEqual(thin, {f"{accused}-1", f"{case}-2", f"{case}-3"}, "also the event that hides it, and the one that opens it again")
                whole = client.get(events[f"{accused}-1"]["dataref"], "supervisor-sun").json["events"]
                self.assertEqual([event["id"] for event in whole], [f"{accused}-1"])
                self.assertEqual(client.get(events[f"{accused}-1"]["dataref"], "clerk-li").status, 404)
                client.close()

    def test_filters_decide_which_events_go_out(self):
        from cases import Cases
        service = self.serve("filtered", "--kafka-types", "docket.case.assigned.*,docket.case.rated.v1")
        client = service.client()
        Cases(client).reach("feedback")
        client.close()
        flags = ("--kafka-types", "docket.case.assigned.*,docket.case.rated.v1")
        service.assert_exactly_once(*flags)
        types = {message["headers"]["ce_type"] for message in BROKER.read("filtered")}
        self.assertLessEqual(types, {"docket.case.assigned.v1", "docket.case.rated.v1"})
        self.assertTrue(types)

    def test_a_stranger_does_not_see_the_followers(self):
        service = self.serve("private")
        client = service.client()
        self.assertEqual(client.get("/v1/followers", user=None).status, 401)
        self.assertEqual(client.get("/v1/followers", user="clerk-li").status, 403)
        self.assertEqual(client.get("/v1/followers", user="admin-zhou").status, 200)
        client.close()

    def test_status_and_metrics_say_how_far_it_is(self):
        service = self.serve("told")
        service.open_cases(3)
        follower = service.wait_until_published()
        self.assertEqual(follower["published"], 3)
        self.assertEqual(service.metric("docket_kafka_lag_events"), 0)
        self.assertEqual(service.metric("docket_kafka_published_total"), 3)
        self.assertEqual(service.ready().json["status"], "pass")
        result = service.run("kafka", "status", "--server", service.url, user="admin-zhou")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("lag 0", result.stdout)

    def test_a_topic_is_rebuilt_under_another_name_and_only_when_it_is_fresh(self):
        service = self.serve("first")
        service.open_cases(20)
        service.wait_until_published()
        BROKER.create("second", 3)
        command = ("kafka", "republish", "--data", service.data, "--config", service.config, *service.kafka, "--from", "0-1")
        done = service.run(*command, "--topic", "second")
        self.assertEqual((done.returncode, done.stdout), (0, "20 events published to second\n"), done.stderr)
        found = service.verify(topic="second")
        self.assertEqual((found["code"], found["seen"], found["pending"]), (0, 20, 0), found["said"])
        again = service.run(*command, "--topic", "second")
        self.assertEqual(again.returncode, 4, again.stderr)
        self.assertIn("topic_not_empty", again.stderr)
        self.assertEqual(service.run(*command, "--topic", "first").returncode, 4)
        self.assertEqual(service.verify()["code"], 0)

    def test_verify_tells_a_directory_that_is_older_than_the_topic(self):
        service = self.serve("restored")
        service.open_cases(3)
        service.wait_until_published()
        self.assertEqual(service.server.stop(), 0)
        backup = shutil.copytree(service.data, f"{service.directory}/backup")
        service.start()
        service.open_cases(2)
        self.assertEqual(service.assert_exactly_once(), 5)
        found = service.verify(data=backup)
        self.assertEqual((found["code"], found["newer"]), (1, 2), found["said"])
        self.assertIn("the directory is older than the topic", found["said"])

    def test_verify_finds_what_is_wrong(self):
        service = self.serve("wrong")
        service.open_cases(3)
        service.wait_until_published()
        other = self.serve("stranger")
        other.open_cases(2)
        other.wait_until_published()
        found = service.verify(topic="stranger")
        self.assertEqual((found["code"], found["foreign"]), (1, 2), found["said"])


if __name__ == "__main__":
    unittest.main()
