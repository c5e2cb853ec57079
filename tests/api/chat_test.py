"""Web hooks to chat groups: fakes of the three robots check what their makers ask, and a message says what somebody can act on
and nothing that anybody typed."""

import base64
import hashlib
import hmac
import json
import time
import unittest
from urllib.parse import parse_qs, urlsplit

from claims import ApiTest
from machines import Town
from receiver import Receiver

OK = {"wecom": '{"errcode":0,"errmsg":"ok"}', "dingtalk": '{"errcode":0,"errmsg":"ok"}', "feishu": '{"code":0,"msg":"success"}'}
SECRET = {"dingtalk": "SEC000000000000000000000test", "feishu": "feishu-secret"}


def digest(key, text):
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def text_of(format, path, body):
    """What the group reads; the robot takes it only when it is as its maker asks."""
    message = json.loads(body)
    now = time.time()
    if format == "wecom":
        assert message.keys() == {"msgtype", "text"} and len(message["text"]["content"].encode()) <= 2048, message
        return message["text"]["content"]
    if format == "dingtalk":
        query = parse_qs(urlsplit(path).query)
        moment = query["timestamp"][0]
        assert abs(int(moment) / 1000 - now) < 3600 and query["access_token"] == ["t"], query
        assert query["sign"] == [digest(SECRET[format], f"{moment}\n{SECRET[format]}")], query
        return message["text"]["content"]
    assert abs(int(message["timestamp"]) - now) < 3600, message
    assert message["sign"] == digest(f"{message['timestamp']}\n{SECRET[format]}", ""), message
    return message["content"]["text"]


class Chat(ApiTest):
    flags = ("--hooks-allow", "127.0.0.0/8")

    def robot(self, format, answer=None):
        receiver = Receiver(answer or (lambda number: (200, {}, OK[format])))
        self.addCleanup(receiver.close)
        given = {"url": receiver.url.split("?")[0] + "?access_token=t", "format": format}
        if format in SECRET:
            given["secret"] = SECRET[format]
        hook = self.assert_done(self.client.post("/v1/webhooks", given, "supervisor-sun"), 201).json
        self.addCleanup(lambda: self.client.request("DELETE", f"/v1/webhooks/{hook['id']}", "supervisor-sun"))
        self.assertNotIn("secret", hook)
        return receiver, hook

    def heard(self, format, receiver, count=1):
        return [text_of(format, headers[":path"], body) for headers, body, _ in receiver.wait(count)]

    def test_each_robot_hears_what_happened_in_its_own_way(self):
        for format in OK:
            with self.subTest(format=format):
                receiver, hook = self.robot(format)
                case = self.assert_done(self.cases.open(title="金丝雀7f3a", content="内容7f3a"), 201).case
                text = self.heard(format, receiver)[0]
                self.assertIn(case["number"], text)
                self.assertIn("选民意见建议", text)
                self.assertIn(case["state"]["label"]["zh-CN"], text)
                self.assertNotIn("7f3a", text)
                self.assertNotIn("张三", text)
                self.assertEqual(hook["format"], format)

    def test_a_message_names_kind_and_village_and_nothing_of_a_guarded_case(self):
        receiver, _ = self.robot("wecom")
        town = Town(self.client, "voter-opinion")
        case = town.walk([["register", "clerk", {"category": "road", "area": "zhaozhuang"}]])
        number = self.cases.get(case).case["number"]
        self.assertRegex(self.heard("wecom", receiver)[0], "选民意见.*" + number + ".*道路.*赵庄.*：已登记")
        town.walk([["set_confidential", "supervisor", {"level": "confidential", "readers": ["supervisor-sun"]}]], case)
        guarded = self.heard("wecom", receiver, 2)[1]
        self.assertIn("不公开", guarded)
        self.assertNotIn(number, guarded)
        self.assertNotIn("赵庄", guarded)

    def test_a_robot_that_says_no_with_200_is_asked_again(self):
        receiver, hook = self.robot("feishu", lambda number: (200, {}, OK["feishu"] if number > 1 else '{"code":9499,"msg":"Bad Request"}'))
        self.assert_done(self.cases.open(), 201)
        first, second = self.heard("feishu", receiver, 2)
        self.assertEqual(first, second)
        deadline = time.monotonic() + 5
        while self.client.get(f"/v1/webhooks/{hook['id']}/deliveries").json["delivered"] == 0:
            self.assertLess(time.monotonic(), deadline)
        attempts = self.client.get(f"/v1/webhooks/{hook['id']}/deliveries").json["attempts"]
        self.assertEqual([attempt["trouble"] for attempt in attempts], ["", "refused"])

    def test_what_gathered_while_it_was_paused_is_told_together(self):
        receiver, hook = self.robot("wecom")
        for paused in (True, False):
            self.assert_done(self.client.request("PATCH", f"/v1/webhooks/{hook['id']}", "supervisor-sun", {"paused": paused}))
            if paused:
                time.sleep(0.5)
                numbers = [self.assert_done(self.cases.open(), 201).case["number"] for _ in range(12)]
        text = self.heard("wecom", receiver)[0]
        self.assertTrue(text.startswith("共 12 条新进展："), text)
        self.assertTrue(text.endswith("……另有 2 条"), text)
        self.assertEqual([number in text for number in numbers], [True] * 10 + [False] * 2)

    def test_a_test_says_that_it_is_one(self):
        receiver, hook = self.robot("dingtalk")
        self.assert_done(self.client.post(f"/v1/webhooks/{hook['id']}/test", {}, "supervisor-sun"))
        self.assertIn("测试消息", self.heard("dingtalk", receiver)[0])
        with self.nothing_written():
            self.assert_problem(self.client.post(f"/v1/webhooks/{hook['id']}/rotate", {}, "supervisor-sun"), 409)

    def test_what_is_no_robot(self):
        for given, pointer in (({"format": "telegram"}, "/format"), ({"secret": "x"}, "/secret")):
            with self.nothing_written():
                self.assert_pointer(self.assert_problem(self.client.post(
                    "/v1/webhooks", {"url": "https://example.org/"} | given, "supervisor-sun"), 400), pointer)


if __name__ == "__main__":
    unittest.main()
