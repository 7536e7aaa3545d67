"""What the room of people becomes after an event."""

from dataclasses import replace

from dispatch.log.event import Recorded
from dispatch.people.events import AvailabilityChanged, ContactTested, VolunteerRecorded
from dispatch.people.model import People, Volunteer


def fold(people: People, recorded: Recorded) -> People:
    """`people` after `recorded`."""
    match recorded.event:
        case VolunteerRecorded() as event:
            return _with(people, _as_recorded(event, people.volunteers.get(event.volunteer)))
        case AvailabilityChanged() as event:
            volunteer = people.volunteers[event.volunteer]
            return _with(people, replace(volunteer, availability=event.availability))
        case ContactTested(channel=channel) as event:
            volunteer = people.volunteers[event.volunteer]
            others = tuple(one for one in volunteer.unanswered if one is not channel)
            return _with(people, replace(volunteer, unanswered=others if event.answered else (*others, channel)))
        case other:
            raise TypeError(f"not an event about people: {other}")


def _as_recorded(event: VolunteerRecorded, known: Volunteer | None) -> Volunteer:
    """What is not in a record stays as it is."""
    recorded = Volunteer(
        id=event.volunteer,
        team=event.team,
        mode=event.mode,
        station=event.station,
        membership=event.membership,
        qualifications=event.qualifications,
        opted_out=event.opted_out,
        insured_until=event.insured_until,
        consented=event.consented,
        particulars=event.particulars,
    )
    return replace(recorded, availability=known.availability, unanswered=known.unanswered) if known else recorded


def _with(people: People, volunteer: Volunteer) -> People:
    return replace(people, volunteers=people.volunteers.set(volunteer.id, volunteer))
