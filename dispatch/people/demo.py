"""Plainly fictional stations and people for a city that has none, on duty around the clock.

What they are called and hold stands in `data/demo/roster.toml`. The same seed gives the same roster.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from dispatch.board import Board
from dispatch.config import ROOT
from dispatch.duty.desk import DutyDesk
from dispatch.duty.model import Contact, Slot, Station
from dispatch.log.log import Log
from dispatch.people.catalogue import BY_CODE
from dispatch.people.desk import PeopleDesk
from dispatch.people.model import Person, Qualification, Team, Volunteer
from maps.roads import RoadNetwork
from maps.speeds import Mode

FILE = ROOT / "data" / "demo" / "roster.toml"
BY = "rule:demo"
STATIONS = 20
PEOPLE = 240
AHEAD = timedelta(hours=24)
SETTLE_ROUNDS = 3
CREW_FIRST_AIDERS = 2
FIRST_AID = ("first_aid", "nurse", "doctor")
"""The first is what anybody can be taught."""
# Days from the roster's day to the end of validity.
VALID_DAYS = {"": (120, 900), "expiring": (1, 25), "expired": (-300, -1)}


@dataclass(frozen=True)
class Watch:
    """One stretch between two changes of shift; `number` counts them within their day."""

    number: int
    starts_at: datetime
    ends_at: datetime


@cache
def texts(file: Path = FILE) -> Mapping[str, Any]:
    """The roster's file."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def fictional_stations(network: RoadNetwork, *, seed: int, count: int = STATIONS) -> list[Station]:
    """Stations at junctions that every mode reaches, spread over the city: the farthest from those before, then each
    moved to the middle of its surroundings a few times, so that they do not all stand at the map's edge."""
    places = _spread(network, np.random.default_rng(seed), count)
    said = texts()["stations"]
    return [
        Station(
            id=f"S{number:02}",
            name=said["name"].format(number=number),
            kind=said["kinds"][number % len(said["kinds"])],
            lon=round(float(lon), 7),
            lat=round(float(lat), 7),
            particulars=Contact(said["contact"].format(number=number), said["phone"].format(number=number)),
        )
        for number, (lon, lat) in enumerate(network.node_lonlat[places], 1)
    ]


