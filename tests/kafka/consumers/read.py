"""Reads a topic to its end with confluent-kafka, one JSON line per event.   Usage: read.py BROKER TOPIC"""

import json
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition

from events import decode


def messages(broker, topic):
    """Every committed message, up to the end that each partition has now."""
    consumer = Consumer({"bootstrap.servers": broker, "group.id": "docket.reader", "isolation.level": "read_committed",
                         "enable.partition.eof": True, "enable.auto.commit": False})
    unread = set(consumer.list_topics(topic, 30).topics[topic].partitions)
    if not unread:
        sys.exit(f"there is no topic {topic}")
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in unread])
    while unread:
        message = consumer.poll(30)
        if message is None:
            sys.exit(f"nothing came for 30 s, and partitions {sorted(unread)} are not at their end")
        if not message.error():
            yield message
        elif message.error().code() == KafkaError._PARTITION_EOF:
            unread.discard(message.partition())
        elif not message.error().retriable():
            sys.exit(str(message.error()))
    consumer.close()


if __name__ == "__main__":
    for message in messages(*sys.argv[1:]):
        headers = {name: value.decode() for name, value in message.headers() or []}
        event = decode(headers, message.value())
        print(json.dumps({"partition": message.partition(), "offset": message.offset(), "key": message.key().decode(), **event},
                         ensure_ascii=False))
