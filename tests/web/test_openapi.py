"""`/openapi.json` describes every route, and nothing that fits the description, or does not, breaks the server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dispatch.web.principal import Role
from tests.web.grid import GridCentre, call

BOUNDED = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory, grid_cities: Path) -> Iterator[GridCentre]:
    """A centre where something of everything has happened, so that made-up ids are sometimes real."""
    centre = GridCentre(tmp_path_factory.mktemp("busy") / "centre", grid_cities)
    desk = centre.hand()
    for _ in range(2):
        incident = desk.post("/incidents", call(caller={"name": "王", "phone": "13800001234"})).json["id"]
        desk.post("/closures", {"edges": [incident], "reason": "积水"})
    [alert] = desk.post("/incidents/1/alerts", {"volunteers": ["V01"]}).json["alerts"]
    desk.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"})
    yield centre
    centre.close()


@pytest.fixture(scope="module")
def api(busy: GridCentre) -> Any:
    return schemathesis.openapi.from_wsgi("/openapi.json", busy.app)


@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
def test_no_request_breaks_the_server(
    busy: GridCentre, api: schemathesis.BaseSchema, mode: schemathesis.GenerationMode
) -> None:
    """A dozen requests to each operation: such as it describes, and such as it does not."""
    for found in api.get_all_operations():
        operation = found.ok()
        if mode is schemathesis.GenerationMode.POSITIVE or operation.body or operation.query:
            bombard(operation.as_strategy(generation_mode=mode), let_in(busy, operation))


def let_in(busy: GridCentre, operation: schemathesis.APIOperation) -> dict[str, str]:
    """A token of its own, since some operations end it."""
    roles = operation.definition.raw.get("x-roles")
    if not roles:
        return {}
    token = busy.office.accounts.issue(Role(roles[0]), station="S01", volunteer="V01")
    return {"Authorization": f"Bearer {token}"}


def bombard(cases: SearchStrategy[schemathesis.Case], headers: dict[str, str]) -> None:
    @BOUNDED
    @given(cases)
    def one(case: schemathesis.Case) -> None:
        # Werkzeug's client, unlike a browser, does not unpack what comes gzipped.
        case.call_and_validate(headers={**headers, "Accept-Encoding": "identity"}, checks=CHECKS)

    one()


def test_every_route_of_the_api_is_described(busy: GridCentre) -> None:
    spec = busy.app.test_client().get("/openapi.json").json
    described = {(path, method) for path, operations in spec["paths"].items() for method in operations}
    rules = [rule for rule in busy.app.url_map.iter_rules() if rule.rule.startswith(("/api/", "/healthz"))]
    there = {
        (rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}"), method.lower())
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert there <= described
    assert len(there) > 30
