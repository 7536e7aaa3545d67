"""A place for what was typed: by its name, by an address, by two streets."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import cos, hypot, radians
from pathlib import Path

from maps.addresses import Address, parse
from maps.gazetteer.entries import House, Names
from maps.gazetteer.index import Hit, Index
from maps.gazetteer.kinds import RANK, PlaceKind
from maps.gazetteer.spelling import plain
from maps.gazetteer.streets import junctions, nearest_on
from maps.roads import RoadNetwork

LonLat = tuple[float, float]

DEGREE_M = 111_195.0
BAND = 0.04
"""Scores that differ by less fit alike; then the kind decides, then the distance."""
WHOLE_TEXT = 0.96
STREET_OF_COMPOUND = 0.8
NEAR_M = {"opposite": 60.0, "beside": 60.0, "gate": 30.0, "near": 200.0, None: 0.0}
STREETS_ASKED = 12
STREET_LIKE = 0.62

AND = r"\s*(?:与|和|跟|同|及|、|/|&|×|@|\b(?:and|angolo|ang\.?|corner(?: of)?|x)\b)\s*"
CORNER = r"(?:的|相)?(?:十字路口|丁字路口|三岔路口|交叉路口|交叉口|交汇处|交汇口|交汇|交口|交界处|路口|岔路口|口子|口)"
TWO_STREETS = re.compile(rf"^(.+?){AND}(.+?){CORNER}?$", re.IGNORECASE)
RUN_TOGETHER = re.compile(rf"^(.+?(?:路|街|巷|道|段|弄))(.+?(?:路|街|巷|道|段|弄|环)){CORNER}$")
SECOND_SHORT = re.compile(rf"^(.+?(?:路|街|巷|道|段|弄))(.+?){CORNER}$")


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
    """The names of one city, ready to search. The index is built at the first search (Chengdu .2 s, Milan .7 s)."""

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
    def _houses(self) -> dict[tuple[str, str], House]:
        return {(plain(one.street), _number(one.number)): one for one in self._names.houses}

    def search(self, text: str, *, limit: int = 8, near: LonLat | None = None, also: Sequence[Index] = ()) -> Answer:
        """The likeliest places, best first. `near`: the nearer of places that fit alike goes first. `also`: indexes
        that are searched beside the city's own."""
        corner = self._corner(text)
        address = parse(text)
        indexes = (self._index, *also)
        best: dict[str, Hit] = {}
        for asked, factor in _asked(text, address):
            for index in indexes:
                for hit in index.find(asked):
                    score = hit.score * factor
                    if hit.entry.id not in best or best[hit.entry.id].score < score:
                        best[hit.entry.id] = Hit(hit.entry, score)
        found = [self._found(hit, near, address) for hit in best.values()]
        found += self._numbered(address)
        found.sort(key=lambda one: _order(one, near))
        results = (corner + found)[:limit]
        return Answer(address if _says_more(address) else None, tuple(results))

    def _found(self, hit: Hit, near: LonLat | None, address: Address) -> Found:
        one = hit.entry
        lon, lat = one.lon, one.lat
        if near is not None and one.id in self._edges:
            lon, lat = nearest_on(self._network, self._edges[one.id], near)
        uncertainty = max(one.extent_m, NEAR_M[address.relation]) or None
        return Found(one.id, one.kind, one.names[0], one.within, lon, lat, uncertainty, one.source, round(hit.score, 3))

    def _numbered(self, address: Address) -> list[Found]:
        """The house itself, where the map knows its number."""
        if address.street is None or address.number is None:
            return []
        house = self._houses.get((plain(address.street), address.number.lower()))
        if house is None:
            return []
        name = f"{house.street}{house.number}"
        return [Found(house.id, PlaceKind.HOUSE, name, None, house.lon, house.lat, None, "map", 1.0)]

    def _corner(self, text: str) -> list[Found]:
        for one, other in _two_streets(text):
            met = self._meeting(one, other)
            if met:
                return met
        return []

    def _meeting(self, one: str, other: str) -> list[Found]:
        sides = [self._streets(name) for name in (one, other)]
        found: dict[tuple[float, float], Found] = {}
        for here, there in sorted(product(*sides), key=lambda pair: -pair[0].score * pair[1].score):
            if here.entry.id == there.entry.id:
                continue
            score = round(here.score * there.score, 3)
            name = f"{here.entry.names[0]} / {there.entry.names[0]}"
            ident = f"junction/{here.entry.id.split('/')[1]}-{there.entry.id.split('/')[1]}"
            met = junctions(self._network, self._edges[here.entry.id], self._edges[there.entry.id])
            for number, point in enumerate(met, 1):
                place = Found(
                    f"{ident}-{number}", PlaceKind.JUNCTION, name, here.entry.within, point.lon, point.lat,
                    point.extent_m or None, "map", score,
                )  # fmt: skip
                found.setdefault((round(point.lon, 4), round(point.lat, 4)), place)
        return list(found.values())

    def _streets(self, name: str) -> list[Hit]:
        hits = [hit for hit in self._index.find(name) if hit.entry.kind is PlaceKind.STREET]
        floor = max(STREET_LIKE, hits[0].score - 0.2) if hits else 0
        return [hit for hit in hits[:STREETS_ASKED] if hit.score >= floor]


def _two_streets(text: str) -> Iterable[tuple[str, str]]:
    for pattern in (TWO_STREETS, RUN_TOGETHER, SECOND_SHORT):
        if match := pattern.match(text.strip()):
            yield match[1], match[2]


def _asked(text: str, address: Address) -> Iterable[tuple[str, float]]:
    """What is looked up, and how much its hits count."""
    if address.compound:
        yield address.compound, 1.0
    if address.street:
        yield address.street, STREET_OF_COMPOUND if address.compound else 1.0
    yield text, WHOLE_TEXT if address.head else 1.0


def _says_more(address: Address) -> bool:
    return any((address.number, address.building, address.unit, address.floor, address.room, address.relation))


def _order(one: Found, near: LonLat | None) -> tuple[int, int, float, str]:
    return -round(one.score / BAND), RANK[one.kind], _metres(one, near) if near else -one.score, one.id


def _metres(one: Found, near: LonLat) -> float:
    return DEGREE_M * hypot((one.lon - near[0]) * cos(radians(near[1])), one.lat - near[1])


def _number(number: str) -> str:
    return plain(number).replace("号", "").replace(" ", "")
