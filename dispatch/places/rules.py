"""What may be pinned, and what of a list is new."""

from collections.abc import Sequence

from dispatch.board import Board
from dispatch.errors import NotFound, Refused
from dispatch.log.event import Event
from dispatch.places.events import AddressesListed, PlacePinned, PlaceUnpinned
from dispatch.places.model import Listed, Spot
from maps.addresses import parse
from maps.gazetteer.kinds import PlaceKind

AT_A_TIME = 500


def pin(board: Board, spot: Spot, kind: PlaceKind) -> list[Event]:
    """Refuses a name with a unit, a floor or a room in it (`pin_names_a_home`), and the same pin twice."""
    if parse(spot.name).inside:
        raise Refused("pin_names_a_home")
    for known in board.places.pins.values():
        if known.particulars == spot and known.kind is kind:
            raise Refused("pinned_already", pin=known.id)
    return [PlacePinned(pin=board.places.last_pin + 1, kind=kind, particulars=spot)]


def unpin(board: Board, pin: int) -> list[Event]:
    if pin not in board.places.pins:
        raise NotFound("pin", pin)
    return [PlaceUnpinned(pin=pin)]


def list_addresses(board: Board, addresses: Sequence[Listed]) -> list[Event]:
    """Those that are news, in events of some hundreds."""
    new = news(board, addresses)
    return [AddressesListed(addresses=tuple(new[at : at + AT_A_TIME])) for at in range(0, len(new), AT_A_TIME)]


def news(board: Board, addresses: Sequence[Listed]) -> list[Listed]:
    """Those that the board does not already know so."""
    return [one for one in addresses if board.places.listed.get(one.id) != one]
