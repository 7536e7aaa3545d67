"""What the tags of a road or a barrier mean for each mode. Pure: tags in, bits out.

Who may go where:

- **On foot**: every road but motorways, `motorroad=yes` and bus lanes. `access=private` (also `foot=private`,
  `permit`, …) is *allowed*: in an emergency a volunteer is let into the compound that called. `no` is not.
- **E-bike**: read as a bicycle, which it is by Chinese law. Rides cycleways and every ordinary road, trunk roads too
  unless `bicycle=no`; footways, pedestrian streets and the like only where bicycles are allowed by tag; never stairs.
  Private ground is left to walkers: the bike stays at the gate.
- **Car**: roads for cars; private ground, farm and forest tracks under ban, and bus lanes excluded.
- `destination`, `customers` and `delivery` count as allowed for all: who is called there has business there. Through
  traffic over them is therefore not excluded.

The most particular key wins: `foot` over `access`; `bicycle` over `vehicle` over `access`; `motorcar` over
`motor_vehicle` over `vehicle` over `access`; and `KEY:forward` or `KEY:backward` over `KEY`. Conditional tags
(`…:conditional`) and turn restrictions are not read.

One-way: walkers heed only `oneway:foot` and moving stairs (`conveying`). Bicycles heed `oneway:bicycle`, then a
`cycleway=opposite…`, then `oneway`. Roundabouts and motorways run one way unless tagged otherwise. A road whose
direction changes with the hour (`reversible`) is closed to wheels.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from maps.speeds import CLASS_INDEX, CLASSES, Mode

Tags = Mapping[str, str]

ACCESS_KEYS: Mapping[Mode, Sequence[str]] = {
    Mode.WALK: ("foot", "access"),
    Mode.EBIKE: ("bicycle", "vehicle", "access"),
    Mode.CAR: ("motorcar", "motor_vehicle", "vehicle", "access"),
}
ONEWAY_KEYS: Mapping[Mode, Sequence[str]] = {
    Mode.WALK: ("oneway:foot",),
    Mode.EBIKE: ("oneway:bicycle", "oneway:vehicle", "oneway"),
    Mode.CAR: ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway"),
}

ALLOWED = frozenset({"yes", "permissive", "designated", "official", "public", "destination", "customers", "delivery"})
PRIVATE = frozenset({"private", "permit", "residents", "agricultural", "forestry", "employees", "staff", "restricted"})
FORBIDDEN = frozenset({"no", "military", "emergency", "psv", "bus", "use_sidepath", "dismount"})

FOR_CARS = frozenset(road.highway for road in CLASSES if road.highway not in {
    "path", "cycleway", "pedestrian", "footway", "bridleway", "corridor", "platform", "busway", "steps",
})  # fmt: skip
FOR_BIKES = (FOR_CARS - {"motorway", "motorway_link"}) | {"path", "cycleway"}
FOR_WALKERS = frozenset(CLASS_INDEX) - {"motorway", "motorway_link", "busway"}
OPEN_TO: Mapping[Mode, frozenset[str]] = {Mode.WALK: FOR_WALKERS, Mode.EBIKE: FOR_BIKES, Mode.CAR: FOR_CARS}

STOPS_CARS = Mode.CAR.main_bit
STOPS_WHEELS = STOPS_CARS | Mode.EBIKE.main_bit
STOPS_ALL = STOPS_WHEELS | Mode.WALK.main_bit
# Gates, toll booths, kerbs and every value that is not listed stop nobody unless their access tags do.
BARRIERS: Mapping[str, int] = {
    **dict.fromkeys(
        ("bollard", "block", "bus_trap", "chain", "cycle_barrier", "debris", "jersey_barrier", "log",
         "motorcycle_barrier", "planter", "rope", "sump_buster", "yes"), STOPS_CARS),
    **dict.fromkeys(
        ("full-height_turnstile", "horse_stile", "kent_carriage_gap", "kissing_gate", "stile", "turnstile"),
        STOPS_WHEELS),
    **dict.fromkeys(("city_wall", "ditch", "fence", "guard_rail", "hedge", "retaining_wall", "wall"), STOPS_ALL),
}  # fmt: skip

MPH = 1.609344
WALKING_PACE_KMH = 10.0
# Limits that a tag names instead of stating: the usual ones, then the Chinese (Road Traffic Safety Law, rules 45, 78).
NAMED_LIMITS: Mapping[str, float] = {
    "walk": WALKING_PACE_KMH, "living_street": 20, "zone30": 30, "zone:30": 30, "zone20": 20, "zone:20": 20,
    "bicycle_road": 30, "urban": 50, "rural": 90, "trunk": 110, "motorway": 130,
    "CN:urban": 50, "CN:rural": 70, "CN:trunk": 100, "CN:motorway": 120,
}  # fmt: skip
_LIMIT = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?")
_LEGAL = frozenset({
    "highway", "access", "foot", "bicycle", "vehicle", "motor_vehicle", "motorcar", "motorroad",
    "oneway", "junction", "cycleway", "conveying",
})  # fmt: skip
_FORWARD, _BACK = ("yes", "true", "1"), ("-1", "reverse")


@dataclass(frozen=True)
class Road:
    """What one way says: position in `CLASSES`, bits of `RoadNetwork.edge_access`, km/h (NaN untagged), name."""

    road_class: int
    access: int
    maxspeed_kmh: float
    name: str


def road(tags: Tags) -> Road | None:
    """The road that these tags describe; None where `highway` is no road of ours, or not yet, or no longer."""
    road_class = CLASS_INDEX.get(tags.get("highway", ""))
    if road_class is None:
        return None
    legal = frozenset(tag for tag in tags.items() if tag[0].partition(":")[0] in _LEGAL)
    return Road(road_class, _access(legal), limit_kmh(tags.get("maxspeed", "")), tags.get("name", ""))


@lru_cache(maxsize=4096)
def _access(legal: frozenset[tuple[str, str]]) -> int:
    """Milan's 58,000 roads know some 1,000 combinations of these tags."""
    tags, access = dict(legal), 0
    for mode in Mode:
        forward, back = directions(tags, mode)
        access |= mode.forward_bit * (forward and allowed(tags, mode, "forward"))
        access |= mode.back_bit * (back and allowed(tags, mode, "backward"))
    return access


