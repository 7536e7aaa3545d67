"""A station in Beijing time with a roster: its people, the shipped named shifts, and a clock that stands still."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch.duty.model import Contact, Station
from dispatch.people.model import Person, Qualification, Team, Volunteer
from dispatch.rosters.desk import RosterDesk
from dispatch.rosters.model import Cell, Terms, Turn
from dispatch.rosters.terms import RosterBook
from maps.speeds import Mode
from tests.duty.post import Post

ZONE = ZoneInfo("Asia/Shanghai")
TERMS: Terms = RosterBook(Path("/nonexistent")).terms
NOON = datetime(2026, 11, 30, 12, tzinfo=ZONE)
"""Monday before the December that is planned."""
DECEMBER = [date(2026, 12, 1) + timedelta(days=n) for n in range(31)]
MALL = Station("S1", "东门商场站", "mall", 104.08, 30.66, particulars=Contact("演示·站长", "15400000099"))
SCHOOL = Station("S2", "西门学校站", "school", 104.05, 30.67)


def person(ident: str, name: str, *held: str, team: Team = Team.MEDICAL, station: str = "S1") -> Volunteer:
    kinds = tuple(Qualification(kind) for kind in held)
    return Volunteer(ident, team, Mode.WALK, station, qualifications=kinds, particulars=Person(name, "13800000001"))


PEOPLE = (
    person("V1", "演示·甲", "first_aid"),
    person("V2", "演示·乙", "first_aid", station="S2"),
    person("V3", "演示·丙", team=Team.SUPPLY),
)


@dataclass
class Bureau:
    post: Post = field(default_factory=lambda: Post((MALL, SCHOOL), PEOPLE, NOON))

    def __post_init__(self) -> None:
        self.desk = RosterDesk(self.post.log, self.post.now, ZONE, lambda: TERMS, reminding=True)

    def plan(
        self, volunteer: str, day: int, *templates: str, station: str = "S1", reason: str | None = None
    ) -> list[str]:
        """December's day; what it was refused for."""
        turns = tuple(Turn(one, station) for one in templates)
        written = self.desk.write_cells([Cell(volunteer, date(2026, 12, day), turns)], reason=reason, by="officer:wu")
        return [str(conflict.rule) for kept in written.kept for conflict in kept.conflicts]

    def planned(self, volunteer: str) -> list[tuple[int, str | None, str]]:
        """(December's day, named shift, station) of each of their shifts."""
        shifts = self.post.board.duty.all_shifts_of(volunteer)
        return [(one.slot.starts_at.astimezone(ZONE).day, one.slot.template, one.slot.station) for one in shifts]

    def shift(self, volunteer: str) -> int:
        """The number of their last."""
        return self.post.board.duty.all_shifts_of(volunteer)[-1].id
