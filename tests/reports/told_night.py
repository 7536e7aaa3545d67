"""A day told event by event, small enough to count by hand: what happens when stands in each line.

Two desks, li and wang. M1 (station S01) and M2 (S02) of the medical team are on duty from nine to twenty o'clock, the
guide L1 and the counsellor P1 from nine to twelve.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch.duty.events import CheckedIn, CheckedOut
from dispatch.incidents.events import (
    AlertAccepted,
    AlertDeclined,
    AlertExpired,
    AlertWithdrawn,
    CallTaken,
    IncidentClosed,
    IncidentsMerged,
    ProgressReported,
    VolunteerAlerted,
    VolunteerAssigned,
    WaveOpened,
)
from dispatch.incidents.model import IncidentMode, IncidentType, Need, Progress, Response
from dispatch.log.event import Event, Recorded
from dispatch.people.events import VolunteerRecorded
from dispatch.people.model import Membership, Team
from dispatch.reports.model import Period
from maps.speeds import Mode

CITY = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 24)
PERIOD = Period(DAY, DAY, CITY)
TEAMS = {"M1": Team.MEDICAL, "M2": Team.MEDICAL, "L1": Team.LIAISON, "P1": Team.PSYCHOLOGICAL}
PATIENT, GUIDE = Need("patient", Team.MEDICAL, 1), Need("guide", Team.LIAISON, 1)
LI, WANG, RULE = "dispatcher:li", "dispatcher:wang", "rule:activate"
ENDS = {"accept": AlertAccepted, "decline": AlertDeclined, "expire": AlertExpired, "withdraw": AlertWithdrawn}


def clock(text: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(text), CITY)


def record(volunteer: str, team: Team) -> VolunteerRecorded:
    return VolunteerRecorded(volunteer, team, Mode.WALK, None, Membership.ACTIVE, (), False, None)


NOW = clock("23:25:00")


@dataclass
class Told:
    """Events in any order; `log` puts them in that of time."""

    day: date
    events: list[tuple[datetime, str, Event]] = field(default_factory=list)
    waves: int = 0
    alerts: dict[tuple[int, str], int] = field(default_factory=dict)
    trips: dict[tuple[int, str], int] = field(default_factory=dict)

    def duty(self, volunteer: str, station: str, since: str, until: str) -> None:
        self.events.append((clock(since, self.day), LI, CheckedIn(volunteer, station, None, ())))
        self.events.append((clock(until, self.day), LI, CheckedOut(volunteer, station)))

    def call(
        self,
        incident: int,
        at: datetime,
        by: str,
        *,
        level: int = 2,
        occurred_at: datetime | None = None,
        needs: tuple[Need, ...] = (PATIENT,),
        kind: IncidentType = IncidentType.MEDICAL,
        mode: IncidentMode = IncidentMode.ACTUAL,
    ) -> "Story":
        taken = CallTaken(incident, kind, level, mode, occurred_at, Response(needs), None)
        self.events.append((at, by, taken))
        return Story(self, incident, at)

    def log(self) -> list[Recorded]:
        ordered = sorted(self.events, key=lambda one: one[0])
        return [Recorded(seq, at, None, by, None, event) for seq, (at, by, event) in enumerate(ordered, 1)]


@dataclass
class Story:
    """One incident, in seconds after its call."""

    told: Told
    incident: int
    began_at: datetime

    def at(self, seconds: float, event: Event, by: str = LI) -> None:
        self.told.events.append((self.began_at + timedelta(seconds=seconds), by, event))

    def ask(self, seconds: float, by: str, chance: float | None, **people: float | None) -> None:
        self.told.waves += 1
        self.at(seconds, WaveOpened(self.incident, self.told.waves, by == RULE, chance), by)
        for volunteer, theirs in people.items():
            alert = len(self.told.alerts) + 1
            self.told.alerts[self.incident, volunteer] = alert
            until = self.began_at + timedelta(seconds=seconds + 30)
            role = "guide" if volunteer == "L1" else "patient"
            asked = VolunteerAlerted(self.incident, self.told.waves, alert, volunteer, role, until, 600.0, theirs)
            self.at(seconds, asked, by)

    def answers(self, volunteer: str, seconds: float, how: str) -> None:
        alert = self.told.alerts[self.incident, volunteer]
        if how != "accept":
            self.at(seconds, ENDS[how](self.incident, alert, volunteer))
            return
        self.at(seconds, AlertAccepted(self.incident, alert, volunteer, None))
        trip = len(self.told.trips) + 1
        self.told.trips[self.incident, volunteer] = trip
        mode = IncidentMode.ACTUAL
        self.at(seconds, VolunteerAssigned(self.incident, trip, alert, volunteer, "patient", mode))

    def goes(self, volunteer: str, **steps: float) -> None:
        trip = self.told.trips[self.incident, volunteer]
        for progress, seconds in steps.items():
            self.at(seconds, ProgressReported(self.incident, trip, volunteer, Progress(progress)))

    def closes(self, seconds: float) -> None:
        self.at(seconds, IncidentClosed(self.incident, "resolved"))


def told_night(day: date = DAY) -> list[Recorded]:
    told = Told(day)
    for volunteer, team in TEAMS.items():
        told.events.append((clock("08:00:00", day), LI, record(volunteer, team)))
    told.duty("M1", "S01", "09:00:00", "20:00:00")
    told.duty("M2", "S02", "09:00:00", "20:00:00")
    told.duty("L1", "S02", "09:00:00", "12:00:00")
    told.duty("P1", "S01", "09:00:00", "12:00:00")

    before = told.call(1, clock("22:00:00", day - timedelta(days=1)), LI)
    before.closes(60)

    kept = told.call(2, clock("10:00:00", day), LI, occurred_at=clock("09:58:00", day), needs=(PATIENT, GUIDE))
    kept.ask(40, RULE, 0.8, M1=0.6, M2=0.3)
    kept.answers("M1", 60, "accept")
    kept.answers("M2", 70, "expire")
    kept.goes("M1", en_route=180, on_scene=600, engaged=690, cleared=3000)
    kept.closes(3000)

    kept_since_the_report = told.call(3, clock("10:30:00", day), LI, level=1, occurred_at=clock("10:20:00", day))
    kept_since_the_report.ask(90, LI, 0.5, M2=0.5, L1=0.2)
    kept_since_the_report.answers("M2", 150, "accept")
    kept_since_the_report.answers("L1", 200, "withdraw")
    kept_since_the_report.goes("M2", en_route=300, on_scene=840, cleared=1500)
    kept_since_the_report.closes(1500)

    late = told.call(4, clock("11:00:00", day), WANG)
    late.ask(30, RULE, 0.7, M1=0.4, M2=0.4)
    late.answers("M2", 50, "decline")
    late.answers("M1", 100, "accept")
    late.goes("M1", on_scene=1000, cleared=1500)
    late.closes(1500)

    unanswered = told.call(5, clock("12:00:00", day), WANG, level=3)
    unanswered.ask(60, RULE, 0.3, M1=0.3)
    unanswered.answers("M1", 90, "expire")
    unanswered.closes(1200)

    called_off = told.call(6, clock("13:00:00", day), LI, level=3)
    called_off.ask(120, LI, None, M1=None)
    called_off.answers("M1", 130, "accept")
    called_off.goes("M1", en_route=200, stood_down=400)
    called_off.closes(400)

    told.call(7, clock("14:00:00", day), WANG, level=4, kind=IncidentType.PSYCHOLOGICAL).closes(1000)

    first_call = told.call(8, clock("15:00:00", day), LI)
    merged = told.call(9, clock("15:01:00", day), WANG)
    for one in (first_call, merged):
        one.at(1_000 - (merged.began_at - one.began_at).seconds, IncidentsMerged(one.incident, 9, 8))
    merged.ask(30, RULE, 0.9, M2=0.9)
    merged.answers("M2", 50, "accept")
    merged.goes("M2", en_route=120, on_scene=870, engaged=900, cleared=2400)
    first_call.closes(2460)
    merged.closes(2400)

    drill = told.call(10, clock("16:00:00", day), LI, mode=IncidentMode.EXERCISE)
    drill.closes(600)

    told.call(11, clock("23:00:00", day), WANG).closes(1200)
    told.call(12, clock("23:20:00", day), LI)
    return told.log()
