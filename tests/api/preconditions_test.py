"""If-Match: whoever acts on what has changed since learns it, and nothing is written."""

import threading
import unittest

from cases import Cases
from claims import ApiTest


class IfMatch(ApiTest):
    def note(self, case, tag):
        return self.cases.act(case, "note", "clerk-li", headers={"If-Match": tag})

    def test_the_present_version_alone_in_a_list_or_as_a_star_lets_the_action_through(self):
        case = self.cases.reach("received")
        for made in ('"v{}"', '"v99","v{}"', '"v99" , "v{}" ,"other"', 'W/"v1", "v{}"', "*"):
            with self.subTest(tag=made):
                version = self.cases.get(case).case["sequence"]
                self.assertEqual(self.assert_done(self.note(case, made.format(version))).headers["ETag"],
                                 f'"v{version + 1}"')

    def test_a_version_that_is_not_the_present_one_is_refused(self):
        case = self.cases.reach("assigned")
        for tag in ('"v1"', '"v3"', '"v1","v3"', 'W/"v2"', '"2"', '"v02"', '""', '"v18446744073709551617"', '"v-2"'):
            with self.subTest(tag=tag), self.nothing_written(case):
                self.assert_problem(self.note(case, tag), 412, "stale-version")

    def test_what_is_no_list_of_tags_is_refused(self):
        case = self.cases.reach("received")
        for tag in ("v1", '"v1', 'v1"', '"v1";"v2"', '"v1" "v2"', '"v1",', ',"v1"', "", "**", '*,"v1"', 'w/"v1"', "W/v1"):
            with self.subTest(tag=tag), self.nothing_written(case):
                self.assert_problem(self.note(case, tag), 400, "invalid-if-match")

    def test_of_two_who_saw_the_same_version_one_acts(self):
        case = self.cases.reach("received")
        tag = self.cases.get(case).headers["ETag"]
        statuses = [self.cases.act(case, "assign", user,
                                   headers={"If-Match": tag}).status for user in ("clerk-li", "supervisor-sun")]
        self.assertEqual(statuses, [200, 412])

    def test_of_many_at_the_same_moment_one_acts(self):
        case, statuses = self.cases.reach("received"), []
        def act():
            client = self.service.client()
            statuses.append(Cases(client).act(case, "note", "clerk-li", headers={"If-Match": '"v1"'}).status)
            client.close()
        threads = [threading.Thread(target=act) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(statuses), [200] + [412] * 11)

    def test_a_bulk_call_takes_no_version(self):
        case = self.cases.reach("received")
        with self.nothing_written(case):
            answer = self.cases.bulk("note", [{"id": case, "input": {"text": "x"}}], headers={"If-Match": "*"})
            self.assert_problem(answer, 400, "invalid-if-match")


if __name__ == "__main__":
    unittest.main()
