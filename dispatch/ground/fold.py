"""The only place where the ground changes."""

from dataclasses import replace

from dispatch.ground.events import EntranceDrawn, EntranceRemoved, GateDrawn, GateRemoved
from dispatch.ground.model import Entrance, Gate, Ground
from dispatch.log.event import Recorded


def fold(state: Ground, recorded: Recorded) -> Ground:
    match recorded.event:
        case GateDrawn() as drawn:
            gate = Gate(
                drawn.gate,
                drawn.lon,
                drawn.lat,
                drawn.name,
                drawn.hours,
                drawn.modes,
                recorded.at,
                recorded.by,
                drawn.particulars,
            )
            return replace(state, gates=state.gates.set(gate.id, gate), last_gate=max(state.last_gate, gate.id))
        case GateRemoved() as removed:
            return replace(state, gates=state.gates.delete(removed.gate))
        case EntranceDrawn() as door:
            entrance = Entrance(
                door.entrance, door.lon, door.lat, door.name, recorded.at, recorded.by, door.particulars
            )
            return replace(
                state,
                entrances=state.entrances.set(entrance.id, entrance),
                last_entrance=max(state.last_entrance, entrance.id),
            )
        case EntranceRemoved() as gone:
            return replace(state, entrances=state.entrances.delete(gone.entrance))
    return state
