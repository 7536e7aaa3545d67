"""Response plans: a readable file that says, by type and level, who is needed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import ErrorDetails

from dispatch.errors import Refused
from dispatch.handwritten import read_text, shaped, what_is_wrong
from dispatch.incidents.hazards import Care, Hazard
from dispatch.incidents.model import FollowUpNeed, IncidentType, Need, Response
from dispatch.incidents.plan_lines import line_of
from dispatch.people.catalogue import BY_CODE, LEVEL_2_AND_ABOVE
from dispatch.people.eligibility import unqualified
from dispatch.people.model import Team, Volunteer

LEVELS = (1, 2, 3, 4)
BROKEN = "broken_plan"
Level = Annotated[int, Field(ge=1, le=4)]
Role = Literal["lead", "patient", "kit", "guide", "supply", "liaison", "psychological", "companion"]
KitKind = Annotated[str, Field(pattern=r"^[a-z_]+$", max_length=32)]


def _in_catalogue(code: str) -> str:
    if code not in BY_CODE:
        raise ValueError(f"there is no qualification {code}")
    return code


Qualification = Annotated[str, AfterValidator(_in_catalogue), Field(json_schema_extra={"enum": [*BY_CODE]})]
Chance = Annotated[float, Field(gt=0, lt=1)]
Minutes = Annotated[float, Field(ge=1, le=240)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NeedPart(_Part):
    """Who is needed for one role. Any one of the qualifications is enough; without any, being in the team is."""

    role: Role
    team: Team
    count: Annotated[int, Field(ge=1, le=50)] = 1
    qualifications: tuple[Qualification, ...] = ()
    target: Annotated[Chance | None, Field(description="Chance that they come in time; else the response's.")] = None
    kit: Annotated[KitKind | None, Field(description="Each carries one; asked for once any kit is on record.")] = None

    def need(self) -> Need:
        return Need(self.role, self.team, self.count, self.qualifications, self.target, self.kit)


def _counsels(code: str) -> str:
    if code not in LEVEL_2_AND_ABOVE:
        raise ValueError(f"{code} is below counsellor level 2")
    return code


def _rising(hours: tuple[int, ...]) -> tuple[int, ...]:
    if list(hours) != sorted(set(hours)):
        raise ValueError("hours have to rise, each named once")
    return hours


Counsel = Annotated[str, AfterValidator(_counsels), Field(json_schema_extra={"enum": [*LEVEL_2_AND_ABOVE]})]
Hours = Annotated[int, Field(ge=0, le=720)]


class FollowUpPart(_Part):
    """Who looks after the scene when it is over; 0 hours: as soon as somebody is there."""

    role: Role
    team: Team
    qualifications: Annotated[tuple[Counsel, ...], Field(min_length=1)]
    after_hours: Annotated[tuple[Hours, ...], AfterValidator(_rising), Field(min_length=1)]

    def need(self) -> FollowUpNeed:
        return FollowUpNeed(self.role, self.team, self.qualifications, self.after_hours)


class PlanPart(_Part):
    """What is added for one type at these levels."""

    type: IncidentType
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    needs: tuple[NeedPart, ...]
    activate_after_s: Annotated[
        int | None, Field(ge=0, le=600, description="The plan asks by itself so long after the report.")
    ] = None
    hazards: Annotated[tuple[Hazard, ...], Field(description="People hold off until the desk says it is over.")] = ()
    stand_off_m: Annotated[
        int | None, Field(ge=1, le=5000, description="So far away, until the desk names a point.")
    ] = None
    follow_ups: Annotated[tuple[FollowUpPart, ...], Field(description="Owed once the incident is over.")] = ()


class ResponsePart(_Part):
    """What holds for every plan."""

    target: Chance = 0.95
    promise_minutes: Annotated[float, Field(gt=0, le=120)] = 15
    answer_window_s: Annotated[int, Field(ge=5, le=600)] = 30
    limit_minutes: Annotated[float, Field(gt=0, le=240)] = 30
    weekly_alerts: Annotated[int, Field(ge=1, le=1000)] = 20
    proof: Annotated[bool, Field(description="Insurance, consent and age that are not known count as lacking.")] = False
    pairs_at_night: Annotated[bool, Field(description="From 22 to 6 nobody is sent alone.")] = False
    check_back_minutes: Annotated[
        Minutes | None, Field(description="How often whoever is on scene says that they are well.")
    ] = 20
    check_back_soon_minutes: Annotated[
        Minutes | None, Field(description="The same at night and while a hazard is open.")
    ] = 10


class PlanFile(_Part):
    """Response plans of Fifteen: how many of which team and qualification an incident needs."""

    response: ResponsePart = ResponsePart()
    plan: tuple[PlanPart, ...]


Plans = Mapping[tuple[IncidentType, int], Response]


def schema() -> dict[str, Any]:
    """The JSON Schema of the file, which editors check it with."""
    return PlanFile.model_json_schema()


def load(path: Path) -> Plans:
    """A response for every type and level.

    Refuses by name (`broken_plan`) what is unreadable, unknown, repeated within one response, or missing.
    """
    return parsed(path.name, read_text(path, BROKEN))


def parsed(name: str, text: str) -> Plans:
    file = shaped(PlanFile, name, text, BROKEN, partial(_told, text))
    return {(kind, level): _sum(name, file, kind, level) for kind in IncidentType for level in LEVELS}


def _told(text: str, error: ErrorDetails) -> str:
    where = ".".join(str(step) for step in error["loc"])
    return f"line {line_of(text, error['loc'])}, {where}: {what_is_wrong(error)}"


def _sum(name: str, file: PlanFile, kind: IncidentType, level: int) -> Response:
    parts = [plan for plan in file.plan if plan.type is kind and level in plan.levels]
    needs = tuple(need.need() for part in parts for need in part.needs)
    if not needs:
        raise Refused(BROKEN, file=name, reason=f"{kind} {level}: no plan")
    follow_ups = tuple(owed.need() for part in parts for owed in part.follow_ups)
    for what, roles in (("role", [need.role for need in needs]), ("follow-up", [owed.role for owed in follow_ups])):
        twice = [role for role, count in Counter(roles).items() if count > 1]
        if twice:
            raise Refused(BROKEN, file=name, reason=f"{kind} {level}: {what} named twice: {', '.join(twice)}")
    return Response(
        needs=needs,
        target=file.response.target,
        promise_s=round(file.response.promise_minutes * 60),
        answer_window_s=file.response.answer_window_s,
        limit_s=round(file.response.limit_minutes * 60),
        activate_after_s=min((one.activate_after_s for one in parts if one.activate_after_s is not None), default=None),
        weekly_alerts=file.response.weekly_alerts,
        proof=file.response.proof,
        care=_care(file.response, parts),
        follow_ups=follow_ups,
    )


def _care(response: ResponsePart, parts: Sequence[PlanPart]) -> Care:
    often, soon = response.check_back_minutes, response.check_back_soon_minutes
    return Care(
        pairs_at_night=response.pairs_at_night,
        check_back_s=None if often is None else round(often * 60),
        check_back_soon_s=None if soon is None else round(soon * 60),
        hazards=tuple(dict.fromkeys(hazard for part in parts for hazard in part.hazards)),
        stand_off_m=max((part.stand_off_m for part in parts if part.stand_off_m is not None), default=None),
    )


class Unfillable(NamedTuple):
    """A role for which the city has too few: `have` of the `count` that the plan wants."""

    type: IncidentType
    level: int
    role: str
    needed: int
    have: int


def unfillable(plans: Plans, volunteers: Iterable[Volunteer], day: date) -> Iterator[Unfillable]:
    """Of everyone on record, on duty or not: what no shift could ever fill."""
    everyone = list(volunteers)
    able = {
        wanted: sum(unqualified(one, wanted.team, wanted.qualifications, day) is None for one in everyone)
        for wanted in {need for response in plans.values() for need in response.needs}
    }
    for (kind, level), response in sorted(plans.items()):
        for need in response.needs:
            if able[need] < need.count:
                yield Unfillable(kind, level, need.role, need.count, able[need])
        ordinary = {need.role for need in response.needs}
        for owed in response.follow_ups:
            nobody = all(unqualified(one, owed.team, owed.qualifications, day) is not None for one in everyone)
            if nobody and owed.role not in ordinary:
                yield Unfillable(kind, level, owed.role, 1, 0)
