import sys
from confluent_kafka import Consumer

consumer = Consumer({"bootstrap.servers": sys.argv[1], "group.id": "docket.follower", "auto.offset.reset": "earliest",
                     "isolation.level": "read_committed"})
consumer.subscribe([sys.argv[2]])
while True:
    if (message := consumer.poll(1)) and not message.error():
        headers = {name: value.decode() for name, value in message.headers()}
        print(headers["ce_type"], headers["ce_id"], message.value().decode(), flush=True)
