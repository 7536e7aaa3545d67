"""The handover slip as text: what the ambulance's crew reads, or what is printed."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch.incidents.model import Assignment, Incident, Progress
from dispatch.incidents.slip import Slip, Treatment
from dispatch.words import say

STEPS = (Progress.EN_ROUTE, Progress.ON_SCENE, Progress.ENGAGED, Progress.HANDED_OVER)


def slip_text(incident: Incident, going: Assignment, treated: Treatment, timezone: ZoneInfo, language: str) -> str:
    """One line a fact, in order of time; what is not known is left out. Times are the centre's own."""
    call = incident.particulars
    happened: list[tuple[datetime, str]] = [
        *((at, say(f"progress.{step}", language)) for step, at in going.times if step in STEPS),
        *((at, say(f"care.{act}", language)) for act, at in treated.acts),
    ]
    lines = [
        say("slip.title", language),
        say("slip.incident", language, id=incident.id, type=incident.type),
        *([say("slip.address", language, address=call.spoken)] if call and call.spoken else []),
        say("slip.reported", language, at=_clock(incident.reported_at, timezone)),
        *(f"{_clock(at, timezone)}  {what}" for at, what in sorted(happened, key=lambda one: one[0])),
        *(_facts(treated.slip, language) if treated.slip else ()),
        say("slip.by", language, volunteer=going.volunteer),
    ]
    return "\n".join(lines) + "\n"


def _facts(slip: Slip, language: str) -> Iterator[str]:
    yield say("slip.state", language, patient_state=slip.state)
    yield say("slip.cpr_yes" if slip.cpr else "slip.cpr_no", language)
    yield say("slip.shocks", language, n=slip.shocks)
    if slip.vehicle:
        yield say("slip.vehicle", language, vehicle=slip.vehicle)
    if slip.note:
        yield say("slip.note", language, note=slip.note)


def _clock(at: datetime, timezone: ZoneInfo) -> str:
    return at.astimezone(timezone).strftime("%Y-%m-%d %H:%M:%S")
