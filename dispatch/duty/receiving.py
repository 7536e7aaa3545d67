"""What becomes of somebody who checks in or out themselves, and of what waits for an officer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.board import Board
from dispatch.duty import rules
from dispatch.duty.arriving import HELD_KEPT, NOTHING, Brought, Doubt, Held, HeldState, Proof, Proved
from dispatch.duty.events import (
    CheckedIn,
    CheckedOut,
    CheckInHeld,
    HandoverNoted,
    HeldDecided,
    HeldLeft,
    StationPaired,
    StationStateSet,
)
from dispatch.duty.model import Standby, Station
from dispatch.duty.standing import StationState, standing_of
from dispatch.errors import NotFound, Refused
from dispatch.log.event import Event


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who checks in, and what they bring. `note`: for whoever comes next."""

    volunteer: str
    station: str
    kit: tuple[str, ...] = ()
    until: datetime | None = None
    standby: Standby | None = None
    brought: Brought = NOTHING
    note: str | None = None


def station_named(board: Board, station: str) -> Station:
    found = board.duty.stations.get(station)
    if found is None:
        raise NotFound("station", station)
    return found


def receive(
    board: Board, arrival: Arrival, proof: Proof | None, doubts: tuple[Doubt, ...], when: datetime, local: datetime
) -> list[Event]:
    """On duty, or, with `doubts`, held for the station's officer. Who is on duty at that station already only corrects.
    Outside the station's hours on site nobody is (`station_shut`). The plain form without any proof is refused where
    somebody is on duty elsewhere."""
    station, present = station_named(board, arrival.station), board.duty.on_duty.get(arrival.volunteer)
    known = present is not None and present.station == arrival.station and present.standby is None
    if not known and arrival.standby is None:
        standing = standing_of(board.duty.standings.get(station.id), station.hours, local)
        if standing.by_hours:
            raise Refused("station_shut", station=station.id, hours=station.hours)
    plain = proof is not None and proof.by is Proved.UNPROVED and Doubt.TWO_STATIONS in doubts
    if known or plain or arrival.standby is not None or not doubts:
        return [*_checked_in(board, arrival, proof, when), *_noted(arrival.volunteer, arrival.station, arrival.note)]
    begun = next(one for one in _checked_in(_freed(board, arrival.volunteer), arrival, proof, when) if _begins(one))
    return [_held(board, arrival, begun, doubts)]


def leave(board: Board, volunteer: str, station: str, note: str | None) -> list[Event]:
    """Who leaves while their check-in still waits is remembered to have left."""
    waiting = [
        one
        for one in board.duty.held.values()
        if one.open and one.left_at is None and (one.volunteer, one.station) == (volunteer, station)
    ]
    present = board.duty.on_duty.get(volunteer)
    if waiting and (present is None or present.station != station):
        return [HeldLeft(one.id, volunteer, station, note) for one in waiting]
    return [*rules.check_out(board, volunteer, station), *_noted(volunteer, station, note)]


def confirm(board: Board, held: Held) -> list[Event]:
    """They are on duty there since they came; where they were until then they are checked out."""
    present = board.duty.on_duty.get(held.volunteer)
    moved = present is not None and present.station != held.station
    if present is not None and moved and present.at > held.at:
        raise Refused("on_duty_elsewhere", volunteer=held.volunteer, station=present.station)
    without = replace(board, duty=replace(board.duty, held=board.duty.held.delete(held.id)))
    arrival = Arrival(held.volunteer, held.station, held.kit, held.until, brought=held.brought)
    return [
        *([CheckedOut(held.volunteer, present.station)] if present is not None and moved else []),
        *_checked_in(_freed(without, held.volunteer) if moved else without, arrival, held.proof, held.at),
        *_noted(held.volunteer, held.station, held.note),
        HeldDecided(held.id, held.volunteer, held.station, HeldState.CONFIRMED, None),
    ]


def reject(held: Held, reason: str | None) -> list[Event]:
    return [HeldDecided(held.id, held.volunteer, held.station, HeldState.REJECTED, reason)]


def lapse(board: Board, at: datetime) -> list[Event]:
    """What nobody looked at for a day is not said to wait any longer."""
    return [
        HeldDecided(one.id, one.volunteer, one.station, HeldState.LAPSED, None)
        for one in waiting(board.duty.held.values())
        if one.arrived_at + HELD_KEPT <= at
    ]


def next_lapse(board: Board) -> datetime | None:
    since = min((one.arrived_at for one in waiting(board.duty.held.values())), default=None)
    return None if since is None else since + HELD_KEPT


def waiting(held: Iterable[Held]) -> list[Held]:
    return [one for one in held if one.open]


def find_held(board: Board, held: int) -> Held:
    """Refuses with `held_decided` where somebody was quicker."""
    found = board.duty.held.get(held)
    if found is None:
        raise NotFound("held", held)
    if not found.open:
        raise Refused("held_decided", held=held, held_state=found.state)
    return found


def set_state(board: Board, station: str, state: StationState | None, reason: str | None) -> list[Event]:
    """What is not simply open needs a reason, which is what people are told."""
    station_named(board, station)
    if state in {StationState.CLOSED, StationState.DEGRADED} and not reason:
        raise Refused("reason_needed", station=station)
    said = board.duty.standings.get(station)
    if (said and said.state, said and said.reason) == (state, reason):
        return []
    return [StationStateSet(station, state, reason)]


def pair(board: Board, station: str, *, anew: bool) -> list[Event]:
    station_named(board, station)
    round_ = board.duty.pairings.get(station, 0)
    return [StationPaired(station, round_ + 1)] if anew or not round_ else []


def _checked_in(board: Board, arrival: Arrival, proof: Proof | None, when: datetime) -> list[Event]:
    return rules.check_in(
        board,
        arrival.volunteer,
        arrival.station,
        kit=arrival.kit,
        until=arrival.until,
        standby=arrival.standby,
        proof=proof,
        brought=arrival.brought,
        at=when,
    )


def _begins(event: Event) -> bool:
    return isinstance(event, CheckedIn)


def _freed(board: Board, volunteer: str) -> Board:
    """As if they were on duty nowhere."""
    on_duty = board.duty.on_duty
    return replace(
        board, duty=replace(board.duty, on_duty=on_duty.delete(volunteer) if volunteer in on_duty else on_duty)
    )


def _held(board: Board, arrival: Arrival, begun: Event, doubts: tuple[Doubt, ...]) -> CheckInHeld:
    assert isinstance(begun, CheckedIn)
    assert begun.proof is not None
    theirs = [one for one in waiting(board.duty.held.values()) if one.volunteer == arrival.volunteer]
    same = next((one.id for one in theirs if one.station == arrival.station), board.duty.last_held + 1)
    return CheckInHeld(
        same,
        begun.volunteer,
        begun.station,
        doubts,
        begun.proof,
        begun.until,
        begun.kit,
        begun.brought,
        arrival.note,
    )


def _noted(volunteer: str, station: str, note: str | None) -> list[Event]:
    return [HandoverNoted(station, volunteer, note)] if note else []
