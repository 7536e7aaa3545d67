"""How a place is entered, for who asks for candidates."""

from pydantic import AwareDatetime

from dispatch.clock import stamped
from dispatch.ground.approach import Approach
from dispatch.web.out import Out
from dispatch.web.rows import Row


class GatewayOut(Out):
    """`id` null: a gate of the map. `until`: when it shuts next."""

    id: int | None
    name: str
    lon: float
    lat: float
    open: bool
    until: AwareDatetime | None


class ApproachOut(Out):
    """How the place is entered now: the gates that are a way in, the nearest to the door first."""

    compound: str | None
    gates: list[GatewayOut]


def approach_row(approach: Approach | None) -> Row | None:
    """None where no wall is known."""
    if approach is None or not approach.gates:
        return None
    gates = [
        {
            "id": gate.id,
            "name": gate.name,
            "lon": gate.lon,
            "lat": gate.lat,
            "open": gate.open,
            "until": stamped(gate.until),
        }
        for gate in approach.gates
    ]
    return {"compound": approach.compound, "gates": gates}
