"""Places that the map lacks: pins that a dispatcher confirmed, and addresses from local lists."""

from dataclasses import dataclass, field
from datetime import datetime

from immutables import Map

from maps.gazetteer.kinds import PlaceKind


@dataclass(frozen=True, slots=True)
class Spot:
    """What a pin calls a place, and where that is; WGS-84."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Pin:
    """A place as a dispatcher confirmed it: a compound, a building, an entrance, never somebody's own door. What it is
    called and where may have come from a call, and are personal content all the same: None once erased."""

    id: int
    kind: PlaceKind
    at: datetime
    by: str
    particulars: Spot | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One address of a local list. `within`: the compound, street or community that it belongs to."""

    id: str
    name: str
    kind: PlaceKind
    lon: float
    lat: float
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Places:
    pins: Map[int, Pin] = field(default_factory=Map)
    listed: Map[str, Listed] = field(default_factory=Map)
    last_pin: int = 0
