"""What `/openapi.json` says beyond the routes: how to log in, how to repeat a write, what errors look like."""

from typing import Any

from apiflask import APIFlask

from dispatch.web.shapes import Problem

WRITES = {"post", "put", "delete"}
PROBLEM = {
    "description": "A refusal or an error, as problem+json",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Up to 200 visible characters. Sent again with its key, a write happens once and is answered alike; "
    "another body under that key is refused.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
SETTINGS: dict[str, Any] = {
    "OPENAPI_VERSION": "3.1.0",
    "DESCRIPTION": "Dispatch for community responders. Times are ISO 8601 in UTC. Coordinates come in with their "
    "reference system and go out as WGS-84.",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "SECURITY_SCHEMES": {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "fifteen_session"},
    },
    "AUTO_404_RESPONSE": False,
    "AUTO_AUTH_ERROR_RESPONSE": False,
    "AUTO_VALIDATION_ERROR_RESPONSE": False,
}


def describe(app: APIFlask) -> None:
    app.config.update(SETTINGS)
    app.spec_processor(_complete)


def _complete(spec: dict[str, Any] | str) -> dict[str, Any]:
    assert isinstance(spec, dict)
    schema = Problem.model_json_schema()
    spec.setdefault("components", {}).setdefault("schemas", {})["Problem"] = {**schema, "additionalProperties": True}
    for operations in spec["paths"].values():
        for method, operation in operations.items():
            if method == "parameters":
                continue
            operation["responses"]["default"] = PROBLEM
            if method in WRITES:
                operation.setdefault("parameters", []).append(KEY)
    return spec
