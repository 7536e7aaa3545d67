"""What `/openapi.json` says beyond the routes: who may, how to repeat a write, what errors look like."""

import re
from typing import Any

from apiflask import APIFlask

from dispatch.web.auth import COOKIE
from dispatch.web.out import Problem

WRITES = {"post", "put", "delete"}
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
PROBLEM = {
    "description": "A refusal or an error, as problem+json",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Up to 200 visible characters. Sent again with its key within seven days, a write happens once and "
    "is answered alike; another body under that key is refused. After that the key is forgotten, and new.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}
BINARY = {"type": "string", "format": "binary"}
FILE = {
    "description": "A table in XLSX, CSV (UTF-8 or GB18030) or GeoJSON, up to 4 MiB",
    "required": True,
    "content": {
        "multipart/form-data": {"schema": {"type": "object", "properties": {"file": BINARY}, "required": ["file"]}},
        "application/octet-stream": {"schema": BINARY},
    },
}
TABLE = {"description": "A table to fill in", "content": {"text/csv": {"schema": BINARY}, XLSX: {"schema": BINARY}}}
SETTINGS: dict[str, Any] = {
    "OPENAPI_VERSION": "3.1.0",
    "DESCRIPTION": "Dispatch for community responders. Times are ISO 8601 in UTC. Coordinates come in with their "
    "reference system and go out as WGS-84. `x-roles` names who may; routes without it are open to everybody.",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "SECURITY_SCHEMES": {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    },
    "AUTO_404_RESPONSE": False,
    "AUTO_AUTH_ERROR_RESPONSE": False,
    "AUTO_VALIDATION_ERROR_RESPONSE": False,
}


def describe(app: APIFlask) -> None:
    app.config.update(SETTINGS)
    app.spec_processor(lambda spec: _complete(app, spec))


def _complete(app: APIFlask, spec: dict[str, Any] | str) -> dict[str, Any]:
    assert isinstance(spec, dict)
    spec.setdefault("components", {}).setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
    _describe_files(spec["paths"])
    arrived = spec["paths"]["/api/v1/duty/check-in"]["post"]["responses"]
    arrived["202"] = {**arrived["200"], "description": "Held for the station's officer"}
    roles = _roles(app)
    for path, operations in spec["paths"].items():
        for method in operations.keys() - {"parameters"}:
            operation = operations[method]
            operation["responses"]["default"] = PROBLEM
            if method in WRITES:
                operation.setdefault("parameters", []).append(KEY)
            if allowed := roles[path, method]:
                operation |= {"x-roles": allowed, "security": [{"token": []}, {"session": []}]}
    return spec


def _describe_files(paths: dict[str, Any]) -> None:
    """What is neither JSON in nor JSON out."""
    for what in ("stations", "people"):
        paths[f"/api/v1/records/{what}"]["post"]["requestBody"] = FILE
    paths["/api/v1/records/templates/{name}"]["get"]["responses"]["200"] = TABLE
    paths["/api/v1/reports/{name}"]["get"]["responses"]["200"] = {**TABLE, "description": "The figures as a table"}


def _roles(app: APIFlask) -> dict[tuple[str, str], list[str]]:
    """(path, method) → the roles that the view lets in; none where it is public."""
    return {
        (ARGUMENT.sub(r"{\1}", rule.rule), method.lower()): sorted(
            getattr(app.view_functions[rule.endpoint], "roles", None) or []
        )
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
