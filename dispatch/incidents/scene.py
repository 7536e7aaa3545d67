"""Where those on scene tell what they did and saw: a room's second desk, since they are not the ones who dispatch."""

from collections.abc import Callable
from datetime import datetime

from dispatch.board import Board
from dispatch.incidents import rules
from dispatch.incidents.events import CareNoted, SlipWritten
from dispatch.incidents.slip import CareAct, Slip, Treatment
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded


class SceneDesk(Desk[Board]):
    """`acting` is given when a volunteer acts for themselves, from a phone whose clock may be wrong."""

    def read_correction(
        self,
        assignment: int,
        correction: int,
        *,
        happened_at: datetime | None,
        acting: str | None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._tell(
            lambda board: rules.read_correction(board, assignment, correction, acting=acting),
            assignment,
            happened_at,
            by,
            request,
        )

    def note_care(
        self,
        assignment: int,
        act: CareAct,
        *,
        happened_at: datetime | None,
        acting: str | None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._tell(
            lambda board: rules.note_care(board, assignment, act, acting=acting), assignment, happened_at, by, request
        )

    def write_slip(
        self,
        assignment: int,
        slip: Slip,
        *,
        happened_at: datetime | None,
        acting: str | None,
        by: str,
        request: Request | None = None,
    ) -> list[Recorded]:
        return self._tell(
            lambda board: rules.write_slip(board, assignment, slip, acting=acting), assignment, happened_at, by, request
        )

    def treatment(self, incident: int, assignment: int) -> Treatment:
        """What its events tell of one assignment: one indexed query."""
        told = self._log.events(subject=f"incident:{incident}")
        acts, slip, written_at = [], None, None
        for one in told:
            match one.event:
                case CareNoted(assignment=its, particulars=act) if its == assignment and act is not None:
                    acts.append((act, one.when))
                case SlipWritten(assignment=its, particulars=content) if its == assignment and content is not None:
                    slip, written_at = content, one.when
        return Treatment(sorted(acts, key=lambda act: act[1]), slip, written_at)

    def _tell(
        self,
        decide: Callable[[Board], list[Event]],
        assignment: int,
        told_at: datetime | None,
        by: str,
        request: Request | None,
    ) -> list[Recorded]:
        going = self._log.board().incidents.assignments.get(assignment)
        when, doubt = rules.believed(told_at, going.times[0][1] if going else None, self._now())
        return self._do(
            lambda board, _: rules.doubted(
                decide(board), board.incidents.assignments[assignment].volunteer, told_at if doubt else None
            ),
            by=by,
            request=request,
            happened_at=when,
        )
