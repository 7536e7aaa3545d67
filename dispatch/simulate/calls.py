"""A stream of calls from a file: at, type, lon, lat. What cannot be used is counted and named, never silently left out.

Times without an offset are the city's own. Types are ours (`medical`, `fire` …), or those of an emergency line with a
prefix (`EMS: FALL VICTIM`, `Fire: …`, `Traffic: …`). A level is not told: it counts as Ⅲ.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from dispatch.errors import Refused
from dispatch.incidents.model import Call, CallParticulars, IncidentType, Place
from dispatch.simulate.streams import Arrival
from maps.cities import City
from maps.snapping import snap
from maps.speeds import Mode

COLUMNS = ("at", "type", "lon", "lat")
PREFIXES: Mapping[str, IncidentType] = {
    "ems": IncidentType.MEDICAL,
    "fire": IncidentType.FIRE,
    "traffic": IncidentType.TRAFFIC,
} | {str(kind): kind for kind in IncidentType}
LEVEL = 3
AROUND = timedelta(days=366)
NAMED = 5
"""So many lines of each fault are named."""


@dataclass(frozen=True, slots=True)
class Stream:
    """`arrivals` in order of time. `out_of_order` were put in their place; `dropped` by reason, with the first lines of
    each, and how often each unknown type came."""

    arrivals: Sequence[Arrival]
    read: int
    out_of_order: int
    dropped: Mapping[str, int]
    lines: Mapping[str, Sequence[int]]
    unknown_types: Mapping[str, int]

    def told(self) -> dict[str, object]:
        return {
            "read": self.read,
            "used": len(self.arrivals),
            "out_of_order": self.out_of_order,
            "dropped": dict(self.dropped),
            "dropped_lines": {reason: list(lines) for reason, lines in self.lines.items()},
            "unknown_types": dict(self.unknown_types),
        }


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    at: datetime
    kind: IncidentType
    lon: float
    lat: float


class _Unusable(Exception):
    """A row that cannot be used, with the reason."""


class _Faults:
    def __init__(self) -> None:
        self.lines: defaultdict[str, list[int]] = defaultdict(list)
        self.counts: Counter[str] = Counter()
        self.unknown_types: Counter[str] = Counter()

    def drop(self, reason: str, line: int) -> None:
        self.counts[reason] += 1
        if len(self.lines[reason]) < NAMED:
            self.lines[reason].append(line)


def read_calls(text: Iterable[str], city: City) -> Stream:
    """Refuses with `call_columns_missing` a file without the four columns."""
    lines = iter(text)
    columns = [column.strip().lstrip("\ufeff").lower() for column in _cells(next(lines, ""))]
    if missing := set(COLUMNS) - set(columns):
        raise Refused("call_columns_missing", columns=", ".join(sorted(missing)))
    faults, timezone, read = _Faults(), ZoneInfo(city.timezone), 0
    rows = []
    for line, written in enumerate(lines, 2):
        if not written.strip():
            continue
        read += 1
        try:
            rows.append(_row(dict(zip(columns, _cells(written), strict=False)), line, timezone, faults))
        except _Unusable as fault:
            faults.drop(str(fault), line)
    rows = _on_the_streets(rows, city, faults)
    behind = sum(after.at < before.at for before, after in pairwise(rows))
    rows.sort(key=lambda row: (row.at, row.line))
    arrivals = [Arrival(row.at, _call(row)) for row in rows]
    return Stream(arrivals, read, behind, faults.counts, faults.lines, faults.unknown_types)


def blocks(arrivals: Sequence[Arrival], days: int | None) -> list[list[Arrival]]:
    """Stretches of so many days from the first call on, whole ones only; without `days`, or where not one is whole, all
    in one."""
    if not arrivals or days is None:
        return [list(arrivals)]
    begin, length = arrivals[0].at, timedelta(days=days)
    whole = max(1, (arrivals[-1].at - begin) // length)
    found: list[list[Arrival]] = [[] for _ in range(whole)]
    for one in arrivals:
        number = (one.at - begin) // length
        if number < whole:
            found[number].append(one)
    return found


def _cells(line: str) -> list[str]:
    """A line is a row, whatever its quotes: one that is never closed would swallow the calls after it."""
    try:
        return next(csv.reader([line]), [])
    except csv.Error:  # a field without end
        return []


def _row(told: Mapping[str, str], line: int, timezone: ZoneInfo, faults: _Faults) -> _Row:
    try:
        at = datetime.fromisoformat(told.get("at", "").strip())
        at = (at if at.tzinfo else at.replace(tzinfo=timezone)).astimezone(UTC)
        _ = at - AROUND, at + AROUND
    except (ValueError, OverflowError):  # at the ends of the calendar there is no week before or after it
        raise _Unusable("bad_time") from None
    name = told.get("type", "").strip()
    kind = PREFIXES.get(name.partition(":")[0].strip().lower())
    if kind is None:
        faults.unknown_types[name] += 1
        raise _Unusable("unknown_type")
    try:
        lon, lat = float(told.get("lon", "")), float(told.get("lat", ""))
    except ValueError:
        raise _Unusable("bad_coordinates") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # NaN, too
        raise _Unusable("bad_coordinates")
    return _Row(line, at, kind, lon, lat)


def _on_the_streets(rows: Sequence[_Row], city: City, faults: _Faults) -> list[_Row]:
    """Those in the city's box with a street that people walk within reach."""
    west, south, east, north = city.bbox
    inside = [row for row in rows if west <= row.lon <= east and south <= row.lat <= north]
    kept = {row.line for row in inside}
    for row in rows:
        if row.line not in kept:
            faults.drop("outside_city", row.line)
    found = snap(city.network, np.array([(row.lon, row.lat) for row in inside]), mode=Mode.WALK).found
    for row, near in zip(inside, found, strict=True):
        if not near:
            faults.drop("no_street_near", row.line)
    return [row for row, near in zip(inside, found, strict=True) if near]


def _call(row: _Row) -> Call:
    return Call(row.kind, LEVEL, particulars=CallParticulars(Place(row.lon, row.lat)))
