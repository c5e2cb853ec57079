"""A TCP proxy before a broker that a test commands: cut, delay, hold. The broker must advertise the proxy's address:

    proxy = Proxy()
    broker = Broker("--advertise", proxy.address)
    proxy.forward_to(broker.address)

Clients use proxy.address. Commands hold for every connection, those there and those to come, until `flow()`. One thread
per direction of a connection; bytes keep their order, and nothing is dropped but by `cut` and `refuse`.
"""

import socket
import threading
import time

CHUNK = 65536


class Proxy:
    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:{}".format(self.listener.getsockname()[1])
        self.target, self.open = None, set()
        self.lock, self.changed = threading.Lock(), threading.Condition()
        self.delay_seconds, self.held, self.refusing = 0.0, set(), False
        self.bytes = {"up": 0, "down": 0}

    def forward_to(self, address):
        host, port = address.rsplit(":", 1)
        self.target = (host, int(port))
        threading.Thread(target=self._accept, daemon=True).start()

    def flow(self):
        """Everything passes at once; what was held goes first."""
        with self.changed:
            self.delay_seconds, self.refusing = 0.0, False
            self.held = set()
            self.changed.notify_all()

    def delay(self, seconds):
        """Each piece waits so long, in both directions."""
        self.delay_seconds = seconds

    def hold(self, *directions):
        """"up": requests do not reach the broker; "down": it acts, and its answers do not come back."""
        with self.changed:
            self.held = set(directions or ("up", "down"))

    def cut(self):
        """Every connection ends now; what was held or under way is lost. New ones are welcome."""
        with self.lock:
            ending, self.open = self.open, set()
        for end in ending:
            _end(end)
        with self.changed:
            self.changed.notify_all()

    def refuse(self):
        """As if there were no broker: connections end and new ones are closed at once."""
        self.refusing = True
        self.cut()

    def close(self):
        self.listener.close()
        self.cut()
        self.flow()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return   # closed
            try:
                if self.refusing:
                    raise ConnectionRefusedError
                broker = socket.create_connection(self.target, timeout=10)
            except OSError:
                client.close()
                continue
            broker.settimeout(None)
            with self.lock:
                self.open |= {client, broker}
            for source, sink, direction in ((client, broker, "up"), (broker, client, "down")):
                threading.Thread(target=self._pump, args=(source, sink, direction), daemon=True).start()

    def _pump(self, source, sink, direction):
        try:
            while piece := source.recv(CHUNK):
                if self.delay_seconds:
                    time.sleep(self.delay_seconds)
                with self.changed:
                    self.changed.wait_for(lambda: direction not in self.held or source not in self.open)
                if source not in self.open:
                    return
                sink.sendall(piece)
                self.bytes[direction] += len(piece)
        except OSError:
            pass
        finally:
            with self.lock:
                self.open -= {source, sink}
            with self.changed:
                self.changed.notify_all()
            _end(source)
            _end(sink)


def _end(connection):
    """Wakes whoever reads it; closing alone would not."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    connection.close()
