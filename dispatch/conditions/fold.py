"""The only place where conditions change."""

from dataclasses import replace

from dispatch.conditions.events import AlleyDrawn, AlleyRemoved, RoadClosed, RoadReopened, WeatherChanged
from dispatch.conditions.model import Alley, Closure, Conditions
from dispatch.log.event import Recorded


def fold(state: Conditions, recorded: Recorded) -> Conditions:
    match recorded.event:
        case RoadClosed() as event:
            closure = Closure(
                id=event.closure,
                edges=event.edges,
                reason=event.reason,
                at=recorded.at,
                by=recorded.by,
                until=event.until,
                geometry=event.geometry,
            )
            return replace(
                state,
                closures=state.closures.set(closure.id, closure),
                last_closure=max(state.last_closure, closure.id),
            )
        case RoadReopened() as event:
            return replace(state, closures=state.closures.delete(event.closure))
        case WeatherChanged() as event:
            return replace(state, weather=event.weather)
        case AlleyDrawn() as drawn:
            alley = Alley(drawn.alley, drawn.line, drawn.name, drawn.modes, drawn.both_ways, recorded.at, recorded.by)
            return replace(state, alleys=state.alleys.set(alley.id, alley), last_alley=max(state.last_alley, alley.id))
        case AlleyRemoved() as removed:
            return replace(state, alleys=state.alleys.delete(removed.alley))
    return state
