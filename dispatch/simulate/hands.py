"""Who did what: what a person did by hand is left to them."""

from datetime import datetime

from dispatch.board import Board
from dispatch.incidents.events import AlertAccepted, IncidentClosed, IncidentEvent, VolunteerAlerted, VolunteerAssigned
from dispatch.log.event import Recorded
from dispatch.simulate.stage import BY, VOLUNTEER, Stage

RULE = "rule:"


class Hands:
    """Follows the log. `touched`: the open incidents on which somebody real acted, and when they last did;
    `alerted`: the alerts that they sent; `own`: the open assignments that a simulated yes brought about."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._accepted: set[int] = set()
        self.touched: dict[int, datetime] = {}
        self.alerted: set[int] = set()
        self.own: set[int] = set()
        board, self._seq = stage.log.view()
        for incident in sorted(board.incidents.incidents):
            self._follow(stage.incidents.timeline(incident))
        self.follow()

    def follow(self) -> Board:
        """Takes in what has happened since the last look; the board as of then."""
        board, seq = self._stage.log.view()
        if seq > self._seq:
            self._follow(self._stage.log.events(after=self._seq, upto=seq))
            self._seq = seq
        assignments = board.incidents.assignments
        self.alerted &= set(board.incidents.alerts)
        self.own = {one for one in self.own if one in assignments and assignments[one].open}
        return board

    def _follow(self, recorded: list[Recorded]) -> None:
        for one in recorded:
            if not isinstance(one.event, IncidentEvent):
                continue
            simulated = one.by.startswith(BY)
            if not simulated and not one.by.startswith(RULE):
                self.touched[one.event.incident] = one.at
            match one.event:
                case VolunteerAlerted(alert=alert) if not simulated and not one.by.startswith(RULE):
                    self.alerted.add(alert)
                case AlertAccepted(alert=alert) if one.by == VOLUNTEER:
                    self._accepted.add(alert)
                case VolunteerAssigned(alert=alert, assignment=assignment) if alert in self._accepted:
                    self._accepted.discard(alert)
                    self.own.add(assignment)
                case IncidentClosed(incident=incident):
                    self.touched.pop(incident, None)
