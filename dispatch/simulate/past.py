"""Days that were, as a stream of calls: what came in then, to be played again under another policy or roster."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from dispatch.incidents.events import CallCorrected, CallTaken, IncidentParted, IncidentsMerged
from dispatch.incidents.model import Call, CallParticulars, IncidentMode, Place
from dispatch.log.event import Recorded
from dispatch.simulate.streams import Arrival
from maps.cities import City
from maps.snapping import snap
from maps.speeds import Mode


@dataclass(frozen=True, slots=True)
class PastDays:
    """`dropped` by reason: `merged` into another call, `place_unknown` (or erased), `outside_city`,
    `no_street_near`."""

    arrivals: tuple[Arrival, ...]
    read: int
    dropped: Mapping[str, int]


@dataclass(slots=True)
class _Taken:
    at: datetime
    call: Call
    place: Place | None
    merged: bool = False


@dataclass
class _Days:
    """The real calls from the first to the last day, each with its place as it was known in the end."""

    first: date
    last: date
    timezone: ZoneInfo
    calls: dict[int, _Taken] = field(default_factory=dict)

    def take(self, one: Recorded) -> None:
        match one.event:
            case CallTaken() as event if event.mode is IncidentMode.ACTUAL:
                if self.first <= one.when.astimezone(self.timezone).date() <= self.last:
                    call = Call(event.type, event.level)
                    self.calls[event.incident] = _Taken(one.when, call, _place(event.particulars))
            case CallCorrected() as event if event.incident in self.calls:
                self.calls[event.incident].place = _place(event.particulars)
            case IncidentsMerged(part=part) if part in self.calls:
                self.calls[part].merged = True
            case IncidentParted(part=part) if part in self.calls:
                self.calls[part].merged = False
            case _:
                pass


def past_day(log: Iterable[Recorded], day: date, city: City) -> PastDays:
    return past_days(log, day, day, city)


def past_days(log: Iterable[Recorded], first: date, last: date, city: City) -> PastDays:
    """By the city's calendar, both days included. Only type, level, time and place are taken over: nobody's words."""
    found = _Days(first, last, ZoneInfo(city.timezone))
    for recorded in log:
        found.take(recorded)
    usable, dropped = [], Counter[str]()
    for one in sorted(found.calls.values(), key=lambda taken: taken.at):
        if one.merged:
            dropped["merged"] += 1
        elif one.place is None:
            dropped["place_unknown"] += 1
        else:
            usable.append((one, one.place))
    west, south, east, north = city.bbox
    places = np.array([(place.lon, place.lat) for _, place in usable]).reshape(-1, 2)
    near = snap(city.network, places, mode=Mode.WALK).found
    arrivals = []
    for (one, place), street in zip(usable, near, strict=True):
        if not (west <= place.lon <= east and south <= place.lat <= north):
            dropped["outside_city"] += 1
        elif not street:
            dropped["no_street_near"] += 1
        else:
            arrivals.append(Arrival(one.at, replace(one.call, particulars=CallParticulars(place))))
    return PastDays(tuple(arrivals), len(found.calls), dict(dropped))


def _place(told: CallParticulars | None) -> Place | None:
    return told.place if told else None
