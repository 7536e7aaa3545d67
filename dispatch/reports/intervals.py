"""How long each step took, against what the field asks for. A step that was not reported is counted, never guessed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from dispatch.incidents.model import Progress
from dispatch.reports.figures import Share, median, p90
from dispatch.reports.happened import Episode, Happened
from dispatch.reports.model import Trip


@dataclass(frozen=True, slots=True)
class Standard:
    """`share` of them within `seconds`, and a `median_s` that others reached; each with where it is from."""

    seconds: float
    source: str
    share: float | None = None
    median_s: float | None = None
    median_source: str | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """`n` pairs of moments are known; `missing`: it must have been so, but one of them was not reported, or they are in
    the wrong order. `within` the standard's seconds; None without a standard."""

    name: str
    n: int
    missing: int
    median_s: float | None
    p90_s: float | None
    standard: Standard | None
    within: Share | None


# NFPA 1225: 60 s in 90 %. Answer windows in use: 20-30 s. China's 120: out in 3 minutes in 95 %. Medians:
# Lebensretter, 4,138 runs. Response: the centre's plan for 2026.
STANDARDS = {
    "handling": Standard(60, "nfpa_1225", 0.90),
    "answer": Standard(30, "windows"),
    "turnout": Standard(180, "china_120", 0.95, 105, "lebensretter"),
    "response": Standard(900, "plan_2026", None, 322, "lebensretter"),
}
Pair = tuple[datetime | None, datetime | None]


def intervals(of: Happened) -> tuple[Interval, ...]:
    episodes = of.episodes
    trips = [trip for one in episodes for trip in one.trips]
    pairs: dict[str, Iterable[Pair]] = {
        "handling": ((one.reported_at, one.askings[0].at) for one in episodes if one.askings),
        "answer": ((one.at, one.accepted_at) for e in episodes for one in e.askings if one.accepted_at),
        "turnout": _legs(trips, lambda one: (one.assigned_at, one.en_route_at), set_out),
        "travel": _legs(trips, lambda one: (one.en_route_at, one.on_scene_at), came),
        "access": _legs(trips, lambda one: (one.on_scene_at, one.engaged_at), helped),
        "response": _responses(episodes),
    }
    return tuple(_interval(name, list(found)) for name, found in pairs.items())


def set_out(trip: Trip) -> bool:
    return trip.en_route_at is not None or came(trip)


def came(trip: Trip) -> bool:
    return trip.on_scene_at is not None or helped(trip)


def helped(trip: Trip) -> bool:
    """Whoever was cleared had arrived and done what there was to do."""
    return trip.engaged_at is not None or trip.ended == Progress.CLEARED


def _legs(trips: Iterable[Trip], ends: Callable[[Trip], Pair], made: Callable[[Trip], bool]) -> Iterator[Pair]:
    return (ends(one) for one in trips if made(one))


def _responses(episodes: Iterable[Episode]) -> Iterator[Pair]:
    """Where somebody came, or must have."""
    for one in episodes:
        if any(map(came, one.trips)):
            yield one.reported_at, one.first_at


def _interval(name: str, pairs: list[Pair]) -> Interval:
    known = [(end - start).total_seconds() for start, end in pairs if start is not None and end is not None]
    spans = [seconds for seconds in known if seconds >= 0]
    standard = STANDARDS.get(name)
    return Interval(
        name,
        n=len(spans),
        missing=len(pairs) - len(spans),
        median_s=median(spans),
        p90_s=p90(spans),
        standard=standard,
        within=Share.of(seconds <= standard.seconds for seconds in spans) if standard else None,
    )
