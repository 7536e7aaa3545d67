"""What speaks for a check-in and what against it. Pure: a board, what was shown, and the moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.board import Board
from dispatch.duty.arriving import Doubt, Proof, Proved
from dispatch.duty.codes import CodeRead, CodeState, read_code
from dispatch.duty.model import ShiftKind, Slot, Station
from maps.degrees import metres

Point = tuple[float, float]

AHEAD = timedelta(minutes=2)
"""A phone that was in touch knows the server's time better than that."""
KEPT = timedelta(hours=24)
"""How long a check-in may have waited for a signal before its time is no longer believed."""
POSITION_KEPT = timedelta(minutes=5)
"""How old a position may be when somebody checks in with it."""
LATE = timedelta(minutes=10)
"""Delivered later than this, a check-in by phone needs a code and a place: either alone can be made up afterwards."""
EARLY = timedelta(hours=1)
ACCURATE_M = 100.0
FASTEST_M_S = 150 / 3.6


@dataclass(frozen=True, slots=True)
class Here:
    """A position in WGS-84; `at`: when it was measured."""

    lon: float
    lat: float
    accuracy_m: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody brings forward when they check in. `vouched`: the desk answers for it, and nothing is checked.
    `badge`: their badge was read at the station's desk."""

    code: str | None = None
    badge: bool = False
    here: Here | None = None
    vouched: bool = False

    @property
    def anything(self) -> bool:
        return self.code is not None or self.badge or self.here is not None

    @property
    def by(self) -> Proved:
        if self.vouched:
            return Proved.VOUCHED
        if self.code is not None:
            return Proved.CODE
        if self.badge:
            return Proved.BADGE
        return Proved.UNPROVED if self.here is None else Proved.POSITION


@dataclass(frozen=True, slots=True)
class Moment:
    """`when`: as far as it is believed that it happened then; `at`: when it came in. `off`: the phone's clock cannot
    be. `told`: it is the phone that says when."""

    when: datetime
    at: datetime
    off: bool = False
    told: bool = False

    @property
    def believed(self) -> datetime | None:
        """What a phone says, where that can be."""
        return self.when if self.told else None


@dataclass(frozen=True, slots=True)
class LastSeen:
    """Where somebody was, give or take `within_m`."""

    place: Point
    at: datetime
    within_m: float


def moment(told_at: datetime | None, floor: datetime | None, at: datetime) -> Moment:
    """No earlier than `floor`, the last that is known of them. A time that lies ahead, or is a day old, is not believed
    and counts from its arrival."""
    if told_at is None:
        return Moment(at, at)
    if told_at > at + AHEAD or told_at < at - KEPT:
        return Moment(at, at, off=True)
    return Moment(min(max(told_at, floor or told_at), at), at, told=True)


def look(
    board: Board,
    volunteer: str,
    station: Station,
    shown: Shown,
    moment: Moment,
    *,
    secret: bytes | None,
    seen: LastSeen | None = None,
) -> tuple[Proof, tuple[Doubt, ...]]:
    """`secret`: of the station's codes, None where no tablet was paired. `seen`: the last live position.

    Beyond `radius_m` and the fix's own accuracy it is too far; a fix off by more than `ACCURATE_M` says nothing. Who
    shows neither code nor place is believed, marked, as long as the station has no tablet to show codes. Early and late
    are said and doubted by nobody; without any shift it is doubted where the station asks for one.
    """
    slot = slot_at(board, volunteer, station.id, moment.when)
    read = None if shown.code is None or secret is None else read_code(secret, shown.code, moment.when)
    proof = Proof(
        shown.by,
        step=read.step if read else None,
        distance_m=None if shown.here is None else round(distance(station, shown.here)),
        accuracy_m=None if shown.here is None else round(shown.here.accuracy_m),
        minutes_off=None if slot is None else round((moment.when - slot.starts_at).total_seconds() / 60),
    )
    if shown.vouched:
        return proof, ()
    found = [
        *_of_code(board, volunteer, station.id, shown, read),
        *_of_place(station, shown.here, moment),
        *_of_person(board, volunteer, station, shown, moment, seen),
    ]
    if slot is None and station.shift_required:
        found.append(Doubt.NO_SHIFT)
    if not shown.anything and secret is not None:
        found.append(Doubt.PROOF_MISSING)
    if _late(shown, moment):
        found.append(Doubt.DELIVERED_LATE)
    return proof, tuple(found)


