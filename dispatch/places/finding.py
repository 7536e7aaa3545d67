"""Search over the city's names, the pins and the lists: the one place where the gazetteer and this room meet."""

import logging
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Generic, TypeVar

from immutables import Map

from dispatch.places.model import Listed, Pin, Places
from maps.cities import City
from maps.errors import BadInput
from maps.gazetteer.entries import Entry, Names
from maps.gazetteer.index import Index
from maps.gazetteer.search import Answer, Gazetteer, LonLat

logger = logging.getLogger(__name__)

K = TypeVar("K")
V = TypeVar("V")


class Finder:
    """Pins and lists are indexed when they are first searched after they changed: a pin is found at once."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._pins = _Kept(self._pinned)
        self._lists = _Kept(_listed)

    def find(self, places: Places, text: str, *, limit: int, near: LonLat | None = None) -> Answer:
        also = (self._pins.of(places.pins), self._lists.of(places.listed))
        return self._gazetteer.search(text, limit=limit, near=near, also=also)

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        """Without names where an older version imported the city: pins and lists are still found."""
        try:
            return self._city.gazetteer
        except BadInput as problem:
            logger.warning("search finds pins and lists only: %s %s", problem.code, problem.params)
            return Gazetteer(Names(), self._city.network)

    def _pinned(self, pins: Map[int, Pin]) -> Iterator[Entry]:
        streets = self._gazetteer.on_streets
        for one in sorted(pins.values(), key=lambda pin: pin.id):
            if (spot := one.particulars) is not None:
                within = streets.at(spot.lon, spot.lat)
                yield Entry(f"pin/{one.id}", one.kind, (spot.name,), spot.lon, spot.lat, within=within, source="pin")


class _Kept(Generic[K, V]):
    """The index of a map of the board, made anew when there is another one."""

    def __init__(self, entries: Callable[[Map[K, V]], Iterator[Entry]]) -> None:
        self._entries = entries
        self._made: tuple[Map[K, V], Index] | None = None

    def of(self, things: Map[K, V]) -> Index:
        made = self._made
        if made is None or made[0] is not things:
            made = self._made = (things, Index(tuple(self._entries(things))))
        return made[1]


def _listed(listed: Map[str, Listed]) -> Iterator[Entry]:
    for one in sorted(listed.values(), key=lambda entry: entry.id):
        names = (one.name, f"{one.within}{one.name}") if one.within else (one.name,)
        yield Entry(f"list/{one.id}", one.kind, names, one.lon, one.lat, within=one.within, source="list")
