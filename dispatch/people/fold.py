"""What the room of people becomes after an event."""

from dataclasses import replace

from dispatch.log.event import Recorded
from dispatch.people.events import AvailabilityChanged, VolunteerRecorded
from dispatch.people.model import Availability, People, Volunteer


def fold(people: People, recorded: Recorded) -> People:
    """`people` after `recorded`."""
    match recorded.event:
        case VolunteerRecorded() as event:
            known = people.volunteers.get(event.volunteer)
            availability = known.availability if known else Availability.AVAILABLE
            return _with(people, _as_recorded(event, availability))
        case AvailabilityChanged() as event:
            volunteer = people.volunteers[event.volunteer]
            return _with(people, replace(volunteer, availability=event.availability))
        case other:
            raise TypeError(f"not an event about people: {other}")


def _as_recorded(event: VolunteerRecorded, availability: Availability) -> Volunteer:
    return Volunteer(
        id=event.volunteer,
        team=event.team,
        mode=event.mode,
        station=event.station,
        membership=event.membership,
        availability=availability,
        qualifications=event.qualifications,
        opted_out=event.opted_out,
        particulars=event.particulars,
    )


def _with(people: People, volunteer: Volunteer) -> People:
    return replace(people, volunteers=people.volunteers.set(volunteer.id, volunteer))
