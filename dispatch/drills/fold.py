"""The only place where drills change."""

from dataclasses import replace
from datetime import datetime

from dispatch.drills.events import (
    DrillEnded,
    DrillEvent,
    DrillPaused,
    DrillResumed,
    DrillStarted,
    InjectPlayed,
    LessonNoted,
)
from dispatch.drills.model import Drill, Drills, DrillState, Lesson, Stretch
from dispatch.log.event import Recorded


def fold(state: Drills, recorded: Recorded) -> Drills:
    event = recorded.event
    if isinstance(event, DrillStarted):
        return _with(state, started(recorded, event))
    if isinstance(event, DrillEvent):
        return _with(state, _changed(state.drills[event.drill], recorded))
    return state


def started(recorded: Recorded, event: DrillStarted) -> Drill:
    return Drill(
        id=event.drill,
        kind=event.scenario_kind,
        lasts_s=event.lasts_s,
        goals=event.goals,
        enrolled=event.enrolled,
        asks_after_s=event.asks_after_s,
        keep_per_station=event.keep_per_station,
        simulated=event.simulated,
        seed=event.seed,
        speed=event.speed,
        state=DrillState.RUNNING,
        started_at=recorded.at,
        started_by=recorded.by,
        started_seq=recorded.seq,
        clock=(Stretch(recorded.at, 0.0, event.speed),),
        particulars=event.particulars,
    )


def _changed(drill: Drill, recorded: Recorded) -> Drill:
    at = recorded.at
    match recorded.event:
        case InjectPlayed(number=number, incident=incident):
            called = drill.incidents if incident is None else (*drill.incidents, incident)
            return replace(drill, played=number + 1, incidents=called)
        case DrillPaused(stopped_calls=stopped):
            return replace(_clocked(drill, at, 0.0), state=DrillState.PAUSED, stopped_calls=stopped)
        case DrillResumed(speed=speed):
            return replace(_clocked(drill, at, speed), state=DrillState.RUNNING, speed=speed, stopped_calls=())
        case DrillEnded():
            return replace(_clocked(drill, at, 0.0), state=DrillState.ENDED, ended_at=at, ended_seq=recorded.seq)
        case LessonNoted(particulars=text):
            return replace(drill, lessons=(*drill.lessons, Lesson(at, recorded.by, text)))
    return drill


def _clocked(drill: Drill, at: datetime, speed: float) -> Drill:
    return replace(drill, clock=(*drill.clock, Stretch(at, drill.elapsed_s(at), speed)))


def _with(state: Drills, drill: Drill) -> Drills:
    return replace(state, drills=state.drills.set(drill.id, drill), last_drill=max(state.last_drill, drill.id))
