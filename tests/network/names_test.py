"""Names that are not found, late or silent: trouble for the hook that has them, for nobody else, and never for long."""

import time
import unittest

from names import NXDOMAIN, SERVFAIL
from network import NetworkTest

PLACES = 64   # names that are looked for at once


class Names(NetworkTest):
    def test_a_name_that_is_not_told_delays_nobody(self):
        receiver = self.receiver(None, "*.docket.example")
        self.named("good", ["8.8.4.4"])
        for number in range(5):   # on a busy machine the good one may need longer than the other waits
            silent = self.hook(receiver.url(self.named(f"silent-{number}", None)))
            self.assert_attempt(self.attempts(self.hook(receiver.url("good.docket.example")))[0], 204)
            if not self.client.get(f"/v1/webhooks/{silent}/deliveries").json["attempts"]:
                return
        self.fail("the good one waits for the name of the other")

    def test_a_name_that_cannot_be_found_is_trouble(self):
        receiver = self.receiver(None, "*.docket.example")
        turns = (NXDOMAIN, SERVFAIL, [], None, b"nonsense", (4, ["8.8.4.4"]))
        hooks = [self.hook(receiver.url(self.named(f"lost-{number}", turn))) for number, turn in enumerate(turns)]
        late = self.hook(receiver.url(self.named("late", (1, ["8.8.4.4"]))))
        self.assert_attempt(self.attempts(late)[0], 204)
        for hook in hooks:
            self.assert_attempt(self.attempts(hook)[0], trouble="unresolved", within=6)

    def test_silent_names_take_so_many_threads_and_no_more(self):
        receiver = self.receiver(None, "*.docket.example")
        before, most, hooks = self.of_process("Threads"), 0, []
        for number in range(2 * PLACES):
            hooks.append(self.hook(receiver.url(self.named(f"many-{number}", None))))
            most = max(most, self.of_process("Threads"))
        for hook in hooks:
            self.assert_attempt(self.attempts(hook)[0], trouble="unresolved", within=6)
            most = max(most, self.of_process("Threads"))
        self.assertLess(most, before + PLACES + 10)   # ten for whatever else the server does
        for hook in hooks:
            self.assert_done(self.client.request("DELETE", f"/v1/webhooks/{hook}", "supervisor-sun"))
        deadline = time.monotonic() + 30   # the system's resolver gives up, and there is a place again
        url = receiver.url(self.named("after", ["8.8.4.4"]))
        while self.attempts(self.hook(url))[0]["status"] != 204:
            self.assertLess(time.monotonic(), deadline)


class Stopping(NetworkTest):
    def test_the_server_ends_well_while_names_are_looked_for(self):
        receiver = self.receiver(None, "*.docket.example")
        for number in range(8):
            self.hook(receiver.url(self.named(f"silent-{number}", None)))
        deadline = time.monotonic() + 10
        while not all(self.names.asked(f"silent-{number}.docket.example") for number in range(8)):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        self.assertEqual(self.service.server.stop(10), 0)
        self.service.start()
        type(self).client = self.service.client()


if __name__ == "__main__":
    unittest.main()
