"""Who should be asked, in what order, and why: pure, on travel times that were found before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from dispatch.board import Board
from dispatch.incidents.centre import Centre
from dispatch.incidents.chance import at_least, in_time
from dispatch.incidents.model import AWAITING, Alert, Incident, IncidentMode, Need
from dispatch.people.eligibility import Reason, committed, gate
from maps.speeds import Mode

OUTSIDE_LIMIT = "outside_limit"
ASKED_ELSEWHERE = "asked_elsewhere"
HOPELESS = 0.01
"""A chance to be there within the promise below which somebody is asked only when too few others are."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody gets there: `travel_s` None means not within the limit; `placed_by` live, station or standby."""

    mode: Mode
    placed_by: str
    travel_s: float | None
    access_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Eta:
    """Seconds from the report to the scene, part by part; `handling_s` is what has already gone by."""

    handling_s: float
    answer_s: float
    turnout_s: float
    travel_s: float
    access_s: float

    @property
    def total_s(self) -> float:
        return self.handling_s + self.response_s

    @property
    def response_s(self) -> float:
        """From being asked to being there."""
        return self.answer_s + self.turnout_s + self.travel_s + self.access_s


@dataclass(frozen=True, slots=True)
class Candidate:
    """`role`: what they would do, None for the rejected; `chance`: to say yes and be there within the promise."""

    volunteer: str
    role: str | None
    mode: Mode
    placed_by: str
    eta: Eta | None
    chance: float | None
    reasons: tuple[str, ...] = ()
    rank: int | None = None
    picked: bool = False


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everyone who was considered: `counts` by the first reason against each, `ranked` in order, `rejected` by ETA."""

    at: datetime
    ranked: tuple[Candidate, ...]
    rejected: tuple[Candidate, ...]
    counts: Mapping[str, int]

    @property
    def picked(self) -> tuple[Candidate, ...]:
        return tuple(candidate for candidate in self.ranked if candidate.picked)


@dataclass(frozen=True, slots=True)
class Sieve:
    """The gates in front of one incident at one moment: what is the same for everyone is looked up once."""

    board: Board
    incident: Incident
    centre: Centre
    at: datetime
    needs: tuple[Need, ...]
    committed: Mapping[str, int]
    involved: frozenset[str]
    asked_elsewhere: frozenset[str]

    @classmethod
    def before(cls, board: Board, incident: Incident, centre: Centre, at: datetime) -> "Sieve":
        unmet = board.incidents.unmet(incident)
        return cls(
            board,
            incident,
            centre,
            at,
            needs=tuple(sorted(incident.response.needs, key=lambda need: unmet[need.role] == 0)),
            committed=committed(board, incident.mode),
            involved=frozenset(alert.volunteer for alert in board.incidents.alerts_of(incident)),
            asked_elsewhere=frozenset(
                alert.volunteer
                for alert in board.incidents.alerts.values()
                if alert.incident != incident.id and alert.state in AWAITING and _rivals(board, alert, incident)
            ),
        )

    def role(self, volunteer: str) -> tuple[str, tuple[str, ...]]:
        """(role, reasons against): the first role still wanted that they may fill, else the first of all."""
        record, day = self.board.people.volunteers[volunteer], self.centre.day(self.at)
        gates = ((need.role, gate(self.board, record, need, day, self.committed)) for need in self.needs)
        role, reasons = min(gates, key=lambda passed: len(passed[1]))
        asked = (ASKED_ELSEWHERE,) if volunteer in self.asked_elsewhere else ()
        return role, (*map(str, reasons), *asked)

    def eta(self, reach: Reach) -> Eta | None:
        if reach.travel_s is None:
            return None
        return Eta(
            handling_s=(self.at - self.incident.reported_at).total_seconds(),
            answer_s=float(self.centre.mobilisation.answer_s),
            turnout_s=self.centre.turnout_s(self.at),
            travel_s=reach.travel_s,
            access_s=reach.access_s,
        )

    def named(self, volunteer: str, role: str, reach: Reach | None) -> Candidate:
        """Somebody whom the dispatcher chose, wherever they are."""
        reach = reach or Reach(self.board.people.volunteers[volunteer].mode, "unknown", None)
        return Candidate(volunteer, role, reach.mode, reach.placed_by, self.eta(reach), None)

    def consider(self, volunteer: str, reach: Reach) -> Candidate:
        role, reasons = self.role(volunteer)
        eta = self.eta(reach)
        if self.incident.place is not None and (eta is None or eta.response_s > self.incident.response.limit_s):
            eta, reasons = None, (*reasons, OUTSIDE_LIMIT)
        return Candidate(volunteer, None if reasons else role, reach.mode, reach.placed_by, eta, None, reasons)


def candidates(
    board: Board, incident: Incident, reaches: Mapping[str, Reach], centre: Centre, at: datetime
) -> Candidates:
    """Rank by time to the scene everyone who passes the gates, and pick whom the plan would ask now.

    `reaches` holds everyone who is placed. Who already goes to this incident, or was asked, is left out. Cost: one
    pass over those on duty; everyone else is only counted.
    """
    sieve = Sieve.before(board, incident, centre, at)
    on_duty = (volunteer for volunteer in board.duty.on_duty if volunteer not in sieve.involved)
    found = [sieve.consider(volunteer, reaches[volunteer]) for volunteer in on_duty if volunteer in reaches]
    ranked = with_chances(sorted((c for c in found if not c.reasons), key=_by_time), incident, centre, at)
    rejected = sorted((c for c in found if c.reasons and c.eta is not None), key=_by_time)
    counts = Counter(c.reasons[0] for c in found if c.reasons)
    counts[str(Reason.OFF_DUTY)] = len(board.people.volunteers) - len(board.duty.on_duty)
    picked = _pick(board, incident, ranked, centre.habits(at).acceptance)
    return Candidates(at, picked, tuple(rejected), +counts)


def _rivals(board: Board, alert: Alert, incident: Incident) -> bool:
    """A real call does not wait for who is being asked for an exercise."""
    return incident.mode is not IncidentMode.ACTUAL or board.incidents.incidents[alert.incident].mode is incident.mode


def _by_time(candidate: Candidate) -> tuple[float, str]:
    """Soonest first; people whose time is unknown come last; equal times by id, so that the order is one."""
    return (candidate.eta.response_s if candidate.eta else float("inf"), candidate.volunteer)


def with_chances(ranked: Sequence[Candidate], incident: Incident, centre: Centre, at: datetime) -> list[Candidate]:
    """The same people, numbered in this order, each with the chance to say yes and be there within the promise."""
    timed = [candidate.eta for candidate in ranked if candidate.eta is not None]
    habits = centre.habits(at)
    travel = np.array([eta.travel_s for eta in timed])
    left = np.array([incident.response.promise_s - eta.handling_s - eta.access_s for eta in timed])
    chances = iter(habits.acceptance * in_time(travel, left, habits))
    return [
        replace(c, rank=place, chance=float(next(chances)) if c.eta is not None else None)
        for place, c in enumerate(ranked, start=1)
    ]


def _pick(board: Board, incident: Incident, ranked: Sequence[Candidate], acceptance: float) -> tuple[Candidate, ...]:
    """The fewest, in order, who with those already asked bring each unmet role to its target chance.

    Where the promise can hardly be kept any more, as many are asked as bring somebody at all with that chance, however
    late: not nobody, and not everyone.
    """
    picked: set[str] = set()
    awaited = [alert for alert in board.incidents.alerts_of(incident) if alert.state in AWAITING]
    unmet = board.incidents.unmet(incident)
    for need in incident.response.needs:
        wanted, target = unmet[need.role], need.target or incident.response.target
        chances = [alert.chance or 0.0 for alert in awaited if alert.role == need.role]
        for candidate in ranked:
            if at_least(wanted, chances) >= target:
                break
            if candidate.role != need.role or candidate.chance is None:
                continue
            if candidate.chance < HOPELESS and at_least(wanted, [acceptance] * len(chances)) >= target:
                break
            picked.add(candidate.volunteer)
            chances.append(candidate.chance)
    return tuple(replace(candidate, picked=candidate.volunteer in picked) for candidate in ranked)
