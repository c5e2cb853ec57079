"""Walks cases of opinion-basic through the API."""

WORKFLOW = "opinion-basic"
STATES = ("received", "assigned", "at_studio", "resolved", "feedback", "closed")
OPEN_INPUT = {
    "kind": "dispute", "title": "地界纠纷", "content": "两家地界不清，请来量一下。", "area": "hewan",
    "category": "land", "petitioner": {"name": "张三", "address": "上店村三组"}, "contact": "13900000000",
}

# What each action is done with, by whom, and from where.
INPUTS = {
    "open": OPEN_INPUT,
    "assign": {"assignee": "deputy-wang"},
    "refer": {},
    "resolve": {"reply": "已现场丈量并立界桩。", "result": "solved"},
    "rate": {"rating": "satisfied"},
    "close": {},
    "reopen": {"reason": "界桩又被挪了。"},
    "note": {"text": "已电话联系。"},
    "remind": {"text": "请尽快办理。"},
    "redact": {"subject": "petitioner", "legal_basis": "《个人信息保护法》第四十七条。"},
}
PATHS = {
    "received": (),
    "assigned": (("assign", "clerk-li"),),
    "at_studio": (("refer", "clerk-li"),),
    "resolved": (("assign", "clerk-li"), ("resolve", "deputy-wang")),
    "feedback": (("assign", "clerk-li"), ("resolve", "deputy-wang"), ("rate", "voter-desk")),
    "closed": (("assign", "clerk-li"), ("resolve", "deputy-wang"), ("rate", "voter-desk"), ("close", "clerk-li")),
}


def without_actions(case):
    """What is open to whom is told on reading; answers of writes, lists and past moments leave it out."""
    return {name: value for name, value in case.items() if name != "actions"}


class Cases:
    def __init__(self, client):
        self.client = client

    def open(self, user="clerk-li", headers=None, **changes):
        """`member=None` leaves that member out."""
        given = {name: value for name, value in (OPEN_INPUT | changes).items() if value is not None}
        return self.client.post("/v1/cases", {"workflow": WORKFLOW, "action": "open", "input": given}, user, headers)

    def act(self, case, action, user, headers=None, **given):
        return self.client.post(f"/v1/cases/{case}/actions/{action}", {"input": given or INPUTS[action]}, user, headers)

    def bulk(self, action, items, user="clerk-li", headers=None):
        return self.client.post(f"/v1/actions/{action}", {"cases": items}, user, headers)

    def get(self, case, user="supervisor-sun", **query):
        return self.client.get(f"/v1/cases/{case}{as_query(query)}", user)

    def list(self, user="supervisor-sun", **query):
        return self.client.get(f"/v1/cases{as_query(query)}", user)

    def reach(self, state, rating="satisfied", **changes):
        """A new case in `state`; its id."""
        opened = self.open(**changes)
        assert opened.status == 201, opened
        for action, user in PATHS[state]:
            given = {"rating": rating} if action == "rate" else {}
            answer = self.act(opened.case["id"], action, user, **given)
            assert answer.status == 200, answer
        return opened.case["id"]

    def all(self, **query):
        """Every case of a search, page by page."""
        found, answer = [], self.list(**query).json
        found += answer["cases"]
        while "next" in answer:
            answer = self.list(**query, cursor=answer["next"]).json
            found += answer["cases"]
        return found

    def counts(self):
        return {row["state"]: row["count"] for row in self.list(limit=1).json["counts"] if row["workflow"] == WORKFLOW}

    def events(self, case):
        return self.client.get(f"/v1/cases/{case}/events?limit=1000").json

    def feed(self, after="0-0", limit=1000):
        """Every event from a position on."""
        found = []
        while True:
            page = self.client.get(f"/v1/events?after={after}&limit={limit}").json
            found += page["events"]
            if not page["events"]:
                return found
            after = page["next"]

    def tail(self):
        return self.client.get("/readyz", None).json["tail"]


def as_query(query):
    from urllib.parse import urlencode
    return "?" + urlencode(query) if query else ""
