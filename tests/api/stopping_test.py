"""A server that is asked to end: it finishes what it took, loses nothing it acknowledged, and ends at once when asked
twice."""

import json
import signal
import socket
import time
import unittest

from cases import OPEN_INPUT, WORKFLOW, Cases
from client import read_answer
from load import Load
from service import Service

BODY = json.dumps({"workflow": WORKFLOW, "action": "open", "input": OPEN_INPUT}).encode()


class Stopping(unittest.TestCase):
    def setUp(self):
        self.service = Service("--drain-max-ms", "8000", "--body-wait-max-ms", "60000")
        self.addCleanup(self.service.close)
        self.service.start()
        self.process = self.service.server.process

    def half_sent(self):
        """A connection whose request has arrived but for the end of its body."""
        connection = socket.create_connection(self.service.address, timeout=20)
        self.addCleanup(connection.close)
        head = (f"POST /v1/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.service.tokens['clerk-li']}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\nExpect: 100-continue\r\n\r\n")
        connection.sendall(head.encode())
        self.assertIn(b"100 Continue", connection.recv(1024))
        connection.sendall(BODY[:20])
        return connection

    def wait_for_line(self, message):
        for _ in range(1000):
            if any(line["msg"] == message for line in self.service.log_lines()):
                return
            time.sleep(0.01)
        self.fail(f"the server never logged {message!r}")

    def cases(self):
        client = self.service.client()
        self.addCleanup(client.close)
        return Cases(client)

    def test_everything_acknowledged_under_load_is_there_after_the_restart(self):
        for sign in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal=sign), Load(self.service, 8) as load:
                self.assertTrue(load.until(lambda load: len(load.opened) >= 50))
                self.service.server.process.send_signal(sign)
                self.assertEqual(self.service.server.process.wait(30), 0)
            for refusal in load.refused:
                self.assertEqual((refusal.status, refusal.json["outcome"]), (503, "not_applied"), str(refusal))
            self.service.start()
            known = {case["id"] for case in self.cases().all(limit=200)}
            self.assertLessEqual(set(load.opened), known)

    def test_a_request_that_is_under_way_gets_its_answer(self):
        connection = self.half_sent()
        self.process.send_signal(signal.SIGTERM)
        self.wait_for_line("stopping")
        connection.sendall(BODY[20:])
        answer = read_answer(connection)
        self.assertIsNotNone(answer, "the connection was closed without an answer")
        self.assertIn(answer.status, (201, 503), str(answer))
        self.assertEqual(answer.headers["Connection"], "close")
        self.assertEqual(self.process.wait(20), 0)
        self.assertEqual(self.service.log_lines()[-1]["msg"], "stopped")
        self.service.start()
        self.assertEqual(len(self.cases().all()), 1 if answer.status == 201 else 0)

    def test_an_idle_connection_does_not_hold_it_up(self):
        with socket.create_connection(self.service.address):
            began = time.monotonic()
            self.assertEqual(self.service.server.stop(), 0)
            self.assertLess(time.monotonic() - began, 4)

    def test_a_request_that_never_ends_holds_it_no_longer_than_the_drain(self):
        self.service.flags = ("--drain-max-ms", "500", "--body-wait-max-ms", "60000")
        self.service.restart()
        self.half_sent()
        began = time.monotonic()
        self.assertEqual(self.service.server.stop(), 0)
        self.assertLess(time.monotonic() - began, 5)

    def test_a_second_signal_ends_it_at_once(self):
        self.half_sent()
        self.process.send_signal(signal.SIGTERM)
        self.wait_for_line("stopping")
        began = time.monotonic()
        while self.process.poll() is None and time.monotonic() - began < 5:
            self.process.send_signal(signal.SIGTERM)
            time.sleep(0.05)
        self.assertEqual(self.process.poll(), 1)
        self.assertLess(time.monotonic() - began, 4, "it drained to the end")
        self.service.start()


if __name__ == "__main__":
    unittest.main()
