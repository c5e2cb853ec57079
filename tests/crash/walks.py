"""Whole cases, one command at a time, each with its own Idempotency-Key: of opinion-basic, and of voter-opinion with
what it does to other cases."""

import zlib

from machine_table import PEOPLE, filled, table

OPINION = table("voter-opinion")

STEPS = {
    "open": ("clerk", None),
    "assign": ("clerk", "received"),
    "resolve": ("deputy", "assigned"),
    "rate": ("clerk", "resolved"),
    "reopen": ("clerk", "feedback"),
    "close": ("clerk", "feedback"),
}


class Command:
    def __init__(self, key, action, case_id, user, body):
        self.key, self.action, self.case_id, self.user, self.body = key, action, case_id, user, body
        self.path = f"/v1/cases/{case_id}/actions/{action}" if case_id else "/v1/cases"

    def __str__(self):
        return f"{self.action} of {self.case_id or 'a new case'} with key {self.key}"


class Walk:
    """One case after another. `pending` is the command whose outcome this client does not know."""

    def __init__(self, name, random):
        self.name, self.random = name, random
        self.key_count = 0
        self.case_id, self.state, self.must_reopen = None, None, False
        self.pending = None

    def next_command(self):
        if self.pending is None:
            self.pending = self._make()
        return self.pending

    def advance(self, answer):
        rating = self.pending.body["input"].get("rating")
        self.pending = None
        case = answer["case"]
        self.case_id, self.state = case["id"], case["state"]["id"]
        # The definition: unsatisfied is reopened, at most twice, everything else is closed.
        self.must_reopen = rating == "unsatisfied" and case["cycle"] <= 2
        # Some cases stay where they are, so that every state keeps a population.
        if self.state == "closed" or self.random.random() < 0.05:
            self.case_id, self.state = None, None

    def _make(self):
        self.key_count += 1
        action = self._action()
        body = {"input": self._input(action)}
        if action == "open":
            body = {"workflow": "opinion-basic", "action": "open"} | body
        return Command(f"{self.name}-{self.key_count}", action, self.case_id, STEPS[action][0], body)

    def _action(self):
        if self.state == "feedback":
            return "reopen" if self.must_reopen else "close"
        return next(action for action, (_, state) in STEPS.items() if state == self.state)

    def _input(self, action):
        return {
            "open": {
                "kind": self.random.choice(["opinion", "dispute"]),
                "title": f"村口路灯不亮 {self.name}-{self.key_count}",
                "content": "村口三盏路灯坏了两周，老人夜里出门不安全。" * self.random.randint(1, 8),
                "area": "hewan", "category": "power",
                "petitioner": {"name": "张三"}, "contact": "13900000000", "anonymous": False,
            },
            "assign": {"assignee": "deputy-wang"},
            "resolve": {"reply": "已联系供电所更换。", "result": "solved"},
            "rate": {"rating": self.random.choice(["satisfied", "mostly", "unsatisfied"])},
            "reopen": {"reason": "路灯又坏了。"},
            "close": {},
        }[action]


# What is done from each state of a voter opinion, and how often.
ON = {
    None: [(1, "register", "clerk")],
    "registered": [(5, "accept", "clerk"), (2, "merge", "clerk"), (2, "convert_to_dispute", "clerk"), (1, "attach", "clerk")],
    "accepted": [(1, "assign", "clerk")],
    "assigned": [(5, "sign", "deputy"), (1, "reassign", "supervisor"), (1, "merge", "supervisor")],
    "handling": [(5, "submit_reply", "deputy"), (1, "join_party", "clerk")],
    "replied": [(3, "approve_reply", "supervisor"), (1, "return_reply", "supervisor")],
    "callback": [(1, "rate_ok", "clerk")],
    "merged": [(1, "unmerge", "supervisor")],
}


class OpinionWalk:
    """Opinions that merge into a leading case of their own and open disputes: one command, events of two cases."""

    def __init__(self, name, random):
        self.name, self.random = name, random
        self.key_count = 0
        self.case_id, self.state, self.master = None, None, None
        self.pending = None

    def next_command(self):
        if self.pending is None:
            self.pending = self._make()
        return self.pending

    def advance(self, answer):
        self.pending = None
        self.case_id, self.state = answer["case"]["id"], answer["case"]["state"]["id"]
        # The first accepted case leads: others are merged into it, one stays a member now and then.
        leads = self.state == "accepted" and self.master is None
        if leads:
            self.master = self.case_id
        if leads or self.state not in ON or self.random.random() < 0.05:
            self.case_id, self.state = None, None

    def _make(self):
        self.key_count += 1
        weights = [(weight, action, role) for weight, action, role in ON[self.state] if action != "merge" or self.master]
        _, action, role = self.random.choices(weights, [weight for weight, _, _ in weights])[0]
        names = {"@assignee": PEOPLE["deputy"], "@actor": PEOPLE[role], "@other": self.master}
        changes = {"petitioner": {"name": "张三", "phone": f"100-{zlib.crc32(self.name.encode()) % 10**6:06}-{self.key_count:06}"}} if action == "register" else {}
        body = {"input": filled(OPINION, action, names.get, changes)}
        if self.case_id is None:
            body = {"workflow": "voter-opinion", "action": action} | body
        return Command(f"{self.name}-{self.key_count}", action, self.case_id, role, body)
