"""The only place where panics change."""

from collections.abc import Iterable
from dataclasses import replace

from dispatch.log.event import Recorded
from dispatch.safety.events import PanicAnswered, PanicEnded, PanicRaised
from dispatch.safety.model import Panic, Safety


def fold(state: Safety, recorded: Recorded) -> Safety:
    """The open panics after one more event: one that is over leaves the board."""
    state = apply(state, recorded)
    if isinstance(recorded.event, PanicEnded):
        return replace(state, panics=state.panics.delete(recorded.event.panic))
    return state


def history(log: Iterable[Recorded]) -> Safety:
    """Panics folded from the story that they belong to, over or not."""
    state = Safety()
    for recorded in log:
        state = apply(state, recorded)
    return state


def apply(state: Safety, recorded: Recorded) -> Safety:
    match recorded.event:
        case PanicRaised() as event:
            panic = Panic(
                id=event.panic,
                volunteer=event.volunteer,
                raised_at=recorded.when,
                raised_by=recorded.by,
                incident=event.incident,
                assignment=event.assignment,
                particulars=event.particulars,
            )
            return replace(_with(state, panic), last_panic=max(state.last_panic, panic.id))
        case PanicAnswered(panic=ident, particulars=answer):
            answered = {"answered_at": recorded.at, "answered_by": recorded.by, "answer": answer}
            return _with(state, replace(state.panics[ident], **answered))  # type: ignore[arg-type]
        case PanicEnded(panic=ident, particulars=reason):
            ended = {"ended_at": recorded.at, "ended_by": recorded.by, "reason": reason}
            return _with(state, replace(state.panics[ident], **ended))  # type: ignore[arg-type]
    return state


def _with(state: Safety, panic: Panic) -> Safety:
    return replace(state, panics=state.panics.set(panic.id, panic))
