"""A drill as a row of plain JSON."""

from typing import Any

from dispatch.clock import stamp, stamped
from dispatch.drills.model import Drill


def drill_row(drill: Drill) -> dict[str, Any]:
    """Nobody is named: how many are enrolled, not who."""
    said = [one.text for one in drill.injects[: drill.played] if one.text]
    return {
        "id": drill.id,
        "name": drill.particulars.name if drill.particulars else None,
        "kind": drill.kind,
        "state": drill.state,
        "simulated": drill.simulated,
        "speed": drill.speed,
        "started_at": stamp(drill.started_at),
        "ended_at": stamped(drill.ended_at),
        "clock": [
            {"begins_at": stamp(one.begins_at), "elapsed_s": one.elapsed_s, "speed": one.speed} for one in drill.clock
        ],
        "lasts_s": drill.lasts_s,
        "enrolled": len(drill.enrolled),
        "injects": len(drill.injects),
        "played": drill.played,
        "last": said[-1] if said else None,
        "incidents": list(drill.incidents),
    }
