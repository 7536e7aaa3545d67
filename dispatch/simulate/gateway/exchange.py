"""What the playing gateway knows: every message once, how often it came, which receipts have arrived."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from dispatch.clock import stamp
from dispatch.simulate.gateway.fate import Dice
from dispatch.simulate.gateway.ledger import Ledger
from dispatch.simulate.gateway.model import Fate, Fault, MessageIn, Step

ACCEPTED = "accepted"


@dataclass(slots=True)
class Kept:
    """One message that was taken at `at`; `arrived`: which of its sendings were confirmed, and when."""

    message: MessageIn
    at: datetime
    fate: Fate
    arrived: dict[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sending:
    """The `number`-th receipt of a message, to be posted at `at`."""

    at: datetime
    message: str
    number: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request gets, unless `fault` comes between. `sendings`: what follows from it, once."""

    status: int
    body: Mapping[str, Any]
    fault: Fault | None = None
    sendings: Sequence[Sending] = ()


class Exchange:
    """`speed`: how many seconds of ringing and waiting go by in one of the wall's. Safe for threads."""

    def __init__(self, ledger: Ledger, dice: Dice, now: Callable[[], datetime], *, speed: float = 1.0) -> None:
        self._ledger = ledger
        self._dice = dice
        self._now = now
        self._speed = speed
        self._lock = Lock()
        self._kept: dict[str, Kept] = {}
        self._told: dict[str, int] = {}
        for line in ledger.lines():
            self._remember(line)

    def take(self, message: MessageIn) -> Reply:
        """Rings, or writes, once for an id; an id that comes back for somebody else is refused. What it says may have
        been corrected meanwhile, and comes too late; where receipts go may have changed, and the latest holds."""
        with self._lock:
            kept = self._kept.get(message.id)
            fault = self._dice.fault(message.id, self._told.get(message.id, 0) + 1)
            if kept is not None and (message.channel, message.to) != (kept.message.channel, kept.message.to):
                reply = Reply(409, {"reason": "this id was for somebody else"})
            elif fault is not None and not fault.takes:
                reply = Reply(503, {"reason": "playing: out of order"}, fault)
            else:
                sendings = self._keep(message)
                reply = Reply(202, self._state(message.id), fault, sendings)
            self._note({"was": "told", "id": message.id, "status": reply.status, "fault": reply.fault})
            return reply

    def _keep(self, message: MessageIn) -> Sequence[Sending]:
        kept = self._kept.get(message.id)
        if kept is None:
            self._note({"was": "taken", "message": message.model_dump()})
            return self._waiting(message.id)
        if kept.message.callback != message.callback:
            self._note({"was": "moved", "id": message.id, "callback": message.callback})
        return ()

    def state(self, message_id: str) -> Mapping[str, Any] | None:
        """As of now, whether or not a receipt of it arrived."""
        with self._lock:
            return self._state(message_id) if message_id in self._kept else None

    def receipt(self, sending: Sending) -> tuple[str | None, Mapping[str, Any]]:
        """Where to, and what."""
        with self._lock:
            kept = self._kept[sending.message]
            step = kept.fate.sendings[sending.number][1]
            at = stamp(self._moment(kept, step.after_s))
            return kept.message.callback, {"message": kept.message.id, **_said(step), "at": at}

    def arrived(self, sending: Sending) -> None:
        with self._lock:
            self._note({"was": "receipt", "id": sending.message, "number": sending.number})

    def waiting(self) -> list[Sending]:
        """Every receipt that nobody has confirmed, as after a restart."""
        with self._lock:
            return [sending for message_id in self._kept for sending in self._waiting(message_id)]

    def seen(self, limit: int) -> list[tuple[Kept, int, Step | None]]:
        """The latest messages first: each with how often it was told, and what is known of it by now."""
        with self._lock:
            latest = list(self._kept.values())[: -limit - 1 : -1]
            return [(kept, self._told.get(kept.message.id, 0), self._happened(kept)) for kept in latest]

    def counts(self) -> tuple[int, int]:
        """Messages, and requests that brought one."""
        with self._lock:
            return len(self._kept), sum(self._told.values())

    def _note(self, line: dict[str, Any]) -> None:
        """First on disk, then in mind."""
        line = {"at": stamp(self._now()), **line}
        self._ledger.write(line)
        self._remember(line)

    def _remember(self, line: Mapping[str, Any]) -> None:
        at = datetime.fromisoformat(line["at"])
        match line["was"]:
            case "told":
                self._told[line["id"]] = self._told.get(line["id"], 0) + 1
            case "taken":
                message = MessageIn.model_validate(line["message"])
                self._kept[message.id] = Kept(message, at, self._dice.fate(message))
            case "moved":
                kept = self._kept[line["id"]]
                kept.message = kept.message.model_copy(update={"callback": line["callback"]})
            case "receipt":
                self._kept[line["id"]].arrived[line["number"]] = at

    def _waiting(self, message_id: str) -> list[Sending]:
        kept = self._kept[message_id]
        return [
            Sending(self._moment(kept, after_s), message_id, number)
            for number, (after_s, _) in enumerate(kept.fate.sendings)
            if number not in kept.arrived
        ]

    def _state(self, message_id: str) -> dict[str, Any]:
        kept = self._kept[message_id]
        step = self._happened(kept)
        if step is None:
            return {"id": message_id, "state": ACCEPTED, "key": None, "text": None, "at": stamp(kept.at)}
        said = _said(step)
        at = stamp(self._moment(kept, step.after_s))
        return {"id": message_id, "state": said.pop("result"), **said, "at": at}

    def _happened(self, kept: Kept) -> Step | None:
        now = self._now()
        steps = [step for step in kept.fate.steps if self._moment(kept, step.after_s) <= now]
        return steps[-1] if steps else None

    def _moment(self, kept: Kept, after_s: float) -> datetime:
        return kept.at + timedelta(seconds=after_s / self._speed)


def _said(step: Step) -> dict[str, Any]:
    return {"result": step.result, "key": step.key, "text": step.text}
