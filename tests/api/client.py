"""An HTTP client that shows a test everything an answer holds, and one that sends bytes as they are. Both hold each answer
to the contract of its server."""

import http.client
import json
import re
import socket

from contract import contracts


class Answer:
    def __init__(self, status, headers, content):
        self.status, self.headers, self.content = status, headers, content

    @property
    def text(self):
        return self.content.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.content)

    @property
    def case(self):
        return self.json["case"]

    def __str__(self):
        return f"{self.status} {self.text[:500]}"


class Client:
    """Keeps one connection open. `user` names whose token is sent; None sends none. `voter-desk` opens cases with its intake
    token and speaks for the petitioner of a case with the query code that came with it."""

    codes = {}  # case → its query code, of every client

    def __init__(self, address, tokens):
        self.address, self.tokens = address, tokens
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def request(self, method, path, user="supervisor-sun", body=None, headers=None):
        """`body`: bytes as they are, anything else as JSON."""
        sent = {} if user is None else {"Authorization": f"Bearer {self.bearer(user, path)}"}
        if body is not None:
            sent["Content-Type"] = "application/json"
            body = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        for name, value in (headers or {}).items():
            sent.pop(name, None)
            if value is not None:
                sent[name] = value
        if self.connection is None:
            self.connection = http.client.HTTPConnection(*self.address, timeout=30)
        try:
            self.connection.request(method, path, body=body, headers=sent)
            response = self.connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
            if answer.status in (200, 201) and method == "POST" and b'"query_code"' in answer.content:
                self.codes[answer.case["id"]] = answer.json["query_code"]
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if response.getheader("Connection", "").lower() == "close":
            self.close()
        if self.address in contracts:
            contracts[self.address].check(method, path, body, answer)
        return answer

    def bearer(self, user, path):
        parts = path.split("?")[0].split("/")
        case = parts[3] if len(parts) > 3 and parts[2] == "cases" else None
        return self.codes[case] if user == "voter-desk" and case in self.codes else self.tokens[user]

    def get(self, path, user="supervisor-sun", headers=None):
        return self.request("GET", path, user, headers=headers)

    def post(self, path, body, user="clerk-li", headers=None):
        return self.request("POST", path, user, body, headers)


def send_raw(address, data, seconds=10):
    """Sends `data` on a connection of its own and reads to its end."""
    with socket.create_connection(address, timeout=seconds) as connection:
        connection.sendall(data)
        return read_answer(connection, data)


def read_answer(connection, asked=b""):
    """One answer, complete by its Content-Length; None when the peer closed without one. `asked`: the bytes before it."""
    address, received = connection.getpeername(), b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65536)
        if not more:
            return None
        received += more
    head, _, content = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = http.client.HTTPMessage()
    for line in lines:
        name, _, value = line.partition(": ")
        headers[name] = value
    missing = int(headers.get("Content-Length", "0")) - len(content)
    while missing > 0:
        more = connection.recv(65536)
        if not more:
            break
        content, missing = content + more, missing - len(more)
    answer = Answer(int(status.split()[1]), headers, content)
    if address in contracts:
        request = re.match(rb"([A-Z]+) (/[!-~]*) HTTP/1\.[01]\r\n", asked)
        method, target = (part.decode() for part in request.groups()) if request else (None, None)
        contracts[address].check(method, target, None, answer)
    return answer
