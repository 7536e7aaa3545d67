"""Who answers for the people on duty, by name."""

from dispatch.board import Board


def leader_of(board: Board, volunteer: str, named: str | None) -> str | None:
    """The duty leader whom the centre named for now; else the contact of the station where the volunteer is on duty, or
    belongs."""
    if named is not None:
        return named
    check_in, record = board.duty.on_duty.get(volunteer), board.people.volunteers.get(volunteer)
    station = board.duty.stations.get((check_in.station if check_in else record and record.station) or "")
    contact = station.particulars if station else None
    return contact.name if contact else None
