"""Concurrent walks against one life of a server, until it is killed."""

import threading

from client import Client, NoAnswer
from findings import Finding


class Load:
    def __init__(self, address, tokens, walks, ledger):
        self.address, self.tokens, self.ledger = address, tokens, ledger
        self.killed = threading.Event()
        self.first_answer = threading.Event()
        self.findings = []
        self.answered_count = 0
        self.threads = [threading.Thread(target=self._run, args=(walk,), daemon=True) for walk in walks]
        for thread in self.threads:
            thread.start()

    def join(self):
        for thread in self.threads:
            thread.join(30)
        if self.findings:
            raise self.findings[0]

    def _run(self, walk):
        client = Client(self.address, self.tokens)
        broken_count = 0
        try:
            while not self.killed.is_set():
                command = walk.next_command()
                # One in twenty clients hangs up before the answer and asks again at once.
                patient = walk.random.random() >= 0.05
                try:
                    _, answer = client.submit(command, wait_for_answer=patient)
                except NoAnswer:
                    broken_count += 1
                    if not self.killed.wait(0.02) and broken_count > 50:
                        raise Finding("refused", "the server hung up on a client 50 times without being killed")
                    continue
                self.ledger.acknowledge(command, answer)
                walk.advance(answer)
                self.answered_count += 1
                self.first_answer.set()
        except Finding as finding:
            self.findings.append(finding)
            self.first_answer.set()
        finally:
            client.close()
