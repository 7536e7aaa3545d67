"""Long work that somebody at a page waits for: begun, told how far it is, stopped, and looked back at.

The work itself runs in processes of its own or on a cluster (`dispatch.jobs`); here it only has a thread that listens.
It lives in the server that began it and is forgotten with it.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from dispatch.errors import NotFound, Refused
from dispatch.jobs import Cancelled
from maps.errors import BadInput

logger = logging.getLogger(__name__)

KEPT = 60
AT_ONCE = 3
"""So much long work goes side by side; each fills the processors by itself."""


class State(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass
class Run:
    """`done` of `of` steps. `found`: what is known so far; after a stop, what was found until then. `problem`: the code
    and the parameters of why it failed."""

    id: str
    kind: str
    by: str
    begun_at: datetime
    state: State = State.RUNNING
    done: int = 0
    of: int = 0
    found: Mapping[str, Any] | None = None
    problem: tuple[str, Mapping[str, object]] | None = None
    halt: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def stopped(self) -> bool:
        return self.halt.is_set()

    def tell(self, done: int, of: int, found: Mapping[str, Any] | None = None) -> None:
        self.done, self.of = done, of
        self.found = self.found if found is None else found


Work = Callable[[Run], Mapping[str, Any] | None]
"""Tells the run how far it is, looks whether it is `stopped`, and gives what it found; None: what it told last."""


class Running:
    """Safe for any number of threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._runs: dict[str, Run] = {}

    def begin(self, kind: str, work: Work, *, by: str) -> Run:
        """Refuses where too much is under way (`too_much_under_way`)."""
        run = Run(secrets.token_hex(8), kind, by, self._now())
        with self._lock:
            if sum(one.state is State.RUNNING for one in self._runs.values()) >= AT_ONCE:
                raise Refused("too_much_under_way", most=AT_ONCE)
            self._runs[run.id] = run
            for old in [one.id for one in self._runs.values() if one.state is not State.RUNNING][:-KEPT]:
                del self._runs[old]
        threading.Thread(target=_carry_out, args=(run, work), name=f"{kind} {run.id}", daemon=True).start()
        return run

    def find(self, ident: str, *, by: str) -> Run:
        """Somebody's own; another's is not found."""
        with self._lock:
            run = self._runs.get(ident)
        if run is None or run.by != by:
            raise NotFound("run", ident)
        return run

    def stop(self, ident: str, *, by: str) -> Run:
        run = self.find(ident, by=by)
        run.halt.set()
        return run

    def wait(self, ident: str, *, by: str, seconds: float | None = None) -> bool:
        """Until it has ended in one way or another; whether it has."""
        return self.find(ident, by=by).over.wait(seconds)

    def close(self) -> None:
        """Of everything under way: its processes end within a moment."""
        for run in self._under_way():
            run.halt.set()

    def _under_way(self) -> Iterator[Run]:
        with self._lock:
            yield from [one for one in self._runs.values() if one.state is State.RUNNING]


def _carry_out(run: Run, work: Work) -> None:
    try:
        found = work(run)
        run.found = run.found if found is None else found
        run.state = State.STOPPED if run.stopped() and run.done < run.of else State.DONE
    except Cancelled:
        run.state = State.STOPPED
    except (Refused, BadInput) as refusal:
        run.problem, run.state = (refusal.code, refusal.params), State.FAILED
    except Exception:
        logger.exception("%s %s failed", run.kind, run.id)
        run.problem, run.state = ("http_500", {}), State.FAILED
    finally:
        run.over.set()
