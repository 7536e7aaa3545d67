"""Where those on scene tell what they did and saw: a room's second desk, since they are not the ones who dispatch."""

from typing import Unpack

from dispatch.incidents import rules
from dispatch.incidents.events import CareNoted, SlipWritten
from dispatch.incidents.slip import CareAct, Slip, Treatment
from dispatch.incidents.telling import TellingDesk, Told
from dispatch.log.event import Recorded


class SceneDesk(TellingDesk):
    def read_correction(
        self,
        assignment: int,
        correction: int,
        *,
        acting: str | None,
        **told: Unpack[Told],
    ) -> list[Recorded]:
        return self._tell(
            lambda board, _: rules.read_correction(board, assignment, correction, acting=acting),
            since=self._begun_at(assignment),
            acting=acting,
            **told,
        )

    def note_care(
        self,
        assignment: int,
        act: CareAct,
        *,
        acting: str | None,
        **told: Unpack[Told],
    ) -> list[Recorded]:
        return self._tell(
            lambda board, _: rules.note_care(board, assignment, act, acting=acting),
            since=self._begun_at(assignment),
            acting=acting,
            **told,
        )

    def write_slip(
        self,
        assignment: int,
        slip: Slip,
        *,
        acting: str | None,
        **told: Unpack[Told],
    ) -> list[Recorded]:
        return self._tell(
            lambda board, _: rules.write_slip(board, assignment, slip, acting=acting),
            since=self._begun_at(assignment),
            acting=acting,
            **told,
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
