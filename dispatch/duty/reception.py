"""Where people check in and out themselves, and where what is doubted waits for the station's officer."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from dispatch.board import Board
from dispatch.duty import receiving, rules
from dispatch.duty.checks import LastSeen, Moment, Shown, look, moment
from dispatch.duty.receiving import Arrival
from dispatch.duty.standing import StationState
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded
from dispatch.log.log import Log

FORGOTTEN, LAPSED = "rule:forgotten_check_out", "rule:held_lapsed"
Secret = Callable[[str, int], bytes]
"""Of a station's codes, by its id and the round of pairing."""


class ReceptionDesk(Desk[Board]):
    """`timezone`: of the stations' hours. `seen`: where somebody's phone was last."""

    def __init__(
        self,
        log: Log[Board],
        now: Callable[[], datetime],
        *,
        timezone: tzinfo,
        secret: Secret,
        seen: Callable[[str], LastSeen | None],
    ) -> None:
        super().__init__(log, now)
        self._timezone = timezone
        self._secret = secret
        self._seen = seen

    def check_in(
        self,
        arrival: Arrival,
        shown: Shown,
        *,
        happened_at: datetime | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        told, seen = self._moment(arrival.volunteer, happened_at), self._seen(arrival.volunteer)

        def decide(board: Board, at: datetime) -> list[Event]:
            when = Moment(told.believed or at, at, told.off)
            station = receiving.station_named(board, arrival.station)
            secret = self.secret(board, station.id)
            proof, doubts = look(board, arrival.volunteer, station, shown, when, secret=secret, seen=seen)
            local = when.when.astimezone(self._timezone)
            return receiving.receive(board, arrival, proof, doubts, when.when, local)

        return self._do(decide, by=by, request=request, happened_at=told.believed)

    def check_out(
        self,
        volunteer: str,
        station: str,
        *,
        note: str | None = None,
        happened_at: datetime | None = None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        told = self._moment(volunteer, happened_at)
        return self._do(
            lambda board, _: receiving.leave(board, volunteer, station, note),
            by=by,
            request=request,
            happened_at=told.believed,
        )

    def confirm(self, held: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        """Their duty begins when they came, and where they left meanwhile it ends then."""
        with self._log.writing(by=by, request=request) as tx:
            if tx.answer is not None:
                return tx.answer
            found = receiving.find_held(tx.board, held)
            at = max(self._now(), tx.head_at)
            recorded = tx.append(receiving.confirm(tx.board, found), at=at, happened_at=found.at)
            if found.left_at is not None:
                gone = rules.check_out(tx.board, found.volunteer, found.station)
                recorded += tx.append(gone, at=at, happened_at=found.left_at, cause=recorded[0].seq)
            return recorded

    def reject(
        self, held: int, reason: str | None = None, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: receiving.reject(receiving.find_held(board, held), reason), by=by, request=request
        )

    def set_state(
        self, station: str, state: StationState | None, reason: str | None, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(lambda board, _: receiving.set_state(board, station, state, reason), by=by, request=request)

    def pair(self, station: str, *, anew: bool = False, by: str, request: Request | None = None) -> list[Recorded]:
        """Makes the station show codes; `anew`: the tablets that were paired before show none that hold."""
        return self._do(lambda board, _: receiving.pair(board, station, anew=anew), by=by, request=request)

    def secret(self, board: Board, station: str) -> bytes | None:
        """None where no tablet was paired."""
        pairing = board.duty.pairings.get(station)
        return None if pairing is None else self._secret(station, pairing)

    def next_due(self, board: Board) -> datetime | None:
        due = rules.next_forgotten(board), receiving.next_lapse(board)
        return min((at for at in due if at is not None), default=None)

    def fall_due(self) -> list[Recorded]:
        """Any server may call it: each decides again under the lock."""
        board, at = self._log.board(), self._now()
        recorded: list[Recorded] = []
        if rules.close_forgotten(board, at):
            recorded += self._do(rules.close_forgotten, by=FORGOTTEN)
        if receiving.lapse(board, at):
            recorded += self._do(receiving.lapse, by=LAPSED)
        return recorded

    def _moment(self, volunteer: str, told_at: datetime | None) -> Moment:
        duty = self._log.board().duty
        present, left = duty.on_duty.get(volunteer), duty.left.get(volunteer)
        known = [*([present.at] if present else []), *([left.at] if left else [])]
        return moment(told_at, max(known, default=None), self._now())
