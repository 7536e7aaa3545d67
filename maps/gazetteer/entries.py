"""The named things of a city, as an import leaves them: one file of JSON in its folder."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from maps.errors import BadInput
from maps.gazetteer.kinds import PlaceKind

FILE_NAME = "gazetteer.json"
Source = Literal["map", "pin", "list"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a name. `names[0]` is shown. `extent_m`: half of what a street spans, the radius of an area, 0 for
    a point. `within`: what tells it from another of the same name. WGS-84."""

    id: str
    kind: PlaceKind
    names: tuple[str, ...]
    lon: float
    lat: float
    extent_m: float = 0.0
    within: str | None = None
    source: Source = "map"


@dataclass(frozen=True, slots=True)
class House:
    """A house number: a point on a street."""

    id: str
    street: str
    number: str
    lon: float
    lat: float


@dataclass(frozen=True, eq=False)
class Names:
    """`edges[i]` are those of the road network that `streets[i]` consists of."""

    streets: Sequence[Entry] = ()
    edges: Sequence[NDArray[np.int64]] = ()
    places: Sequence[Entry] = ()
    houses: Sequence[House] = ()

    def save(self, folder: Path) -> None:
        kept = {
            "streets": [astuple(one) for one in self.streets],
            "edges": [edges.tolist() for edges in self.edges],
            "places": [astuple(one) for one in self.places],
            "houses": [astuple(one) for one in self.houses],
        }
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        (folder / FILE_NAME).write_text(text, encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> "Names":
        """What an import saved in `folder`. BadInput("city_without_names") for one that was made before there were any:
        importing it again brings them."""
        try:
            kept = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
            return cls(
                tuple(map(_entry, kept["streets"])),
                tuple(np.asarray(edges, np.int64) for edges in kept["edges"]),
                tuple(map(_entry, kept["places"])),
                tuple(House(*one) for one in kept["houses"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise BadInput("city_without_names", city=folder.parent.name) from problem


def _entry(row: list[object]) -> Entry:
    ident, kind, names, *rest = row
    return Entry(str(ident), PlaceKind(kind), tuple(names), *rest)  # type: ignore[arg-type]
