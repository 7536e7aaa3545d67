"""How a place is entered: through which gates at this hour, to which door, and what time that takes on foot.

Where nothing is known of a wall or a door there is no approach, and one goes straight to the place, as the streets say.

A gate outside its hours opens to who has its code or reaches its guard, at the price of that; else it is passed over.
Where every gate of a compound is passed over, each counts at the price of waking somebody: a place behind a wall is
late, never out of reach.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
from immutables import Map
from numpy.typing import NDArray

from dispatch.conditions.model import Conditions
from dispatch.conditions.streets import Streets
from dispatch.ground.floors import floor_of
from dispatch.ground.model import Entrance, Gate, Ground
from maps.compounds import MapGate
from maps.degrees import metres
from maps.hours import OPEN, Hours
from maps.hours import hours as read_hours
from maps.roads import RoadNetwork
from maps.settings import Access
from maps.speeds import Conditions as Travel
from maps.speeds import Mode
from maps.yards import Yard, yard

F8 = NDArray[np.float64]
LonLat = tuple[float, float]

DRAWN_REACH_M = 30.0
"""From a drawn gate to the border that it is in: a hand on a map is not a survey."""
DOOR_REACH_M = 15.0
IN_BUILDING_M = 5.0
SAME_GATE_M = 12.0


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gate as the dispatcher names it; `id` None: one of the map. `until`: when it shuts next, if it does."""

    id: int | None
    name: str
    lon: float
    lat: float
    open: bool
    until: datetime | None


@dataclass(frozen=True, eq=False)
class Approach:
    """`goals` f8[k, 2]: where travel ends, gates or doors; none: at the place itself. `access_s`: from each to the
    patient, inf where the mode gets no further there; `floor_s` is in it, and alone where there are no goals.
    `yard`: the ways behind the wall, by which no one comes to a gate; who is there already goes straight.
    """

    compound: str | None
    gates: tuple[Gateway, ...]
    goals: F8
    access_s: Mapping[Mode, F8]
    floor_s: float
    yard: Yard | None = None

    @property
    def inside(self) -> NDArray[np.int32]:
        """The edges behind the wall."""
        return self.yard.edges if self.yard else np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class _Gate:
    gateway: Gateway
    modes: frozenset[Mode]
    wait_s: float | None  # None: shut, and nobody to open


class Approaches:
    """The approaches of one city; what depends on the map alone is found once."""

    def __init__(self, streets: Streets) -> None:
        self._streets = streets
        self._yard = lru_cache(maxsize=256)(self._yard_anew)
        self._drawn = lru_cache(maxsize=2)(self._drawn_anew)
        self._doors = lru_cache(maxsize=2)(self._doors_anew)

    def to(
        self,
        place: LonLat,
        address: str | None,
        ground: Ground,
        conditions: Conditions,
        local: datetime,
        *,
        night: bool = False,
    ) -> Approach | None:
        """None where nothing is known. `local`: the centre's own time, which gates go by. Cost: under 1 ms, 10 the
        first time for a compound."""
        compounds, access = self._streets.city.compounds, self._streets.city.access
        building = compounds.building_at(*place, reach_m=IN_BUILDING_M) if len(compounds) else None
        storeys = compounds.levels[building] if building is not None else 0
        floor = floor_of(address)
        floor_s = access.floor_s(floor, storeys) if floor else 0.0
        doors = self._doors(ground.entrances).get(building, ()) if building is not None else ()
        goals = np.array([[one.lon, one.lat] for one in doors], np.float64).reshape(-1, 2)
        walled = self._walled(place, ground)
        if walled is None:
            if not doors and not floor_s:
                return None
            at_door = np.full(len(goals), floor_s)
            return Approach(None, (), goals, dict.fromkeys(Mode, at_door), floor_s)
        gates = _usable(self._gates(walled, ground, local, access), access)
        inner = self._yard(self._streets.network(conditions), walled)
        travel = Travel(self._streets.closed(conditions), conditions.weather, night=night)
        ends = goals if doors else np.array([place])
        behind = _behind(inner, gates, ends, travel, floor_s)
        order = np.argsort(behind[Mode.WALK], kind="stable")
        at_gates = np.array([[one.gateway.lon, one.gateway.lat] for one in gates], np.float64)
        return Approach(
            compounds.names[walled] or None,
            tuple(gates[one].gateway for one in order),
            at_gates[order],
            {mode: seconds[order] for mode, seconds in behind.items()},
            floor_s,
            inner,
        )

    def _walled(self, place: LonLat, ground: Ground) -> int | None:
        """The smallest compound around a place that has known gates."""
        compounds = self._streets.city.compounds
        if not compounds.gates and not ground.gates:
            return None
        drawn = self._drawn(ground.gates)
        return next((one for one in compounds.around(*place) if one in drawn or one in compounds.gates), None)

    def _gates(self, compound: int, ground: Ground, local: datetime, access: Access) -> list[_Gate]:
        """Those drawn, and those of the map that none was drawn over."""
        drawn = self._drawn(ground.gates).get(compound, ())
        mapped = [one for one in self._streets.city.compounds.gates.get(compound, ()) if not _redrawn(one, drawn)]
        return [
            *(_of_drawn(one, local, access) for one in drawn),
            *(_of_map(one, local) for one in mapped),
        ]

    def _yard_anew(self, network: RoadNetwork, compound: int) -> Yard:
        return yard(network, self._streets.city.compounds.shapes[compound])

    def _drawn_anew(self, gates: Map[int, Gate]) -> Mapping[int, tuple[Gate, ...]]:
        found: defaultdict[int, tuple[Gate, ...]] = defaultdict(tuple)
        for gate in sorted(gates.values(), key=lambda one: one.id):
            for compound in self._streets.city.compounds.bordering(gate.lon, gate.lat, reach_m=DRAWN_REACH_M):
                found[compound] += (gate,)
        return dict(found)

    def _doors_anew(self, entrances: Map[int, Entrance]) -> Mapping[int, tuple[Entrance, ...]]:
        found: defaultdict[int, tuple[Entrance, ...]] = defaultdict(tuple)
        for door in sorted(entrances.values(), key=lambda one: one.id):
            building = self._streets.city.compounds.building_at(door.lon, door.lat, reach_m=DOOR_REACH_M)
            if building is not None:
                found[building] += (door,)
        return dict(found)