def allowed(tags: Tags, mode: Mode, direction: str = "forward") -> bool:
    """May the mode use the road at all, in the direction `forward` or `backward`?"""
    highway = tags["highway"]
    if CLASSES[CLASS_INDEX[highway]].kmh(mode) == 0.0:
        return False
    tagged = permission(tags, mode, direction)
    if tagged is not None:
        return tagged
    if mode is not Mode.CAR and tags.get("motorroad") == "yes":
        return False
    return highway in OPEN_TO[mode]


def permission(tags: Tags, mode: Mode, direction: str = "forward") -> bool | None:
    """What the access tags say, the most particular first; None where they say nothing that is understood.

    A general `access=yes` is no invitation: it opens a footway to nobody on wheels.
    """
    for key in ACCESS_KEYS[mode]:
        value = tags.get(f"{key}:{direction}", tags.get(key))
        if value in FORBIDDEN:
            return False
        if value in PRIVATE:
            return None if mode is Mode.WALK else False
        if value in ALLOWED:
            return True if key != "access" else None
    return None


def directions(tags: Tags, mode: Mode) -> tuple[bool, bool]:
    """Whether the mode may move along the drawing of the way, and against it."""
    if mode is Mode.WALK and "conveying" in tags:
        return tags["conveying"] != "backward", tags["conveying"] != "forward"
    if mode is Mode.EBIKE and "oneway:bicycle" not in tags and _contraflow(tags):
        return True, True
    value = next((tags[key] for key in ONEWAY_KEYS[mode] if key in tags), None)
    if value is None and mode is not Mode.WALK and _one_way_by_nature(tags):
        value = "yes"
    if value == "reversible":
        return False, False
    return value not in _BACK, value not in _FORWARD


def _contraflow(tags: Tags) -> bool:
    sides = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
    return any(
        tags.get(side, "").startswith("opposite") or tags.get(f"{side}:oneway") in ("no", "-1") for side in sides
    )


def _one_way_by_nature(tags: Tags) -> bool:
    return tags.get("junction") in ("roundabout", "circular") or tags["highway"] == "motorway"


def blocks(tags: Tags) -> int:
    """Which modes a barrier on a road stops: bits of `Mode.main_bit`, 0 where the tags are no barrier.

    Tags of access speak before the kind of barrier: `bollard` with `motor_vehicle=yes` sinks, a `gate` with
    `access=private` opens for walkers and stays shut for wheels.
    """
    if tags.get("barrier", "no") == "no":
        return 0
    stopped = 0
    for mode in Mode:
        tagged = _through(tags, mode)
        shut = BARRIERS.get(tags["barrier"], 0) & mode.main_bit if tagged is None else not tagged
        stopped |= mode.main_bit if shut else 0
    return stopped


def _through(tags: Tags, mode: Mode) -> bool | None:
    for key in ACCESS_KEYS[mode]:
        value = tags.get(key)
        if value in FORBIDDEN and value != "dismount":
            return False
        if value in PRIVATE:
            return mode is Mode.WALK
        if value in ALLOWED:
            return True
    return None


def limit_kmh(text: str) -> float:
    """`maxspeed` as km/h: "50", "30 mph", "walk", "CN:urban"; NaN for "none", signals and what is not understood."""
    if match := _LIMIT.fullmatch(text.strip()):
        limit = float(match[1]) * (MPH if match[2] == "mph" else 1.0)
        return limit if limit > 0 else math.nan
    return NAMED_LIMITS.get(text, NAMED_LIMITS.get(text.partition(":")[2], math.nan))
