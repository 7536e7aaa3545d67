"""A place for what was typed: by its name, by an address, by two streets."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from maps.addresses import Address, parse
from maps.degrees import metres
from maps.gazetteer.entries import House, Names
from maps.gazetteer.index import Hit, Index
from maps.gazetteer.kinds import RANK, PlaceKind
from maps.gazetteer.spelling import is_chinese, plain
from maps.gazetteer.streets import ON_STREET_M, ONE_JUNCTION_M, NamedStreets, meetings, nearest_on
from maps.roads import RoadNetwork

LonLat = tuple[float, float]

BAND = 0.04
"""Scores that differ by less fit alike; then the kind decides, then the distance."""
SURE, PART, UNSURE = 1.0, 0.96, 0.88
STREET_OF_COMPOUND = 0.8
NEAR_M = {"opposite": 60.0, "beside": 60.0, "gate": 30.0, "near": 200.0, None: 0.0}
STREET_SURE = 0.8
STREETS_ASKED = 60
STREET_LIKE = 0.62

NUMBER_BEHIND = re.compile(r"(?P<street>.*[^\W\d].*?)[\s,]+(?P<number>\d+\s?[a-zA-Z]?(?:/\w+)?)$")
NUMBER_BEFORE = re.compile(r"(?P<number>\d+[a-zA-Z]?)[\s,]+(?P<street>.*[^\W\d].*)$")

AND = re.compile(
    r"\s*[与及、/&×@+]\s*|\s+(?:and|angolo|ang\.?|corner(?: of)?|at|x|e)\s+|(?<=.)[和跟同](?=.)", re.IGNORECASE
)
CORNER = re.compile(r"(?:的|相|那个)?(?:十字|丁字|三岔|交叉|岔)?(?:路口|口子|交叉口|交[汇叉界]处?口?|交口|口)$")
ROAD_ENDS = re.compile(r"(?<=[路街巷道段弄])(?=.)")
ROAD_LAST = re.compile("[路街巷道段弄]$")
PARTS_TRIED = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A place that may be meant. `uncertainty_m` None: a point."""

    id: str
    kind: PlaceKind
    name: str
    within: str | None
    lon: float
    lat: float
    uncertainty_m: float | None
    source: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """`address`: what was typed, taken apart, where it says more than a name."""

    address: Address | None
    results: tuple[Found, ...]


class Gazetteer:
    """The names of one city, ready to search. The index is built at the first search (Chengdu .15 s, Milan .6 s)."""

    def __init__(self, names: Names, network: RoadNetwork) -> None:
        self._names = names
        self._network = network
        self._edges = {one.id: edges for one, edges in zip(names.streets, names.edges, strict=True)}

    @classmethod
    def open(cls, folder: Path, network: RoadNetwork) -> "Gazetteer":
        """The names that the import saved in `folder`; BadInput where it left none."""
        return cls(Names.open(folder), network)

    @cached_property
    def _index(self) -> Index:
        return Index((*self._names.streets, *self._names.places))

    @cached_property
    def _middle(self) -> LonLat:
        """Of the city's junctions: what is nearer to it is likelier meant when nothing else tells."""
        lon, lat = np.median(self._network.node_lonlat, axis=0)
        return float(lon), float(lat)

    @cached_property
    def _houses(self) -> Mapping[tuple[str, str], Sequence[House]]:
        """By street and number: towns of one map may have streets of one name."""
        houses: dict[tuple[str, str], list[House]] = {}
        for one in self._names.houses:
            houses.setdefault((plain(one.street), _number(one.number)), []).append(one)
        return houses

    @cached_property
    def on_streets(self) -> NamedStreets:
        return NamedStreets(self._network)

    def search(self, text: str, *, limit: int = 8, near: LonLat | None = None, also: Sequence[Index] = ()) -> Answer:
        """The likeliest places, best first. `near`: the nearer of places that fit alike goes first, and of a street its
        point nearest to there is given. `also`: indexes that are searched beside the city's own."""
        address = parse(text)
        street, number = _street_and_number(text, address)
        hits = _best((self._index, *also), _asked(text, address, street)) + _best(also, _buildings(address))
        around = near or self._middle
        if address.compound and street:
            around = next(((one.lon, one.lat) for one in hits if one.kind is PlaceKind.STREET), around)
        found = sorted([*hits, *self._numbered(hits, street, number)], key=lambda one: _order(one, around))
        corner = self._corner(text, around)
        one_name = found and found[0].score >= STREET_SURE and plain(found[0].name) == plain(text)
        found = [*found, *corner] if one_name else [*corner, *found]
        each: dict[str, Found] = {}
        for one in found:
            each.setdefault(one.id, one)
        placed = [self._placed(one, near, address) for one in list(each.values())[:limit]]
        return Answer(address if _says_more(address) else None, tuple(placed))

    def _placed(self, one: Found, near: LonLat | None, address: Address) -> Found:
        """The point of a street nearest to `near`; a place that was only named for what lies near it is less sure."""
        at_the_gate = address.relation == "gate" and one.kind is PlaceKind.ENTRANCE
        uncertainty = max(one.uncertainty_m or 0.0, 0.0 if at_the_gate else NEAR_M[address.relation]) or None
        if near is None or one.id not in self._edges:
            return replace(one, uncertainty_m=uncertainty)
        lon, lat = nearest_on(self._network, self._edges[one.id], near)
        return replace(one, lon=lon, lat=lat, uncertainty_m=uncertainty)

    def _numbered(self, hits: Iterable[Found], street: str | None, number: str | None) -> Iterator[Found]:
        """The house itself, where the map knows its number."""
        if street is None or number is None:
            return
        for house in self._houses.get((plain(street), _number(number)), ()):
            yield _house(house, house.street, None, SURE)
        for one in hits:
            if one.kind is not PlaceKind.STREET or one.score < STREET_SURE or plain(one.name) == plain(street):
                continue
            for house in self._houses.get((plain(one.name), _number(number)), ()):
                if metres((one.lon, one.lat), (house.lon, house.lat)) <= (one.uncertainty_m or 0.0) + ON_STREET_M:
                    yield _house(house, one.name, one.within, one.score)

    def _corner(self, text: str, near: LonLat) -> list[Found]:
        streets = cache(self._streets)
        for one, other in _two_streets(text):
            met = self._meeting(streets(one), streets(other))
            if met:
                return sorted(met, key=lambda place: _order(place, near))
        return []

    def _meeting(self, ones: Sequence[Hit], others: Sequence[Hit]) -> list[Found]:
        found: list[Found] = []
        edges = ([self._edges[hit.entry.id] for hit in side] for side in (ones, others))
        met = [
            (ones[one].score * others[other].score, ones[one].entry, others[other].entry, point)
            for one, other, point in meetings(self._network, *edges)
            if ones[one].entry.id != others[other].entry.id
        ]
        for score, here, there, point in sorted(met, key=lambda one: -one[0]):
            if any(metres((known.lon, known.lat), (point.lon, point.lat)) <= ONE_JUNCTION_M for known in found):
                continue
            ident = f"junction/{here.id.split('/')[1]}-{there.id.split('/')[1]}-{len(found) + 1}"
            name = f"{here.names[0]} / {there.names[0]}"
            found.append(
                Found(
                    ident, PlaceKind.JUNCTION, name, here.within, point.lon, point.lat, point.extent_m or None, "map",
                    round(score, 3),
                )
            )  # fmt: skip
        return found

    def _streets(self, name: str) -> list[Hit]:
        hits = [hit for hit in self._index.find(name) if hit.entry.kind is PlaceKind.STREET]
        floor = max(STREET_LIKE, hits[0].score - 0.2) if hits else 0
        return [hit for hit in hits[:STREETS_ASKED] if hit.score >= floor]


