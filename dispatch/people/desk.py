"""Where people are recorded and say whether they can come."""

from collections.abc import Sequence

from dispatch.board import Board
from dispatch.log.contract import Request
from dispatch.log.desk import Desk
from dispatch.log.event import Event, Recorded
from dispatch.people import rules
from dispatch.people.model import Availability, Channel, Volunteer


class PeopleDesk(Desk[Board]):
    def record(self, volunteers: Sequence[Volunteer], *, by: str, request: Request | None = None) -> list[Recorded]:
        """All of them in one transaction; those that the board already knows so are passed over."""
        return self._do(lambda board, _: rules.record(board, volunteers), by=by, request=request)

    def would_record(self, volunteers: Sequence[Volunteer]) -> list[Event]:
        return rules.record(self._log.board(), volunteers)

    def change_availability(
        self, volunteer: str, availability: Availability, *, by: str, request: Request | None = None
    ) -> list[Recorded]:
        return self._do(
            lambda board, _: rules.change_availability(board, volunteer, availability), by=by, request=request
        )

    def report_contact(
        self, volunteer: str, channel: Channel, *, answered: bool, by: str, request: Request | None = None
    ) -> list[Recorded]:
        """What came of a test alarm."""
        return self._do(
            lambda board, _: rules.report_contact(board, volunteer, channel, answered=answered), by=by, request=request
        )
