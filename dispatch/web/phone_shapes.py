"""What the volunteer's phone sends and gets."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from dispatch.incidents.slip import CareAct, PatientState
from dispatch.web.bodies import Bit, Body, Moment, Seq, Text
from dispatch.web.incident_shapes import AlertOut, AssignmentOut, IncidentFields
from dispatch.web.out import Out
from dispatch.web.owed import FollowUpOut
from dispatch.web.phone_duty import PhoneDutyOut
from dispatch.web.register import FetchOut
from dispatch.web.safety_shapes import PanicOut


class PhoneQuery(Body):
    """`after`: the seq of the state that the phone has; where nothing happened since, that is all the answer. `alert`:
    the one that a message led here by."""

    after: Seq | None = None
    alert: Seq | None = None


class CorrectionIn(Body):
    correction: Seq
    happened_at: Moment | None = None


class CareIn(Body):
    act: CareAct
    happened_at: Moment | None = None


class SlipIn(Body):
    state: PatientState
    cpr: bool
    shocks: Annotated[int, Field(ge=0, le=99)]
    vehicle: Bit | None = None
    note: Text | None = None
    happened_at: Moment | None = None


class SlipQuery(Body):
    """`language`: where it is not the one that the browser prefers."""

    language: Literal["zh-CN", "en"] | None = None


class ToldOut(Out):
    """What was written down. `at`: when it happened, as far as that is believed; `doubted`: the phone's clock is wrong.
    All null where it was known already."""

    seq: int | None
    at: AwareDatetime | None
    doubted: bool


class SecretOut(Out):
    """What opens a gate, and who can."""

    gate: int
    code: str | None
    phone: str | None
    note: str | None


class SecretsOut(Out):
    gates: list[SecretOut]


class ActOut(Out):
    act: CareAct
    at: AwareDatetime


class SlipOut(Out):
    state: PatientState
    cpr: bool
    shocks: int
    vehicle: str | None
    note: str | None
    at: AwareDatetime


class WayInOut(Out):
    """A gate: `id` null is one of the map. `code`, `guard`: whether there is one to ask for."""

    id: int | None
    name: str
    open: bool
    until: AwareDatetime | None
    code: bool
    guard: bool


class DoorOut(Out):
    name: str
    note: str | None


class AskedOut(Out):
    """`where`: district, street and community, the widest first: never the address."""

    alert: AlertOut
    incident: IncidentFields
    where: list[str]
    fetch: FetchOut | None


class GoingOut(Out):
    """`links`: by map, in its own coordinates. `correction`: the seq of a corrected place, until confirmed."""

    assignment: AssignmentOut
    incident: IncidentFields
    links: dict[str, str]
    compound: str | None
    fetch: FetchOut | None
    gates: list[WayInOut]
    doors: list[DoorOut]
    caller: bool
    correction: int | None
    care: list[ActOut]
    slip: SlipOut | None


class OwnerOut(Out):
    id: str
    name: str | None
    duty: Literal["on_duty", "on_call", "off"]
    station: str | None


class DeskOut(Out):
    """Whom to ring: the centre, or where no number of it is known the volunteer's station."""

    phone: str
    station: str | None


class LinkOut(Out):
    """What became of the alert of a message: a state of it, or `over`, `not_yours`, `unknown`."""

    alert: int
    state: str


class PhoneOut(Out):
    """`same`: nothing happened since `after`; then the rest is left out. `panic`: their own that stands; `shift`: where
    they check in, or are; `follow_ups`: what they are asked afterwards, or see to."""

    seq: int
    at: AwareDatetime
    same: bool
    timezone: str | None = None
    alarms_leave: bool | None = None
    owner: OwnerOut | None = None
    desk: DeskOut | None = None
    link: LinkOut | None = None
    asked: list[AskedOut] | None = None
    going: list[GoingOut] | None = None
    panic: PanicOut | None = None
    shift: PhoneDutyOut | None = None
    follow_ups: list[FollowUpOut] | None = None
