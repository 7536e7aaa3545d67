"""The rungs of the ladder, and the attempts to reach somebody by them."""

from enum import StrEnum


class Channel(StrEnum):
    """How somebody may be reached; the first three speak to the volunteer, the last three to people who know them."""

    PAGE = "page"
    VOICE = "voice"
    SMS = "sms"
    TABLET = "tablet"
    CALL_LIST = "call_list"
    LEADER = "leader"


class AttemptState(StrEnum):
    DUE = "due"
    HANDED = "handed"
    DELIVERED = "delivered"
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    PHONE_OFF = "phone_off"
    WRONG_NUMBER = "wrong_number"
    BUSY = "busy"
    FAILED = "failed"


OPEN = frozenset({AttemptState.DUE, AttemptState.HANDED, AttemptState.DELIVERED})
"""What came of it is not known for good yet."""
