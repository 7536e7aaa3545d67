"""The response plans in force, and what is wrong with their file."""

from hashlib import sha256

from apiflask import APIBlueprint
from flask import Response

from dispatch.errors import Refused
from dispatch.web.answers import answer
from dispatch.web.auth import allow
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.principal import Role

blueprint = APIBlueprint("plans", __name__, url_prefix="/api/v1", tag="incidents")


class BrokenOut(Out):
    file: str
    reason: str


class UnfillableOut(Out):
    """Everyone on record counts, on duty or not."""

    type: str
    level: int
    role: str
    needed: int
    have: int


class PlansOut(Out):
    """`edition` changes with the file. `broken`: why it was refused; the plans from before it are in force."""

    edition: str
    file: str
    broken: BrokenOut | None
    unfillable: list[UnfillableOut]


@blueprint.get("/plans")
@blueprint.output(PlansOut)
@allow(Role.DISPATCHER, Role.PLANNER, Role.AUDITOR, Role.ADMIN)
def plans() -> Response:
    """Whether their file was taken, and which roles the city has too few people for."""
    edition = office().plans.edition
    return answer(
        {
            "edition": sha256(edition.content or b"").hexdigest(),
            "file": edition.file.name,
            "broken": _broken(edition.trouble),
            "unfillable": [one._asdict() for one in office().unfillable()],
        }
    )


def _broken(trouble: Refused | None) -> dict[str, str] | None:
    if trouble is None:
        return None
    return {key: str(trouble.params[key]) for key in ("file", "reason")}
