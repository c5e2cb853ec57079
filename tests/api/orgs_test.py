"""Two townships under a county: neither exists for the other, the county's supervisors read both and act on neither; and
the directory of people read again while the server runs."""

import json
import signal
import time
import unittest
from pathlib import Path

from cases import Cases
from claims import ApiTest
from machines import Town
from receiver import Receiver
from service import BINARY, ROOT, Service, create_token

HEWAN = json.loads((ROOT / "config" / "demo" / "directory.json").read_text(encoding="utf-8"))
LABEL = {"zh-CN": "名", "en": "Name"}


def person(id, *roles, **more):
    return {"id": id, "name": id, "roles": list(roles), **more}


def town(id, short, parent=None, users=(), sealed=()):
    org = {"id": id, "label": LABEL, "short": short, "sealed_readers": list(sealed)} | ({"parent": parent} if parent else {})
    return {"org": org, "units": [{"id": "station", "label": LABEL}], "areas": [{"id": "hewan", "label": LABEL}], "users": list(users)}


def whole_county():
    hewan = json.loads(json.dumps(HEWAN))
    hewan["org"]["parent"] = "county"
    return {"orgs": [
        town("county", "县", users=[person("county-supervisor", "supervisor"), person("county-auditor", "auditor"),
                                   person("county-clerk", "clerk"), person("county-admin", "admin"), person("county-deposed", "supervisor")]),
        hewan,
        town("luoyan", "罗堰乡", "county", [person("luoyan-clerk", "clerk"), person("luoyan-supervisor", "supervisor"),
                                          person("luoyan-deputy", "deputy", areas=["hewan"]), person("luoyan-admin", "admin"),
                                          person("luoyan-desk", "voter")], ["luoyan-supervisor"]),
    ]}


