"""A small drill in the straight street of `tests.simulate.street`, and what it is played to."""

from datetime import UTC, datetime

from dispatch.drills.model import DrillKind, Goal, GoalKind, Inject, InjectKind, Scenario, Script
from dispatch.incidents.model import IncidentType, Need, Place
from dispatch.people.model import Team

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SQUARE = Place(104.06, 30.66)
PATIENT = Need("patient", Team.MEDICAL, 1, ("first_aid",))


def a_call(after_s: float, *needs: Need) -> Inject:
    return Inject(after_s, InjectKind.CALL, "演练来电", IncidentType.MEDICAL, 2, SQUARE, needs=needs)


def a_message(after_s: float) -> Inject:
    return Inject(after_s, InjectKind.MESSAGE, "水位上涨")


def a_scenario(*injects: Inject, enrolled: tuple[str, ...] = ("M1", "M2"), lasts_s: float = 3600) -> Scenario:
    return Scenario(
        kind=DrillKind.FLOOD,
        lasts_s=lasts_s,
        goals=(Goal(GoalKind.ALL_ALERTED, within_s=60, share=1.0), Goal(GoalKind.PARTICIPATIONS, at_least=1)),
        enrolled=enrolled,
        asks_after_s=30,
        keep_per_station=2,
        script=Script("演练", injects or (a_message(0), a_call(60, PATIENT), a_message(600))),
    )
