"""What a drill costs: who on duty is enrolled, who is busy in it, and where too few are left. Pure."""

from collections import Counter
from dataclasses import dataclass

from dispatch.board import Board
from dispatch.drills.model import Drill
from dispatch.incidents.model import Assignment, IncidentMode


@dataclass(frozen=True, slots=True)
class Thin:
    """A station that would have enough people were it not for the drill: `left` of `on_duty` are free."""

    station: str
    on_duty: int
    left: int


@dataclass(frozen=True, slots=True)
class Cover:
    """`busy`: on an assignment of an exercise; `left`: of those on duty, free of any assignment."""

    on_duty: int
    enrolled: int
    enrolled_on_duty: int
    busy: int
    left: int
    keep_per_station: int
    thin: tuple[Thin, ...]


def cover(board: Board, drill: Drill) -> Cover:
    """A real call may take people out of a drill at any time; until then they are away from their station."""
    incidents, on_duty = board.incidents, board.duty.on_duty
    going = {one.volunteer: incidents.incidents[one.incident].mode for one in _open(board)}
    for_real = {volunteer for volunteer, mode in going.items() if mode is IncidentMode.ACTUAL}
    busy = {volunteer for volunteer in going if volunteer not in for_real}
    here = [one for one in on_duty.values() if one.standby is None]
    present = Counter(one.station for one in here)
    in_drill = Counter(one.station for one in here if one.volunteer in busy)
    elsewhere = Counter(one.station for one in here if one.volunteer in for_real)
    keep = drill.keep_per_station
    free = {station: present[station] - in_drill[station] - elsewhere[station] for station in sorted(present)}
    thin = [
        Thin(station, present[station], left)
        for station, left in free.items()
        if left < keep <= left + in_drill[station]
    ]
    return Cover(
        on_duty=len(on_duty),
        enrolled=len(drill.enrolled),
        enrolled_on_duty=sum(one in on_duty for one in drill.enrolled),
        busy=len(busy),
        left=sum(one not in going for one in on_duty),
        keep_per_station=keep,
        thin=tuple(thin),
    )


def _open(board: Board) -> list[Assignment]:
    """Those for real last: they are what counts where somebody has both."""
    found = [one for one in board.incidents.assignments.values() if one.open]
    return sorted(found, key=lambda one: (board.incidents.incidents[one.incident].mode is IncidentMode.ACTUAL, one.id))
