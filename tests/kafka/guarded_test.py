"""Publishing to a broker with --secure: through each mechanism, and what is said when it does not let us in."""

import unittest

import topics
from publishing import Publishing

BROKER = topics.Node("--secure")
FACTS = BROKER.facts()
# The client library of Debian 12 (2.0.2) sends a wrong SCRAM nonce, which Kafka 4 no longer forgives (librdkafka #4895).
SCRAM_WORKS = FACTS["version"].startswith("3.")
USUAL = "SCRAM-SHA-256" if SCRAM_WORKS else "PLAIN"


class Guarded(unittest.TestCase):
    def serve(self, topic, listener="sasl", ca="ca", user="docket", password=None, mechanism=USUAL):
        address = f"localhost:{FACTS['ports'][listener]}"
        security = "ssl" if listener in ("tls", "wrong_host") else "sasl_ssl"
        flags = ["--kafka-security", security, "--kafka-ca-file", FACTS["tls"][ca], "--kafka-sasl", mechanism,
                 "--kafka-user", user]
        service = Publishing(address, topic, *flags)
        self.addCleanup(service.close)
        secret = f"{service.directory}/password"
        with open(secret, "w", encoding="utf-8") as file:
            file.write((password or FACTS["users"][user]) + "\n")
        service.flags = (*service.flags, "--kafka-password-file", secret)
        return service.start()

    def assert_named(self, service, name):
        service.open_cases(1)
        service.wait_for_condition(name)
        service.wait(f"{name} in the log", lambda _: name in service.conditions_logged())
        self.assertEqual(service.metric(f'docket_kafka_condition{{condition="{name}"}}'), 1)
        self.assertEqual(service.ready().json["status"], "degraded")
        told = service.run("kafka", "status", "--server", service.url, user="admin-zhou")
        self.assertEqual(told.returncode, 1)
        self.assertIn(name, told.stdout)

    def test_each_mechanism_publishes(self):
        for mechanism in ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"):
            with self.subTest(mechanism=mechanism):
                topic = BROKER.create("docket." + mechanism.lower())
                service = self.serve(topic, mechanism=mechanism)
                service.open_cases(3)
                if mechanism != "PLAIN" and not SCRAM_WORKS:
                    service.wait_for_condition("authentication_failed")
                    continue
                service.wait_until_published()
                self.assertEqual(len(BROKER.read(topic)), 3)

    def test_a_wrong_password_is_named(self):
        self.assert_named(self.serve(BROKER.create("docket.wrong-password"), password="wrong"), "authentication_failed")
        self.assert_named(self.serve("docket.wrong-password", password="wrong", mechanism="PLAIN"), "authentication_failed")

    def test_a_certificate_of_another_authority_is_refused_and_named(self):
        self.assert_named(self.serve(BROKER.create("docket.wrong-ca"), ca="wrong-ca"), "tls_failed")

    def test_a_certificate_for_another_host_is_refused_and_named(self):
        self.assert_named(self.serve(BROKER.create("docket.wrong-host"), listener="wrong_host"), "tls_failed")

    def test_a_user_who_may_not_write_is_named(self):
        self.assert_named(self.serve(BROKER.create("docket.read-only"), user="reader"), "not_authorized")

    def test_a_topic_that_is_not_ours_to_write_is_named(self):
        self.assert_named(self.serve(BROKER.create("elsewhere")), "not_authorized")

    def test_no_password_is_shown_or_logged(self):
        service = self.serve(BROKER.create("docket.quiet"))
        service.open_cases(1)
        service.wait_until_published()
        with open(service.log_path, encoding="utf-8") as log:
            self.assertNotIn(FACTS["users"]["docket"], log.read())
        shown = service.run("serve", "--check", "--config", service.config, "--kafka-password", "s3cret")
        self.assertNotIn("s3cret", shown.stdout + shown.stderr)
        self.assertIn("kafka_password = (已设置 set)", shown.stdout)


if __name__ == "__main__":
    unittest.main()
