"""What comes in: strict, nothing unknown, nothing coerced, every text and list with an end.

Places come with their coordinate reference system and leave as WGS-84 with the original beside it.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

import shapely
from apiflask.schema_adapters.pydantic import PydanticAdapter
from apiflask.schema_adapters.registry import registry
from flask import Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from werkzeug.exceptions import UnsupportedMediaType

from dispatch.duty.model import Standby, Start
from dispatch.errors import Refused
from dispatch.incidents.model import (
    Ambulance,
    Call,
    Caller,
    CallParticulars,
    IncidentMode,
    IncidentType,
    Place,
    Progress,
    Tail,
)
from dispatch.links.crs import Crs, to_wgs84
from dispatch.people.model import Team
from dispatch.web.principal import Role
from maps.speeds import Mode, Weather

# PostgreSQL stores no NUL, and no other control character belongs into a name.
PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=PLAIN)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=PLAIN)]
Bit = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=PLAIN)]
Ident = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PLAIN)]
Password = Annotated[str, StringConstraints(min_length=8, max_length=200)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Seq = Annotated[int, Field(ge=0, le=2**53)]


def _in_range(moment: datetime) -> datetime:
    """Near the ends of the calendar other time zones have no such moment."""
    if not 1900 <= moment.year < 2200:
        raise ValueError("year out of range")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Strict(PydanticAdapter):
    """Reads JSON as JSON, so that strictness holds for what was sent (a moment is a string, a level is no float), and
    queries as strings. An empty body is an empty object."""

    def validate_input(self, request: Request, location: str, **_: Any) -> BaseModel:
        if location == "query":
            return self.model_class.model_validate_strings(request.args.to_dict())
        sent = request.get_data()
        if sent and not request.is_json:
            raise UnsupportedMediaType
        return self.model_class.model_validate_json(sent or b"{}")


# Here, since a route takes its adapter when its module is imported.
registry.register("pydantic", Strict)


class Location(Body):
    lon: Longitude
    lat: Latitude
    crs: Crs
    uncertainty_m: Annotated[float, Field(ge=0, le=100_000)] | None = None

    def place(self) -> Place:
        original = None if self.crs is Crs.WGS84 else (str(self.crs), self.lon, self.lat)
        return Place(*to_wgs84(self.crs, self.lon, self.lat), self.uncertainty_m or None, original)


class CallerIn(Body):
    name: Line | None = None
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=PLAIN)] | None = None


class TailIn(Body):
    """栋, 单元, 层, 室: the end of the address, which no map knows."""

    building: Bit | None = None
    unit: Bit | None = None
    floor: Bit | None = None
    room: Bit | None = None

    def tail(self) -> Tail | None:
        return Tail(self.building, self.unit, self.floor, self.room) if any(self.model_dump().values()) else None


class AmbulanceIn(Body):
    """Whether 120 is notified; `at` left out: now. `number`: what 120 calls the case."""

    notified: bool
    at: Moment | None = None
    number: Bit | None = None

    def ambulance(self) -> Ambulance:
        return Ambulance(self.notified, self.at, self.number)


class CallParticularsIn(Body):
    """`location` null: not known yet. In a correction, a phone that is left out stays as it was: screens know only its
    mask."""

    location: Location | None
    address: Line | None = None
    tail: TailIn | None = None
    caller: CallerIn | None = None
    note: Text | None = None

    def particulars(self, known: CallParticulars | None = None) -> CallParticulars:
        told = self.caller or CallerIn()
        phone = told.phone
        if known and known.caller and "phone" not in told.model_fields_set:
            phone = known.caller.phone
        caller = Caller(told.name, phone) if told.name or phone else None
        place = self.location.place() if self.location else None
        tail = self.tail.tail() if self.tail else None
        return CallParticulars(place, self.address, caller, self.note, tail)


class CallIn(CallParticularsIn):
    """`level` 1 (Ⅰ, gravest) … 4 (Ⅳ); `happened_at` null or left out: unknown. `merge_into`: the incident that tells of
    the same event."""

    type: IncidentType
    level: Annotated[int, Field(ge=1, le=4)]
    mode: IncidentMode = IncidentMode.ACTUAL
    happened_at: Moment | None = None
    ambulance: AmbulanceIn | None = None
    merge_into: Seq | None = None

    def call(self) -> Call:
        ambulance = self.ambulance.ambulance() if self.ambulance else None
        return Call(self.type, self.level, self.mode, self.happened_at, self.particulars(), ambulance)


class PreviewIn(CallIn):
    """A call that is still being typed."""

    location: Location | None = None


class MergeIn(Body):
    into: Seq


class NoteIn(Body):
    text: Text


class AlertsIn(Body):
    """Without `volunteers`, those whom the response plan picks."""

    volunteers: Annotated[list[Ident], Field(min_length=1, max_length=500)] | None = None


class AnswerIn(Body):
    """`delay_s`: comes, but leaves so much later."""

    answer: Literal["accept", "decline"]
    delay_s: Annotated[int, Field(ge=0, le=86_400)] | None = None
    note: Text | None = None
    happened_at: Moment | None = None


class ProgressIn(Body):
    progress: Progress
    happened_at: Moment | None = None


class HoldIn(Body):
    held: bool


class CloseIn(Body):
    disposition: Line
    note: Text | None = None


class ClosureIn(Body):
    """Either a GeoJSON `geometry` (WGS-84, as GeoJSON is) or the `edges` of the city's network."""

    geometry: dict[str, Any] | None = None
    edges: Annotated[list[Annotated[int, Field(ge=0, le=2**31 - 1)]], Field(min_length=1, max_length=10_000)] | None = (
        None
    )
    reason: Line
    until: Moment | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.geometry is None) == (self.edges is None):
            raise ValueError("give either geometry or edges")
        return self


