"""The API as /openapi.json describes it. Every answer that a test gets is held to it: a status, header, content type or member
that the document does not know fails the test that met it; so does a request that was carried out and does not fit."""

import json
import re
import sys
from urllib.parse import parse_qsl

# Debian's package lies with Debian's own Python; another one may run the tests.
sys.path.append("/usr/lib/python3/dist-packages")

try:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match
except ImportError:
    sys.exit("needs python3-jsonschema: tools/setup --tests")

# What every answer of an HTTP/1.1 server may carry: framing, and what session.cpp adds to each.
EVERYWHERE = {"date", "content-type", "content-length", "transfer-encoding", "connection", "x-request-id",
              "x-content-type-options", "cache-control"}
# What is answered where there is no such operation: no address, no such method, or no request at all.
NO_OPERATION = {400, 401, 404, 405, 408, 413, 414, 415, 417, 429, 431, 501, 503, 505}

contracts = {}  # address of a server → its contract
_made = {}      # text of a document → its contract: most servers of a process say the same


def learn(address, text):
    if text not in _made:
        _made[text] = Contract(json.loads(text))
    contracts[address] = _made[text]


class Contract:
    def __init__(self, document):
        self.document = document
        self.resolved, self.validators, self.fitting = {}, {}, set()
        self.problem = self._whole({"$ref": "#/components/schemas/Problem"})
        self.paths = [(re.compile(re.sub(r"\{\w+\}", "[A-Za-z0-9._~-]{1,128}", path) + r"\Z"), operations)
                      for path, operations in sorted(document["paths"].items(), key=lambda row: "{" in row[0])]

    def check(self, method, target, body, answer):
        """`method` None: whatever was asked. `body`: the bytes sent, or None."""
        complaint = next(self._complaints(method, target, body, answer), None)
        if complaint:
            raise AssertionError(f"{method} {target} against /openapi.json: {complaint}\n{answer}")

    def check_data(self, path, data):
        """One piece of a stream."""
        content = self._operation("GET", path)["responses"]["200"]["content"]["text/event-stream"]
        complaint = self._unfit(content["x-data"], data)
        if complaint:
            raise AssertionError(f"{path} against /openapi.json: {complaint}")

    def check_call(self, headers, body):
        """What a web hook was called with."""
        operation = self._whole(self.document["webhooks"]["event"]["post"])
        sent = {name.lower(): value for name, value in headers.items()}
        for parameter in operation["parameters"]:
            complaint = self._unfit(parameter["schema"], sent.get(parameter["name"]))
            if complaint:
                raise AssertionError(f"{parameter['name']}: {complaint}")
        media = operation["requestBody"]["content"][sent["content-type"].split(";")[0]]
        complaint = self._unfit(media["schema"], json.loads(body))
        if complaint:
            raise AssertionError(f"a web hook was told: {complaint}")

    def _complaints(self, method, target, body, answer):
        path, _, query = (target or "").partition("?")
        operation = self._operation("GET" if method == "HEAD" else method, path)
        if operation is None:
            if answer.status in NO_OPERATION:
                yield from self._body_complaints({"application/problem+json": {"schema": self.problem}}, method, answer)
            elif (method, answer.status) not in ((None, 200), (None, 201), ("OPTIONS", 204)):
                yield "there is no such operation"
            return
        response = operation["responses"].get(str(answer.status))
        if response is None:
            yield f"status {answer.status} is not documented"
            return
        yield from self._header_complaints(response.get("headers", {}), answer)
        yield from self._body_complaints(response.get("content", {}), method, answer)
        if answer.status < 400:
            yield from self._request_complaints(operation, query, body)

    def _header_complaints(self, documented, answer):
        documented = {name.lower(): header for name, header in documented.items()}
        for name in answer.headers.keys():
            if name.lower() not in EVERYWHERE and name.lower() not in documented:
                yield f"the header {name} is not documented"
        for name, header in documented.items():
            value = answer.headers.get(name)
            if value is None:
                if header.get("required"):
                    yield f"the header {name} is missing"
            elif complaint := self._unfit(header["schema"], as_value(value)) and self._unfit(header["schema"], value):
                yield f"the header {name}: {complaint}"

    def _body_complaints(self, content, method, answer):
        type = (answer.headers.get("Content-Type") or "").split(";")[0]
        if type not in content:
            yield f"the content type {type!r} is not documented"
        elif method != "HEAD" and type.endswith("json"):
            if complaint := self._unfit(content[type]["schema"], json.loads(answer.content)):
                yield complaint

    def _request_complaints(self, operation, query, body):
        parameters = {one["name"]: one for one in operation.get("parameters", []) if one["in"] == "query"}
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name not in parameters:
                yield f"the parameter {name} is not documented"
            elif complaint := (self._unfit(parameters[name]["schema"], as_value(value))
                               and self._unfit(parameters[name]["schema"], value)):
                yield f"the parameter {name}: {complaint}"
        if body and "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            if (id(schema), body) in self.fitting:   # tests say the same thing often, and a form is one of a hundred
                return
            if complaint := self._unfit(schema, json.loads(body)):
                yield f"the request: {complaint}"
            else:
                self.fitting.add((id(schema), body))

    def _operation(self, method, path):
        for pattern, operations in self.paths:
            if (method or "").lower() in operations and pattern.match(path):
                return self._whole(operations[method.lower()])
        return None

    def _unfit(self, schema, value):
        """Why not, or None."""
        if id(schema) not in self.validators:
            self.validators[id(schema)] = Draft202012Validator(self._whole(schema)), schema   # the schema keeps its id
        validator, _ = self.validators[id(schema)]
        if validator.is_valid(value):
            return None
        error = best_match(validator.iter_errors(value))
        return f"{error.json_path}: {error.message[:400]}"

    def _whole(self, node):
        """The same with references followed: an object is made once and may hold itself."""
        if isinstance(node, list):
            return [self._whole(inner) for inner in node]
        if not isinstance(node, dict):
            return node
        if "$ref" not in node or not isinstance(node["$ref"], str):
            if id(node) not in self.resolved:
                self.resolved[id(node)] = whole = {}
                whole.update((name, self._whole(inner)) for name, inner in node.items())
                self.resolved[id(whole)] = whole
            return self.resolved[id(node)]
        place = self.document
        for step in node["$ref"].removeprefix("#/").split("/"):
            place = place[step.replace("~1", "/").replace("~0", "~")]
        beside = {name: self._whole(inner) for name, inner in node.items() if name != "$ref"}
        return {"allOf": [self._whole(place)], **beside} if beside else self._whole(place)


def as_value(text):
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else text
