"""Whom a web hook believes: an authority that the system or the operator trusts, for the name that was asked for. The
others hear nothing."""

import socket
import ssl
import unittest
import warnings

from certificates import Authority
from network import NetworkTest
from receivers import say_anything

ADDRESS = "8.8.4.4"
RECORD = bytes.fromhex("1603030100")   # the head of a TLS record of 256 bytes: more of the handshake


class Tls(NetworkTest):
    """The system trusts one authority, `hooks_ca_file` another."""

    @classmethod
    def prepare(cls):
        cls.system = Authority(cls.directory, "system")
        cls.environment = (f"SSL_CERT_FILE={cls.system.file}", "SSL_CERT_DIR=/nonexistent")

    def host(self, name):
        return self.named(name, [ADDRESS])

    def told(self, host, context):
        receiver = self.receiver(context=context)
        hook = self.hook(receiver.url(host))
        return receiver, self.attempts(hook)[0]

    def assert_told(self, host, context, shown):
        receiver, attempt = self.told(host, context)
        self.assert_attempt(attempt, 204)
        self.assertEqual((receiver.accepted, receiver.shown, len(receiver.calls)), ([ADDRESS], [shown], 1))

    def assert_untold(self, host, context):
        receiver, attempt = self.told(host, context)
        self.assert_attempt(attempt, trouble="tls")
        self.assertEqual((receiver.accepted, receiver.calls), ([ADDRESS], []))

    def test_a_certificate_of_who_is_trusted_for_this_name_is_believed(self):
        for authority in (self.authority, self.system):
            name = self.host(f"good-{authority.name}")
            self.assert_told(name, authority.context(name), name)
        name = self.host("wild")
        self.assert_told(name, self.authority.context("*.docket.example"), name)
        self.assert_told(ADDRESS, self.authority.context(ADDRESS), None)

    def test_other_versions_that_are_still_good_are_spoken(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            name = self.host(version.name.lower().replace("_", "-"))
            context = self.authority.context(name)
            context.minimum_version = context.maximum_version = version
            self.assert_told(name, context, name)

    def test_a_certificate_of_a_stranger_is_not_believed(self):
        name = self.host("stranger")
        self.assert_untold(name, Authority(self.directory, "stranger").context(name))
        self.assert_untold(name, self.authority.context(name, self_signed=True))

    def test_a_certificate_for_another_name_is_not_believed(self):
        name = self.host("wanted")
        self.assert_untold(name, self.authority.context("other.docket.example"))
        self.assert_untold(name, self.authority.context("wanted.docket.example.other", "*.wanted.docket.example", ADDRESS))
        self.assert_untold(ADDRESS, self.authority.context(name))

    def test_a_certificate_that_has_expired_is_not_believed(self):
        name = self.host("expired")
        self.assert_untold(name, self.authority.context(name, days=-1))

    def test_what_is_too_old_is_not_spoken(self):
        def make_old(context):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers("ALL:@SECLEVEL=0")
            return context

        name = self.host("old")
        context = make_old(self.authority.context(name))
        client = make_old(ssl.create_default_context(cafile=self.authority.file))
        with socket.create_connection((ADDRESS, self.receiver(context=context).port), 5) as connection:
            with client.wrap_socket(connection, server_hostname=name) as spoken:
                self.assertEqual(spoken.version(), "TLSv1.1", "others could speak it")
        self.assert_untold(name, context)

    def test_what_is_no_tls_hears_nothing(self):
        """Nothing but the beginning of a handshake has come: neither the address's path nor the event."""
        name = self.host("no-tls")
        spoken = {"plain": (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", {}), "noise": (b"\x00\xffnoise" * 100, {}),
                  "closes": (None, {}), "endless": (bytes(65536), {"at_most": 1 << 28}), "silent": (b"", {}),
                  "never done": (RECORD, {}), "slow": (RECORD + bytes(8), {"pause": 0.5, "at_most": 1 << 10})}
        spoken = {kind: self.receiver(None if said is None else say_anything(said, **more)) for kind, (said, more) in spoken.items()}
        spoken["closes"].speak = lambda receiver, connection: None
        hooks = {kind: self.hook(receiver.url(name, "https")) for kind, receiver in spoken.items()}
        for kind, hook in hooks.items():
            with self.subTest(kind=kind):
                attempt = self.attempts(hook)[0]
                late = kind in ("silent", "never done", "slow")
                self.assert_attempt(attempt, trouble="timeout" if late else "tls", within=6)
                read = spoken[kind].read
                self.assertEqual(spoken[kind].accepted[0], ADDRESS)
                for secret in (b"webhook", b"POST", b"docket.org.hook_tested", hook.encode()):
                    self.assertNotIn(secret, read)


if __name__ == "__main__":
    unittest.main()
