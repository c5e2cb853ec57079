"""Who is called: one port on every address of the network, so that whatever reaches it, by whatever address, is noted."""

import ipaddress
import json
import socket
import struct
import threading
import time


class Receiver:
    def __init__(self, speak=None, context=None, v4=True):
        """`speak(receiver, connection)` does what the other side would; None: hears and says 204. `context` makes it TLS."""
        self.speak, self.context = speak or hear_and_say(204), context
        self.accepted = []   # address that was called, for each connection
        self.shown = []      # names that TLS was asked for
        self.calls = []      # headers, body, moment
        self.read = b""      # of those who read no calls
        self.ended = 0       # connections
        if context:
            context.sni_callback = lambda _, name, __: self.shown.append(name)
        self.socket = socket.create_server(("", 0), family=socket.AF_INET6, backlog=128, dualstack_ipv6=v4)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)   # wakes whoever waits on it
        self.socket.close()

    def url(self, host, scheme=None):
        host = f"[{host}]" if ":" in host else host
        return f"{scheme or ('https' if self.context else 'http')}://{host}:{self.port}/in"

    def events(self):
        return [json.loads(body) for _, body, _ in self.calls]

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            address = ipaddress.ip_address(connection.getsockname()[0])
            self.accepted.append(str(address.ipv4_mapped or address))
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        connection.settimeout(60)
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.speak(self, connection)
        except OSError:   # TLS and ends that came too early, too
            pass
        finally:
            self.ended += 1
            connection.close()


def hear(receiver, connection):
    """One call, whole."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65536)
        if not more:
            raise OSError("no call")
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:])
    while len(body) < int(headers["Content-Length"]):
        body += connection.recv(65536)
    receiver.calls.append((headers, body, time.time()))


def hear_and_say(status, *fields, body=b""):
    head = "\r\n".join((f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *fields, "", "")).encode()
    return hear_and_send(head + body)


def hear_and_send(*pieces, pause=0, at_most=None):
    """After the call these bytes; the last piece again and again when `at_most` says until how many bytes."""

    def speak(receiver, connection):
        hear(receiver, connection)
        sent = 0
        for piece in pieces:
            connection.sendall(piece)
        while at_most and sent < at_most:
            connection.sendall(pieces[-1])
            sent += len(pieces[-1])
            time.sleep(pause)

    return speak


def hear_and_wait(receiver, connection):
    hear(receiver, connection)
    connection.recv(1)


def hear_and_reset(said):
    def speak(receiver, connection):
        hear(receiver, connection)
        connection.sendall(said)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return speak


def say_anything(said, pause=0, at_most=0):
    """No TLS and no HTTP: bytes, whatever is asked; what comes is kept."""

    def speak(receiver, connection):
        def keep():
            try:
                while more := connection.recv(65536):
                    receiver.read += more
            except OSError:
                pass

        reading = threading.Thread(target=keep, daemon=True)
        reading.start()
        sent = 0
        while said and sent < max(at_most, 1):
            connection.sendall(said)
            sent += len(said)
            time.sleep(pause)
        reading.join()

    return speak
