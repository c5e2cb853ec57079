"""Receivers that do anything but answer: what is noted, for how long at most, and that nobody else waits for it."""

import gzip
import time
import unittest
from email.utils import formatdate

from network import NetworkTest
from receivers import hear_and_reset, hear_and_say, hear_and_wait
from receivers import hear_and_send as answers

WHOLE = 15              # seconds of an answer
MUCH = 1 << 28          # bytes that nobody should want
GROWTH_MAX = 128 << 10  # KiB; as built for use about 4 MiB, the rest is for sanitizers
OK = b"HTTP/1.1 200 OK\r\n"
ADDRESS = "10.20.0.1"
BOMB = gzip.compress(bytes(16 << 20), 9)


def retry_at(seconds):
    def speak(receiver, connection):
        receiver.asked_for = getattr(receiver, "asked_for", int(time.time()) + seconds)
        hear_and_say(503, "Retry-After: " + formatdate(receiver.asked_for, usegmt=True))(receiver, connection)

    return speak


# What the other side does when it has heard the call.
BROKEN = {
    "a header without an end": answers(OK, b"X-More: " + b"x" * 60_000 + b"\r\n", at_most=MUCH),
    "a line without an end": answers(OK, b"x" * 65_536, at_most=MUCH),
    "informs without an end": answers(b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" * 100, at_most=MUCH),
    "resets before it answers": hear_and_reset(b""),
    "resets in its header": hear_and_reset(OK + b"Content-Le"),
    "closes without an answer": answers(b""),
    "closes in its header": answers(OK + b"X: y\r\n"),
    "another protocol": answers(b"SSH-2.0-OpenSSH_9.2p1\r\n"),
    "a status of four digits": answers(b"HTTP/1.1 2000 OK\r\n\r\n"),
    "another HTTP": answers(b"HTTP/3.0 200 OK\r\n\r\n"),
    "a field without a name": answers(OK + b": x\r\n\r\n"),
    "two lengths": answers(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
    "noise": answers(bytes(range(256)) * 16),
    "informs and closes": answers(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a status of nothing": answers(b"HTTP/1.1 000 X\r\n\r\n"),
}
SLOW = {
    "silence": hear_and_wait,
    "a byte each second": answers(OK, b"X", pause=1, at_most=60),
    "a field each second": answers(OK, b"X-More: x\r\n", pause=1, at_most=600),
    "one 100 each four seconds": answers(b"HTTP/1.1 100 Continue\r\n\r\n", pause=4, at_most=600),
}
CHUNKED, CHUNK = b"Transfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
# A 2xx is an answer: what follows its header is nobody's concern.
TOLD = {
    "a body without an end": (200, answers(OK + b"\r\n", b"x" * 65_536, at_most=MUCH)),
    "chunks without an end": (200, answers(OK + CHUNKED, CHUNK, at_most=MUCH)),
    "a body of a byte each second": (200, answers(OK + b"Content-Length: 60\r\n\r\n", b"x", pause=1, at_most=60)),
    "a long page": (200, answers(OK + b"Content-Length: 200000\r\n\r\n" + b"x" * 200_000)),
    "a length beyond all bounds": (200, answers(OK + b"Content-Length: 9223372036854775807\r\n\r\n")),
    "a reset in its body": (200, hear_and_reset(OK + b"Content-Length: 60\r\n\r\nx")),
    "a bomb": (200, hear_and_say(200, "Content-Encoding: gzip", body=BOMB)),
    "some hints before": (204, answers(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 3, b"HTTP/1.1 204 No Content\r\n\r\n")),
    "HTTP/1.0": (200, answers(b"HTTP/1.0 200 OK\r\n\r\n")),
}
# A robot's answer is read, up to its limit.
ROBOTS = {
    "a body without an end": ("broken", answers(OK + b"\r\n", b"x" * 65_536, at_most=MUCH)),
    "chunks without an end": ("broken", answers(OK + CHUNKED, CHUNK, at_most=MUCH)),
    "a chunk's extension without an end": ("broken", answers(OK + CHUNKED + b"1;", b"x" * 65_536, at_most=MUCH)),
    "a trailer without an end": ("broken", answers(OK + CHUNKED + b"0\r\n", b"X-More: " + b"x" * 60_000 + b"\r\n", at_most=MUCH)),
    "a byte each second": ("timeout", answers(OK + b"Content-Length: 60\r\n\r\n", b" ", pause=1, at_most=60)),
    "a reset in its body": ("broken", hear_and_reset(OK + b"Content-Length: 60\r\n\r\n{")),
    "a bomb": ("refused", hear_and_say(200, "Content-Encoding: gzip", body=BOMB[:16_000])),
    "deep JSON": ("refused", hear_and_say(200, body=b"[" * 16_000)),
}


class Hostile(NetworkTest):
    """All of them at once, on one server."""

    flags = ("--hooks-allow", "10.20.0.0/16")
    reachable = (ADDRESS,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before = cls.of_process("VmRSS")
        cls.made = {}
        tls = cls.authority.context(ADDRESS)
        for kind, speak in BROKEN.items():
            cls.add(kind, speak)
            cls.add(kind + ", in TLS", speak, tls)
        for kind, (_, speak) in TOLD.items():
            cls.add(kind, speak)
        for kind, (_, speak) in ROBOTS.items():
            cls.add("robot: " + kind, speak, format="wecom")
        for kind, field in (("much later", "Retry-After: 99999999999999999999"), ("nonsense", "Retry-After: soon")):
            cls.add(kind, hear_and_say(503, field))
        cls.add("at that time", retry_at(9))
        for kind, speak in SLOW.items():
            cls.add(kind, speak)
            cls.add(kind + ", in TLS", speak, tls)
        cls.add("good", None)

    @classmethod
    def add(cls, kind, speak, context=None, **given):
        receiver = cls.receiver(speak, context=context)
        cls.made[kind] = receiver, cls.hook(receiver.url(ADDRESS), **given)
        return cls.made[kind]

    def first(self, kind):
        receiver, hook = self.made[kind]
        attempt = self.attempts(hook)[0]
        self.assertGreaterEqual(len(receiver.calls), 1, "it was not even asked")
        return attempt

    def test_0_the_good_one_hears_while_the_slow_ones_are_waited_for(self):
        """The first of all: later nobody is waited for any more."""
        self.assert_attempt(self.first("good"), 204, within=WHOLE)
        for kind in SLOW:
            self.assertEqual(self.client.get(f"/v1/webhooks/{self.made[kind][1]}/deliveries").json["attempts"], [], kind)

    def test_what_is_no_answer_is_broken_at_once(self):
        for kind in BROKEN:
            for kind in (kind, kind + ", in TLS"):
                with self.subTest(kind=kind):
                    self.assert_attempt(self.first(kind), trouble="broken", within=WHOLE)

    def test_an_answer_that_does_not_come_to_its_end_is_waited_for_so_long_and_no_longer(self):
        for kind in SLOW:
            for kind in (kind, kind + ", in TLS"):
                with self.subTest(kind=kind):
                    self.assert_attempt(self.first(kind), trouble="timeout", within=WHOLE + 5)

    def test_what_comes_after_the_header_does_not_matter(self):
        for kind, (status, _) in TOLD.items():
            with self.subTest(kind=kind):
                self.assert_attempt(self.first(kind), status, within=WHOLE)
                receiver, hook = self.made[kind]
                deadline = time.monotonic() + 5
                while not receiver.ended:
                    self.assertLess(time.monotonic(), deadline, "the connection is still open")
                    time.sleep(0.02)
                self.assertEqual(self.client.get(f"/v1/webhooks/{hook}/deliveries").json["delivered"], 1)

    def test_a_robots_answer_is_read_to_its_limit(self):
        for kind, (trouble, _) in ROBOTS.items():
            with self.subTest(kind=kind):
                self.assert_attempt(self.first("robot: " + kind), 200, trouble, within=WHOLE + 5)

    def test_whoever_says_when_is_not_asked_earlier(self):
        receiver, hook = self.made["at that time"]
        self.attempts(hook, 2, seconds=30)
        self.assertGreaterEqual(receiver.calls[1][2], receiver.asked_for)

    def test_when_it_says_nonsense_or_never_the_attempt_is_an_answer(self):
        for kind in ("much later", "nonsense"):
            self.assert_attempt(self.first(kind), 503, within=WHOLE)
        self.attempts(self.made["nonsense"][1], 2)
        self.assertEqual(len(self.made["much later"][0].calls), 1)

    def test_all_of_them_took_little_memory(self):
        for receiver, hook in self.made.values():
            self.attempts(hook)
        self.assertLess(self.of_process("VmHWM") - self.before, GROWTH_MAX)
        self.assertEqual(self.client.get("/readyz").status, 200)


if __name__ == "__main__":
    unittest.main()
