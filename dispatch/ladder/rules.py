"""What came of an attempt, and what follows from it."""

import unicodedata

from dispatch.board import Board
from dispatch.duty.events import ShiftConfirmed
from dispatch.errors import NotFound, Refused
from dispatch.incidents.events import AlertReached
from dispatch.incidents.model import AlertState
from dispatch.ladder.events import (
    AnswerUnused,
    AttemptDelayed,
    AttemptHanded,
    AttemptResult,
    NobodyComingTold,
)
from dispatch.ladder.model import REACHES, Answer, Attempt, AttemptState, Channel, Told
from dispatch.log.event import Event
from dispatch.people.events import ContactTested
from dispatch.people.model import Channel as Contact

KEYS = {"1": Answer.ACCEPT, "2": Answer.DECLINE}
"""What is pressed on a telephone."""
WORDS = {
    **KEYS,
    **dict.fromkeys(("y", "yes", "是", "去", "能去", "能", "好", "好的", "收到", "接受"), Answer.ACCEPT),
    **dict.fromkeys(("n", "no", "否", "不", "不去", "不能去", "不能", "谢绝", "拒绝"), Answer.DECLINE),
}
"""What is written back."""
REACHED = {
    AttemptState.HANDED: AlertState.SENT,
    AttemptState.DELIVERED: AlertState.DELIVERED,
    AttemptState.ANSWERED: AlertState.SEEN,
}
"""What an attempt says of its alert."""
CONTACTS = {Channel.PAGE: Contact.PAGE, Channel.VOICE: Contact.VOICE, Channel.SMS: Contact.SMS}
DEAD = {AttemptState.WRONG_NUMBER: (Contact.VOICE, Contact.SMS), AttemptState.PHONE_OFF: (Contact.VOICE,)}
"""What somebody cannot be reached by, as long as no test says otherwise."""


def find_attempt(board: Board, ident: int) -> Attempt:
    """NotFound for one that there never was; Refused("attempt_over") where it ended long ago."""
    found = board.ladder.attempts.get(ident)
    if found is None:
        if 0 < ident <= board.ladder.last_attempt:
            raise Refused("attempt_over", attempt=ident)
        raise NotFound("attempt", ident)
    return found


def understood(key: str | None, text: str | None) -> Answer | None:
    """The answer in a key or a text; None where there is none, or none that anybody understands."""
    if key is not None and key in KEYS:
        return KEYS[key]
    if text is None:
        return None
    return WORDS.get(unicodedata.normalize("NFKC", text).strip(" \t\r\n。.!！").casefold())


def handed(board: Board, ident: int, tries: int) -> list[Event]:
    """Another server may have done the same, or the receipt was here before."""
    attempt = board.ladder.attempts.get(ident)
    if attempt is None or attempt.state is not AttemptState.DUE:
        return []
    return [AttemptHanded(*_of(attempt), tries=tries), *_reaches(board, attempt, AttemptState.HANDED)]


def delayed(board: Board, ident: int) -> list[Event]:
    attempt = board.ladder.attempts.get(ident)
    if attempt is None or attempt.state is not AttemptState.DUE or attempt.delayed:
        return []
    return [AttemptDelayed(*_of(attempt))]


def result(
    board: Board, ident: int, came: AttemptState, *, answer: Answer | None = None, reason: str | None = None
) -> list[Event]:
    """The same again, or what was overtaken, changes nothing; of two answers the later counts where the alert still
    takes it. Dead numbers are remembered of the person, a test that was answered as well."""
    attempt = find_attempt(board, ident)
    if not _is_news(attempt, came, answer):
        return []
    if attempt.incident is None and came is AttemptState.ANSWERED and answer is None:
        came = AttemptState.DELIVERED  # a mailbox picks up, too
        if not _is_news(attempt, came, None):
            return []
    told = AttemptResult(*_of(attempt), result=came, answer=answer, reason=reason)
    confirmed = _confirmed(board, attempt) if answer is not None else []
    return [told, *_reaches(board, attempt, came), *_contacts(board, attempt, came, answer), *confirmed]


def unused(board: Board, ident: int, answer: Answer | None, reason: str, text: str | None = None) -> list[Event]:
    """Once for each reason."""
    attempt = find_attempt(board, ident)
    if attempt.unused == reason:
        return []
    return [AnswerUnused(*_of(attempt), answer=answer, reason=reason, particulars=text)]


def told(board: Board, incident: int, who: Told) -> list[Event]:
    """Somebody has said aloud that nobody is coming."""
    known = board.ladder.nobody.get(incident)
    if known is None:
        raise Refused("somebody_coming", incident=incident)
    return [] if who in known.told else [NobodyComingTold(incident, told=who)]


def page_attempt(board: Board, alert: int) -> Attempt | None:
    """By which the alert is on the person's own page."""
    return next((one for one in board.ladder.for_alert(alert) if one.channel is Channel.PAGE), None)


def _is_news(attempt: Attempt, came: AttemptState, answer: Answer | None) -> bool:
    if REACHES[came] > REACHES[attempt.state]:
        return True
    return (
        came is AttemptState.ANSWERED and attempt.state is came and answer is not None and attempt.answer is not answer
    )


def _of(attempt: Attempt) -> tuple[int, int | None, int | None, str | None, Channel]:
    return attempt.id, attempt.incident, attempt.alert, attempt.volunteer, attempt.channel


def _reaches(board: Board, attempt: Attempt, came: AttemptState) -> list[Event]:
    alert, state = board.incidents.alerts.get(attempt.alert or 0), REACHED.get(came)
    if alert is None or state is None or attempt.channel not in CONTACTS or not alert.is_short_of(state):
        return []
    return [AlertReached(incident=alert.incident, alert=alert.id, volunteer=alert.volunteer, state=state)]


def _confirmed(board: Board, attempt: Attempt) -> list[Event]:
    """Whoever answers the reminder of a shift will be there."""
    notice = board.rosters.notices.get(attempt.notice or 0)
    theirs = board.duty.shifts_of(notice.volunteer) if notice and notice.volunteer else ()
    return [
        ShiftConfirmed(one.id, one.slot.volunteer, one.slot.station)
        for one in theirs
        if notice is not None and one.id == notice.shift and one.confirmed_at is None
    ]


def _contacts(board: Board, attempt: Attempt, came: AttemptState, answer: Answer | None) -> list[Event]:
    record = board.people.volunteers.get(attempt.volunteer or "")
    if record is None:
        return []
    unanswered = set(record.unanswered)
    dead = [one for one in DEAD.get(came, ()) if one not in unanswered]
    if attempt.channel is not Channel.LEADER and dead:
        return [ContactTested(record.id, one, answered=False) for one in dead]
    by = CONTACTS.get(attempt.channel)
    if answer is not None and by in unanswered and by is not None:
        return [ContactTested(record.id, by, answered=True)]
    return []
