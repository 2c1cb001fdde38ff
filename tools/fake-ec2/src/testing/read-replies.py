"""Reads replies of AWS as botocore does: one JSON object a line on stdin and stdout.

Asked: service, operation, status, headers, body (base64). Answered: `parsed`, what a caller gets; `unknown`, elements of the reply that the
model of the service does not have, which botocore passes over in silence.
"""

import base64
import json
import sys
import xml.etree.ElementTree as ET
from datetime import datetime, timezone

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import create_parser

models = {}


def model_of(service):
    if service not in models:
        models[service] = ServiceModel(Loader().load_service_model(service, "service-2"), service)
    return models[service]


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat()
    return value


def local(tag):
    return tag.rsplit("}", 1)[-1]


def unknown_in(node, shape, path, found):
    if shape.type_name == "structure":
        members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        for child in node:
            name = local(child.tag)
            if name not in members:
                found.append(f"{path}.{name}")
            else:
                unknown_in(child, members[name], f"{path}.{name}", found)
    elif shape.type_name == "list":
        item = shape.member.serialization.get("name", "member")
        for child in node:
            if local(child.tag) != item:
                found.append(f"{path}: {local(child.tag)} is not {item}")
            unknown_in(child, shape.member, f"{path}[]", found)


def unknown_elements(model, operation, body):
    shape = operation.output_shape
    if model.metadata["protocol"] == "json" or shape is None:
        return []
    root = ET.fromstring(body)
    if model.metadata["protocol"] == "query":
        wrapper = f"{operation.name}Result"
        roots = [child for child in root if local(child.tag) == wrapper]
    else:
        for child in list(root):
            # What a call without an answer answers.
            if local(child.tag) in ("requestId", "return"):
                root.remove(child)
        roots = [root]
    found = []
    for node in roots:
        unknown_in(node, shape, "", found)
    return found


for line in sys.stdin:
    asked = json.loads(line)
    model = model_of(asked["service"])
    operation = model.operation_model(asked["operation"])
    body = base64.b64decode(asked["body"])
    parser = create_parser(model.metadata["protocol"])
    response = {"status_code": asked["status"], "headers": asked["headers"], "body": body}
    parsed = parser.parse(response, operation.output_shape)
    unknown = unknown_elements(model, operation, body) if asked["status"] < 300 else []
    print(json.dumps({"parsed": plain(parsed), "unknown": unknown}))
