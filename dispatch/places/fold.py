"""The only place where the places of the board change."""

from dataclasses import replace

from dispatch.log.event import Recorded
from dispatch.places.events import AddressesListed, PlacePinned, PlaceUnpinned
from dispatch.places.model import Pin, Places


def fold(state: Places, recorded: Recorded) -> Places:
    match recorded.event:
        case PlacePinned() as event:
            pin = Pin(event.pin, event.kind, recorded.at, recorded.by, event.particulars)
            return replace(state, pins=state.pins.set(pin.id, pin), last_pin=max(state.last_pin, pin.id))
        case PlaceUnpinned() as event:
            return replace(state, pins=state.pins.delete(event.pin))
        case AddressesListed() as event:
            return replace(state, listed=state.listed.update({one.id: one for one in event.addresses}))
    return state
