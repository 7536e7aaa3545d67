"""The calls of a drill, the ways people took, and how long each step lasted. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dispatch.incidents.model import Place, Progress
from dispatch.reports.figures import median, p90


@dataclass(slots=True)
class Call:
    """One call of the drill, seconds of its clock. `first_alert_s`, `arrived` (role, seconds) and `first_s` run from
    the report; `merged`: it told of another call's event, and counts no more."""

    incident: int
    type: str
    level: int
    at_s: float
    wanted: Mapping[str, int]
    place: Place | None
    alerts: int = 0
    accepted: int = 0
    first_alert_s: float | None = None
    arrived: list[tuple[str, float]] = field(default_factory=list)
    closed_s: float | None = None
    merged: bool = False

    @property
    def first_s(self) -> float | None:
        return min((seconds for _, seconds in self.arrived), default=None)

    @property
    def met_s(self) -> float | None:
        """When so many had come as were wanted in every role; None where they never did."""
        last = 0.0
        for role, count in self.wanted.items():
            came = sorted(seconds for one, seconds in self.arrived if one == role)
            if len(came) < count:
                return None
            last = max([last, *came[count - 1 : count]])
        return last


@dataclass(frozen=True, slots=True)
class ToldCall:
    """A call as the report tells it; `arrived`: how many came, of the `wanted`; the place in WGS-84."""

    incident: int
    type: str
    level: int
    at_s: float
    wanted: int
    alerts: int
    accepted: int
    arrived: int
    first_alert_s: float | None
    first_s: float | None
    met_s: float | None
    lon: float | None
    lat: float | None

    @classmethod
    def of(cls, call: Call) -> "ToldCall":
        return cls(
            incident=call.incident,
            type=call.type,
            level=call.level,
            at_s=call.at_s,
            wanted=sum(call.wanted.values()),
            alerts=call.alerts,
            accepted=call.accepted,
            arrived=len(call.arrived),
            first_alert_s=call.first_alert_s,
            first_s=call.first_s,
            met_s=call.met_s,
            lon=call.place.lon if call.place else None,
            lat=call.place.lat if call.place else None,
        )


@dataclass(slots=True)
class Trip:
    """One assignment; `times`: when each progress was first reported."""

    volunteer: str
    incident: int
    role: str
    assigned_s: float
    times: dict[Progress, float] = field(default_factory=dict)
    ended_s: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    n: int
    median_s: float | None
    p90_s: float | None


def steps(calls: Sequence[Call], trips: Sequence[Trip], answer_s: Sequence[float]) -> Iterator[Step]:
    yield _step("alert", [one.first_alert_s for one in calls if one.first_alert_s is not None])
    yield _step("answer", answer_s)
    yield _step("turnout", list(_between(trips, None, Progress.EN_ROUTE)))
    yield _step("travel", list(_between(trips, Progress.EN_ROUTE, Progress.ON_SCENE)))
    yield _step("response", [one.first_s for one in calls if one.first_s is not None])
    yield _step("filled", [one.met_s for one in calls if one.met_s is not None])


def _between(trips: Sequence[Trip], begin: Progress | None, end: Progress) -> Iterator[float]:
    for one in trips:
        began_s = one.assigned_s if begin is None else one.times.get(begin)
        if began_s is not None and end in one.times:
            yield one.times[end] - began_s


def _step(name: str, seconds: Sequence[float]) -> Step:
    return Step(name, len(seconds), median(seconds), p90(seconds))
