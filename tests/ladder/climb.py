"""A quiet night on which people with telephones are asked, and the ladder that brings it to them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from dispatch.drills.events import DrillStarted
from dispatch.drills.model import DrillKind
from dispatch.incidents import rules as incidents
from dispatch.incidents.model import Call, CallParticulars, IncidentMode, IncidentType
from dispatch.ladder import rungs
from dispatch.ladder.events import AttemptDue
from dispatch.ladder.model import Attempt, Channel
from dispatch.ladder.rungs import Clock
from dispatch.ladder.timetable import Leader, Step, Timetable
from dispatch.log.event import Event
from dispatch.people.events import VolunteerRecorded
from dispatch.people.model import Membership, Person, Qualification, Team
from maps.speeds import Mode
from tests.incidents.night import CENTRE, NOON, PATIENT, SQUARE, Night, night, plans, walks

STEPS = (
    Step(Channel.PAGE, 0),
    Step(Channel.VOICE, 0),
    Step(Channel.SMS, 20),
    Step(Channel.TABLET, 40),
    Step(Channel.VOICE, 60),
    Step(Channel.CALL_LIST, 90),
)
TABLE = Timetable(
    steps=dict.fromkeys((1, 2, 3, 4), STEPS),
    test=(Step(Channel.PAGE, 0), Step(Channel.SMS, 0), Step(Channel.VOICE, 90)),
    leaders=(Leader("演示·甲", "15400000091"), Leader("演示·乙", "15400000092")),
)
CHENGDU = ZoneInfo("Asia/Shanghai")


class Climb:
    """`clock.real`: whether a gateway is there."""

    def __init__(self, *, phones: bool = True, real: bool = False, table: Timetable = TABLE) -> None:
        self.night: Night = night()
        self.clock = Clock(table, real, lambda at: at.astimezone(CHENGDU))
        for number, ident in enumerate(("M1", "M2", "M3"), 1):
            person = Person(f"演示·{ident}", f"1540000000{number}" if phones else None)
            held = (Qualification("first_aid"),)
            self.play(
                [VolunteerRecorded(ident, Team.MEDICAL, Mode.WALK, "S01", Membership.ACTIVE, held, False, person)]
            )

    def play(self, events: list[Event], by: str = "rule:ladder") -> list[Event]:
        return self.night.play(events, by)

    def ask(self, *people: str, mode: IncidentMode = IncidentMode.ACTUAL) -> list[int]:
        """A call, and these asked for it; their alerts."""
        call = Call(IncidentType.MEDICAL, 2, mode, particulars=CallParticulars(place=SQUARE))
        at = self.night.at
        if mode is not IncidentMode.ACTUAL:
            self.play([DrillStarted(1, next(iter(DrillKind)), 3600, (), people, None, 0, 1, False, 1, None)])
        self.play(incidents.take_call(self.night.board, call, plans(PATIENT), CENTRE, at), "dispatcher:li")
        incident = self.night.board.incidents.last_incident
        reaches = walks(self.night.board, **dict.fromkeys(people, 60.0))
        asked = incidents.alert(self.night.board, incident, people, reaches, CENTRE, at)
        self.play(asked, "dispatcher:li")
        return list(self.night.board.incidents.incidents[incident].alerts)

    def answer(self, alert: int, *, accept: bool) -> None:
        self.play(incidents.answer(self.night.board, alert, CENTRE, self.night.at, accept=accept), "volunteer:x")

    def at(self, seconds: float) -> list[Event]:
        """What the ladder records `seconds` after noon, until it has nothing more to say."""
        self.night.at = max(self.night.at, NOON + timedelta(seconds=seconds))
        recorded: list[Event] = []
        while events := rungs.fall_due(self.night.board, self.clock, self.night.at):
            recorded += self.play(events)
        return recorded

    def next_s(self) -> float | None:
        """Seconds after noon at which something is due."""
        due = rungs.next_due(self.night.board, self.clock, self.night.at)
        return None if due is None else (due - NOON).total_seconds()

    def attempts(self) -> list[Attempt]:
        return [self.night.board.ladder.attempts[one] for one in sorted(self.night.board.ladder.attempts)]

    def attempt(self, channel: Channel) -> Attempt:
        return next(one for one in self.attempts() if one.channel is channel)


def begun(events: list[Event]) -> list[str]:
    return [str(one.channel) for one in events if isinstance(one, AttemptDue)]


def kinds(events: list[Event]) -> list[str]:
    return [type(one).__name__ for one in events]
