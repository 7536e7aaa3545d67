"""What comes of a message and of each request, by seed and id alone.

voice: rings 12 s (median, spread .4), rings out at 45 s, a key 6 s after the start of the text
sms:   is on the phone after 3 s, a reply after 45 s (spread .8: as answers in the wave formula's example)
All plan figures, like the shares below, but for the yes: .35 (Denmark, 177,866 alerts).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dispatch.errors import Refused
from dispatch.simulate.gateway.model import Fate, Fault, MessageIn, Outcome, Step, Straying
from dispatch.simulate.volunteers import Draws

SHARES: Mapping[Outcome, float] = {
    Outcome.ONE: 0.35,
    Outcome.TWO: 0.20,
    Outcome.SILENT: 0.06,
    Outcome.NO_ANSWER: 0.20,
    Outcome.PHONE_OFF: 0.08,
    Outcome.BUSY: 0.06,
    Outcome.WRONG_NUMBER: 0.03,
    Outcome.FAILED: 0.02,
}
RING_S, RING_SPREAD, RINGS_OUT_S, KEY_S = 12.0, 0.4, 45.0, 6.0
SIGNALLED_S: Mapping[Outcome, float] = {
    Outcome.PHONE_OFF: 4.0,
    Outcome.BUSY: 3.0,
    Outcome.WRONG_NUMBER: 8.0,
    Outcome.FAILED: 2.0,
}
"""How soon the network, or whoever has that number now, says so."""
ON_PHONE_S, REPLY_S, REPLY_SPREAD = 3.0, 45.0, 0.8
LATE_S = 90.0
AGAIN_S = 5.0
SWAPPED_S = 4.0
"""So much after what happened later it is told what happened first."""


@dataclass(frozen=True, slots=True)
class Answers:
    """How often what comes of a message, and what single telephone numbers do always."""

    shares: Mapping[Outcome, float] = field(default_factory=lambda: SHARES)
    people: Mapping[str, Outcome] = field(default_factory=dict)


class AnswersIn(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    shares: dict[Outcome, float] = dict(SHARES)
    people: dict[str, Outcome] = Field(default={})


def read_answers(text: bytes, name: str) -> Answers:
    """{"shares": {"1": 0.5, "no_answer": 0.5}, "people": {"+8613800000001": "2"}}; shares are weights. Refuses by name
    (`bad_answers`) what is not so."""
    try:
        told = AnswersIn.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "JSON"
        raise Refused("bad_answers", file=name, where=where, reason=first["msg"]) from error
    if min(told.shares.values(), default=0) < 0 or sum(told.shares.values()) <= 0:
        raise Refused("bad_answers", file=name, where="shares", reason="weights, not all of them 0")
    return Answers(told.shares, told.people)


@dataclass(frozen=True, slots=True)
class Dice:
    """Everything is drawn from a keyed hash of seed, message and purpose: the same message fares the same whenever and
    however often it comes, and across restarts."""

    seed: int
    answers: Answers = Answers()
    faults: float = 0.0

    def fate(self, message: MessageIn) -> Fate:
        outcome = self._outcome(message)
        steps = self._called(message.id, outcome) if message.channel == "voice" else self._texted(message.id, outcome)
        straying = self._straying(message.id) if self._share(message.id, "receipts fail") < self.faults else None
        return Fate(outcome, steps, _sendings(steps, straying), straying)

    def fault(self, message_id: str, attempt: int) -> Fault | None:
        """What goes wrong with its so-many-th request."""
        if self._share(message_id, f"request {attempt} fails") >= self.faults:
            return None
        kinds = list(Fault)
        return kinds[int(self._share(message_id, f"how request {attempt} fails") * len(kinds))]

    def _outcome(self, message: MessageIn) -> Outcome:
        if message.to in self.answers.people:
            return self.answers.people[message.to]
        weights = self.answers.shares
        left = self._share(message.id, "outcome") * sum(weights.values())
        for outcome, weight in weights.items():
            left -= weight
            if left < 0:
                return outcome
        return [outcome for outcome, weight in weights.items() if weight > 0][-1]

    def _called(self, message_id: str, outcome: Outcome) -> tuple[Step, ...]:
        picked_up_s = min(self._around(RING_S, RING_SPREAD, message_id, "ring"), RINGS_OUT_S)
        match outcome:
            case Outcome.ONE | Outcome.TWO:
                return (Step(picked_up_s + KEY_S, "answered", key=str(outcome)),)
            case Outcome.SILENT:
                return (Step(picked_up_s + 2 * KEY_S, "answered"),)
            case Outcome.NO_ANSWER:
                return (Step(RINGS_OUT_S, "no_answer"),)
        return (Step(SIGNALLED_S[outcome], str(outcome)),)

    def _texted(self, message_id: str, outcome: Outcome) -> tuple[Step, ...]:
        """A phone that is busy or lies about takes a text message all the same."""
        on_phone = Step(ON_PHONE_S, "delivered")
        replied_s = ON_PHONE_S + self._around(REPLY_S, REPLY_SPREAD, message_id, "reply")
        match outcome:
            case Outcome.ONE | Outcome.TWO:
                return on_phone, Step(replied_s, "answered", text=str(outcome))
            case Outcome.SILENT | Outcome.NO_ANSWER | Outcome.BUSY:
                return (on_phone,)
        return (Step(SIGNALLED_S[outcome], str(outcome)),)

    def _straying(self, message_id: str) -> Straying:
        kinds = list(Straying)
        return kinds[int(self._share(message_id, "how receipts fail") * len(kinds))]

    def _around(self, median: float, spread: float, message_id: str, purpose: str) -> float:
        return median * exp(spread * Draws(self.seed).normal(0, message_id, purpose))

    def _share(self, message_id: str, purpose: str) -> float:
        return Draws(self.seed).share(0, message_id, purpose)


def _sendings(steps: tuple[Step, ...], straying: Straying | None) -> tuple[tuple[float, Step], ...]:
    plain = tuple((step.after_s, step) for step in steps)
    match straying:
        case None:
            return plain
        case Straying.LOST:
            return ()
        case Straying.LATE:
            return tuple((after_s + LATE_S, step) for after_s, step in plain)
        case Straying.TWICE:
            return *plain, *((after_s + AGAIN_S, step) for after_s, step in plain)
        case Straying.SWAPPED:
            last_s = steps[-1].after_s
            return tuple((last_s + SWAPPED_S * place, step) for place, step in enumerate(reversed(steps)))
