"""Gates, entrances and alleys as rows of plain JSON."""

from dispatch.clock import stamp
from dispatch.conditions.model import Alley
from dispatch.ground.model import Entrance, Gate

Row = dict[str, object]


def gate_row(gate: Gate) -> Row:
    """What opens it is told apart, to whom it is written down."""
    return {
        "lon": gate.lon,
        "lat": gate.lat,
        "name": gate.name,
        "hours": gate.hours,
        "modes": list(gate.modes),
        "code": gate.code,
        "guard": gate.guard,
        "note": gate.particulars.note if gate.particulars else None,
        "at": stamp(gate.at),
        "by": gate.by,
    }


def entrance_row(entrance: Entrance) -> Row:
    return {
        "lon": entrance.lon,
        "lat": entrance.lat,
        "name": entrance.name,
        "note": entrance.particulars.note if entrance.particulars else None,
        "at": stamp(entrance.at),
        "by": entrance.by,
    }


def alley_row(alley: Alley) -> Row:
    return {
        "geometry": {"type": "LineString", "coordinates": [list(point) for point in alley.line]},
        "name": alley.name,
        "modes": list(alley.modes),
        "both_ways": alley.both_ways,
        "at": stamp(alley.at),
        "by": alley.by,
    }
