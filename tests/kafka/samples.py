"""Case events made here, and a small transactional producer of them: the readers are tested before they are trusted."""

import json

from confluent_kafka import Producer


def event(case, sequence, title="路灯不亮"):
    return {
        "specversion": "1.0", "id": f"{case}-{sequence}", "source": f"/orgs/hewan/cases/{case}", "subject": case,
        "type": "docket.case.opened.v1", "time": "2026-03-02T08:30:00.123Z", "datacontenttype": "application/json",
        "partitionkey": case, "sequence": f"{sequence:020}", "correlationid": "河湾乡 “请求” 100%",
        "data": {"action": "open", "input": {"title": title, "count": sequence}, "to": "received"},
    }


def binary(event):
    headers = [(f"ce_{name}", value.encode()) for name, value in event.items() if name not in ("data", "datacontenttype")]
    headers.append(("content-type", event["datacontenttype"].encode()))
    return headers, json.dumps(event["data"], ensure_ascii=False).encode()


def structured(event):
    return [("content-type", b"application/cloudevents+json; charset=utf-8")], json.dumps(event, ensure_ascii=False).encode()


class Transactions:
    def __init__(self, broker, id="docket.samples", **settings):
        self.producer = Producer({"bootstrap.servers": broker, "transactional.id": id, "partitioner": "murmur2_random", **settings})
        self.producer.init_transactions(60)

    def begin(self):
        self.producer.begin_transaction()

    def send(self, topic, *events, mode=binary):
        for event in events:
            headers, value = mode(event)
            self.producer.produce(topic, key=event["partitionkey"], value=value, headers=headers)
        self.producer.flush(60)

    def commit(self):
        self.producer.commit_transaction(60)

    def abort(self):
        self.producer.abort_transaction(60)

    def commit_all(self, topic, *events, mode=binary):
        self.begin()
        self.send(topic, *events, mode=mode)
        self.commit()
