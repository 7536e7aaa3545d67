"""Named shifts, what a station needs in each, and what is on the way: swaps, notices, hand-overs, overtime.

The shifts themselves stand in the room of duty, which lives by them. A shift belongs to the day on which it begins, by
the centre's clock.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from immutables import Map

from dispatch.duty.model import ShiftKind, Slot

MIDNIGHT = time(0, 0)
SMALL_HOURS = (time(0, 0), time(5, 0))
"""A shift that takes in any of them is a night: by the labour rules of most countries night work holds midnight to
five."""


class DayKind(StrEnum):
    """`workday` includes the weekend days that are worked in exchange (调休); `holiday` the days off of a holiday."""

    WORKDAY = "workday"
    DAY_OFF = "day_off"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Day:
    """`name` of the holiday, also of the one that a 调休 workday is exchanged for. `known` False: nobody has said yet
    how that year's days are exchanged, so the weekday alone decides."""

    day: date
    kind: DayKind
    name: str | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class Calendar:
    """By day, the name of the holiday: `off`, its days off, `worked`, the weekend days worked in exchange. `years`:
    those whose arrangement has been published."""

    off: Mapping[date, str] = field(default_factory=dict)
    worked: Mapping[date, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def of(self, day: date) -> Day:
        known = day.year in self.years
        if day in self.off:
            return Day(day, DayKind.HOLIDAY, self.off[day], known)
        if day in self.worked:
            return Day(day, DayKind.WORKDAY, self.worked[day], known)
        return Day(day, DayKind.DAY_OFF if day.weekday() >= 5 else DayKind.WORKDAY, None, known)


@dataclass(frozen=True, slots=True)
class Template:
    """A named shift. `mark` is what the grid's cell says (白); `also`: what else is read as it (D). `ends` at or before
    `begins` means the next day. `delay_s`: of home standby, how long after an alert they are ready."""

    id: str
    mark: str
    name: str
    begins: time
    ends: time
    kind: ShiftKind = ShiftKind.ON_SITE
    delay_s: int | None = None
    also: tuple[str, ...] = ()

    def span(self, day: date, timezone: ZoneInfo) -> tuple[datetime, datetime]:
        """[starts, ends) of the one that begins on `day`."""
        last = day if self.ends > self.begins else day + timedelta(days=1)
        return datetime.combine(day, self.begins, timezone), datetime.combine(last, self.ends, timezone)

    @property
    def night(self) -> bool:
        if self.ends > self.begins:
            return self.begins < SMALL_HOURS[1]
        return self.ends > SMALL_HOURS[0] or self.begins < SMALL_HOURS[1]

    @property
    def marks(self) -> tuple[str, ...]:
        return (self.mark, *self.also, self.id)


@dataclass(frozen=True, slots=True)
class Need:
    """So many who hold `skill`, in each shift of that template. `skill`: a team, or a kind of qualification of whatever
    team. `on`: which days; None: every day. One person may meet several needs of a shift, each once."""

    template: str
    skill: str
    count: int
    on: DayKind | None = None


@dataclass(frozen=True, slots=True)
class RestRules:
    """What people need between shifts on site; at home on standby they rest. All are soft: an officer may pass over
    them, with a reason. None: not looked at. `week_h`: in any seven days in a row, of the shifts that begin on them."""

    rest_h: float | None = 11
    week_h: float | None = 48
    nights_in_row: int | None = 3
    days_in_row: int | None = 6


class Rule(StrEnum):
    """What a plan may go against. The first four are hard, nobody can pass over them."""

    OVERLAP = "overlap"
    CLOSED = "closed"
    NOT_MEMBER = "not_member"
    BEGUN = "begun"
    REST = "rest"
    WEEK = "week"
    NIGHTS = "nights"
    DAYS = "days"

    @property
    def hard(self) -> bool:
        return self in HARD


HARD = frozenset({Rule.OVERLAP, Rule.CLOSED, Rule.NOT_MEMBER, Rule.BEGUN})


@dataclass(frozen=True, slots=True)
class Conflict:
    """A slot goes against a rule. `other`: the slot with which. `found` and `allowed`: in the rule's unit (hours;
    nights or days in a row). `shift`: where the slot is planned already; `passed_over`: on purpose, with a reason."""

    rule: Rule
    slot: Slot
    other: Slot | None = None
    found: float | None = None
    allowed: float | None = None
    shift: int | None = None
    passed_over: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift in a cell of the grid."""

    template: str
    station: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What the grid says of one person and day; no turns: 休, nothing. `at`: it speaks of these stations alone, and
    what is planned at others stays; None: of all."""

    volunteer: str
    day: date
    turns: tuple[Turn, ...] = ()
    at: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A shift at a station in which somebody is still wanted: `missing` who hold `skill`, of `count`."""

    station: str
    day: date
    template: str
    skill: str
    missing: int
    count: int
    starts_at: datetime
    ends_at: datetime
    kind: ShiftKind = ShiftKind.ON_SITE
    delay_s: int | None = None

    @property
    def key(self) -> tuple[str, date, str]:
        return self.station, self.day, self.template

    def slot(self, volunteer: str) -> Slot:
        return Slot(
            volunteer, self.station, self.starts_at, self.ends_at, self.kind, self.template, delay_s=self.delay_s
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What the readable file says: the named shifts (others may be recorded over them), rest, when to warn of what is
    not filled and to remind of a shift, seconds before it begins; `evening`: besides, at that hour of the evening
    before. `home_s`: how long the ride home may take before somebody asks."""

    templates: tuple[Template, ...] = ()
    rest: RestRules = RestRules()
    warn_s: tuple[int, ...] = (24 * 3600, 2 * 3600)
    remind_s: tuple[int, ...] = (2 * 3600,)
    evening: time | None = time(20, 0)
    home_s: int = 2 * 3600
    calendar: Calendar = Calendar()


class SwapState(StrEnum):
    OFFERED = "offered"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Swap:
    """`volunteer` gives `shift` away: to `to`, or (None) to whoever takes it. `taker` took it and gives `in_return`, a
    shift of theirs, or nothing; then an officer approves. Those that are over are not kept."""

    id: int
    shift: int
    volunteer: str
    station: str
    offered_at: datetime
    to: str | None = None
    taker: str | None = None
    in_return: int | None = None
    taken_at: datetime | None = None

    @property
    def state(self) -> SwapState:
        return SwapState.OFFERED if self.taker is None else SwapState.TAKEN


class NoticeKind(StrEnum):
    REMINDER = "reminder"
    UNFILLED = "unfilled"
    HANDOVER = "handover"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that the alarm channels are to bring: to `volunteer`, about their `shift`; or (None) to whoever answers
    for `station`, about the shift of `template` on `day`, of which `missing` are not filled. `stage`: its place among
    those of one subject. `begins`: the hour by the centre's clock, `called`: the named shift. Nobody needs it after
    `until`."""

    id: int
    kind: NoticeKind
    station: str
    day: date
    template: str | None
    stage: int
    at: datetime
    until: datetime
    starts_at: datetime
    volunteer: str | None = None
    shift: int | None = None
    missing: int | None = None
    begins: str | None = None
    called: str | None = None


def told_key(notice: "Notice") -> str:
    return notice_key(notice.kind, notice.stage, notice.shift, notice.station, notice.day, notice.template)


def notice_key(kind: NoticeKind, stage: int, shift: int | None, station: str, day: date, template: str | None) -> str:
    """Of each subject and stage there is one notice."""
    subject = str(shift) if shift is not None else f"{station} {day} {template}"
    return f"{kind} {subject} {stage}"


def handover_key(incident: int, assignment: int | None, shift: int | None, outgoing: str | None) -> str:
    """Each assignment is handed over once a shift, each incident once a duty leader."""
    return f"handover {incident} {assignment} {shift} {outgoing}"


def overtime_key(shift: int) -> str:
    return f"overtime {shift}"


@dataclass(frozen=True, slots=True)
class Handover:
    """What was still open when somebody's shift ended, and has to be answered for by a successor, by name. `volunteer`:
    whose `assignment` it is; both None: the duty leader's, `outgoing`, who answered for `incident`. The assignment goes
    on whatever becomes of this. `successor` has said yes; that ends it."""

    id: int
    incident: int
    station: str | None
    offered_at: datetime
    assignment: int | None = None
    volunteer: str | None = None
    shift: int | None = None
    outgoing: str | None = None


@dataclass(frozen=True, slots=True)
class LeaderChange:
    """`outgoing`, a duty leader, is not on duty any more from `at` on; `incoming`: who leads then."""

    at: datetime
    outgoing: str
    incoming: str


@dataclass(frozen=True, slots=True)
class Overtime:
    """On an assignment past the end of the shift at `ends_at`; `cleared_at`: when they were free, and on the way home
    until `home_at`. Those that are home are not kept."""

    shift: int
    volunteer: str
    station: str
    ends_at: datetime
    assignment: int
    cleared_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rosters:
    """`templates`: recorded by the centre, over those of the file; None: that one is not used any more. `needs`: by
    station, and in `closed` the named shifts in which nobody can be on site there. `swaps`, `notices`, `handovers`:
    those that are open. `overtime`: by shift. `passed_over`: by shift, which rest rules. `told`: what a notice has been
    made of, and until when it matters that it was."""

    templates: Map[str, Template | None] = field(default_factory=Map)
    needs: Map[str, tuple[Need, ...]] = field(default_factory=Map)
    closed: Map[str, tuple[str, ...]] = field(default_factory=Map)
    swaps: Map[int, Swap] = field(default_factory=Map)
    notices: Map[int, Notice] = field(default_factory=Map)
    handovers: Map[int, Handover] = field(default_factory=Map)
    overtime: Map[int, Overtime] = field(default_factory=Map)
    passed_over: Map[int, tuple[Rule, ...]] = field(default_factory=Map)
    told: Map[str, datetime] = field(default_factory=Map)
    swept_at: datetime | None = None
    last_swap: int = 0
    last_notice: int = 0
    last_handover: int = 0

    def named(self, terms: Terms) -> dict[str, Template]:
        """The named shifts in use, by id: the file's, and the centre's over them."""
        found: dict[str, Template | None] = {one.id: one for one in terms.templates}
        found.update(self.templates.items())
        return {ident: one for ident, one in found.items() if one is not None}

    def needs_on(self, station: str, day: Day) -> Iterator[Need]:
        """Of one template and skill, the need of that kind of day counts before the one of every day."""
        needs = self.needs.get(station, ())
        special = {(one.template, one.skill) for one in needs if one.on is day.kind}
        for one in needs:
            if one.on is day.kind or (one.on is None and (one.template, one.skill) not in special):
                yield one
