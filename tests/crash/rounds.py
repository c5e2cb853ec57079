#!/usr/bin/env python3
"""Kills a loaded server again and again and checks what it had promised.

Each round: concurrent walks over HTTP with Idempotency-Keys, SIGKILL at a random moment (in one round of four a second
one in the middle of the recovery), `docket log verify` on what is left, a new start, every unanswered command asked
again with its key, then the ledger of acknowledgements against the log, the cases and the counters. One directory grows
over all rounds. Exit code 0: every promise held, 1: a finding, 2: the harness itself did not do its work (nothing
acknowledged, or no kill under load).

With `--disk losing` the server's files keep only what was fsynced, and the kill is a power cut."""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import checks
from client import Client, NoAnswer
from findings import Finding
from ledger import Ledger
from load import Load
from server import Server, create_token, start_and_kill, verify_log
from walks import OpinionWalk, Walk

MUTANTS = ["none", "no_sync", "early_answer", "split_index", "forgotten_outcome"]
USERS = {"clerk": "clerk-li", "deputy": "deputy-wang", "supervisor": "supervisor-sun"}


class Rounds:
    def __init__(self, options, data):
        self.options, self.data = options, data
        self.random = random.Random(options.seed)
        self.ledger = Ledger()
        self.walks = [(Walk, OpinionWalk)[i % 2](f"w{options.seed}-{i}", random.Random(self.random.random()))
                      for i in range(options.clients)]
        self.tokens = {role: create_token(options.docket, data, user, options.config) for role, user in USERS.items()}
        self.position = None
        self.unknown_total, self.linked_total = 0, 0

    def serve(self):
        return Server(self.command(), self.data + ".log")

    def command(self):
        options = self.options
        command = [options.server, "serve", "--data", self.data, "--listen", "127.0.0.1:0", "--config", options.config]
        if options.server != options.docket:
            command += ["--disk", options.disk, "--mutant", options.mutant]
        return command

    def run(self, report):
        server = self.serve()
        try:
            self.begin(server)
            for number in range(1, self.options.rounds + 1):
                report.round = number
                server = self.round(server, number)
            report.round = "the end"
            self.end(server)
        finally:
            if server.is_running():
                server.kill()

    def begin(self, server):
        """Before the first round."""

    def round(self, server, number):
        self.ledger.replayable = []
        known = set(self.ledger.events)
        load = Load(server.address, self.tokens, self.walks, self.ledger)
        load.first_answer.wait(30)
        time.sleep(self.random.uniform(0.05, 0.8))
        alive = server.is_running()
        load.killed.set()
        server.kill()
        load.join()
        if not alive:
            raise Finding("refused", f"the server ended by itself under load: {server.last_line}")
        if load.answered_count == 0:
            raise SystemExit("no command was acknowledged: the harness did no work")
        if self.random.random() < 0.25:
            start_and_kill(self.command(), self.data + ".log", self.random.uniform(0, 0.15))
        verify_log(self.options.docket, self.data, self.options.config)
        server = self.serve()
        try:
            unknown_count = self.check(Client(server.address, self.tokens), known)
        except NoAnswer as error:
            server.kill()
            raise Finding("refused", f"a server without load broke a connection: {error}") from error
        except BaseException:
            server.kill()
            raise
        self.unknown_total += unknown_count
        print(f"round {number}: {load.answered_count} acknowledged, {unknown_count} unknown at the kill, "
              f"{len(self.ledger.events)} events in all", flush=True)
        return server

    def check(self, client, known):
        checks.nothing_lost(client, self.position, [event_id for event_id in self.ledger.events if event_id not in known])
        unknown_count = checks.resolve_unknown(client, self.walks, self.ledger)
        checks.replay_some(client, self.ledger, self.random)
        fresh = [event_id for event_id in self.ledger.events if event_id not in known]
        self.position = checks.log_matches(client, self.ledger, self.position, fresh)
        touched = sorted({event_id.rsplit("-", 1)[0] for event_id in fresh})
        checks.cases_match(client, self.ledger, self.random.sample(touched, min(30, len(touched))))
        linked = [case_id for case_id in touched if self.ledger.links[case_id]]
        checks.links_match(client, self.ledger, self.random.sample(linked, min(30, len(linked))))
        self.linked_total += len(linked)
        checks.counts_match(client, self.ledger)
        client.close()
        return unknown_count

    def end(self, server):
        """The whole log once more from its first event, then an orderly stop and a last verification."""
        client = Client(server.address, self.tokens)
        checks.log_matches(client, self.ledger, None, self.ledger.events)
        client.close()
        code = server.stop()
        if code != 0:
            raise Finding("refused", f"the server stopped with exit code {code} when asked to")
        verify_log(self.options.docket, self.data, self.options.config)
        if self.unknown_total == 0:
            raise SystemExit("no command was in flight at any kill: the harness did not kill under load")
        if self.linked_total == 0:
            raise SystemExit("no case was linked to another: the harness did no work of several cases")


class Report:
    round = "the start"


def run(options, rounds=Rounds):
    """Returns nothing, or the finding and the round it was made in."""
    data = tempfile.mkdtemp(prefix="docket-crash-", dir=options.directory)
    report = Report()
    try:
        rounds(options, data).run(report)
    except Finding as finding:
        print(f"round {report.round}: FOUND {finding} (seed {options.seed}, data kept in {data})", flush=True)
        return finding, report.round, data
    discard(data)
    return None, report.round, data


def discard(data):
    shutil.rmtree(data)
    for beside in (".log", ".key"):
        Path(data + beside).unlink(missing_ok=True)


def parser(description, clients):
    """The options that all kinds of rounds have."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--docket", required=True, help="the docket binary (tokens, log verify)")
    parser.add_argument("--config", required=True)
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("DOCKET_ROUNDS") or 20))
    parser.add_argument("--clients", type=int, default=clients)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--directory", help="where data directories are made (default: the system's)")
    return parser


def arguments():
    asked = parser(__doc__, clients=8)
    asked.add_argument("--server", help="the binary that serves: docket itself, or docket-under-test")
    asked.add_argument("--disk", choices=["plain", "losing"], default="plain")
    asked.add_argument("--mutant", choices=MUTANTS, default="none")
    options = asked.parse_args()
    options.server = options.server or options.docket
    return options


def main():
    options = arguments()
    print(f"seed {options.seed}, {options.rounds} rounds, disk {options.disk}, mutant {options.mutant}", flush=True)
    finding, _, _ = run(options)
    if finding is None:
        print("every promise held")
    return 0 if finding is None else 1


def end_with(main):
    """Runs the program: its answer is the exit code; a sentence, for which it could not run, is 2."""
    try:
        sys.exit(main())
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            sys.exit(2)
        raise


if __name__ == "__main__":
    end_with(main)
