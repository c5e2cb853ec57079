"""What must hold after every crash, asked from outside."""

from findings import Finding
from ledger import fingerprint

PAGE = 500


def nothing_lost(client, after, expected):
    """Every acknowledged event is in the log. Asked before anything else, while the log is as the kill left it."""
    missing = set(expected)
    for event in events_after(client, after):
        missing.discard(event["id"])
    if missing:
        raise Finding("lost", f"{len(missing)} acknowledged events are not in the log, among them {sorted(missing)[0]}")


def events_after(client, after):
    """Case events in order. A page may be empty and not the last: the end is where `next` no longer moves."""
    while True:
        start = f"&after={after}" if after else ""
        page = client.get(f"/v1/events?type=docket.case.*&limit={PAGE}{start}")
        yield from page["events"]
        if not page["events"] and page["next"] == after:
            return
        after = page["next"]


def resolve_unknown(client, walks, ledger):
    """Asks again, with the same keys, for every command whose outcome nobody knows. Each must now have exactly one."""
    unknown_count = 0
    for walk in walks:
        if walk.pending is None:
            continue
        unknown_count += 1
        _, answer = client.submit(walk.pending)
        ledger.acknowledge(walk.pending, answer)
        walk.advance(answer)
    return unknown_count


def replay_some(client, ledger, random, count=20):
    """An acknowledged command that is sent again gives the same event and says that it is a replay."""
    for command in random.sample(ledger.replayable, min(count, len(ledger.replayable))):
        response, answer = client.submit(command)
        ledger.acknowledge(command, answer)
        if response.getheader("Idempotent-Replayed") != "true":
            raise Finding("lost", f"{command} was acknowledged, and decided anew when asked again")


def log_matches(client, ledger, after, expected):
    """The case events after a position are exactly `expected`, as they were acknowledged. Returns the new position."""
    missing = set(expected)
    sequences = {}
    for event in events_after(client, after):
        after = event["position"]
        known = ledger.events.get(event["id"])
        if known is None:
            raise Finding("extra", f"{event['id']} ({event['type']}) is in the log and nobody was told")
        if event["id"] not in missing:
            raise Finding("twice", f"{event['id']} is in the log a second time")
        if known != fingerprint(event):
            raise Finding("changed", f"{event['id']} is not the event that was acknowledged: {event}")
        missing.remove(event["id"])
        case_id, sequence = event["subject"], int(event["sequence"])
        if case_id in sequences and sequence != sequences[case_id] + 1:
            raise Finding("gap", f"{case_id} goes from sequence {sequences[case_id]} to {sequence}")
        sequences[case_id] = sequence
    if missing:
        raise Finding("lost", f"{len(missing)} acknowledged events are not in the log, among them {sorted(missing)[0]}")
    return after


def sequences(client, case_id):
    """Of every event of the case; one that others are merged into has many."""
    found = []
    while True:
        after = f"&after={found[-1]}" if found else ""
        page = client.get(f"/v1/cases/{case_id}/events?limit={PAGE}{after}")["events"]
        found += [int(event["sequence"]) for event in page]
        if len(page) < PAGE:
            return found


def cases_match(client, ledger, case_ids):
    """The case row of each case stands where its last acknowledged event left it, and its history is complete."""
    for case_id in case_ids:
        case = client.get(f"/v1/cases/{case_id}")["case"]
        stands, told = (case["sequence"], case["state"]["id"]), (ledger.sequences[case_id], ledger.states[case_id][1])
        if stands != told:
            raise Finding("lost" if stands[0] < told[0] else "extra", f"{case_id} stands at {stands}, was told {told}")
        history = sequences(client, case_id)
        if history != list(range(1, told[0] + 1)):
            raise Finding("gap", f"{case_id} has the history {history}, not 1 to {told[0]}")


def links_match(client, ledger, case_ids):
    """Every link has both its ends, and no case has one that nobody was told of."""
    for case_id in case_ids:
        case = client.get(f"/v1/cases/{case_id}")["case"]
        links = {(link["relation"], link["case"]) for link in case.get("links", [])}
        if links != ledger.links[case_id]:
            raise Finding("changed", f"{case_id} has the links {links}, was told {ledger.links[case_id]}")
        for relation, other in links:
            if case_id not in {back for _, back in ledger.links[other]}:
                raise Finding("lost", f"{case_id} is {relation} {other}, which does not lead back")


def counts_match(client, ledger):
    """The queue counters say how many cases stand in each state."""
    counts = client.get("/v1/cases?limit=1")["counts"]
    found = {(row["workflow"], row["state"]): row["count"] for row in counts if row["count"]}
    if found != ledger.counts():
        raise Finding("counts", f"the indexes count {found}, clients were told {ledger.counts()}")