class WeatherIn(Body):
    weather: Weather


class PositionIn(Body):
    """`at`: when the phone measured it."""

    lon: Longitude
    lat: Latitude
    crs: Crs
    accuracy_m: Annotated[float, Field(gt=0, le=100_000)]
    at: Moment

    def wgs84(self) -> tuple[float, float]:
        return to_wgs84(self.crs, self.lon, self.lat)


class StartIn(Body):
    """Where somebody on standby sets out from."""

    lon: Longitude
    lat: Latitude
    crs: Crs


class StandbyIn(Body):
    """At home, ready `delay_s` after an alert. Without `start`, only fresh positions place them."""

    delay_s: Annotated[int, Field(ge=0, le=7200)]
    start: StartIn | None = None

    def standby(self) -> Standby:
        here = self.start
        return Standby(self.delay_s, Start(*to_wgs84(here.crs, here.lon, here.lat)) if here else None)


class DutyIn(Body):
    """`volunteer` is named by whoever acts for somebody else; volunteers act for themselves. `standby`: at home for
    that station; null: on site. `code`: what the station's tablet shows; from a desk that names nobody, a badge, as in
    `badge`. `radio`: it was tried and works; `kit_check`: the sets that were seen complete; `note`: for whoever comes
    next. `happened_at`: of what was delivered later."""

    station: Ident
    volunteer: Ident | None = None
    code: Ident | None = None
    badge: Ident | None = None
    position: PositionIn | None = None
    kit: Annotated[list[Ident], Field(max_length=50)] = []
    until: Moment | None = None
    standby: StandbyIn | None = None
    radio: bool = False
    kit_check: Annotated[list[Ident], Field(max_length=50)] = []
    note: Text | None = None
    happened_at: Moment | None = None


class LoginIn(Body):
    login: Ident
    password: Annotated[str, StringConstraints(max_length=200)]


Login = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,31}$")]


class AdministratorIn(Body):
    """`code`: the one that the server printed, with or without its dashes."""

    code: Ident
    login: Login
    password: Password


class AccountIn(Body):
    login: Login
    password: Password
    role: Role
    station: Ident | None = None
    volunteer: Ident | None = None


class RecordsQuery(Body):
    """`dry_run`: say what the file would do, and do nothing."""

    dry_run: bool = False


class TemplateQuery(Body):
    """`language`: of the headers, where it is not the one that the browser prefers."""

    language: Literal["zh-CN", "en"] | None = None


class StationsQuery(RecordsQuery):
    """`crs`: of the coordinates, where the file does not say it."""

    crs: Crs | None = None


class ChangesQuery(Body):
    after: Seq = 0
    limit: Annotated[int, Field(ge=1, le=5000)] = 1000


class CandidatesQuery(Body):
    limit: Annotated[int, Field(ge=1, le=1000)] = 50


BAND = "([1-9]|[1-5][0-9]|60)"
"""Minutes: an hour of a whole city costs seconds to draw, and nobody waits so long for help."""


class ZonesQuery(Body):
    """`minutes`: one band or several up to 60, as in 5,10,15. `count` response takes the time before setting out off
    them."""

    minutes: Annotated[str, StringConstraints(pattern=rf"^{BAND}(,{BAND}){{0,5}}$")] = "15"
    mode: Mode = Mode.WALK
    count: Literal["response", "travel"] = "response"

    def bands(self) -> tuple[int, ...]:
        return tuple(sorted({int(band) for band in self.minutes.split(",")}))


MOST_SKILLS = 8


class CircleQuery(Body):
    """`skill`: a qualification's code or a team, or several of them; without one, everyone on duty. `team`: of those
    who hold a qualification, only that team's. `kit`: only who has one of that kind with them. `cover`: in time for one
    person, for two, or both as in 1,2. `at`: an hour of the day behind or ahead; without one, now."""

    skill: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PLAIN)] | None = None
    team: Team | None = None
    kit: Ident | None = None
    cover: Literal["1", "2", "1,2"] = "1"
    minutes: Annotated[int, Field(ge=1, le=120)] = 15
    at: Moment | None = None

    @model_validator(mode="after")
    def _one_team(self) -> Self:
        skills = (self.skill or "").split(",")
        if len(skills) > MOST_SKILLS:
            raise ValueError(f"more than {MOST_SKILLS} skills")
        if self.team is not None and {*Team}.intersection(skills):
            raise ValueError("a team beside a skill that is a team")
        return self

    def skills(self) -> tuple[str | None, ...]:
        return (None,) if self.skill is None else tuple(dict.fromkeys(self.skill.split(",")))

    def covers(self) -> tuple[int, ...]:
        return tuple(map(int, self.cover.split(",")))


class RouteQuery(Body):
    assignment: Seq


def drawn(geometry: dict[str, Any]) -> shapely.Geometry:
    """The GeoJSON geometry. Refuses what is none, is empty, or lies outside of the world (`unusable_geometry`)."""
    try:
        shape = shapely.geometry.shape(geometry)
    except (shapely.errors.ShapelyError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise Refused("unusable_geometry") from None
    west, south, east, north = shape.bounds if not shape.is_empty else (1, 1, 0, 0)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refused("unusable_geometry")
    return shape
