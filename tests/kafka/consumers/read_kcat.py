"""Reads a topic to its end with kcat, one JSON line per event.   Usage: read_kcat.py BROKER TOPIC [ISOLATION]"""

import json
import subprocess
import sys

from events import decode

broker, topic, *isolation = sys.argv[1:]
kcat = subprocess.Popen(["kcat", "-b", broker, "-t", topic, "-C", "-e", "-q", "-J",
                         "-X", f"isolation.level={isolation[0] if isolation else 'read_committed'}"],
                        stdout=subprocess.PIPE)
for line in kcat.stdout:
    message = json.loads(line)
    names, values = message["headers"][::2], message["headers"][1::2]
    print(json.dumps({"partition": message["partition"], "offset": message["offset"], "key": message["key"],
                      **decode(dict(zip(names, values)), message["payload"])}, ensure_ascii=False))
sys.exit(kcat.wait())
