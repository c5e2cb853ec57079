"""Deliveries of web hooks beside the library of Standard Webhooks: it verifies what we send, and nothing that was changed on
the way."""

import unittest

import beside
from claims import ApiTest
from receiver import Receiver

def verify(*deliveries):
    return beside.ask("webhooks.mjs", deliveries)


class Webhooks(ApiTest):
    flags = ("--hooks-allow", "127.0.0.0/8")

    @classmethod
    def setUpClass(cls):
        verify()   # skips before anything is started
        super().setUpClass()

    def test_the_library_verifies_what_we_send_and_nothing_else(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        secret = self.assert_done(self.client.post("/v1/webhooks", {"url": receiver.url}, "supervisor-sun"), 201).json["secret"]
        case = self.assert_done(self.cases.open(title="路灯“不亮” ①"), 201).case["id"]
        self.assert_done(self.cases.act(case, "note", "clerk-li"))
        sent = [{"secret": secret, "headers": {name.lower(): value for name, value in headers.items()}, "body": body.decode()}
                for headers, body, _ in receiver.wait(2)]
        self.assertEqual(verify(*sent), ["verified", "verified"])
        changed = [sent[0] | {"body": sent[0]["body"] + " "}, sent[0] | {"headers": sent[0]["headers"] | {"webhook-id": "other"}},
                   sent[0] | {"headers": sent[0]["headers"] | {"webhook-timestamp": "1614265330"}},
                   sent[0] | {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}]
        for said in verify(*changed):
            self.assertNotEqual(said, "verified")


if __name__ == "__main__":
    unittest.main()
