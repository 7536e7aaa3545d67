"""The gates and the clock in front of one incident, for everyone who is placed at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dispatch.board import Board
from dispatch.incidents.acceptance import acceptances
from dispatch.incidents.candidate import Candidate, Eta
from dispatch.incidents.centre import Centre
from dispatch.incidents.fetching import AED, still_there
from dispatch.incidents.model import AWAITING, Alert, Incident, IncidentMode, Need
from dispatch.incidents.vague import averaged
from dispatch.incidents.ways import F8, Reaches, Way
from dispatch.kits.counting import effective
from dispatch.people.eligibility import Demands, Reason, best_role, committed, profile
from dispatch.people.profiles import NONE, REASONS, Verdicts

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Sieve:
    """The gates in front of one incident at one moment: what is the same for everyone is looked up once."""

    board: Board
    incident: Incident
    reaches: Reaches
    centre: Centre
    at: datetime
    needs: tuple[Need, ...]
    demands: Demands
    committed: Mapping[str, int]
    involved: frozenset[str]
    asked_elsewhere: frozenset[str]
    enrolled: frozenset[str] | None
    handling_s: float

    @classmethod
    def before(cls, board: Board, incident: Incident, reaches: Reaches, centre: Centre, at: datetime) -> "Sieve":
        unmet = board.incidents.unmet(incident)
        group = {one.id for one in board.incidents.group(incident)}
        kit_known = reaches.by_aed is not None or reaches.profiles.kit_known(reaches.alike)
        return cls(
            board,
            incident,
            reaches,
            centre,
            at,
            needs=tuple(sorted(incident.response.needs, key=lambda need: unmet[need.role] == 0)),
            demands=Demands(centre.day(at), proof=incident.response.proof, kit_known=kit_known),
            committed=committed(board, incident.mode),
            involved=frozenset(alert.volunteer for alert in board.incidents.alerts_of(incident)),
            asked_elsewhere=frozenset(
                alert.volunteer
                for alert in board.incidents.alerts.values()
                if alert.incident not in group and alert.state in AWAITING and _rivals(board, alert, incident)
            ),
            enrolled=None if incident.mode is IncidentMode.ACTUAL else board.drills.enrolled,
            handling_s=(at - board.incidents.reported_at(incident)).total_seconds(),
        )

    def role(self, volunteer: str) -> tuple[str, tuple[Reason, ...]]:
        """(role, reasons against), as the board has it now: the first role still wanted that they may fill."""
        check_in = self.board.duty.on_duty.get(volunteer)
        if check_in is None:
            return self.needs[0].role, (Reason.OFF_DUTY,)
        record = self.board.people.volunteers[volunteer]
        demands = self.fetching if self._may_fetch(volunteer) else self.demands
        kit = effective(self.board, check_in, self.at.astimezone(self.centre.timezone))
        role, reasons = best_role(profile(record, check_in, kit=kit), self.needs, demands)
        return role, self._with_calls(volunteer, reasons)

    def named(self, volunteer: str, role: str) -> Candidate:
        """Somebody whom the dispatcher chose, wherever they are."""
        row = self.reaches.row(volunteer)
        if row is not None:
            [yes], [chance] = self.chances(np.array([row]))
            return self.candidate(row, role=role, chance=chance, acceptance=yes)
        [yes] = self._acceptances([volunteer])
        mode = self.board.people.volunteers[volunteer].mode
        return Candidate(volunteer, role, mode, "unknown", None, None, acceptance=float(yes))

    def firsts(self) -> Rows:
        """[n] the place of the first reason against each among `REASONS`, `NONE` for whoever may be asked."""
        first = self._judged.first.copy()
        first[self._rows(self.committed)] = REASONS.index(Reason.COMMITTED)
        asked = self._rows(self.asked_elsewhere)
        first[asked[first[asked] == NONE]] = REASONS.index(Reason.ASKED_ELSEWHERE)
        first[(first == NONE) & self.outside] = REASONS.index(Reason.OUTSIDE_LIMIT)
        if self.enrolled is not None:
            outsiders = np.ones(len(first), np.bool_)
            outsiders[self._rows(self.enrolled)] = False
            first[outsiders] = REASONS.index(Reason.NOT_ENROLLED)
        return first

    def left(self) -> NDArray[np.bool_]:
        """[n] who has not been asked for this incident."""
        left = np.ones(len(self.reaches.alike), np.bool_)
        left[self._rows(self.involved)] = False
        return left

    def roles(self, rows: Rows) -> Rows:
        """[n] the place of each one's role among the needs."""
        return self._judged.role[rows]

    @cached_property
    def verdicts(self) -> Verdicts:
        """By profile, as they were when travel times were found."""
        return self.reaches.profiles.verdicts(self.needs, self.demands)

    @cached_property
    def _judged(self) -> Verdicts:
        """The same for everyone, [n]: whoever can get at an AED need not carry one."""
        alike, by_aed = self.reaches.alike, self.reaches.by_aed
        role, first, reasons = self.verdicts.role[alike], self.verdicts.first[alike], self.verdicts.reasons
        if by_aed is None:
            return Verdicts(role, first, reasons)
        able, freed = by_aed.able, self.reaches.profiles.verdicts(self.needs, self.fetching)
        return Verdicts(np.where(able, freed.role[alike], role), np.where(able, freed.first[alike], first), reasons)

    @cached_property
    def fetching(self) -> Demands:
        return replace(self.demands, fetched=AED)

    @cached_property
    def fetches(self) -> NDArray[np.bool_]:
        """[n] who would bring an AED, carries none, and can get at one."""
        alike, by_aed = self.reaches.alike, self.reaches.by_aed
        if by_aed is None:
            return np.zeros(len(alike), np.bool_)
        asked = np.array([need.kit == AED for need in self.needs])[self._judged.role]
        fetches: NDArray[np.bool_] = by_aed.able & asked & ~self.reaches.profiles.carrying(alike, AED)
        return fetches

    @cached_property
    def way(self) -> Way:
        """Everyone's way to the scene, past an AED for those who fetch one."""
        by_aed = self.reaches.by_aed
        return self.reaches.way if by_aed is None else self.reaches.way.or_past(by_aed.way, self.fetches)

    @cached_property
    def response_s(self) -> F8:
        """[n] from being asked to being there; NaN where that is not known, or too long."""
        way = self.way
        ready_s = self.centre.mobilisation.answer_s + self.centre.turnout_s(self.at)
        return ready_s + self.reaches.profiles.delays_s(self.reaches.alike) + way.travel_s + way.access_s

    @cached_property
    def outside(self) -> NDArray[np.bool_]:
        """[n] who would need longer than the limit; nobody while the place is unknown."""
        if self.incident.place is None:
            return np.zeros(len(self.reaches.alike), np.bool_)
        outside: NDArray[np.bool_] = ~(self.response_s <= self.incident.response.limit_s)
        return outside

    def chances(self, rows: Rows) -> tuple[F8, F8]:
        """[n] that they say yes; [n] that they say yes and are there within the promise, NaN where no time is known."""
        reaches, way, habits = self.reaches, self.way, self.centre.habits(self.at)
        yes = self._acceptances(reaches.volunteers[rows])
        promise_s = self.incident.response.promise_s - self.handling_s
        left_s = promise_s - way.access_s[rows] - reaches.profiles.delays_s(reaches.alike[rows])
        timed = ~np.isnan(way.travel_s[rows])
        travel_s = way.travel_s[rows, None] if way.spread is None else way.spread[rows]
        chance = np.full(len(rows), np.nan)
        chance[timed] = yes[timed] * averaged(travel_s[timed], left_s[timed], habits)
        return yes, chance

    def candidate(
        self,
        row: int,
        *,
        role: str,
        chance: float,
        acceptance: float,
        rank: int | None = None,
        picked: bool = False,
    ) -> Candidate:
        reaches, spread = self.reaches, self.way.spread
        return Candidate(
            reaches.volunteers[row],
            role,
            reaches.mode(row),
            reaches.placed_by[row],
            self._eta(row),
            None if np.isnan(chance) else float(chance),
            rank=rank,
            picked=picked,
            acceptance=float(acceptance),
            spread=() if spread is None else tuple(spread[row].tolist()),
            aed=reaches.by_aed.aed[row] if reaches.by_aed is not None and self.fetches[row] else None,
        )

    def rejected(self, row: int) -> Candidate:
        reaches = self.reaches
        volunteer, reasons = reaches.volunteers[row], self.verdicts.reasons[reaches.alike[row]]
        against = self._with_calls(volunteer, reasons)
        return Candidate(
            volunteer, None, reaches.mode(row), reaches.placed_by[row], self._eta(row), None, reasons=against
        )

    def _acceptances(self, volunteers: Iterable[str]) -> F8:
        incidents = self.board.incidents
        return acceptances(incidents.answers, incidents.evidence, volunteers)

    def _with_calls(self, volunteer: str, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
        busy = (Reason.COMMITTED,) if volunteer in self.committed else ()
        asked = (Reason.ASKED_ELSEWHERE,) if volunteer in self.asked_elsewhere else ()
        outsider = (Reason.NOT_ENROLLED,) if self.enrolled is not None and volunteer not in self.enrolled else ()
        return *outsider, *busy, *reasons, *asked

    def _eta(self, row: int) -> Eta | None:
        travel_s = float(self.way.travel_s[row])
        if np.isnan(travel_s):
            return None
        delay_s = float(self.reaches.profiles.delays_s(self.reaches.alike[row : row + 1])[0])
        return Eta(
            handling_s=self.handling_s,
            answer_s=float(self.centre.mobilisation.answer_s),
            turnout_s=self.centre.turnout_s(self.at) + delay_s,
            travel_s=travel_s,
            access_s=float(self.way.access_s[row]),
            delay_s=delay_s,
        )

    def _may_fetch(self, volunteer: str) -> bool:
        """As the board has it now; somebody whose place is not known may be near one."""
        by_aed, row = self.reaches.by_aed, self.reaches.row(volunteer)
        if by_aed is None or row is None:
            return by_aed is not None
        aed = by_aed.aed[row]
        return aed is not None and still_there(self.board, aed, self.demands.day)

    def _rows(self, volunteers: Iterable[str]) -> Rows:
        rows = (self.reaches.row(volunteer) for volunteer in volunteers)
        return np.array([row for row in rows if row is not None], np.intp)


def _rivals(board: Board, alert: Alert, incident: Incident) -> bool:
    """A real call does not wait for who is being asked for an exercise."""
    return incident.mode is not IncidentMode.ACTUAL or board.incidents.incidents[alert.incident].mode is incident.mode
