"""Long work outside this process: many runs side by side, each heard of as it ends, and stopped when nobody wants them.

Runs go to processes of this machine or, where a scheduler's address is given, to a Dask cluster (the extra `cluster`).
There the workers need the same program and the same city folder.
"""

import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from typing import TypeVar

from dispatch.errors import Refused
from dispatch.workers import LOOK_S, processes

TIMEOUT_S = 3
"""So long a scheduler has to answer."""
K = TypeVar("K", bound=Hashable)
R = TypeVar("R")


class Cancelled(Exception):
    """Stopped on request; `done` of `of` runs had ended."""

    def __init__(self, done: int, of: int) -> None:
        super().__init__(f"{done}/{of}")
        self.done, self.of = done, of


def side_by_side(
    work: Callable[[K], R],
    wanted: Sequence[K],
    *,
    max_workers: int | None = None,
    dask: str = "",
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[K, R]]:
    """What each of `wanted` gave, in the order in which they end; a run that raises ends them all. `work` and what it
    gives are pickled. `max_workers` 1 works in this very process.

    `Cancelled` is raised within `LOOK_S` of `cancelled()`, and runs under way are ended; so they are when the caller
    closes the generator, or dies. On a cluster a run under way is let finish. A signal should set what `cancelled`
    looks at: an interrupt that is raised in here may leave a lock held.
    """
    if max_workers == 1 and not dask:
        for done, key in enumerate(wanted):
            if cancelled():
                raise Cancelled(done, len(wanted))
            yield key, work(key)
        return
    workers = max(1, min(len(wanted), max_workers or os.cpu_count() or 1))
    with _cluster(dask, work) if dask else processes(workers, work) as begin:
        futures = {begin(key): key for key in wanted}
        yield from _as_they_end(futures, cancelled)


def _as_they_end(futures: dict[Future[R], K], cancelled: Callable[[], bool]) -> Iterator[tuple[K, R]]:
    pending = set(futures)
    while pending:
        if cancelled():
            raise Cancelled(len(futures) - len(pending), len(futures))
        ended, pending = wait(pending, timeout=LOOK_S, return_when=FIRST_COMPLETED)
        for one in ended:
            yield futures[one], one.result()


@contextmanager
def _cluster(address: str, work: Callable[[K], R]) -> Iterator[Callable[[K], "Future[R]"]]:
    try:
        from distributed import Client
    except ImportError:
        raise Refused("no_dask", address=address) from None
    try:
        client = Client(address, timeout=TIMEOUT_S)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise Refused("no_scheduler", address=address, reason=str(problem)) from problem
    with client:
        executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        begun: list[Future[R]] = []

        def begin(key: K) -> "Future[R]":
            begun.append(executor.submit(work, key))
            return begun[-1]

        try:
            yield begin
        finally:
            for one in begun:
                one.cancel()