class Orgs(ApiTest):
    users = ("clerk-li", "supervisor-sun", "auditor-01", "voter-desk")
    upper = ("county-supervisor", "county-auditor", "county-clerk", "county-deposed", "luoyan-clerk", "luoyan-supervisor", "luoyan-deputy")

    @classmethod
    def setUpClass(cls):
        cls.service = Service("--intake-max", "100000", "--hooks-allow", "127.0.0.0/8", users=cls.users)
        cls.addClassCleanup(cls.service.close)
        cls.file = Path(cls.service.directory, "county.json")
        cls.write(whole_county())
        cls.service.flags = (*cls.service.flags, "--directory", str(cls.file))
        config = Path(cls.service.directory, "docket.json")
        settings = json.loads((ROOT / "config" / "docket.json").read_text(encoding="utf-8"))
        folder = ROOT / "config"
        settings |= {name: str(folder / value) for name, value in settings.items() if (folder / value).exists()}
        settings |= {"directory": str(cls.file), "data": cls.service.data}
        config.write_text(json.dumps(settings), encoding="utf-8")
        cls.service.config = str(config)
        for user in ("county-admin", "luoyan-admin"):
            cls.service.tokens[user] = create_token(BINARY, cls.service.data, user, str(config))
        cls.service.tokens["admin-zhou"] = create_token(BINARY, cls.service.data, "admin-zhou", str(config))
        cls.service.start()
        cls.client = cls.service.client()
        for user in cls.upper:
            admin = "county-admin" if user.startswith("county") else "luoyan-admin"
            cls.service.tokens[user] = cls.client.post("/v1/tokens", {"user": user}, admin).json["token"]
        cls.cases = Cases(cls.client)

    @classmethod
    def write(cls, directory):
        cls.file.write_text(json.dumps(directory, ensure_ascii=False), encoding="utf-8")

    def setUp(self):
        self.write(whole_county())
        self.read_again()

    def read_again(self):
        said = len(self.service.log_lines())
        self.service.server.process.send_signal(signal.SIGHUP)
        for _ in range(200):
            lines = self.service.log_lines()[said:]
            if lines:
                return lines
            time.sleep(0.02)
        self.fail("the signal was not heard")

    def opened(self, clerk):
        """An ordinary case in the clerk's org."""
        body = Town(self.client, "voter-opinion").input("register", clerk, {})
        asked = {"workflow": "voter-opinion", "action": "register", "input": body}
        return self.assert_done(self.client.post("/v1/cases", asked, clerk), 201).case

    def ids(self, user, query=""):
        return [row["id"] for row in self.client.get(f"/v1/cases?limit=100{query}", user).json["cases"]]

    def test_each_township_has_its_own_numbers_and_sees_its_own_cases(self):
        ours, theirs = self.opened("clerk-li"), self.opened("luoyan-clerk")
        self.assertEqual((ours["org"], theirs["org"]), ("hewan", "luoyan"))
        self.assertRegex(theirs["number"], "^（罗堰乡）")
        for mine, foreign, users in ((ours, theirs, ("clerk-li", "supervisor-sun", "auditor-01")),
                                     (theirs, ours, ("luoyan-clerk", "luoyan-supervisor", "luoyan-deputy"))):
            for user in users:
                with self.subTest(user=user):
                    self.assertIn(mine["id"], self.ids(user))
                    self.assertNotIn(foreign["id"], self.ids(user))
                    self.assert_problem(self.client.get(f"/v1/cases/{foreign['id']}", user), 404)
                    self.assert_problem(self.client.get(f"/v1/cases/{foreign['id']}/events", user), 404)
                    note = {"input": {"text": "查"}}
                    self.assert_problem(self.client.post(f"/v1/cases/{foreign['id']}/actions/note", note, user), 404)
                    feed = self.client.get("/v1/events?limit=1000", user).text
                    self.assertIn(mine["id"], feed)
                    self.assertNotIn(foreign["id"], feed)
        link = {"input": {"other_id": theirs["id"], "relation": "related"}}
        self.assert_problem(self.client.post(f"/v1/cases/{ours['id']}/actions/link", link, "clerk-li"), 422)

    def test_the_county_reads_both_in_one_order_and_acts_on_neither(self):
        cases = [self.opened(clerk)["id"] for clerk in ("clerk-li", "luoyan-clerk", "clerk-li", "luoyan-clerk")]
        for user, name in (("county-supervisor", "张三"), ("county-auditor", "张***")):
            with self.subTest(user=user):
                self.assertEqual([id for id in self.ids(user) if id in cases], cases)
                seen, cursor = [], ""
                while True:
                    page = self.client.get(f"/v1/cases?limit=3{cursor}", user).json
                    seen += [row["id"] for row in page["cases"]]
                    if "next" not in page:
                        break
                    cursor = "&cursor=" + page["next"]
                self.assertEqual(seen, self.ids(user))
                counts = self.client.get("/v1/cases?limit=1", user).json["counts"]
                self.assertEqual(sum(row["count"] for row in counts), len(seen))
                self.assertEqual(self.client.get(f"/v1/cases/{cases[1]}", user).case["data"]["petitioner"]["name"], name)
                self.assertIn(cases[1], self.ids(user, "&state=registered"))
                self.assertIn(cases[1], self.client.get("/v1/events?limit=1000", user).text)
        for id in cases[:2]:
            given = {"level": "key", "instruction": "查", "feedback_due": "2099-01-01"}
            answer = self.client.post(f"/v1/cases/{id}/actions/supervise", {"input": given}, "county-supervisor")
            problem = self.assert_problem(answer, 403, "forbidden")
            self.assertIn("下级机构", problem["detail"])
            self.assert_problem(self.client.post(f"/v1/cases/{id}/query-code", {}, "county-supervisor"), 403)
            self.assert_problem(self.client.get(f"/v1/cases/{id}", "county-clerk"), 404)
        self.assertEqual(self.ids("county-clerk"), [])

    def empty(self):
        """Nobody waits to be accepted in the other township."""
        for case in self.client.get("/v1/queues/to-accept?limit=200", "luoyan-supervisor").json["cases"]:
            self.assert_done(Town(self.client, "voter-opinion").request(case["id"], "accept", "luoyan-clerk")())

    def watching(self, user="county-supervisor", expected=201, **given):
        """A hook on a queue, and who is told."""
        receiver = Receiver()
        self.addCleanup(receiver.close)
        given = {"url": receiver.url, "watch": {"queue": "to-accept"} | given}
        made = self.client.post("/v1/webhooks", given, user)
        if expected != 201:
            return self.assert_problem(made, expected)
        made = self.assert_done(made, 201).json
        self.addCleanup(lambda: self.client.request("DELETE", f"/v1/webhooks/{made['id']}", user))
        return made, receiver

    def test_the_county_is_told_of_the_queue_of_a_township(self):
        self.empty()
        made, told = self.watching(org="luoyan", moves=True)
        self.assertEqual(made["watch"]["org"], "luoyan")
        waiting, aged = self.watching(org="luoyan", age="1s")
        _, own = self.watching(moves=True)
        _, theirs = self.watching("supervisor-sun", moves=True)
        ours = self.opened("clerk-li")["id"]
        for _ in range(2):
            self.opened("luoyan-clerk")
        first = told.events(2)
        self.assertEqual({(event["source"], event["type"]) for event in first},
                         {("/orgs/luoyan/queues/to-accept", "docket.queue.entered.v1")})
        self.assertEqual([event["data"]["count"] for event in first], [1, 2])
        waits = aged.events(1)[0]
        self.assertEqual((waits["source"], waits["type"]), ("/orgs/luoyan/queues/to-accept", "docket.queue.aged.v1"))
        asked = self.client.get("/v1/queues", "luoyan-supervisor").json["queues"]
        queue = next(queue for queue in asked if queue["id"] == "to-accept")
        self.assertEqual((waits["data"]["count"], waits["data"]["oldest_at"]), (queue["count"], queue["oldest_at"]))
        logged = self.client.get("/v1/events?limit=1000&type=docket.org.queue_aged.v1", "county-supervisor").json["events"]
        self.assertEqual((logged[-1]["source"], logged[-1]["data"]["org"]), ("/orgs/county", "luoyan"))
        self.assertNotIn(waiting["id"], self.client.get("/v1/events?limit=1000", "luoyan-supervisor").text)
        self.assertEqual([event["data"]["case"] for event in theirs.events(1)], [ours])
        self.assertEqual((len(told.calls), own.calls), (2, []))
        changed = {"watch": {"queue": "to-accept", "count": 3}}
        answer = self.client.request("PATCH", f"/v1/webhooks/{made['id']}", "county-supervisor", changed)
        self.assertEqual(self.assert_done(answer).json["watch"]["org"], "luoyan", "whose it is, it stays")
        seen = self.client.get("/v1/events?limit=1000", "county-admin").text
        self.assertIn("hook_created", seen)
        self.assertNotIn("queue_aged", seen, "how many wait below is not an administrator's to know")
        for user, org in (("county-supervisor", "province"), ("supervisor-sun", "luoyan"), ("luoyan-supervisor", "county"),
                          ("county-admin", "luoyan")):
            with self.subTest(user=user), self.nothing_written():
                problem = self.watching(user, 422, org=org, moves=True)
                self.assertEqual(problem["errors"][0]["pointer"], "/watch/org")

    def test_what_came_due_is_told_again_as_it_was_whatever_the_hook_watches_by_then(self):
        self.empty()
        self.opened("luoyan-clerk")
        made, told = self.watching(org="luoyan", age="1s")
        first = told.events(1)[0]
        changed = {"watch": {"queue": "studio-intake", "org": "county", "moves": True}}
        self.assert_done(self.client.request("PATCH", f"/v1/webhooks/{made['id']}", "county-supervisor", changed))
        replay = {"from": first["position"], "to": first["position"]}
        self.assert_done(self.client.post(f"/v1/webhooks/{made['id']}/replay", replay, "county-supervisor"))
        self.assertEqual(told.events(2)[1], first)

    def test_who_is_supervisor_no_more_is_told_of_no_township(self):
        self.empty()
        _, told = self.watching("county-deposed", org="luoyan", moves=True)
        _, aged = self.watching("county-deposed", org="luoyan", age="1s")
        county = whole_county()
        county["orgs"][0]["users"][-1]["roles"] = ["clerk"]
        self.write(county)
        self.read_again()
        _, theirs = self.watching("luoyan-supervisor", age="2s")
        self.opened("luoyan-clerk")
        theirs.events(1)
        self.assertEqual((told.calls, aged.calls), ([], []))

    def test_a_township_that_left_the_county_tells_it_nothing_more(self):
        self.empty()
        _, told = self.watching(org="luoyan", moves=True)
        made, aged = self.watching(org="luoyan", age="2s")
        county = whole_county()
        del county["orgs"][2]["org"]["parent"]
        self.write(county)
        self.read_again()
        _, theirs = self.watching("luoyan-supervisor", age="2s")
        self.opened("luoyan-clerk")
        theirs.events(1)
        logged = self.client.get("/v1/events?limit=1000&type=docket.org.queue_aged.v1", "county-supervisor").json["events"]
        self.assertNotIn(made["id"], [event["data"]["hook"] for event in logged])
        self.assertEqual((told.calls, aged.calls), ([], []))

    def test_an_accusation_in_a_township_is_not_there_for_the_county(self):
        case = Town(self.client, "voter-opinion").walk([["submit", "voter", {"opinion_class": "accusation", "accused_unit": "water"}]])
        self.assertIn(case, self.ids("supervisor-sun"))
        for user in ("county-supervisor", "county-auditor"):
            self.assertNotIn(case, self.ids(user))
            self.assert_problem(self.client.get(f"/v1/cases/{case}", user), 404)
            self.assertNotIn(case, self.client.get("/v1/events?limit=1000", user).text)

    def test_tokens_are_each_administrators_own(self):
        self.assert_problem(self.client.post("/v1/tokens", {"user": "clerk-li"}, "luoyan-admin"), 422)
        made = self.client.post("/v1/tokens", {"user": "clerk-li"}, "admin-zhou").json["id"]
        listed = [row["id"] for row in self.client.get("/v1/tokens", "luoyan-admin").json["tokens"]]
        self.assertNotIn(made, listed)
        self.assert_problem(self.client.request("DELETE", f"/v1/tokens/{made}", "luoyan-admin"), 404)
        self.assertIn(made, [row["id"] for row in self.client.get("/v1/tokens", "admin-zhou").json["tokens"]])

    def test_the_directory_is_each_administrators_own(self):
        county = whole_county()
        county["orgs"][1]["users"][0]["name"] = "别人的"
        county["orgs"][2]["users"][0]["name"] = "自己的"
        asked = {"directory": county, "dry_run": True}
        told = self.assert_done(self.client.post("/v1/directory/import", asked, "luoyan-admin")).json["differences"]
        self.assertEqual([(one["org"], one["id"]) for one in told], [("luoyan", "luoyan-clerk")])
        self.assertEqual(self.client.post("/v1/directory/import", asked, "county-admin").json["differences"], [])
        alone = {"directory": county["orgs"][2], "dry_run": True}
        self.assertEqual(len(self.client.post("/v1/directory/import", alone, "luoyan-admin").json["differences"]), 1)
        del alone["directory"]["org"]["parent"]
        self.assert_problem(self.client.post("/v1/directory/import", alone, "luoyan-admin"), 403)
        listed = self.client.get("/v1/directory/users", "luoyan-admin").json["users"]
        self.assertEqual({user["id"] for user in listed}, {user["id"] for user in whole_county()["orgs"][2]["users"]})
        self.assert_problem(self.client.get("/v1/directory/users/clerk-li", "luoyan-admin"), 404)
        taken = self.client.request("PUT", "/v1/directory/users/clerk-li", "luoyan-admin", {"name": "李", "roles": ["clerk"]})
        self.assertIn("一人只在一个机构", self.assert_problem(taken, 422)["errors"][0]["detail"])
        self.assert_problem(self.client.request("DELETE", "/v1/directory/users/clerk-li", "luoyan-admin"), 404)

    def changed(self, user, **members):
        county = whole_county()
        for one in county["orgs"][2]["users"]:
            if one["id"] == user:
                one |= members
        self.write(county)
        return self.read_again()

    def test_a_role_that_changes_holds_from_the_next_request_on(self):
        case = self.opened("luoyan-clerk")["id"]
        accept = Town(self.client, "voter-opinion").request(case, "accept", "luoyan-deputy")
        self.assert_problem(accept(), 403, "forbidden")
        self.changed("luoyan-deputy", roles=["clerk"])
        self.assert_done(accept())

    def test_who_is_no_longer_there_opens_nothing_and_is_back_when_back(self):
        county = whole_county()
        county["orgs"][2]["users"] = [one for one in county["orgs"][2]["users"] if one["id"] != "luoyan-deputy"]
        self.write(county)
        self.assertEqual(self.client.get("/v1/cases", "luoyan-deputy").status, 200)
        self.read_again()
        self.assert_problem(self.client.get("/v1/cases", "luoyan-deputy"), 401)
        self.write(whole_county())
        self.read_again()
        self.assertEqual(self.client.get("/v1/cases", "luoyan-deputy").status, 200)

    def test_a_broken_file_changes_nothing_and_says_where(self):
        wrong = {
            "/orgs/2/users/0/roles": lambda county: county["orgs"][2]["users"][0].update(roles=["king"]),
            "没有上级机构": lambda county: county["orgs"][2]["org"].update(parent="province"),
            "成环": lambda county: county["orgs"][0]["org"].update(parent="luoyan"),
            "一人只在一个机构": lambda county: county["orgs"][2]["users"].append(person("clerk-li", "clerk")),
            "机构编号重复": lambda county: county["orgs"].append(town("luoyan", "又")),
            "/orgs/2/users/2/unit": lambda county: county["orgs"][2]["users"][2].update(unit="nowhere"),
            "/orgs/2/users/2/areas": lambda county: county["orgs"][2]["users"][2].update(areas=["nowhere"]),
        }
        for expected, spoil in wrong.items():
            with self.subTest(expected=expected):
                county = whole_county()
                spoil(county)
                self.write(county)
                said = self.read_again()
                self.assertIn("the directory is as before", said[0]["msg"])
                self.assertIn(expected, said[0]["problem"])
                self.assertEqual(self.client.get("/v1/cases", "luoyan-deputy").status, 200)
        self.file.write_text("{", encoding="utf-8")
        self.assertIn("the directory is as before", self.read_again()[0]["msg"])

    def test_an_org_that_left_the_file_shows_its_cases_to_petitioners_alone(self):
        case = self.opened("luoyan-clerk")["id"]
        county = whole_county()
        del county["orgs"][2]
        self.write(county)
        self.read_again()
        self.assert_problem(self.client.get(f"/v1/cases/{case}", "county-supervisor"), 404)
        self.assert_problem(self.client.get(f"/v1/cases/{case}", "luoyan-clerk"), 401)
        code = {"Authorization": f"Bearer {self.client.codes[case]}"}
        self.assertEqual(self.client.request("GET", f"/v1/cases/{case}", None, headers=code).status, 200)
        self.write(whole_county())
        self.read_again()
        self.assertEqual(self.client.get(f"/v1/cases/{case}", "luoyan-clerk").status, 200)

    def test_the_log_of_all_orgs_verifies(self):
        self.opened("luoyan-clerk")
        verified = self.service.run("log", "verify", "--config", self.service.config, "--data", self.service.data)
        self.assertEqual(verified.returncode, 0, verified.stdout)


if __name__ == "__main__":
    unittest.main()
