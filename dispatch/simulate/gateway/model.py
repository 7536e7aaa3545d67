"""What the playing gateway is asked, and what may come of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=2_000)]


class MessageIn(BaseModel):
    """As it is posted. One `id` is one call or text message, however often it comes."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[str, Field(min_length=1, max_length=200)]
    channel: Literal["voice", "sms"]
    to: Annotated[str, Field(pattern=r"^\+?[0-9]{3,20}(;ext=[0-9]{1,6})?$")]
    text: Text
    language: Annotated[str, Field(max_length=20)] = "zh-CN"
    keys: dict[str, str] = {}
    callback: Annotated[str, Field(pattern=r"^https?://", max_length=2_000)] | None = None


class Outcome(StrEnum):
    """What the person does, or why nobody does anything."""

    ONE = "1"
    TWO = "2"
    SILENT = "silent"
    NO_ANSWER = "no_answer"
    PHONE_OFF = "phone_off"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    FAILED = "failed"


class Fault(StrEnum):
    """What goes wrong with one request. The first two happen before the message was taken, the others after."""

    BROKEN = "5xx"
    DROPPED = "dropped"
    TAKEN_BROKEN = "taken, 5xx"
    TAKEN_DROPPED = "taken, dropped"
    TAKEN_SLOW = "taken, slow"

    @property
    def takes(self) -> bool:
        return self in {Fault.TAKEN_BROKEN, Fault.TAKEN_DROPPED, Fault.TAKEN_SLOW}


class Straying(StrEnum):
    """What goes wrong with the receipts of one message."""

    LATE = "late"
    TWICE = "twice"
    SWAPPED = "swapped"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Step:
    """What is known of a message from `after_s` on."""

    after_s: float
    result: str
    key: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What comes of one message: `steps` as they happen; `sendings` as they are told, each with the seconds after the
    message was taken."""

    outcome: Outcome
    steps: tuple[Step, ...]
    sendings: tuple[tuple[float, Step], ...]
    straying: Straying | None = None
