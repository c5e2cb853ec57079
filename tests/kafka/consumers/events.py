"""CloudEvents out of Kafka messages, as the Kafka protocol binding says: headers are plain UTF-8."""

import json


def decode(headers, value):
    """The attributes and `data`, from binary or structured mode."""
    content_type = headers.get("content-type", "")
    if content_type.lower().startswith("application/cloudevents"):
        return json.loads(value)
    event = {name.removeprefix("ce_"): text for name, text in headers.items() if name.startswith("ce_")}
    if content_type:
        event["datacontenttype"] = content_type
    if value is not None:
        event["data"] = json.loads(value)
    missing = {"id", "source", "specversion", "type"} - event.keys()
    if missing:
        raise ValueError(f"no CloudEvent: without {sorted(missing)}")
    return event
