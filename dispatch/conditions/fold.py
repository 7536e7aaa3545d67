"""The only place where conditions change."""

from dataclasses import replace

from dispatch.conditions.events import RoadClosed, RoadReopened, WeatherChanged
from dispatch.conditions.model import Closure, Conditions
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
    return state
