"""Which kit somebody on duty can count on: what they named as they checked in, and what they carry. Pure; the gates
read it, so that a set that expires, is used up or is locked in stops counting at once."""

from collections.abc import Iterator
from datetime import datetime

from dispatch.board import Board
from dispatch.duty.model import CheckIn
from dispatch.duty.standing import StationState, standing_of
from dispatch.kits.model import Kit

UNFIT = "-"
"""Stands for every set that does not count: of no kind, but on record, so that nobody takes it for unknown."""


def effective(board: Board, check_in: CheckIn, local: datetime) -> tuple[str, ...]:
    """Kinds of kit, for `Profile.kit`: a set stands for its kind while it is ready or expiring; kinds that are named
    plainly stand for themselves. `local`: the centre's own time. Cost where no set is on record: none."""
    kits = board.kits
    if not kits.known:
        return check_in.kit
    named = [(one, kits.find(one)) for one in check_in.kit]
    sets = {kit.id: kit for _, kit in named if kit is not None}
    sets |= {one: kits.known[one] for one in kits.carried.get(check_in.volunteer, ())}
    plain = {one for one, kit in named if kit is None}
    return tuple(sorted(plain | {_stands_for(board, one, check_in, local) for one in sets.values()}))


def sets_of(board: Board, check_in: CheckIn) -> Iterator[Kit]:
    """Those that somebody named as they checked in, and those that they carry; fit or not."""
    kits = board.kits
    named = {kit.id for one in check_in.kit if (kit := kits.find(one)) is not None}
    yield from (kits.known[one] for one in sorted(named.union(kits.carried.get(check_in.volunteer, ()))))


def counts(board: Board, kit: Kit, volunteer: str, local: datetime) -> bool:
    """Whether it can be used by that person now."""
    elsewhere = kit.carrier is not None and kit.carrier != volunteer
    return not elsewhere and kit.usable(local.date()) and not locked_in(board, kit, volunteer, local)


def locked_in(board: Board, kit: Kit, volunteer: str | None, local: datetime) -> bool:
    """It lies in a station that is shut now, and whoever has the key is neither this person nor on duty there."""
    station = board.duty.stations.get(kit.station or "")
    if station is None:
        return False
    standing = standing_of(board.duty.standings.get(station.id), station.hours, local)
    if standing.state is not StationState.CLOSED:
        return False
    key = kit.keyholder and board.duty.on_duty.get(kit.keyholder)
    return not key or (key.volunteer != volunteer and key.station != station.id)


def _stands_for(board: Board, kit: Kit, check_in: CheckIn, local: datetime) -> str:
    return kit.kind if counts(board, kit, check_in.volunteer, local) else UNFIT
