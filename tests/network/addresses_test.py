"""Whom a web hook reaches: the address that was looked at, on every attempt, and nothing inside by any name."""

import socket
import time
import unittest

from names import AAAA
from network import PUBLIC, NetworkTest
from receivers import hear_and_say

INSIDE = ("127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.254", "192.168.1.1", "169.254.169.254", "100.100.100.200",
          "0.0.0.0", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fd00:ec2::254", "fe80::1", "ff02::1",
          "::ffff:10.1.2.3", "::ffff:169.254.169.254", "::10.1.2.3", "64:ff9b::a9fe:a9fe", "64:ff9b::a01:203", "64:ff9b:1::a01:203",
          "2002:a01:203::1", "2002:a9fe:a9fe::1", "2001:0:102:304:0:0:f5fe:fdfc", "2001:db8::1")


class Addresses(NetworkTest):
    @classmethod
    def prepare(cls):
        cls.proxy = cls.receiver()
        proxy = cls.proxy.url("9.9.9.9")
        cls.environment = [f"{name}={proxy}" for plain in ("http_proxy", "https_proxy", "all_proxy") for name in (plain, plain.upper())]

    def test_the_network_is_a_trap(self):
        """What the others show is worth something: an address of the inside can be reached here, and a name changes."""
        trap = self.receiver()
        for address in ("10.1.2.3", "169.254.169.254", "fd00:ec2::254", *PUBLIC):
            socket.create_connection((address, trap.port), 5).close()
        deadline = time.monotonic() + 5
        while len(trap.accepted) < 3 + len(PUBLIC):
            self.assertLess(time.monotonic(), deadline)
        self.assertEqual(trap.accepted[:3], ["10.1.2.3", "169.254.169.254", "fd00:ec2::254"])
        self.receivers.remove(trap)
        name = self.named("trap", ["8.8.4.4"], ["10.1.2.3"])
        self.assertEqual([socket.gethostbyname(name) for _ in range(2)], ["8.8.4.4", "10.1.2.3"])

    def test_a_public_address_is_called_by_its_name(self):
        for number, (told, reached) in enumerate((("8.8.4.4", "8.8.4.4"), ("2606:4700::1111", "2606:4700::1111"),
                                                  ("::ffff:1.2.3.4", "1.2.3.4"))):
            with self.subTest(told=told):
                name = self.named(f"public-{number}", [told])
                receiver = self.receiver(None, name)
                self.assert_attempt(self.attempts(self.hook(receiver.url(name)))[0], 204)
                self.assertEqual((receiver.accepted, receiver.shown), ([reached], [name]))
                self.assertEqual(receiver.calls[0][0]["Host"], f"{name}:{receiver.port}")
        self.assertEqual(self.proxy.accepted, [], "what the environment says about proxies is not for hooks")

    def test_an_address_of_the_inside_is_called_by_no_name(self):
        receiver = self.receiver(None, "*.docket.example")
        hooks = {address: self.hook(receiver.url(self.named(f"inside-{number}", [address])))
                 for number, address in enumerate(INSIDE)}
        hooks |= {f"{scheme} {host}": self.hook(receiver.url(host, scheme)) for scheme in ("http", "https")
                  for host in ("localhost", "0x7f.1", "2130706433", "169.254.169.254", "fd00:ec2::254", "::ffff:10.1.2.3",
                               "64:ff9b::a01:203")}
        hooks["http and public"] = self.hook(receiver.url("8.8.4.4", "http"))
        for address, hook in hooks.items():
            with self.subTest(address=address):
                self.assert_attempt(self.attempts(hook)[0], trouble="closed_address")
        self.assertEqual(receiver.accepted, [])

    def test_one_address_of_the_inside_closes_the_name(self):
        receiver = self.receiver(None, "*.docket.example")
        turns = (["8.8.4.4", "10.1.2.3"], ["10.1.2.3", "8.8.4.4"], ["8.8.4.4", "fd00::1"], ["2606:4700::1111", "169.254.169.254"],
                 [f"8.8.4.{last}" for last in range(1, 20)] + ["192.168.1.1"])
        hooks = [self.hook(receiver.url(self.named(f"among-{number}", addresses))) for number, addresses in enumerate(turns)]
        for hook in hooks:
            self.assert_attempt(self.attempts(hook)[0], trouble="closed_address")
        self.assertEqual(receiver.accepted, [])

    def test_a_name_is_looked_up_once_for_a_call_and_again_for_the_next(self):
        hooks = []
        for number, inside in enumerate(("169.254.169.254", "127.0.0.1", "10.1.2.3", "fd00:ec2::254", "::ffff:10.1.2.3")):
            name = self.named(f"rebinds-{number}", ["8.8.4.4"], [inside])
            receiver = self.receiver(hear_and_say(503), name)
            hooks.append((name, receiver, self.hook(receiver.url(name))))
        for name, receiver, hook in hooks:
            first, second = self.attempts(hook, 2)[:2]
            self.assertEqual(first["event"], second["event"])
            self.assert_attempt(first, 503)
            self.assert_attempt(second, trouble="closed_address")
            self.assertEqual((receiver.accepted, self.names.asked(name), self.names.asked(name, AAAA)), (["8.8.4.4"], 2, 2))

    def test_a_redirect_to_the_inside_is_not_followed(self):
        inside = self.receiver()
        hooks = {}
        for status in (301, 302, 303, 307, 308):
            name = self.named(f"redirects-{status}", ["1.2.3.4"])
            receiver = self.receiver(hear_and_say(status, f"Location: {inside.url('169.254.169.254')}"), name)
            hooks[status] = self.hook(receiver.url(name))
        for status, hook in hooks.items():
            self.assert_attempt(self.attempts(hook)[0], status)
        self.assertEqual(inside.accepted, [])

    def test_the_next_address_is_tried_when_one_does_not_answer(self):
        name = self.named("two", ["8.8.4.4", "2606:4700::1111"])
        receiver = self.receiver(None, name, v4=False)
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("8.8.4.4", receiver.port), 5)
        self.assert_attempt(self.attempts(self.hook(receiver.url(name)))[0], 204)
        self.assertEqual(receiver.accepted, ["2606:4700::1111"])

    def test_the_door_of_the_server_itself_is_inside(self):
        for scheme in ("http", "https"):
            hook = self.hook(f"{scheme}://127.0.0.1:{self.service.address[1]}/v1/cases")
            self.assert_attempt(self.attempts(hook)[0], trouble="closed_address")

