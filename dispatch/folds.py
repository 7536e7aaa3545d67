"""Joins the rooms' folds: every kind of event belongs to exactly one room."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import dispatch.aeds.events
import dispatch.aeds.fold
import dispatch.conditions.events
import dispatch.conditions.fold
import dispatch.drills.events
import dispatch.drills.fold
import dispatch.duty.events
import dispatch.duty.fold
import dispatch.followups.events
import dispatch.followups.fold
import dispatch.ground.events
import dispatch.ground.fold
import dispatch.hours.events
import dispatch.hours.fold
import dispatch.incidents.events
import dispatch.incidents.fold
import dispatch.kits.events
import dispatch.kits.fold
import dispatch.ladder.events
import dispatch.ladder.fold
import dispatch.people.events
import dispatch.people.fold
import dispatch.places.events
import dispatch.places.fold
import dispatch.planning.events
import dispatch.planning.fold
import dispatch.readiness.events
import dispatch.readiness.fold
import dispatch.rosters.events
import dispatch.rosters.fold
import dispatch.safety.events
import dispatch.safety.fold
from dispatch.board import Board
from dispatch.log.event import Event, Recorded

ROOMS: dict[str, tuple[tuple[type[Event], ...], Callable[[Any, Recorded], Any]]] = {
    "incidents": (dispatch.incidents.events.EVENTS, dispatch.incidents.fold.fold),
    "people": (dispatch.people.events.EVENTS, dispatch.people.fold.fold),
    "duty": (dispatch.duty.events.EVENTS, dispatch.duty.fold.fold),
    "conditions": (dispatch.conditions.events.EVENTS, dispatch.conditions.fold.fold),
    "ground": (dispatch.ground.events.EVENTS, dispatch.ground.fold.fold),
    "places": (dispatch.places.events.EVENTS, dispatch.places.fold.fold),
    "safety": (dispatch.safety.events.EVENTS, dispatch.safety.fold.fold),
    "followups": (dispatch.followups.events.EVENTS, dispatch.followups.fold.fold),
    "aeds": (dispatch.aeds.events.EVENTS, dispatch.aeds.fold.fold),
    "ladder": (dispatch.ladder.events.EVENTS, dispatch.ladder.fold.fold),
    "planning": (dispatch.planning.events.EVENTS, dispatch.planning.fold.fold),
    "readiness": (dispatch.readiness.events.EVENTS, dispatch.readiness.fold.fold),
    "kits": (dispatch.kits.events.EVENTS, dispatch.kits.fold.fold),
    "rosters": (dispatch.rosters.events.EVENTS, dispatch.rosters.fold.fold),
    "hours": (dispatch.hours.events.EVENTS, dispatch.hours.fold.fold),
    "drills": (dispatch.drills.events.EVENTS, dispatch.drills.fold.fold),
}
KINDS: tuple[type[Event], ...] = tuple(kind for kinds, _ in ROOMS.values() for kind in kinds)
ROOM_OF: dict[type[Event], str] = {kind: room for room, (kinds, _) in ROOMS.items() for kind in kinds}


def fold(board: Board, recorded: Recorded) -> Board:
    """The board after one more event."""
    room = ROOM_OF[type(recorded.event)]
    changed: dict[str, Any] = {room: ROOMS[room][1](getattr(board, room), recorded)}
    return replace(board, **changed)
