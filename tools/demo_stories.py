"""The stories of the demonstration, told over HTTP by the people who have their parts in them."""

import datetime
import http.client
import json

PETITIONER = "petitioner"  # whoever holds the query code of the case


class Trouble(Exception):
    """The demonstration cannot go on; the text says why."""


class Person:
    """Somebody with a token who speaks to the server."""

    def __init__(self, user, name, address, token):
        self.user, self.name, self.address, self.token = user, name, address, token

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection(self.address, timeout=30)
        headers = {"Authorization": f"Bearer {self.token}"}
        text = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            text = json.dumps(body, ensure_ascii=False).encode()
        try:
            connection.request(method, path, text, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def must(self, method, path, body=None):
        status, answer = self.ask(method, path, body)
        if status not in (200, 201):
            raise Trouble(f"{method} {path} → {status} {answer.get('detail', answer)}")
        return answer


class People(dict):
    """By user; whoever is first needed is given a token by the administrator."""

    def __init__(self, names, address, admin_token):
        super().__init__()
        self.names, self.address = names, address
        self["admin-zhou"] = Person("admin-zhou", names["admin-zhou"], address, admin_token)

    def __missing__(self, user):
        made = self["admin-zhou"].must("POST", "/v1/tokens", {"user": user})
        self[user] = Person(user, self.names[user], self.address, made["token"])
        return self[user]


def day(from_today):
    here = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
    return (here.date() + datetime.timedelta(days=from_today)).isoformat()


class Story:
    """One case: each step is done over HTTP and told in one line."""

    def __init__(self, people, title):
        self.people, self.case, self.petitioner = people, None, None
        print(f"\n{title}")

    def person(self, user):
        return self.petitioner if user == PETITIONER else self.people[user]

    def open(self, user, workflow, action, told, **content):
        opened = self.people[user].must("POST", "/v1/cases", {"workflow": workflow, "action": action, "input": content})
        self.case = opened["case"]
        self._tell(user, told)
        # The petitioner has no account: the code on their slip of paper opens this case and no other.
        self.petitioner = Person(PETITIONER, "反映人", self.people.address, opened["query_code"])
        print(f"    查询码 (query code): {opened['query_code']}")

    def act(self, user, action, told, **content):
        path = f"/v1/cases/{self.case['id']}/actions/{action}"
        self.case = self.person(user).must("POST", path, {"input": content})["case"]
        self._tell(user, told)

    def refused(self, user, action, told, **content):
        path = f"/v1/cases/{self.case['id']}/actions/{action}"
        status, problem = self.person(user).ask("POST", path, {"input": content})
        if status < 400:
            raise Trouble(f"{user} 不该能够 {action} / {user} should not be able to {action}")
        print(f"  ✗ {self.person(user).name} {told}\n    → 被拒绝（{status}）：{problem['detail']}\n      {problem['detail_en']}")

    def attach(self, user, *kinds):
        """The file itself stays with the station; its digest is registered."""
        for kind in kinds:
            path = f"/v1/cases/{self.case['id']}/actions/attach"
            self.person(user).must("POST", path, {"input": {"file_sha256": "0" * 64, "name": f"{kind}.pdf", "doc_kind": kind}})
        print(f"  · {self.person(user).name} 归入材料 {len(kinds)} 份")

    def assignee(self):
        print(f"    由谁办理 (why): {self.case['assignee']['why']}")
        return self.case["assignee"]["user"]

    def _tell(self, user, told):
        state = self.case["state"]["label"]
        round_ = f"，第 {self.case['cycle']} 轮" if self.case["cycle"] > 1 else ""
        print(f"  · {self.person(user).name} {told}\n    → {self.case['number']}  【{state['zh-CN']}】（{state['en']}）{round_}")


def walk_opinion(people):
    story = Story(people, "一、选民意见，由代表办理  (a voter's opinion, handled by a deputy)")
    story.open("voter-desk", "voter-opinion", "submit", "提交：河湾村桥头路灯不亮",
               title="河湾村桥头路灯不亮", area="hewan", category="power",
               content="桥头三盏路灯坏了半个月，晚上老人和学生过桥不安全，请帮助协调修复。",
               petitioner={"name": "林秀英", "phone": "100-0000-1001"})
    story.act("clerk-li", "register", "登记", channel="online", area="hewan", category="power", urgency="routine",
              summary="桥头三盏路灯坏了半个月，请协调修复。")
    story.act("clerk-li", "accept", "受理并电话告知", opinion_class="opinion", within_jurisdiction=True,
              notice={"method": "phone", "given_on": day(0)})
    story.act("clerk-li", "assign", "交办（按策略选代表，供电所具体办理）", unit="power")
    deputy = story.assignee()
    other = next(user for user in ("deputy-wang", "deputy-zhao", "deputy-03") if user != deputy)
    story.refused(other, "sign", "想替别人签收")
    story.act(deputy, "sign", "签收")
    story.act(deputy, "request_info", "请反映人补充位置", questions="是东桥头还是西桥头？", info_due=day(10))
    story.act(PETITIONER, "supply_info", "凭查询码补充", content="东桥头，靠近小学一侧。")
    story.refused(deputy, "submit_reply", "想不写依据就答复", reply="已修好。", result_class="a", measures="更换灯具。")
    story.act(deputy, "submit_reply", "提交答复", reply="供电所已更换三盏路灯，当晚恢复照明。", result_class="a",
              measures="更换灯具三盏，检修线路。", legal_basis="乡村公共照明维护办法")
    story.act("supervisor-sun", "approve_reply", "审核并送达", reply_doc_no="河湾复〔2026〕1号", served_on=day(0),
              serve_method="in_person")
    seen = story.petitioner.must("GET", f"/v1/cases/{story.case['id']}")["case"]
    print(f"  · 反映人 凭查询码查看：【{seen['state']['label']['zh-CN']}】答复：{seen['data']['reply']}")
    story.act(PETITIONER, "rate_ok", "评价：满意", rating="satisfied", solved=True, callback_channel="online")
    story.refused("clerk-li", "archive", "想不归材料就归档", file_no="2026-001")
    story.attach("clerk-li", "reply", "served_proof")
    story.act("clerk-li", "archive", "归档", file_no="2026-001")


def walk_dispute(people):
    story = Story(people, "二、矛盾纠纷，调解工作室调解  (a dispute, mediated)")
    both = [{"party": party, "agrees": True, "given_on": day(0)} for party in ("applicant", "respondent")]
    came = [{"party": party, "came": True} for party in ("applicant", "respondent")]
    signed = [{"party": party, "signed": True} for party in ("applicant", "respondent", "mediator")]
    story.open("mediator-chen", "dispute", "apply", "登记：相邻两户排水沟纠纷", source="party", dispute_type="neighbor", area="hewan",
               applicant={"name": "吴大有", "phone": "100-0000-1002"}, respondent={"name": "赵小军", "phone": "100-0000-1003"},
               summary="两户为屋后排水沟的走向争执多日，雨季将至。", claims="共用一条排水沟。", risk="yellow")
    story.refused("clerk-li", "accept", "想在一方不同意时受理", consents=[both[0], {**both[1], "agrees": False}],
                  within_jurisdiction=True, rights_notice={"given_on": day(0)})
    story.act("clerk-li", "accept", "受理（双方同意，告知权利义务）", consents=both, within_jurisdiction=True,
              rights_notice={"given_on": day(0)})
    story.act("clerk-li", "assign", "指派调解员（按策略）")
    mediator = story.assignee()
    story.act(mediator, "schedule", "排期", session_at=f"{day(2)}T09:00:00+08:00", place="调解工作室", invitees=["吴大有", "赵小军"])
    story.act(mediator, "open_session", "开始调解", attendance=came)
    story.refused(mediator, "agree", "想不记笔录就达成", terms="共用一条沟。", agreement_form="written", lawful=True,
                  obligations=[{"id": "ditch", "who": "respondent", "what": "挖通水沟。", "due_at": day(7)}])
    story.act(mediator, "record_session", "记录调解", minutes="双方看过现场，同意共用一条沟。", signatures=signed)
    story.act(mediator, "agree", "达成合意", terms="共用一条排水沟，由赵小军挖通。", agreement_form="written", lawful=True,
              obligations=[{"id": "ditch", "who": "respondent", "what": "挖通水沟。", "due_at": day(7)}])
    story.act(mediator, "sign_agreement", "签订协议书", agreement_no="河湾人调〔2026〕1号", signatures=signed, seal=True,
              effective_at=day(0))
    story.act(PETITIONER, "perform_item", "凭查询码登记：水沟已挖通", obligation_id="ditch", evidence="照片一张。")
    story.act(mediator, "perform_done", "全部履行完毕", evidence="现场查看。")
    story.act("clerk-li", "visit", "回访：满意", visit_record="水沟已通，两家和好。", rating="satisfied", performance_status="full")
    story.attach("clerk-li", "application", "rights_notice", "mediation_record", "agreement", "visit_record")
    story.act("clerk-li", "archive", "立卷归档（一案一档）", volume_no="人调2026-1", retention="long")


def walk_accusation(people):
    story = Story(people, "三、检举控告：从第一刻起只给指定的人看  (an accusation, sealed from its first event)")
    story.open("voter-desk", "voter-opinion", "submit", "提交：反映水利站收费", title="水利站乱收费", area="hewan",
               category="village", content="水利站收灌溉费不开票据。", opinion_class="accusation", accused_unit="water",
               anonymous=True)
    for user in ("handler-water-1", "clerk-li", "admin-zhou"):
        status, problem = people[user].ask("GET", f"/v1/cases/{story.case['id']}")
        print(f"  ✗ {people[user].name}（{user}）查看 → {status} {problem['detail']}")
    story.act("clerk-04", "register", "登记（指定的联络员）", channel="online", area="hewan", category="village", urgency="routine",
              summary="反映水利站收费不开票据。")
    story.act("supervisor-sun", "transfer_out", "转送县纪委监委", target_body="县纪委监委", reason_code="not_ours",
              notice={"method": "exempt", "given_on": day(0)})
