"""Who should be asked, in what order, and why: pure, on travel times that were found before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from dispatch.board import Board
from dispatch.incidents.centre import Centre
from dispatch.incidents.chance import Habits, in_time
from dispatch.incidents.model import AWAITING, Alert, Incident, IncidentMode, Need
from dispatch.incidents.vague import averaged
from dispatch.incidents.waves import HOPELESS, acceptance, outlooks
from dispatch.people.eligibility import Reason, committed, gate
from maps.speeds import Mode

OUTSIDE_LIMIT = "outside_limit"
ASKED_ELSEWHERE = "asked_elsewhere"


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody gets there: `travel_s` None means not within the limit; `placed_by` live, station or standby.

    `spread`: the seconds to each piece of the area in which a vague place lies, infinite beyond the limit; empty for an
    exact place. `travel_s` is their mean, with the limit for what lies beyond it.
    """

    mode: Mode
    placed_by: str
    travel_s: float | None
    access_s: float = 0.0
    spread: tuple[float, ...] = ()


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
    """`role`: what they would do, None for the rejected; `chance`: to say yes and be there within the promise.
    `spread`: seconds of travel to the pieces of a vague place, as in `Reach`."""

    volunteer: str
    role: str | None
    mode: Mode
    placed_by: str
    eta: Eta | None
    chance: float | None
    reasons: tuple[str, ...] = ()
    rank: int | None = None
    picked: bool = False
    acceptance: float | None = None
    spread: tuple[float, ...] = ()

    @property
    def eta_range_s(self) -> tuple[float, float] | None:
        """The soonest and the latest that a vague place allows, within the limit; None for an exact place."""
        within = [one for one in self.spread if isfinite(one)]
        if self.eta is None or not within:
            return None
        besides = self.eta.total_s - self.eta.travel_s
        return besides + min(within), besides + max(within)


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
    reported_at: datetime

    @classmethod
    def before(cls, board: Board, incident: Incident, centre: Centre, at: datetime) -> "Sieve":
        unmet = board.incidents.unmet(incident)
        group = {one.id for one in board.incidents.group(incident)}
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
                if alert.incident not in group and alert.state in AWAITING and _rivals(board, alert, incident)
            ),
            reported_at=board.incidents.reported_at(incident),
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
            handling_s=(self.at - self.reported_at).total_seconds(),
            answer_s=float(self.centre.mobilisation.answer_s),
            turnout_s=self.centre.turnout_s(self.at),
            travel_s=reach.travel_s,
            access_s=reach.access_s,
        )

    def named(self, volunteer: str, role: str, reach: Reach | None) -> Candidate:
        """Somebody whom the dispatcher chose, wherever they are."""
        reach = reach or Reach(self.board.people.volunteers[volunteer].mode, "unknown", None)
        return Candidate(volunteer, role, reach.mode, reach.placed_by, self.eta(reach), None, spread=reach.spread)

    def consider(self, volunteer: str, reach: Reach) -> Candidate:
        role, reasons = self.role(volunteer)
        eta = self.eta(reach)
        if self.incident.place is not None and (eta is None or eta.response_s > self.incident.response.limit_s):
            eta, reasons = None, (*reasons, OUTSIDE_LIMIT)
        role_if_any = None if reasons else role
        return Candidate(volunteer, role_if_any, reach.mode, reach.placed_by, eta, None, reasons, spread=reach.spread)


def candidates(
    board: Board, incident: Incident, reaches: Mapping[str, Reach], centre: Centre, at: datetime
) -> Candidates:
    """Rank by their chance to be there in time everyone who passes the gates, and pick whom the plan would ask now.

    `reaches` holds everyone who is placed. Who already goes to this incident, or was asked, is left out. Cost: one
    pass over those on duty; everyone else is only counted.
    """
    sieve = Sieve.before(board, incident, centre, at)
    on_duty = (volunteer for volunteer in board.duty.on_duty if volunteer not in sieve.involved)
    found = [sieve.consider(volunteer, reaches[volunteer]) for volunteer in on_duty if volunteer in reaches]
    ready = with_chances([c for c in found if not c.reasons], board, incident, centre, at)
    ranked = [replace(c, rank=rank) for rank, c in enumerate(sorted(ready, key=_by_chance), start=1)]
    rejected = sorted((c for c in found if c.reasons and c.eta is not None), key=_by_time)
    counts = Counter(c.reasons[0] for c in found if c.reasons)
    counts[str(Reason.OFF_DUTY)] = len(board.people.volunteers) - len(board.duty.on_duty)
    picked = _pick(board, incident, ranked, centre, at)
    return Candidates(at, picked, tuple(rejected), +counts)


def _rivals(board: Board, alert: Alert, incident: Incident) -> bool:
    """A real call does not wait for who is being asked for an exercise."""
    return incident.mode is not IncidentMode.ACTUAL or board.incidents.incidents[alert.incident].mode is incident.mode


def _by_time(candidate: Candidate) -> tuple[float, str]:
    """Soonest first; people whose time is unknown come last; equal times by id, so that the order is one."""
    return (candidate.eta.response_s if candidate.eta else float("inf"), candidate.volunteer)


def _by_chance(candidate: Candidate) -> tuple[float, float, str]:
    """The likeliest to be there in time first: where people say yes alike that is the soonest."""
    return (-round(candidate.chance or 0.0, 3), *_by_time(candidate))


def with_chances(
    chosen: Sequence[Candidate], board: Board, incident: Incident, centre: Centre, at: datetime
) -> list[Candidate]:
    """The same people, each with the chance to say yes, and to say yes and be there within the promise."""
    habits = centre.habits(at)
    in_promise = iter(_in_promise([one for one in chosen if one.eta is not None], incident, habits))
    says_yes = [acceptance(board.incidents.answers, candidate.volunteer, habits) for candidate in chosen]
    return [
        replace(c, acceptance=yes, chance=yes * float(next(in_promise)) if c.eta is not None else None)
        for c, yes in zip(chosen, says_yes, strict=True)
    ]


def _in_promise(timed: Sequence[Candidate], incident: Incident, habits: Habits) -> NDArray[np.float64]:
    """[n] the chance of each, once they say yes, to be there within the promise: of a vague place, anywhere in it."""
    etas = [one.eta for one in timed if one.eta is not None]
    left = np.array([incident.response.promise_s - eta.handling_s - eta.access_s for eta in etas])
    if any(one.spread for one in timed):
        return averaged(np.array([one.spread for one in timed]), left, habits)
    return in_time(np.array([eta.travel_s for eta in etas]), left, habits)


def _pick(
    board: Board, incident: Incident, ranked: Sequence[Candidate], centre: Centre, at: datetime
) -> tuple[Candidate, ...]:
    """The fewest, in order, who with those already asked and coming bring each role to its target chance.

    Where the promise can hardly be kept any more, as many are asked as bring somebody at all with that chance, however
    late: not nobody, and not everyone.
    """
    picked: set[str] = set()
    for role, outlook in outlooks(board, incident, centre, at).items():
        in_promise: list[float] = []
        ever: list[float] = []
        for candidate in ranked:
            if outlook.with_asked(in_promise) >= outlook.target:
                break
            if candidate.role != role or candidate.chance is None or candidate.acceptance is None:
                continue
            if candidate.chance < HOPELESS and outlook.with_asked(ever, in_time=False) >= outlook.target:
                break
            picked.add(candidate.volunteer)
            in_promise.append(candidate.chance)
            ever.append(candidate.acceptance)
    return tuple(replace(candidate, picked=candidate.volunteer in picked) for candidate in ranked)
