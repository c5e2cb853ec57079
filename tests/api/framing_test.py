"""Bytes that no library would send, over a raw socket: each is refused with its status, and the connection ends."""

import re
import socket
import unittest

from claims import ApiTest
from client import read_answer, send_raw

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET /livez HTTP/1.1\r\n" + HOST
POST = b"POST /v1/cases HTTP/1.1\r\n" + HOST

REFUSED = {
    "no HTTP at all": (b"\x16\x03\x01\x02\x00\r\n\r\n", 400, "bad-request"),
    "no Host": (b"GET /livez HTTP/1.1\r\n\r\n", 400, "bad-host"),
    "two Hosts": (GET + HOST + b"\r\n", 400, "bad-host"),
    "a Host with a path": (b"GET /livez HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "bad-host"),
    "an absolute target": (b"GET http://127.0.0.1/livez HTTP/1.1\r\n" + HOST + b"\r\n", 400, "bad-target"),
    "two slashes": (b"GET //livez HTTP/1.1\r\n" + HOST + b"\r\n", 400, "bad-target"),
    "a cut escape": (b"GET /livez%2 HTTP/1.1\r\n" + HOST + b"\r\n", 400, "bad-target"),
    "two lengths": (POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400, "bad-framing"),
    "length and chunks": (POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad-framing"),
    "a length with a sign": (POST + b"Content-Length: +2\r\n\r\n{}", 400, "bad-framing"),
    "a negative length": (POST + b"Content-Length: -2\r\n\r\n{}", 400, "bad-framing"),
    "a length beyond 64 bits": (POST + b"Content-Length: 99999999999999999999\r\n\r\n{}", 400, "bad-framing"),
    "a field without a colon": (GET + b"X-Broken\r\n\r\n", 400, "bad-request"),
    "a blank before the colon": (GET + b"X-Broken : 1\r\n\r\n", 400, "bad-request"),
    "a body on GET": (GET + b"Content-Length: 2\r\n\r\n{}", 400, "unexpected-body"),
    "a trailer announced": (POST + b"Trailer: X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad-trailer"),
    "another expectation": (GET + b"Expect: miracles\r\n\r\n", 417, "expectation-failed"),
    "a long target": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414, "target-too-long"),
    "a large header": (GET + b"X-Large: " + b"a" * 20000 + b"\r\n\r\n", 431, "header-too-large"),
    "many fields": (GET + b"".join(b"X-%d: 1\r\n" % i for i in range(200)) + b"\r\n", 431, "header-too-large"),
    "an unknown method": (b"BREW /livez HTTP/1.1\r\n" + HOST + b"\r\n", 501, "unknown-method"),
    "gzip as transfer encoding": (POST + b"Transfer-Encoding: gzip\r\n\r\n", 501, "unsupported-encoding"),
    "HTTP/2.0": (b"GET /livez HTTP/2.0\r\n" + HOST + b"\r\n", 505, "unsupported-version"),
}


class Framing(ApiTest):
    flags = ("--header-wait-max-ms", "300", "--body-wait-max-ms", "300")

    def authorized(self, head):
        token = self.service.tokens["clerk-li"].encode()
        return head + b"Authorization: Bearer " + token + b"\r\nContent-Type: application/json\r\n"

    def test_a_request_whose_shape_is_in_doubt_is_refused_and_the_connection_closed(self):
        for name, (data, status, code) in REFUSED.items():
            with self.subTest(request=name), socket.create_connection(self.service.address, timeout=10) as connection:
                connection.sendall(data)
                answer = read_answer(connection)
                self.assertIsNotNone(answer, "closed without an answer")
                self.assert_problem(answer, status, code)
                self.assertEqual(answer.headers["Connection"], "close")
                self.assertEqual(connection.recv(1), b"", "something follows the refusal")

    def test_a_request_hidden_behind_an_ambiguous_length_is_never_read(self):
        hidden = b"GET /v1/workflows HTTP/1.1\r\n" + HOST + b"\r\n"
        smuggled = POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden
        before = self.requests("GET /v1/workflows")
        self.assert_problem(send_raw(self.service.address, smuggled), 400, "bad-framing")
        self.assertEqual(self.requests("GET /v1/workflows"), before)

    def requests(self, route):
        line = next(line for line in self.client.get("/metrics").text.splitlines() if f'route="{route}"' in line)
        return float(line.split()[-1])

    def test_a_chunked_body_is_read_and_a_huge_one_refused(self):
        chunked = self.authorized(POST) + b"Transfer-Encoding: chunked\r\n\r\n"
        self.assert_problem(send_raw(self.service.address, chunked + b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"), 400,
                            "invalid-body")
        large = chunked + b"%x\r\n" % (2 << 20) + b" " * (2 << 20) + b"\r\n0\r\n\r\n"
        self.assert_problem(send_raw(self.service.address, large), 413, "body-too-large")

    def test_requests_sent_together_are_answered_in_order(self):
        with socket.create_connection(self.service.address, timeout=10) as connection:
            connection.sendall(GET + b"\r\n" + GET.replace(b"livez",
                                                           b"nothing") + b"\r\n" + GET + b"Connection: close\r\n\r\n")
            received = b""
            while more := connection.recv(65536):
                received += more
        statuses = re.findall(rb"HTTP/1\.1 (\d+)", received)
        self.assertEqual(statuses, [b"200", b"404", b"200"])

    def test_whoever_sends_too_slowly_is_told_so(self):
        for data in (GET, self.authorized(POST) + b"Content-Length: 10\r\n\r\n{"):
            with self.subTest(data=data[:10]):
                self.assert_problem(send_raw(self.service.address, data), 408, "timeout")

    def test_expect_100_continue_is_asked_to_go_on(self):
        with socket.create_connection(self.service.address, timeout=10) as connection:
            connection.sendall(self.authorized(POST) + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            self.assertEqual(connection.recv(1024), b"HTTP/1.1 100 Continue\r\n\r\n")
            connection.sendall(b"{}")
            self.assert_problem(read_answer(connection), 400, "invalid-body")


if __name__ == "__main__":
    unittest.main()
