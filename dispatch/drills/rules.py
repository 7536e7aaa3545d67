"""When a drill may begin, what it plays next, and how it ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from dispatch.board import Board
from dispatch.drills.events import DrillEnded, DrillPaused, DrillResumed, DrillStarted, InjectPlayed, LessonNoted
from dispatch.drills.model import Drill, DrillState, Inject, InjectKind, Scenario
from dispatch.errors import NotFound, Refused
from dispatch.incidents.centre import Centre
from dispatch.incidents.model import Call, CallParticulars, IncidentMode, Response
from dispatch.incidents.plans import Plans
from dispatch.incidents.rules import close, hold, take_call
from dispatch.log.event import Event
from dispatch.people.model import Volunteer

FASTEST = 60.0
OVER = "exercise_over"


def start(
    board: Board,
    scenario: Scenario,
    *,
    speed: float,
    simulated: bool,
    seed: int,
    fictional: Callable[[Volunteer], bool],
) -> list[Event]:
    """One at a time (`drill_running`). Only fictional people may be simulated (`real_people_simulated`), and only with
    simulated people the clock may run faster than the wall's (`real_people_at_speed`): nobody real answers a window of
    half a second."""
    running = board.drills.current
    if running is not None:
        raise Refused("drill_running", drill=running.id)
    _require_speed(speed, simulated=simulated)
    for volunteer in scenario.enrolled:
        if volunteer not in board.people.volunteers:
            raise Refused("unknown_person", people=volunteer, count=1)
        if simulated and not fictional(board.people.volunteers[volunteer]):
            raise Refused("real_people_simulated", volunteer=volunteer)
    return [
        DrillStarted(
            drill=board.drills.last_drill + 1,
            scenario_kind=scenario.kind,
            lasts_s=scenario.lasts_s,
            goals=scenario.goals,
            enrolled=scenario.enrolled,
            asks_after_s=scenario.asks_after_s,
            keep_per_station=scenario.keep_per_station,
            speed=speed,
            simulated=simulated,
            seed=seed,
            particulars=scenario.script,
        )
    ]


def pause(board: Board, drill: int) -> list[Event]:
    """Its clock stands and nobody is asked by plan; those who are on their way go on. Again changes nothing."""
    found = _going(board, drill)
    if found.state is DrillState.PAUSED:
        return []
    asking = [one for one in _open(board) if not board.incidents.incidents[one].held]
    return [DrillPaused(drill, tuple(asking)), *(event for one in asking for event in hold(board, one, held=True))]


def resume(board: Board, drill: int, speed: float | None = None) -> list[Event]:
    """At the speed it had, or another; also while it runs."""
    found = _going(board, drill)
    wanted = found.speed if speed is None else speed
    _require_speed(wanted, simulated=found.simulated)
    if found.state is DrillState.RUNNING and wanted == found.speed:
        return []
    stopped = [one for one in found.stopped_calls if one in board.incidents.incidents]
    return [DrillResumed(drill, wanted), *(event for one in stopped for event in hold(board, one, held=False))]


def stop(board: Board, drill: int) -> list[Event]:
    return _end(board, _going(board, drill), early=True)


def note_lesson(board: Board, drill: int, text: str) -> list[Event]:
    return [LessonNoted(find(board, drill).id, text)]


def find(board: Board, drill: int) -> Drill:
    found = board.drills.drills.get(drill)
    if found is None:
        raise NotFound("drill", drill)
    return found


def next_due(board: Board) -> datetime | None:
    drill = board.drills.current
    if drill is None or drill.state is not DrillState.RUNNING:
        return None
    inject = drill.next_inject
    return drill.moment(drill.lasts_s if inject is None else min(inject.after_s, drill.lasts_s))


def fall_due(board: Board, plans: Plans, centre: Centre, at: datetime) -> list[Event]:
    """The next inject, if its time has come, or the end; one at a time, since each call gets a number of its own."""
    drill, due_at = board.drills.current, next_due(board)
    if drill is None or due_at is None or due_at > at:
        return []
    inject = drill.next_inject
    if inject is None:
        return _end(board, drill, early=False)
    if inject.kind is not InjectKind.CALL or inject.type is None or inject.level is None:
        return [InjectPlayed(drill.id, drill.played, None)]
    call = Call(
        inject.type,
        inject.level,
        IncidentMode.EXERCISE,
        particulars=CallParticulars(inject.place, inject.address, note=inject.text or None),
    )
    wanted = {(call.type, call.level): response(drill, inject, plans[call.type, call.level])}
    return [
        *take_call(board, call, wanted, centre, at),
        InjectPlayed(drill.id, drill.played, board.incidents.last_incident + 1),
    ]


def response(drill: Drill, inject: Inject, planned: Response) -> Response:
    """The plan as the drill plays it: its own needs, and for simulated people windows on the drill's clock."""
    pace = drill.speed if drill.simulated else 1.0
    return replace(
        planned,
        needs=inject.needs or planned.needs,
        activate_after_s=None if drill.asks_after_s is None else round(drill.asks_after_s / pace),
        answer_window_s=max(1, round(planned.answer_window_s / pace)),
    )


def _end(board: Board, drill: Drill, *, early: bool) -> list[Event]:
    """Everything that it brought is closed, and what was taken by hand as an exercise meanwhile."""
    return [*(event for one in _open(board) for event in close(board, one, OVER, None)), DrillEnded(drill.id, early)]


def _open(board: Board) -> list[int]:
    found = board.incidents.incidents.values()
    return sorted(one.id for one in found if one.mode is IncidentMode.EXERCISE and one.part_of is None)


def _going(board: Board, drill: int) -> Drill:
    found = find(board, drill)
    if found.state is DrillState.ENDED:
        raise Refused("drill_over", drill=drill)
    return found


def _require_speed(speed: float, *, simulated: bool) -> None:
    if not 1 <= speed <= FASTEST:
        raise Refused("bad_speed", speed=speed, fastest=FASTEST)
    if speed > 1 and not simulated:
        raise Refused("real_people_at_speed", speed=speed)
