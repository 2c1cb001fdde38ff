"""Child process of judge.ts: judges recorded requests by botocore's models of the services.

One request as JSON a line on stdin, one verdict a line on stdout. botocore's own validator sees what is missing, too short, or of the
wrong type; what it does not see is judged here: keys that the service has no name for, values outside of an enumeration, above a maximum,
another version, an operation that does not exist.
"""

import base64
import json
import re
import sys
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.exceptions import UnknownServiceError
from botocore.loaders import create_loader
from botocore.model import OperationNotFoundError
from botocore.validate import ParamValidator
from moto.core.model import ServiceModel
from moto.core.parse import EC2QueryParser, QueryParser

# Services whose signatures name them otherwise than botocore does.
SIGNED_AS = {"monitoring": "cloudwatch", "servicequotas": "service-quotas"}
# Calls that nobody signs.
UNSIGNED = {"AssumeRoleWithWebIdentity": "sts", "AssumeRoleWithSAML": "sts"}
# Enumerations that grow faster than botocore is released: a warning.
LAGGING = {"InstanceType"}
JSON_TYPES = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "blob": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float, str),
}

loader = create_loader()
models = {}


class Fields(dict):
    """A form that knows which of its fields were read."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.read = set()

    def get(self, name, default=None):
        if name in self:
            self.read.add(name)
        return super().get(name, default)


def strict(parser):
    """moto reads any text but "true" as false."""

    class Strict(parser):
        def _parse_boolean(self, shape, query_params, prefix=""):
            value = self._default_handle(shape, query_params, prefix)
            if isinstance(value, str) and value not in ("true", "false"):
                raise ValueError(f"{prefix}: {value!r} is no boolean")
            return super()._parse_boolean(shape, query_params, prefix)

    return Strict


PARSERS = {"ec2": strict(EC2QueryParser), "query": strict(QueryParser)}


def model_of(service):
    if service not in models:
        name = SIGNED_AS.get(service, service)
        # moto's parsers need moto's classes; the description is botocore's own.
        models[service] = ServiceModel(loader.load_service_model(name, "service-2"), name)
    return models[service]


def from_json(shape, value, path, findings):
    """The value as botocore's validator takes it; a key without a name is a finding, a value of the wrong type ends it."""
    kind = shape.type_name
    fits = isinstance(value, JSON_TYPES.get(kind, object)) and (kind == "boolean" or not isinstance(value, bool))
    if not fits:
        raise ValueError(f"{path}: {json.dumps(value)[:80]} is no {kind}")
    if kind == "structure":
        names = {member.serialization.get("name", name): name for name, member in shape.members.items()}
        findings += [f"{path}.{key}: the service knows no such key" for key in value if key not in names]
        known = [(key, names[key]) for key in value if key in names and value[key] is not None]
        return {name: from_json(shape.members[name], value[key], f"{path}.{key}", findings) for key, name in known}
    if kind == "list":
        return [from_json(shape.member, each, f"{path}[{index}]", findings) for index, each in enumerate(value)]
    if kind == "map":
        return {key: from_json(shape.value, each, f"{path}.{key}", findings) for key, each in value.items()}
    if kind == "blob":
        return base64.b64decode(value)
    if kind == "timestamp" and not isinstance(value, str):
        return datetime.fromtimestamp(value)
    return value


def judge_values(shape, value, path, findings, warnings):
    """Enumerations and maxima, which botocore's validator leaves to the service."""
    if value is None or shape is None:
        return
    kind = shape.type_name
    if kind == "structure":
        for name, each in value.items():
            judge_values(shape.members[name], each, f"{path}.{name}", findings, warnings)
    elif kind == "list":
        for index, each in enumerate(value):
            judge_values(shape.member, each, f"{path}[{index}]", findings, warnings)
    elif kind == "map":
        for key, each in value.items():
            judge_values(shape.value, each, f"{path}.{key}", findings, warnings)
    elif kind == "string" and shape.enum and value not in shape.enum:
        told = warnings if shape.name in LAGGING else findings
        told.append(f"{path}: {value!r} is none of the values of {shape.name}")
    maximum = shape.metadata.get("max")
    size = len(value) if isinstance(value, (str, bytes, list, dict)) else value
    if maximum is not None and isinstance(size, (int, float)) and size > maximum:
        findings.append(f"{path}: {size} is more than {maximum}")


