"""The only place where the register changes."""

from dataclasses import replace

from dispatch.aeds.events import AedRecorded, AedReported
from dispatch.aeds.model import Aed, Aeds
from dispatch.log.event import Recorded


def fold(state: Aeds, recorded: Recorded) -> Aeds:
    match recorded.event:
        case AedRecorded() as told:
            aed = Aed(
                told.aed,
                told.name,
                told.lon,
                told.lat,
                told.floor,
                told.hours,
                told.pads_until,
                told.battery_until,
                told.state,
                told.original,
                told.particulars,
            )
            return replace(state, known=state.known.set(aed.id, aed))
        case AedReported() as told:
            return replace(state, known=state.known.set(told.aed, replace(state.known[told.aed], state=told.state)))
    return state
