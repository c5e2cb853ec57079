"""The event stream beside another implementation of EventSource: it hears every event once and in order, and comes back by
itself across a restart of the server with nothing missing."""

import json
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "api"))

from claims import ApiTest

SKIPPED = 77


class EventSource(ApiTest):
    @classmethod
    def setUpClass(cls):
        if not (HERE / "node_modules" / "eventsource").is_dir():
            print("SKIPPED: needs Node.js and its packages: tools/setup --tests && (cd tests/differential && npm ci)")
            sys.exit(SKIPPED)
        super().setUpClass()

    def test_it_hears_everything_across_a_restart(self):
        host, port = self.service.address
        begin = self.cases.tail()
        listener = subprocess.Popen(
            [HERE / "run", "eventsource.mjs", f"http://{host}:{port}/v1/events/stream?after=0-{begin}",
             self.service.tokens["supervisor-sun"], "9"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(listener.stdout.close)
        self.addCleanup(listener.kill)
        self.assertEqual(listener.stdout.readline(), "open\n")
        for _ in range(4):
            self.assert_done(self.cases.open(), 201)
        heard = [listener.stdout.readline() for _ in range(4)]
        self.client.close()
        self.assertEqual(self.service.restart(port=port), 0)
        type(self).client = self.cases.client = self.service.client()
        for _ in range(5):   # also before it is back
            self.assert_done(self.cases.open(), 201)
        heard += [line for line in listener.stdout if line != "open\n"]
        self.assertEqual(listener.wait(30), 0)
        events = self.client.get(f"/v1/events?after=0-{begin}&limit=100").json["events"]
        self.assertEqual([line.split(" ", 1)[0] for line in heard], [event["position"] for event in events])
        self.assertEqual([json.loads(line.split(" ", 1)[1]) for line in heard], events)


if __name__ == "__main__":
    unittest.main()
