"""How many should be asked, and when: the chance that is left, from who was asked and who comes.

At every answer, every window that ends and every dropout the chance is reckoned anew: who has been silent for a while
is less likely to say yes, who has set out is nearly there. While it is below the target, the next best is asked; once
those who accepted are enough alone, who has not answered yet is let be.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from dispatch.board import Board
from dispatch.incidents.centre import Centre
from dispatch.incidents.chance import (
    Habits,
    Odds,
    accepted_in_time,
    still_accepts,
    still_in_time,
    together,
    travels_in_time,
)
from dispatch.incidents.model import (
    ANSWERABLE,
    SERVED,
    WEEK,
    Alert,
    Answers,
    Assignment,
    Incident,
    Incidents,
    Need,
    Progress,
)

ENOUGH = 0.95
"""So likely do those who accepted have to be there in time before the others are let be: a yes of somebody who has been
asked costs no further alert, and the promise is kept by whoever comes first, not by the first yes."""
HOPELESS = 0.01
"""A chance to be there within the promise below which somebody is asked only when too few others are."""
THERE = frozenset({Progress.ON_SCENE, Progress.ENGAGED}) | SERVED


@dataclass(frozen=True, slots=True)
class Standing:
    """One person who was asked: the chances to be there within the promise, and to be there at all."""

    in_time: float
    at_all: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may be expected of one role: `coming` have accepted, `asked` have yet to answer."""

    need: Need
    target: float
    coming: tuple[Standing, ...]
    asked: tuple[Standing, ...]

    @property
    def chance(self) -> float:
        """That the need is filled within the promise by those asked so far."""
        return self.odds().chance

    @property
    def enough_coming(self) -> bool:
        """Whether those who accepted are enough alone."""
        return together(self.need.count, [one.in_time for one in self.coming], ()) >= max(self.target, ENOUGH)

    def odds(self, *, in_time: bool = True) -> Odds:
        """With those asked so far, and open for more; `in_time` False: however late they come."""
        odds = Odds(self.need.count, [one.in_time if in_time else one.at_all for one in self.coming])
        for one in self.asked:
            odds.ask(one.in_time if in_time else one.at_all)
        return odds

    def with_asked(self, more: Iterable[float]) -> float:
        """The chance when people of these chances are asked as well."""
        odds = self.odds()
        for q in more:
            odds.ask(q)
        return odds.chance


def alerted_enough(board: Board, incident: Incident, volunteer: str, at: datetime) -> bool:
    """Whether they were alerted so often in the last week that others come first: being asked is a burden."""
    own = board.incidents.answers.get(volunteer, Answers())
    return sum(one > at - WEEK for one in own.lately) >= incident.response.weekly_alerts


def outlooks(board: Board, incident: Incident, centre: Centre, at: datetime) -> dict[str, Outlook]:
    """By role, what may be expected now. Pure and quick: travel times are those foreseen when people were asked."""
    incidents, habits = board.incidents, centre.habits(at)
    left = _left_s(incidents, incident, at)
    coming = list(_coming(incidents, incident, left, habits, at))
    asked = list(_asked(incidents, incident, left, habits, at))
    return {
        need.role: Outlook(
            need,
            need.target or incident.response.target,
            tuple(one for role, one in coming if role == need.role),
            tuple(one for role, one in asked if role == need.role),
        )
        for need in incident.response.needs
    }


def welcome(board: Board, asked: Alert, centre: Centre, at: datetime) -> bool:
    """Whether a yes to this alert still helps: people are wanted, or those whom the plan brought are not enough
    alone and whoever says yes may be there in time. Who was picked by hand, or whose time is not known, is enough."""
    incidents = board.incidents
    incident = incidents.whole(incidents.incidents[asked.incident])
    if incidents.unmet(incident).get(asked.role, 0) > 0:
        return True
    coming = [one for one in incidents.assignments_of(incident) if one.role == asked.role and one.fills_need]
    if not incident.by_plan or asked.way_s is None or any(incidents.alerts[one.alert].way_s is None for one in coming):
        return False
    its = outlooks(board, incident, centre, at).get(asked.role)
    if its is None or its.enough_coming:
        return False
    left = _left_s(incidents, incident, at)
    own = accepted_in_time(np.array([asked.way_s]), np.array([left]), np.zeros(1), centre.habits(at))
    return bool(own[0] >= HOPELESS)


def _left_s(incidents: Incidents, incident: Incident, at: datetime) -> float:
    return incident.response.promise_s - (at - incidents.reported_at(incident)).total_seconds()


def _asked(
    incidents: Incidents, incident: Incident, left_s: float, habits: Habits, at: datetime
) -> Iterator[tuple[str, Standing]]:
    alerts = [one for one in incidents.alerts_of(incident) if one.state in ANSWERABLE]
    if not alerts:
        return
    says_yes = np.array([_or(one.acceptance, habits.acceptance) for one in alerts])
    waited = np.array([(at - one.alerted_at).total_seconds() for one in alerts])
    way = np.array([_or(one.way_s, np.inf) for one in alerts])
    in_time = still_in_time(says_yes, way, np.full(len(alerts), left_s), waited, habits)
    at_all = still_accepts(says_yes, waited, habits)
    for one, soon, ever in zip(alerts, in_time, at_all, strict=True):
        yield one.role, Standing(float(soon), float(ever))


def _coming(
    incidents: Incidents, incident: Incident, left_s: float, habits: Habits, at: datetime
) -> Iterator[tuple[str, Standing]]:
    for one in incidents.assignments_of(incident):
        if one.progress in THERE:
            yield one.role, Standing(1.0, 1.0)
        elif one.fills_need:
            yield one.role, Standing(_arrives(one, incidents.alerts[one.alert], left_s, habits, at), 1.0)


def _arrives(assignment: Assignment, alert: Alert, left_s: float, habits: Habits, at: datetime) -> float:
    """By the time it has taken so far; who said that they would come later is not expected sooner."""
    progress, since = assignment.times[-1]
    gone = np.array([(at - since).total_seconds()])
    way, left = np.array([_or(alert.way_s, np.inf)]), np.array([left_s])
    if progress is Progress.EN_ROUTE:
        return float(travels_in_time(way, left, gone, habits)[0])
    late = max(0.0, (alert.delay_s or 0) - gone[0])
    return float(accepted_in_time(way, left - late, gone, habits)[0])


def _or(known: float | None, otherwise: float) -> float:
    return otherwise if known is None else known