def _spread(network: RoadNetwork, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    junctions = _junctions(network)
    xy = network.node_xy[junctions]
    chosen = [int(rng.integers(len(xy)))]
    near = np.hypot(*(xy - xy[chosen[0]]).T)
    while len(chosen) < min(count, len(xy)):
        chosen.append(int(near.argmax()))
        near = np.minimum(near, np.hypot(*(xy - xy[chosen[-1]]).T))
    for _ in range(SETTLE_ROUNDS):
        nearest = KDTree(xy[chosen]).query(xy)[1]
        chosen = [_middle(xy, np.flatnonzero(nearest == station)) for station in range(len(chosen))]
    return junctions[chosen]


def _middle(xy: NDArray[np.float64], members: NDArray[np.int64]) -> int:
    """The one of `members` that lies nearest to the mean of them all."""
    return int(members[np.hypot(*(xy[members] - xy[members].mean(axis=0)).T).argmin()])


def _junctions(network: RoadNetwork) -> NDArray[np.int64]:
    """Of the main components of every mode; where they share nothing, of the walkers'."""
    every = np.bitwise_or.reduce([mode.main_bit for mode in Mode])
    for wanted in (every, Mode.WALK.main_bit):
        edges = network.edge_main & wanted == wanted
        if edges.any():
            break
    return np.unique(np.concatenate([network.edge_from[edges], network.edge_to[edges]])).astype(np.int64)


def fictional_roster(
    stations: Sequence[Station], *, seed: int, day: date, people: int | None = None
) -> list[Volunteer]:
    """Volunteers of the four teams in equal numbers. With `people` ≥ 12 a station (the default, and at least 240) every
    station has one of each team in every shift; in each team at least 30 % hold a professional certificate on `day`."""
    count = people or max(PEOPLE, len(Team) * len(texts()["people"]["shift_hours"]) * len(stations))
    rng = np.random.default_rng(seed)
    modes = _modes(count, rng)
    held = {team: _shuffled_certificates(team, -(-count // len(Team)), rng) for team in Team}
    width = max(4, len(str(count)))
    roster = []
    for index in range(count):
        place, team = index // len(Team), list(Team)[index % len(Team)]
        roster.append(
            Volunteer(
                id=f"V{index + 1:0{width}}",
                team=team,
                mode=modes[index],
                station=stations[place % len(stations)].id,
                qualifications=tuple(_certificate(written, day, rng) for written in held[team][place]),
                particulars=_person(index),
            )
        )
    return roster


def _modes(count: int, rng: np.random.Generator) -> list[Mode]:
    shares = texts()["modes"]
    ends = np.round(np.cumsum(list(shares.values())) * count)
    drawn = np.searchsorted(ends, rng.permutation(count), side="right")
    return [Mode(list(shares)[number]) for number in drawn]


def _shuffled_certificates(team: Team, count: int, rng: np.random.Generator) -> list[list[str]]:
    """The team's ten over and over: shares hold exactly, the order does not repeat."""
    ten = texts()["certificates"][team]
    return [ten[number % len(ten)] for number in rng.permutation(count)]


def _certificate(written: str, day: date, rng: np.random.Generator) -> Qualification:
    code, _, state = written.partition(":")
    if BY_CODE[code].years is None:
        return Qualification(code)
    low, high = VALID_DAYS[state]
    return Qualification(code, valid_until=day + timedelta(days=int(rng.integers(low, high, endpoint=True))))


def _person(index: int) -> Person:
    said = texts()["people"]
    stems, branches = said["stems"], said["branches"]
    pair = stems[index % len(stems)] + branches[index % len(branches)]
    rounds = index // np.lcm(len(stems), len(branches))
    name = said["name"].format(pair=pair, round=rounds + 1 if rounds else "")
    return Person(name, said["phone"].format(number=index + 1))


def is_fictional(volunteer: Volunteer) -> bool:
    """By the beginning that no real name has."""
    prefix = texts()["people"]["name"].partition("{")[0]
    return volunteer.particulars is not None and volunteer.particulars.name.startswith(prefix)


def furnish(network: RoadNetwork, log: Log[Board], people: PeopleDesk, duty: DutyDesk, *, seed: int, day: date) -> None:
    """Fictional stations where the log has none, fictional people where it has none."""
    if not log.board().duty.stations:
        duty.record_stations(fictional_stations(network, seed=seed), by=BY)
    board = log.board()
    if not board.people.volunteers:
        stations = sorted(board.duty.stations.values(), key=lambda station: station.id)
        people.record(with_first_aiders(fictional_roster(stations, seed=seed, day=day), day=day), by=BY)


def with_first_aiders(people: Sequence[Volunteer], *, day: date) -> list[Volunteer]:
    """In every crew two can give first aid, so that a station is not short of them before anything has happened."""
    taught: set[str] = set()
    for crew in _by_watch(people):
        unable = [one.id for one in crew if not _treats(one, day)]
        taught |= set(unable[: max(0, CREW_FIRST_AIDERS - (len(crew) - len(unable)))])
    until = day + timedelta(days=VALID_DAYS[""][1])
    return [_taught(one, until) if one.id in taught else one for one in people]


def _by_watch(people: Sequence[Volunteer]) -> Iterator[list[Volunteer]]:
    """Those who take a watch together at one station, the medical team first."""
    watches = len(texts()["people"]["shift_hours"])
    theirs: dict[tuple[str | None, Team], list[Volunteer]] = defaultdict(list)
    for one in sorted(people, key=lambda one: one.id):
        theirs[one.station, one.team].append(one)
    for station in sorted({one.station or "" for one in people}):
        for number in range(watches):
            yield [one for team in Team for one in theirs[station, team][number::watches]]


def _treats(one: Volunteer, day: date) -> bool:
    return any(held.kind in FIRST_AID and held.valid_on(day) for held in one.qualifications)


def _taught(one: Volunteer, until: date) -> Volunteer:
    others = tuple(held for held in one.qualifications if held.kind != FIRST_AID[0])
    return replace(one, qualifications=(*others, Qualification(FIRST_AID[0], valid_until=until)))


def bring_on_duty(log: Log[Board], duty: DutyDesk, timezone: ZoneInfo, at: datetime) -> None:
    """Plans the fictional people's shifts a day ahead, then changes the guard. Any number of times: what was planned
    stays, and who was checked out by hand stays away until their next shift."""
    slots = unplanned(log.board(), timezone, at)
    if slots:
        duty.plan_shifts(slots, by=BY)
    duty.change_guard(by=BY)


def unplanned(board: Board, timezone: ZoneInfo, at: datetime) -> list[Slot]:
    """The fictional people's slots of every watch from the one under way to a day ahead that begins after all watches
    that are planned for them. Shifts that somebody gave them on a roster have a name, and go before."""
    crews = _crews(board)
    theirs = {v: [shift.slot for shift in board.duty.shifts_of(v)] for crew in crews.values() for v, _ in crew}
    watches = [slot.starts_at for slots in theirs.values() for slot in slots if slot.template is None]
    last = max(watches, default=None)
    found = [
        Slot(volunteer, station, watch.starts_at, watch.ends_at)
        for watch in _watches(timezone, at)
        if last is None or watch.starts_at > last
        for volunteer, station in crews[watch.number]
    ]
    return [slot for slot in found if not any(slot.overlaps(other) for other in theirs[slot.volunteer])]


def _crews(board: Board) -> Mapping[int, Sequence[tuple[str, str]]]:
    """Watch number → (volunteer, station): those of one team at one station take turns in the order of their ids."""
    takers: dict[tuple[str, Team], list[str]] = defaultdict(list)
    for volunteer in sorted(board.people.volunteers.values(), key=lambda volunteer: volunteer.id):
        if volunteer.station is not None and is_fictional(volunteer):
            takers[volunteer.station, volunteer.team].append(volunteer.id)
    watches = len(texts()["people"]["shift_hours"])
    return {
        number: [(one, station) for (station, _), theirs in takers.items() for one in theirs[number::watches]]
        for number in range(watches)
    }


def _watches(timezone: ZoneInfo, at: datetime) -> Iterator[Watch]:
    """From the one that holds `at`, as long as they begin within a day of it."""
    hours = texts()["people"]["shift_hours"]
    today = at.astimezone(timezone).date()
    days = [today + timedelta(days=ahead) for ahead in (-1, 0, 1, 2)]
    starts = [(number, _local(day, hour, timezone)) for day in days for number, hour in enumerate(hours)]
    for (number, starts_at), (_, ends_at) in pairwise(starts):
        if ends_at > at and starts_at < at + AHEAD:
            yield Watch(number, starts_at, ends_at)


def _local(day: date, hour: int, timezone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), timezone)