def _two_streets(text: str) -> Iterable[tuple[str, str]]:
    """The ways in which a text may name two streets; run together only where it says that it means a corner."""
    said = CORNER.sub("", text.strip())
    parted = [(said[: match.start()], said[match.end() :]) for match in AND.finditer(said)]
    if said != text.strip():
        parted += [(said[: match.start()], said[match.start() :]) for match in ROAD_ENDS.finditer(said)]
        whole = [(one, f"{other}路") for one, other in parted if not ROAD_LAST.search(other)]
        parted = [*whole, *parted]  # 二环路口 is the corner of 二环路
    likely = [(one.strip(), other.strip()) for one, other in parted]
    return [(one, other) for one, other in likely if len(one) > 1 and len(other) > 1][:PARTS_TRIED]


def _best(indexes: Sequence[Index], asked: Iterable[tuple[str, float]]) -> list[Found]:
    """What any of these texts finds, each once, best first."""
    best: dict[str, Hit] = {}
    for text, factor in asked:
        for hit in (hit for index in indexes for hit in index.find(text)):
            score = hit.score * factor
            if hit.entry.id not in best or best[hit.entry.id].score < score:
                best[hit.entry.id] = Hit(hit.entry, score)
    return sorted(map(_found, best.values()), key=lambda one: -one.score)


def _found(hit: Hit) -> Found:
    one = hit.entry
    return Found(
        one.id, one.kind, one.names[0], one.within, one.lon, one.lat, one.extent_m or None, one.source,
        round(hit.score, 3),
    )  # fmt: skip


def _house(house: House, street: str, within: str | None, score: float) -> Found:
    name = f"{street}{'' if is_chinese(street) else ' '}{house.number}"
    return Found(house.id, PlaceKind.HOUSE, name, within, house.lon, house.lat, None, "map", score)


def _street_and_number(text: str, address: Address) -> tuple[str | None, str | None]:
    """Of an address in Chinese, or of `Via Dante 7` and `7 Dante Road`."""
    if is_chinese(text):
        return address.street, address.number
    match = NUMBER_BEHIND.match(text.strip()) or NUMBER_BEFORE.match(text.strip())
    return (match["street"], match["number"]) if match else (None, None)


def _asked(text: str, address: Address, street: str | None) -> Iterable[tuple[str, float]]:
    """What is looked up, and how much its hits count: what was typed may also be one name."""
    sure = _says_more(address) or not is_chinese(text)
    if address.compound and len(address.compound) > 1:
        part_of = address.building or address.relation == "gate"
        yield address.compound, PART if part_of else SURE if sure else UNSURE
    if street:
        yield street, STREET_OF_COMPOUND if address.compound else SURE if sure else UNSURE
    yield text, SURE


def _buildings(address: Address) -> Iterable[tuple[str, float]]:
    """Lists know buildings, under one of these words."""
    if address.compound and address.building:
        yield from ((f"{address.compound}{address.building}{word}", SURE) for word in ("栋", "号楼", "座"))


def _says_more(address: Address) -> bool:
    return any((address.number, address.building, address.unit, address.floor, address.room, address.relation))


def _order(one: Found, near: LonLat) -> tuple[int, bool, int, float, str]:
    """What fits alike: first what a dispatcher has confirmed, then by kind, then by distance."""
    return -round(one.score / BAND), one.source != "pin", RANK[one.kind], metres((one.lon, one.lat), near), one.id


def _number(number: str) -> str:
    return plain(number).replace("号", "").replace(" ", "")
