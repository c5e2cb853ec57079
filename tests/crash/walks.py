"""Whole cases of opinion-basic, one command at a time, each with its own Idempotency-Key."""

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