class Allowed(NetworkTest):
    """What the operator names may be called, also without TLS, and nothing beside it."""

    flags = ("--hooks-allow", "10.20.0.0/16,fd00:20::/32,127.0.0.2/32")
    reachable = (*PUBLIC, "10.20.3.4", "fd00:20::5")

    def test_a_named_network_is_called_with_and_without_tls(self):
        name = self.names.say("intranet.example", ["10.20.3.4"])
        for context, host in ((None, "10.20.3.4"), (None, "fd00:20::5"), (None, name), (self.authority.context(name), name)):
            with self.subTest(host=host, tls=bool(context)):
                receiver = self.receiver(context=context)
                self.assert_attempt(self.attempts(self.hook(receiver.url(host)))[0], 204)
                self.assertEqual(len(receiver.accepted), 1)

    def test_what_lies_beside_it_is_closed_and_what_is_public_needs_tls(self):
        receiver = self.receiver()
        mixed = self.names.say("mixed.example", ["10.20.3.4", "8.8.4.4"])
        beside = self.names.say("beside.example", ["10.20.3.4", "10.21.0.1"])
        for url in (receiver.url("10.21.0.1"), receiver.url("10.19.255.255", "https"), receiver.url("fd00:21::1"), receiver.url("8.8.4.4"),
                    receiver.url(mixed), receiver.url(beside), receiver.url(beside, "https"), receiver.url("127.0.0.1")):
            with self.subTest(url=url):
                self.assert_attempt(self.attempts(self.hook(url))[0], trouble="closed_address")
        self.assertEqual(receiver.accepted, [])

    def test_a_name_that_leaves_the_network_is_closed(self):
        name = self.names.say("leaves.example", ["10.20.3.4"], ["10.21.0.1"])
        receiver = self.receiver(hear_and_say(500))
        hook = self.hook(receiver.url(name))
        self.assert_attempt(self.attempts(hook)[0], 500)
        self.assert_attempt(self.attempts(hook, 2)[1], trouble="closed_address")
        self.assertEqual(receiver.accepted, ["10.20.3.4"])


class OwnDoor(NetworkTest):
    """An operator who names the server's own address lets hooks knock there: as strangers."""

    flags = ("--hooks-allow", "127.0.0.1/32")

    def test_the_server_lets_its_own_hooks_do_nothing(self):
        door = "http://127.0.0.1:{}/v1/".format(self.service.address[1])
        hooks = [self.hook(door + path) for path in ("cases", "tokens", "webhooks")]
        tail = self.cases.tail()
        for hook in hooks:
            self.assert_attempt(self.attempts(hook)[0], 401)
        self.assertEqual(self.cases.tail(), tail)


if __name__ == "__main__":
    unittest.main()
