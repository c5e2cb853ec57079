"""Clients that open cases as fast as they are answered, and remember what they were told."""

import http.client
import threading

from cases import Cases


class Load:
    def __init__(self, service, connections):
        self.service, self.going = service, True
        self.lock = threading.Lock()
        self.opened, self.refused, self.broken = [], [], 0
        self.threads = [threading.Thread(target=self._run) for _ in range(connections)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failure):
        self.going = False
        for thread in self.threads:
            thread.join()

    def until(self, enough, seconds=20):
        """Waits until `enough(self)` holds; False when it never did."""
        waiting = threading.Event()
        for _ in range(int(seconds / 0.01)):
            with self.lock:
                if enough(self):
                    return True
            waiting.wait(0.01)
        return False

    def _run(self):
        client = self.service.client()
        while self.going:
            try:
                answer = Cases(client).open()
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.broken += 1
                break
            with self.lock:
                if answer.status == 201:
                    self.opened.append(answer.case["id"])
                else:
                    self.refused.append(answer)
        client.close()
