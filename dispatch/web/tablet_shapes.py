"""What the tablet that lies at a station asks and gets."""

from pydantic import AwareDatetime

from dispatch.duty.arriving import Doubt, HeldState
from dispatch.web.bodies import Body, Seq
from dispatch.web.ladder_shapes import RingingOut
from dispatch.web.out import Out


class StationTabletQuery(Body):
    """`after`: the seq of the state that the tablet has; where nothing happened since, that is all the answer."""

    after: Seq | None = None


class TabletStation(Out):
    id: str
    name: str
    address: str | None


class TabletPerson(Out):
    """Somebody whom the tablet finds by name, number or the `initials` of the name, also without a signal."""

    volunteer: str
    name: str | None
    initials: list[str]
    team: str


class TabletFindable(TabletPerson):
    """`badge_key`: by which the tablet knows their badge without keeping it: the first twelve hexadecimal digits of its
    HMAC-SHA-256 under the station's secret, the badge in capitals without spaces, dashes and colons."""

    badge_key: str | None


class TabletHere(TabletPerson):
    """On duty for the station. `delay_s` null: on site, else at home and ready so long after an alert. `radio`: it was
    tried, and works. `going`: on an assignment."""

    since: AwareDatetime
    until: AwareDatetime | None
    kit: list[str]
    delay_s: int | None
    radio: bool
    going: bool


class TabletExpected(TabletPerson):
    """A shift that is planned here, of somebody who is not here yet."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime


class TabletHeld(TabletPerson):
    """A check-in that waits for the station's officer, or that they have decided lately."""

    held: int
    at: AwareDatetime
    decided_at: AwareDatetime | None
    doubts: list[Doubt]
    state: HeldState


class TabletNote(Out):
    """What the last one leaves to be known."""

    volunteer: str
    name: str | None
    at: AwareDatetime
    note: str | None


class TabletKit(Out):
    """A set that lies at the station and can be used; or, `name` null, a kind where no set is on record."""

    id: str
    name: str | None
    kind: str


class StationTabletOut(Out):
    """Only `seq`, `at` and `same` where nothing happened since."""

    seq: int
    at: AwareDatetime
    same: bool
    timezone: str | None = None
    station: TabletStation | None = None
    here: list[TabletHere] | None = None
    expected: list[TabletExpected] | None = None
    held: list[TabletHeld] | None = None
    handover: TabletNote | None = None
    people: list[TabletFindable] | None = None
    kits: list[TabletKit] | None = None
    calls: list[RingingOut] | None = None
