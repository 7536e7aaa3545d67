"""Who could be asked, who was, and what may be expected of them: described, and written as rows."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AwareDatetime, Field

from dispatch.incidents.candidate import Candidate
from dispatch.incidents.waves import Outlook
from dispatch.web.approaching import ApproachOut
from dispatch.web.incident_shapes import AlertOut, NeedOut
from dispatch.web.out import Out
from dispatch.web.rows import Row
from maps.speeds import Mode


class EtaParts(Out):
    handling_s: float
    answer_s: float
    turnout_s: float
    travel_s: float
    access_s: float


class CandidateOut(Out):
    """`eta_s` runs from the report to the scene and is the sum of its parts. `eta_range_s`: its least and its most
    where the place is vague (`eta_s` is the mean over the area); null for an exact place. `delay_s`: how much of the
    turnout is the delay of somebody on standby. `aed`: the one that they fetch on their way, which is in the travel."""

    volunteer: str
    role: str | None
    rank: int | None
    picked: bool
    mode: Mode
    placed_by: str
    eta_s: float | None
    eta_range_s: Annotated[list[float], Field(min_length=2, max_length=2)] | None
    eta_parts: EtaParts | None
    delay_s: float | None
    chance: float | None
    reasons: list[str]
    aed: str | None


class OutlookOut(Out):
    """Of one role: how many `coming` have accepted, how many were `asked` and may still answer, and the `chance` that
    with these alone it is filled within the promise; `enough`: that this is no less than the `target`."""

    role: str
    coming: int
    asked: int
    chance: float
    target: float
    enough: bool


class CandidatesOut(Out):
    at: AwareDatetime
    approach: ApproachOut | None
    needs: list[NeedOut]
    counts: dict[str, int]
    outlook: list[OutlookOut]
    people: list[CandidateOut]


class WaveOut(Out):
    """`chance`: that enough of every role arrive in time, as foreseen."""

    id: int
    incident: int
    by_plan: bool
    chance: float | None
    alerts: list[AlertOut]


def candidate_row(one: Candidate) -> Row:
    return {
        "volunteer": one.volunteer,
        "role": one.role,
        "rank": one.rank,
        "picked": one.picked,
        "mode": one.mode,
        "placed_by": one.placed_by,
        "eta_s": one.eta.total_s if one.eta else None,
        "eta_range_s": list(one.eta_range_s) if one.eta_range_s else None,
        "eta_parts": {part: getattr(one.eta, part) for part in EtaParts.model_fields} if one.eta else None,
        "delay_s": one.eta.delay_s if one.eta else None,
        "chance": one.chance,
        "reasons": list(one.reasons),
        "aed": one.aed,
    }


def outlook_rows(found: Iterable[Outlook]) -> list[Row]:
    return [
        {
            "role": one.need.role,
            "coming": len(one.coming),
            "asked": len(one.asked),
            "chance": one.chance,
            "target": one.target,
            "enough": one.chance >= one.target,
        }
        for one in found
    ]
