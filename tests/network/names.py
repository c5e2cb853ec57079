"""The name server of the test's network: says about a name what the test wants, also something else each time."""

import ipaddress
import socket
import struct
import threading
import time

A, AAAA = 1, 28
SERVFAIL, NXDOMAIN = 2, 3


class Names:
    def __init__(self):
        self.turns, self.questions = {}, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close(self):
        """The port is free afterwards: nobody sleeps on it any more."""
        self.socket.sendto(b"", self.socket.getsockname())
        self.thread.join()
        self.socket.close()

    def say(self, name, *turns):
        """What to answer to the first question, the second …; the last holds on. A turn: addresses, SERVFAIL, NXDOMAIN, None
        (no answer at all), bytes (sent as they are), or (seconds, turn) to answer late."""
        self.turns[name] = turns
        return name

    def asked(self, name, kind=A):
        return self.questions.count((name, kind))

    def _serve(self):
        while True:
            packet, client = self.socket.recvfrom(2048)
            if not packet:
                return
            labels, at = [], 12
            while packet[at]:
                labels.append(packet[at + 1:at + 1 + packet[at]].decode().lower())
                at += 1 + packet[at]
            name, kind = ".".join(labels), struct.unpack_from("!H", packet, at + 1)[0]
            turns = self.turns.get(name, (NXDOMAIN,))
            turn = turns[min(self.asked(name, kind), len(turns) - 1)]
            self.questions.append((name, kind))
            late, turn = turn if isinstance(turn, tuple) else (0, turn)
            threading.Thread(target=self._answer, args=(packet[:2], packet[12:at + 5], kind, turn, late, client), daemon=True).start()

    def _answer(self, id, question, kind, turn, late, client):
        time.sleep(late)
        if turn is None:
            return
        records = []
        if isinstance(turn, list):
            size = {A: 4, AAAA: 16}.get(kind)
            packed = [ipaddress.ip_address(address).packed for address in turn]
            records = [b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 0, size) + bytes for bytes in packed if len(bytes) == size]
        code = turn if isinstance(turn, int) else 0
        header = id + struct.pack("!HHHHH", 0x8180 | code, 1, len(records), 0, 0)
        answer = id + turn if isinstance(turn, bytes) else header + question + b"".join(records)
        try:
            self.socket.sendto(answer, client)
        except OSError:
            pass    # the test is over
