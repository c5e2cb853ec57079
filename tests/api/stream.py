"""One listener on a stream of server-sent events; frames are read as they come."""

import http.client
import json

from contract import contracts


class Frame:
    def __init__(self, text):
        fields = [line.split(": ", 1) for line in text.split("\n") if not line.startswith(":")]
        self.values = {name: value for name, value in fields}
        self.id = self.values.get("id")
        self.data = json.loads(self.values["data"]) if "data" in self.values else None


class Stream:
    def __init__(self, service, path, user, last_event_id=None):
        self.contract, self.path = contracts[service.address], path.partition("?")[0]
        self.connection = http.client.HTTPConnection(*service.address, timeout=10)
        headers = {"Authorization": f"Bearer {service.tokens[user]}"}
        if last_event_id:
            headers["Last-Event-ID"] = last_event_id
        self.connection.request("GET", path, headers=headers)
        self.answer = self.connection.getresponse()
        self.last_id = last_event_id

    def frame(self):
        """The next one; None at the end of the stream."""
        lines = []
        while True:
            line = self.answer.readline().decode()
            if not line:
                return None
            if line != "\n":
                lines.append(line.rstrip("\n"))
            elif lines:
                frame = Frame("\n".join(lines))
                self.last_id = frame.id or self.last_id
                if frame.data is not None:
                    self.contract.check_data(self.path, frame.data)
                return frame

    def data(self):
        """The next that says something."""
        while (frame := self.frame()) is not None:
            if frame.data is not None:
                return frame.data
        return None

    def many(self, count):
        return [self.data() for _ in range(count)]

    def close(self):
        self.answer.close()
        self.connection.close()