def slot_at(board: Board, volunteer: str, station: str, when: datetime) -> Slot | None:
    """The shift on site there that a check-in at `when` begins, is late for, or comes back to."""
    slots = (shift.slot for shift in board.duty.all_shifts_of(volunteer))
    theirs = [one for one in slots if one.station == station and one.kind is ShiftKind.ON_SITE]
    near = [one for one in theirs if one.starts_at - EARLY <= when < one.ends_at]
    return min(near, key=lambda one: one.starts_at, default=None)


def distance(station: Station, here: Here) -> float:
    """Metres to its entrance or its house, whichever is nearer."""
    places = [(station.lon, station.lat), *([station.building] if station.building else [])]
    return min(metres(place, (here.lon, here.lat)) for place in places)


def _of_code(board: Board, volunteer: str, station: str, shown: Shown, read: CodeRead | None) -> Iterator[Doubt]:
    if shown.code is None:
        return
    if read is None:
        yield Doubt.STATION_UNPAIRED
    elif read.state is CodeState.OLD:
        yield Doubt.CODE_OLD
    elif read.state is CodeState.WRONG:
        yield Doubt.CODE_WRONG
    elif (station, read.step) in board.duty.used.get(volunteer, ()):
        yield Doubt.CODE_REPLAYED


def _of_place(station: Station, here: Here | None, moment: Moment) -> Iterator[Doubt]:
    if here is None:
        return
    if distance(station, here) > station.radius_m + here.accuracy_m:
        yield Doubt.TOO_FAR
    if here.accuracy_m > ACCURATE_M:
        yield Doubt.ACCURACY_POOR
    if here.at < moment.when - POSITION_KEPT:
        yield Doubt.POSITION_OLD
    if moment.off or here.at > moment.when + AHEAD:
        yield Doubt.CLOCK_OFF


def _of_person(
    board: Board, volunteer: str, station: Station, shown: Shown, moment: Moment, seen: LastSeen | None
) -> Iterator[Doubt]:
    if moment.off and shown.here is None:
        yield Doubt.CLOCK_OFF
    present = board.duty.on_duty.get(volunteer)
    if present is not None and present.station != station.id:
        yield Doubt.TWO_STATIONS
    if not shown.anything:  # the plain form says nothing that could be doubted
        return
    here = shown.here
    place = (station.lon, station.lat) if here is None else (here.lon, here.lat)
    within_m = station.radius_m if here is None else here.accuracy_m
    if any(_too_fast(one, place, within_m, moment.when) for one in _places(board, volunteer, seen)):
        yield Doubt.IMPOSSIBLE_SPEED


def _places(board: Board, volunteer: str, seen: LastSeen | None) -> Iterator[LastSeen]:
    """Where they were last: by their phone, and where they checked in or out on site."""
    if seen is not None:
        yield seen
    present, left = board.duty.on_duty.get(volunteer), board.duty.left.get(volunteer)
    known = [(left.station, left.at)] if left else []
    if present is not None and present.standby is None:
        known.append((present.station, present.at))
    for ident, at in known:
        there = board.duty.stations.get(ident)
        if there is not None:
            yield LastSeen((there.lon, there.lat), at, there.radius_m)


def _too_fast(last: LastSeen, place: Point, within_m: float, when: datetime) -> bool:
    """Straight across, with both doubts in their favour."""
    way_m = metres(last.place, place) - last.within_m - within_m
    return way_m > FASTEST_M_S * max(abs((when - last.at).total_seconds()), 1.0)


def _late(shown: Shown, moment: Moment) -> bool:
    both = shown.code is not None and shown.here is not None
    return not shown.badge and not both and moment.at - moment.when > LATE
