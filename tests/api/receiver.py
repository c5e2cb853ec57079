"""Who is told by a web hook: an HTTP server on loopback that keeps what it gets and answers as it is told to."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
import time


class Receiver:
    def __init__(self, answer=None):
        """`answer`: from the number of a call, from 1, to a status, or (status, headers[, body]); None: always 204.
        Whatever holds one of the texts in `refused` is answered 500."""
        self.calls, self.answer, self.refused = [], answer or (lambda number: 204), []
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with outer.lock:
                    outer.calls.append((dict(self.headers) | {":path": self.path}, body, time.monotonic()))
                    number = len(outer.calls)
                told = 500 if any(text.encode() in body for text in outer.refused) else outer.answer(number)
                status, headers, *said = told if isinstance(told, tuple) else (told, {})
                said = said[0].encode() if said else b""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/in?from=docket"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def wait(self, count, seconds=15):
        """The first `count` calls, as they came."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with self.lock:
                if len(self.calls) >= count:
                    return self.calls[:count]
            time.sleep(0.02)
        raise AssertionError(f"{len(self.calls)} calls instead of {count}")

    def events(self, count, seconds=15):
        return [json.loads(body) for _, body, _ in self.wait(count, seconds)]


def is_signed(headers, body, secret):
    """Standard Webhooks 1.0.0, made anew from the bytes that came."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    made = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return made in headers["webhook-signature"].split(" ")
