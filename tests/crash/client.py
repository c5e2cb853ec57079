"""A keep-alive HTTP client that tells "no answer" from every answer."""

import http.client
import json
import time

from findings import Finding


class NoAnswer(Exception):
    """The connection broke before an answer: the outcome is unknown."""


class Client:
    def __init__(self, address, tokens):
        self.address, self.tokens = address, tokens
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def request(self, method, path, user, body=None, key=None, wait_for_answer=True):
        headers = {"Authorization": f"Bearer {self.tokens[user]}"}
        if key:
            headers["Idempotency-Key"] = key
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body, ensure_ascii=False).encode()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(*self.address, timeout=10)
            self.connection.request(method, path, body=body, headers=headers)
            if not wait_for_answer:
                self.close()
                return None
            response = self.connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NoAnswer(str(error)) from error
        if response.getheader("Connection", "").lower() == "close":
            self.close()
        return response, json.loads(content) if content else None

    def get(self, path, user="supervisor"):
        response, answer = self.request("GET", path, user)
        if response.status != 200:
            raise Finding("refused", f"GET {path} was answered {response.status}: {answer}")
        return answer

    def submit(self, command, wait_for_answer=True):
        """Sends a command until it is answered for good. Raises NoAnswer when the server is gone."""
        for _ in range(200):
            sent = self.request("POST", command.path, command.user, command.body, command.key, wait_for_answer)
            if sent is None:
                wait_for_answer = True  # the impatient client comes back with the same key
                continue
            response, answer = sent
            if response.status in (200, 201):
                return response, answer
            busy = response.status == 503 or (response.status == 409 and response.getheader("Retry-After"))
            if not busy:
                raise Finding("refused", f"{command} was answered {response.status}: {answer}")
            time.sleep(0.005)
        raise Finding("refused", f"{command} stayed busy for 200 attempts")
