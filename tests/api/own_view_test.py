"""What a petitioner sees of a case with the query code: the public labels, what is theirs, and nothing that is for staff."""

import unittest

from claims import ApiTest
from machines import Town, definition


class OwnView(ApiTest):
    def own(self, case):
        return self.assert_done(self.client.get(f"/v1/cases/{case}", "voter-desk")).case

    def test_the_public_label_of_the_state_and_no_other(self):
        for workflow, state in (("voter-opinion", "objected"), ("dispute", "failed")):
            case = Town(self.client, workflow).reach(state)
            labels = definition(workflow)["states"][state]
            self.assertEqual(self.own(case)["state"]["label"], labels["public"])
            self.assertNotIn(labels["label"]["zh-CN"], str(self.own(case)["state"]))
            self.assertEqual(self.cases.get(case).case["state"]["label"], labels["label"])

    def test_what_is_for_staff_is_not_there(self):
        town = Town(self.client, "voter-opinion")
        case = town.walk(["objected", ["deny_objection", "supervisor"], ["supervise", "supervisor"], ["recuse", "supervisor"],
                          ["exclude_from_stats", "supervisor"]])
        internal = {"assigned_on", "objection_denied", "suggested_body", "supervision", "feedback_due", "recused",
                    "stats_excluded"}
        mine, theirs = self.own(case), self.cases.get(case).case
        self.assertLessEqual(internal, theirs["data"].keys())
        self.assertFalse(internal & mine["data"].keys())
        self.assertEqual(mine["data"], {name: value for name, value in theirs["data"].items() if name not in internal})
        self.assertEqual(mine["assignee"], {"user": "deputy-wang"})
        self.assertIn("why", theirs["assignee"])

    def test_it_is_so_in_the_answer_to_what_they_do_and_in_their_list(self):
        town = Town(self.client, "voter-opinion")
        case = town.walk(["objected", ["supervise", "supervisor"]])
        answers = (self.assert_done(town.act(case, "remind", "voter")).case,
                   self.client.request("GET", "/v1/cases", None, headers={"Authorization": f"Bearer {self.client.codes[case]}"}).json["cases"][0])
        for answer in answers:
            self.assertNotIn("supervision", answer["data"])
            self.assertEqual(answer["state"]["label"], {"zh-CN": "正在确定承办单位", "en": "Finding out who handles it"})

    def test_the_other_party_is_covered(self):
        case = Town(self.client, "dispute").reach("mediating")
        data = self.own(case)["data"]
        self.assertEqual((data["applicant"]["name"], data["respondent"]["name"]), ("张三", "王***"))
        self.assertNotIn("100-0000-0003", str(data))


if __name__ == "__main__":
    unittest.main()
