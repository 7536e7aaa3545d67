"""Where alarms are raised and acknowledged. Tracks live in this process only: movement is stored nowhere."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from dispatch.board import Board
from dispatch.incidents import alarms
from dispatch.incidents.alarms import Track
from dispatch.incidents.centre import Centre
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Recorded
from dispatch.log.log import Log
from dispatch.people.positions import PositionsKept


class Watch(Desk[Board]):
    """Every server has one, and knows only the fixes that it has seen: after a start, standing still takes it as long
    to notice as anew, and what another server raised ends only by what is seen here."""

    def __init__(
        self,
        log: Log[Board],
        now: Callable[[], datetime],
        *,
        centre: Centre,
        positions: PositionsKept,
        leader: Callable[[datetime], str | None] = lambda _: None,
    ) -> None:
        """`leader`: who is on duty then, by name; None: whoever answers for the volunteer's station."""
        super().__init__(log, now)
        self._leader = leader
        self._centre = centre
        self._positions = positions
        self._lock = Lock()
        self._version = 0
        self._tracks: dict[str, Track] = {}
        self._looked_at = now()

    def acknowledge(self, alarm: int, *, by: str, request: Request | None = None) -> list[Recorded]:
        return self._do(lambda board, _: alarms.acknowledge(board, alarm), by=by, request=request)

    def next_due(self, board: Board) -> datetime | None:
        return alarms.next_due(board, self._tracks, self._centre, self._looked_at)

    def fall_due(self) -> list[Recorded]:
        """Looks at the positions, then decides, under the lock only when there is something to record."""
        with self._lock:
            board = self._log.board()
            self._look(board)
            tracks = self._tracks
            leader = self._leader(self._now())
            if not alarms.due(board, tracks, self._centre, self._now(), leader=leader):
                return []
            return self._do(
                lambda board, at: alarms.due(board, tracks, self._centre, at, leader=leader), by="rule:alarms"
            )

    def _look(self, board: Board) -> None:
        wanted = alarms.under_way(board)
        tracks = alarms.kept(self._tracks, wanted)
        for fix in self._positions.since(self._version) if wanted else ():
            self._version = fix.version
            if fix.volunteer in wanted:
                track = alarms.followed(tracks.get(fix.volunteer), fix)
                if track is not None:
                    tracks[fix.volunteer] = track
        self._tracks, self._looked_at = tracks, self._now()