def read_form(model, form, findings):
    action, version = form.get("Action"), form.get("Version")
    if version != model.metadata["apiVersion"]:
        findings.append(f"Version: {version!r} is not {model.metadata['apiVersion']}")
    operation = model.operation_model(action)
    parser = PARSERS["ec2" if model.metadata["protocol"] == "ec2" else "query"]
    parameters = parser(operation).parse({"values": form}) if operation.input_shape else {}
    findings += [f"{key}: the service knows no such key" for key in form if key not in form.read]
    return operation, parameters


def read_json(model, request, findings):
    prefix, _, action = request["headers"]["x-amz-target"].rpartition(".")
    if prefix != model.metadata.get("targetPrefix"):
        findings.append(f"X-Amz-Target: {prefix!r} is not {model.metadata.get('targetPrefix')}")
    operation = model.operation_model(action)
    body = json.loads(request["text"] or "{}")
    return operation, from_json(operation.input_shape, body, "body", findings) if operation.input_shape else {}


def read_rest(model, request, findings):
    url = urlsplit(request["target"])
    for name in model.operation_names:
        operation = model.operation_model(name)
        route = operation.http["requestUri"].split("?", 1)[0]
        pattern = re.sub(r"\\{(\w+)(\\\+)?\\}", lambda found: f"(?P<{found[1]}>{'.+' if found[2] else '[^/]+'})", re.escape(route))
        match = re.fullmatch(pattern, url.path)
        if match and operation.http["method"] == request["method"]:
            return operation, read_rest_members(operation, request, match.groupdict(), Fields(parse_qsl(url.query)), findings)
    raise OperationNotFoundError(f"{request['method']} {url.path}")


def read_rest_members(operation, request, in_path, query, findings):
    shape = operation.input_shape
    if shape is None:
        return {}
    body = json.loads(request["text"] or "{}")
    members, parameters = {}, {}
    for name, member in shape.members.items():
        location, wire = member.serialization.get("location"), member.serialization.get("name", name)
        if location is None:
            members[wire] = name
        elif location == "uri" and wire in in_path:
            parameters[name] = unquote(in_path[wire])
        elif location == "header" and wire.lower() in request["headers"]:
            parameters[name] = request["headers"][wire.lower()]
        elif location == "querystring" and query.get(wire) is not None:
            text = query.get(wire)
            parameters[name] = int(text) if member.type_name in ("integer", "long") else text
    findings += [f"{key}: the service knows no such key" for key in query if key not in query.read]
    findings += [f"body.{key}: the service knows no such key" for key in body if key not in members]
    for wire, name in members.items():
        if body.get(wire) is not None:
            parameters[name] = from_json(shape.members[name], body[wire], f"body.{wire}", findings)
    return parameters


def judge(request):
    request["text"] = base64.b64decode(request["body"]).decode()
    is_form = request["headers"].get("content-type", "").startswith("application/x-www-form-urlencoded")
    form = Fields(parse_qsl(request["text"], keep_blank_values=True)) if is_form else Fields([])
    scope = re.search(r"Credential=[^/]+/[^/]+/[^/]+/([^/]+)/", request["headers"].get("authorization", ""))
    service = scope[1] if scope else UNSIGNED.get(form.get("Action"), "")
    verdict = {"service": service, "operation": form.get("Action") or "", "findings": [], "warnings": []}
    findings, warnings = verdict["findings"], verdict["warnings"]
    try:
        model = model_of(service)
        if is_form:
            operation, parameters = read_form(model, form, findings)
        elif "x-amz-target" in request["headers"]:
            operation, parameters = read_json(model, request, findings)
        elif model.metadata["protocol"] == "rest-json":
            operation, parameters = read_rest(model, request, findings)
        else:
            findings.append(f"content type {request['headers'].get('content-type')!r} is not judged")
            return verdict
    except UnknownServiceError:
        findings.append(f"there is no service {service!r}")
        return verdict
    except OperationNotFoundError as error:
        findings.append(f"the service has no operation {error}")
        return verdict
    except ValueError as error:
        findings.append(str(error))
        return verdict
    verdict["operation"] = operation.name
    if operation.input_shape is not None:
        report = ParamValidator().validate(parameters, operation.input_shape)
        findings += [line for line in report.generate_report().split("\n") if line]
        judge_values(operation.input_shape, parameters, operation.name, findings, warnings)
    return verdict


for line in sys.stdin:
    print(json.dumps(judge(json.loads(line))), flush=True)
