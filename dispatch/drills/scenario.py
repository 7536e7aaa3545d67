"""Scenario files: who is enrolled, what is played to them and when, and what they are measured by."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import ErrorDetails

from dispatch.board import Board
from dispatch.drills.model import DrillKind, Goal, GoalKind, Inject, InjectKind, Scenario, Script
from dispatch.errors import Refused
from dispatch.handwritten import read_text, shaped, what_is_wrong
from dispatch.incidents.model import IncidentType, Place
from dispatch.incidents.plans import NeedPart
from dispatch.links.crs import Crs, to_wgs84
from dispatch.people.model import Membership, Team
from dispatch.places.finding import Finder
from dispatch.places.model import Places

TOLD_AT_ONCE = 5
BROKEN = "broken_scenario"
LONGEST_H = 12
SURE = 0.88
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")


def _plain(text: str) -> str:
    """What no call may hold, none of a drill may either."""
    if CONTROL.search(text):
        raise ValueError("a control character")
    return text


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_plain)]
Hours = Annotated[str, Field(description="Hours and minutes of the drill, as 1:30.", max_length=8)]
Find = Callable[[str], tuple[float, float] | None]
"""WGS-84 (lon, lat) of a place by name; None where the city has none of that name."""
Inside = Callable[[float, float], bool]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class EnrolledPart(_Part):
    """Who takes part: these people, and of these stations (left out: all) those in these teams (left out: all)."""

    people: tuple[Line, ...] = ()
    stations: tuple[Line, ...] = ()
    teams: tuple[Team, ...] = ()


class GoalPart(_Part):
    """What is to be reached: of the calls a share within so long, or so many participations."""

    kind: GoalKind
    within_s: Annotated[float | None, Field(gt=0, le=LONGEST_H * 3600)] = None
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    at_least: Annotated[int | None, Field(ge=1, le=100_000)] = None

    @model_validator(mode="after")
    def _whole(self) -> "GoalPart":
        lacking = "at_least" if self.kind is GoalKind.PARTICIPATIONS else "within_s"
        if getattr(self, lacking) is None:
            raise ValueError(f"{self.kind} needs {lacking}")
        return self

    def goal(self) -> Goal:
        if self.kind is GoalKind.PARTICIPATIONS:
            return Goal(self.kind, at_least=self.at_least)
        return Goal(self.kind, within_s=self.within_s, share=self.share)


class InjectPart(_Part):
    """What comes at a time of the drill: a call (with a place by lon, lat and crs, or by name), or something said."""

    at: Hours
    kind: InjectKind
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), AfterValidator(_plain)] = ""
    type: Annotated[str | None, Field(json_schema_extra={"enum": [*IncidentType, None]})] = None
    level: Annotated[int | None, Field(ge=1, le=4)] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    crs: Crs | None = None
    place: Line | None = None
    needs: tuple[NeedPart, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "InjectPart":
        if self.kind is InjectKind.CALL:
            if self.type is None or self.level is None:
                raise ValueError("a call needs type and level")
            if self.place is None and None in (self.lon, self.lat, self.crs):
                raise ValueError("a call needs a place: lon, lat and crs, or place")
            if len({need.role for need in self.needs}) < len(self.needs):
                raise ValueError("a role is named twice")
        elif not self.text:
            raise ValueError(f"a {self.kind} needs a text")
        return self


class ScenarioFile(_Part):
    """A drill of Fifteen: who is enrolled, what is played to them and when, what they are measured by."""

    name: Line
    kind: DrillKind
    lasts: Hours
    asks_after_s: Annotated[
        int | None, Field(ge=0, le=600, description="The plan asks by itself so long after a call; left out: the desk.")
    ] = None
    keep_per_station: Annotated[
        int, Field(ge=0, le=1000, description="Fewer people left at a station are shown as a gap in its cover.")
    ] = 2
    enrolled: EnrolledPart
    goal: tuple[GoalPart, ...] = ()
    inject: Annotated[tuple[InjectPart, ...], Field(min_length=1, max_length=500)]
    version: Literal[1] = 1


def schema() -> dict[str, Any]:
    """The JSON Schema of the file, which editors check it with."""
    return ScenarioFile.model_json_schema()


def read(path: Path) -> str:
    return read_text(path, BROKEN)


def parsed(name: str, text: str) -> ScenarioFile:
    """Refuses by name (`broken_scenario`) what is not such a file."""
    return shaped(ScenarioFile, name, text, BROKEN, _told, at_once=TOLD_AT_ONCE)


def scenario(name: str, text: str, board: Board, find: Find, within: Inside) -> Scenario:
    """The file as it is played to the people on record, in this city.

    Refuses by name `unknown_person`, `enrolled_station_unknown`, `nobody_enrolled`, `unknown_type`,
    `inject_never_comes` (no such time, or after the end), `inject_place_unknown` and `inject_outside_city`.
    """
    file = parsed(name, text)
    lasts_s = _seconds(file.lasts)
    if lasts_s is None or not 0 < lasts_s <= LONGEST_H * 3600:
        raise Refused("drill_never_ends", lasts=file.lasts, hours=LONGEST_H)
    told = [_inject(number, one, lasts_s, file.lasts, find, within) for number, one in enumerate(file.inject, 1)]
    return Scenario(
        kind=file.kind,
        lasts_s=lasts_s,
        goals=tuple(one.goal() for one in file.goal),
        enrolled=enrolled(file.enrolled, board),
        asks_after_s=file.asks_after_s,
        keep_per_station=file.keep_per_station,
        script=Script(file.name, tuple(sorted(told, key=lambda one: one.after_s))),
    )


def place_by_name(finder: Finder, places: Places) -> Find:
    """As the search field of the console finds it; what fits less well than `SURE` is not taken to be meant."""

    def find(name: str) -> tuple[float, float] | None:
        best = next(iter(finder.find(places, name, limit=1).results), None)
        return (best.lon, best.lat) if best is not None and best.score >= SURE else None

    return find


def inside(bbox: tuple[float, float, float, float]) -> Inside:
    west, south, east, north = bbox
    return lambda lon, lat: west <= lon <= east and south <= lat <= north


def enrolled(part: EnrolledPart, board: Board) -> tuple[str, ...]:
    """Who takes part, in the order of their numbers."""
    volunteers, stations = board.people.volunteers, board.duty.stations
    if unknown := [one for one in part.people if one not in volunteers]:
        raise Refused("unknown_person", people=", ".join(unknown[:TOLD_AT_ONCE]), count=len(unknown))
    if unknown := [one for one in part.stations if one not in stations]:
        raise Refused("enrolled_station_unknown", stations=", ".join(unknown[:TOLD_AT_ONCE]), count=len(unknown))
    groups = bool(part.stations or part.teams)
    found = {
        one.id
        for one in volunteers.values()
        if groups
        and (not part.stations or one.station in part.stations)
        and (not part.teams or one.team in part.teams)
        and one.membership is Membership.ACTIVE
    }
    everyone = tuple(sorted(found.union(part.people)))
    if not everyone:
        raise Refused("nobody_enrolled")
    return everyone


def _inject(number: int, part: InjectPart, lasts_s: float, lasts: str, find: Find, within: Inside) -> Inject:
    after_s = _seconds(part.at)
    if after_s is None or after_s >= lasts_s:
        raise Refused("inject_never_comes", inject=number, at=part.at, lasts=lasts)
    if part.type is not None and part.type not in set(IncidentType):
        raise Refused("unknown_type", inject=number, type=part.type)
    place = _place(number, part, find, within) if part.kind is InjectKind.CALL else None
    return Inject(
        after_s=after_s,
        kind=part.kind,
        text=part.text,
        type=None if part.type is None else IncidentType(part.type),
        level=part.level,
        place=place,
        address=part.place,
        needs=tuple(need.need() for need in part.needs),
    )


def _place(number: int, part: InjectPart, find: Find, within: Inside) -> Place:
    if part.lon is not None and part.lat is not None and part.crs is not None:
        original = None if part.crs is Crs.WGS84 else (str(part.crs), part.lon, part.lat)
        lon, lat = to_wgs84(part.crs, part.lon, part.lat)
    else:
        original, found = None, find(part.place or "")
        if found is None:
            raise Refused("inject_place_unknown", inject=number, place=part.place)
        lon, lat = found
    if not within(lon, lat):
        raise Refused("inject_outside_city", inject=number, lon=round(lon, 6), lat=round(lat, 6))
    return Place(round(lon, 9), round(lat, 9), original=original)


def _seconds(written: str) -> float | None:
    """Of `1:30`; None for what no clock shows, as 0:75."""
    found = CLOCK.fullmatch(written.strip())
    return None if found is None else int(found[1]) * 3600.0 + int(found[2]) * 60.0


def _told(error: ErrorDetails) -> str:
    where = ".".join(str(step + 1) if isinstance(step, int) else step for step in error["loc"])
    what = what_is_wrong(error)
    return f"{where}: {what}" if where else what
