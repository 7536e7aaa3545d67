"""What is said to whom: type, level, community and minutes, and before somebody accepts nothing of the patient."""

import math
from collections.abc import Callable, Mapping

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.incidents.model import Alert, Incident, IncidentMode
from dispatch.ladder.model import Attempt, Channel
from dispatch.ladder.senders import Message
from dispatch.ladder.timetable import Timetable
from dispatch.ladder.wanting import phone_of
from dispatch.words import say

AreasOf = Callable[[float, float], Mapping[str, str]]
"""The names of the district, street and community that a place lies in, by level."""

NEAREST = ("community", "street", "district")
MARKS = {IncidentMode.EXERCISE: "ladder.exercise", IncidentMode.TEST: "ladder.test"}
KEYS = {"1": "accept", "2": "decline"}
SEEN = {"1": "seen"}


def message(
    board: Board, attempt: Attempt, table: Timetable, areas_of: AreasOf, *, ident: str, callback: str | None
) -> Message:
    """The message of an attempt that a sender carries. Refuses where there is no number any more (`no_phone`)."""
    to, text, keys = _parts(board, attempt, table, areas_of)
    channel = Channel.SMS if attempt.channel is Channel.SMS else Channel.VOICE
    return Message(ident, channel, to, text, table.language, keys, callback)


def _parts(board: Board, attempt: Attempt, table: Timetable, areas_of: AreasOf) -> tuple[str, str, Mapping[str, str]]:
    if attempt.notice is not None:
        return _notice(board, attempt, table)
    if attempt.leader is not None and attempt.panic is not None:
        told = say("ladder.text.panic", table.language, volunteer=attempt.volunteer)
        return table.leader(attempt.leader).phone, told, SEEN
    if attempt.leader is not None:
        incident = board.incidents.incidents[attempt.incident or 0]
        return table.leader(attempt.leader).phone, _said(incident, None, "leader", table, areas_of), SEEN
    phone = phone_of(board, str(attempt.volunteer))
    if phone is None:
        raise Refused("no_phone", volunteer=attempt.volunteer)
    if attempt.incident is None:
        return phone, say(f"ladder.test.{attempt.channel}", table.language), SEEN
    incident, alert = board.incidents.incidents[attempt.incident], board.incidents.alerts[attempt.alert or 0]
    channel = Channel.SMS if attempt.channel is Channel.SMS else Channel.VOICE
    return phone, _said(incident, alert, channel, table, areas_of), KEYS


def _notice(board: Board, attempt: Attempt, table: Timetable) -> tuple[str, str, Mapping[str, str]]:
    """Of the rosters: who has a shift soon, or which shift has nobody. Refuses `no_phone` where nobody can be told."""
    notice = board.rosters.notices.get(attempt.notice or 0)
    if notice is None:
        raise Refused("not_found", kind="notice", id=attempt.notice)
    station = board.duty.stations.get(notice.station)
    contact = station.particulars if station else None
    text = say(
        f"notice.{notice.kind}",
        table.language,
        station=station.name if station else notice.station,
        day=notice.day,
        time=notice.begins,
        shift=notice.called or say("notice.shift", table.language),
        missing=notice.missing,
    )
    if attempt.leader is not None:
        return table.leader(attempt.leader).phone, text, SEEN
    phone = phone_of(board, notice.volunteer) if notice.volunteer else contact.phone if contact else None
    if phone is None:
        raise Refused("no_phone", volunteer=notice.volunteer or notice.station)
    return phone, text, SEEN


def _said(incident: Incident, alert: Alert | None, what: str, table: Timetable, areas_of: AreasOf) -> str:
    language = table.language
    mark = MARKS.get(incident.mode)
    text = say(
        f"ladder.text.{what}",
        language,
        type=incident.type,
        level=incident.level,
        area=_area(incident, areas_of) or say("ladder.no_area", language),
        minutes=_minutes(alert, language),
        incident=incident.id,
    )
    return (say(mark, language) if mark else "") + text


def _area(incident: Incident, areas_of: AreasOf) -> str | None:
    if incident.place is None:
        return None
    names = areas_of(incident.place.lon, incident.place.lat)
    return next((names[level] for level in NEAREST if level in names), None)


def _minutes(alert: Alert | None, language: str) -> str:
    if alert is None or alert.way_s is None:
        return say("ladder.no_minutes", language)
    return say("ladder.minutes", language, n=math.ceil(alert.way_s / 60))
