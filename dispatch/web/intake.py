"""While a call is typed, and when it turns out to be another one's: preview, 120, merging and parting."""

from dataclasses import asdict

from apiflask import APIBlueprint
from flask import Response

from dispatch.web.answers import answer, incident_detail, repeatable
from dispatch.web.asking import CandidateOut, candidate_row
from dispatch.web.auth import allow, me
from dispatch.web.bodies import AmbulanceIn, CandidatesQuery, MergeIn, PreviewIn
from dispatch.web.incident_shapes import IncidentOut, NeedOut
from dispatch.web.incidents import DESK
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.rows import needs_row
from maps.boundaries import Level

blueprint = APIBlueprint("intake", __name__, url_prefix="/api/v1", tag="incidents")


class DuplicateOut(Out):
    """An open incident that may tell of the same event; the caller's phone is compared here and goes nowhere."""

    incident: int
    score: float
    distance_m: float | None
    minutes: float
    same_phone: bool
    reasons: list[str]


class PreviewOut(Out):
    """`chance`: that those whom the plan would ask now fill every role within the promise. `areas`: the district,
    street and community of the place, as far as the city knows them."""

    needs: list[NeedOut]
    counts: dict[str, int]
    people: list[CandidateOut]
    chance: float | None
    duplicates: list[DuplicateOut]
    areas: dict[Level, str]


@blueprint.post("/incidents/preview")
@blueprint.input(CandidatesQuery, location="query", arg_name="query")
@blueprint.input(PreviewIn, arg_name="body")
@blueprint.output(PreviewOut)
@allow(*DESK)
def preview(query: CandidatesQuery, body: PreviewIn) -> Response:
    """What would follow if this call were taken now. Writes nothing."""
    here, found = office(), office().incidents.preview(body.call())
    place = found.incident.place
    return answer(
        {
            "needs": needs_row(here.log.board().incidents, found.incident),
            "counts": dict(found.candidates.counts),
            "people": [candidate_row(one) for one in found.candidates.ranked[: query.limit]],
            "chance": found.chance,
            "duplicates": [asdict(one) | {"reasons": list(one.reasons)} for one in found.duplicates],
            "areas": dict(here.city.boundaries.of(place.lon, place.lat)) if place else {},
        }
    )


@blueprint.post("/incidents/<int:incident>/ambulance")
@blueprint.input(AmbulanceIn, arg_name="body")
@blueprint.output(IncidentOut)
@allow(*DESK)
def report_ambulance(incident: int, body: AmbulanceIn) -> Response:
    """120 is notified now, or was, or is not after all."""
    recorded = office().incidents.report_ambulance(incident, body.ambulance(), by=me().by, request=repeatable(body))
    return answer(incident_detail(incident, recorded))


@blueprint.post("/incidents/<int:incident>/merge")
@blueprint.input(MergeIn, arg_name="body")
@blueprint.output(IncidentOut)
@allow(*DESK)
def merge(incident: int, body: MergeIn) -> Response:
    """It tells of the same event as `into`: from now on that one counts for both, with the earliest clock."""
    recorded = office().incidents.merge(incident, body.into, by=me().by, request=repeatable(body))
    return answer(incident_detail(incident, recorded))


@blueprint.post("/incidents/<int:incident>/part")
@blueprint.output(IncidentOut)
@allow(*DESK)
def part(incident: int) -> Response:
    """It was another event after all: each has again what it had, and what was done for it since."""
    recorded = office().incidents.part(incident, by=me().by, request=repeatable())
    return answer(incident_detail(incident, recorded))