def _usable(gates: list[_Gate], access: Access) -> list[_Gate]:
    passable = [one for one in gates if one.wait_s is not None]
    return passable or [_Gate(one.gateway, one.modes, access.locked_s) for one in gates]


def _behind(inner: Yard, gates: list[_Gate], doors: F8, travel: Travel, floor_s: float) -> dict[Mode, F8]:
    """By mode, the seconds from each gate to the patient: wheels that are let in ride on where that is quicker."""
    at_gates = np.array([[one.gateway.lon, one.gateway.lat] for one in gates], np.float64)
    waits = np.array([one.wait_s for one in gates], np.float64)
    on_foot = inner.seconds(Mode.WALK, at_gates, doors, travel)
    found = {}
    for mode in Mode:
        lets_in = np.array([mode in one.modes for one in gates])
        walks_in = np.array([Mode.WALK in one.modes for one in gates])
        inside_s = np.where(walks_in, on_foot, np.inf)
        if mode is not Mode.WALK and lets_in.any():
            rides = inner.seconds(mode, at_gates, doors, travel)
            inside_s = np.where(lets_in, np.minimum(inside_s, rides), inside_s)
        found[mode] = waits + inside_s + floor_s
    return found


def _of_drawn(gate: Gate, local: datetime, access: Access) -> _Gate:
    hours = gate.open_hours
    stands_open = hours.open_at(local)
    if stands_open and not (gate.code and hours == OPEN):
        wait_s: float | None = 0.0
    elif gate.code:
        wait_s = access.code_s
    else:
        wait_s = access.guard_s if gate.guard else None
    shown = Gateway(gate.id, gate.name, gate.lon, gate.lat, stands_open, hours.open_until(local))
    return _Gate(shown, frozenset(gate.modes), wait_s)


def _of_map(gate: MapGate, local: datetime) -> _Gate:
    """Hours that cannot be read count as open."""
    hours: Hours = read_hours(gate.hours) or OPEN
    stands_open = hours.open_at(local)
    shown = Gateway(None, gate.name, gate.lon, gate.lat, stands_open, hours.open_until(local))
    return _Gate(shown, gate.modes, 0.0 if stands_open else None)


def _redrawn(gate: MapGate, drawn: tuple[Gate, ...]) -> bool:
    return any(metres((gate.lon, gate.lat), (one.lon, one.lat)) <= SAME_GATE_M for one in drawn)
