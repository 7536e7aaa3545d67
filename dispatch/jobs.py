"""Long work outside this process: many runs side by side, each heard of as it ends, and stopped when nobody wants them.

Runs go to processes of this machine or, where a scheduler's address is given, to a Dask cluster (the extra `cluster`).
There the workers need the same program and the same city folder.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from signal import SIG_IGN, SIGINT, signal
from typing import TypeVar

from dispatch.errors import Refused

LOOK_S = 0.2
"""So often a cancellation is looked for while runs are under way."""
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
    gives are pickled. One run, or one worker, works in this very process.

    `Cancelled` is raised within `LOOK_S` of `cancelled()`, and runs under way are ended; so they are when the caller
    stops listening (closes the generator, or is interrupted) or dies. On a cluster a run under way is let finish.
    """
    workers = min(len(wanted), max_workers or os.cpu_count() or 1)
    if workers <= 1 and not dask:
        for done, key in enumerate(wanted):
            if cancelled():
                raise Cancelled(done, len(wanted))
            yield key, work(key)
        return
    with _cluster(dask) if dask else _processes(workers) as executor:
        futures = {executor.submit(work, key): key for key in wanted}
        yield from _as_they_end(futures, cancelled)


def _as_they_end(futures: dict[Future[R], K], cancelled: Callable[[], bool]) -> Iterator[tuple[K, R]]:
    pending = set(futures)
    try:
        while pending:
            if cancelled():
                raise Cancelled(len(futures) - len(pending), len(futures))
            ended, pending = wait(pending, timeout=LOOK_S, return_when=FIRST_COMPLETED)
            for one in ended:
                yield futures[one], one.result()
    finally:
        for one in pending:
            one.cancel()


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Left by an exception, those still at work are ended."""
    context = _context()
    order, tell = context.Pipe(duplex=False)
    with order, tell, ProcessPoolExecutor(workers, context, _obey, (order, os.getpid())) as executor:
        try:
            yield executor
        except BaseException:
            tell.send_bytes(b"end")
            raise


def _context() -> BaseContext:
    """As the system does it; but a process with threads is not forked, as their locks would stay locked."""
    usual = multiprocessing.get_context()
    forks = usual.get_start_method() == "fork"
    return multiprocessing.get_context("spawn") if forks and threading.active_count() > 1 else usual


def _obey(order: Connection, parent: int) -> None:
    """In a worker: ends it at once when it is told to, or its parent is gone. Nobody reads the order, so all see it."""
    signal(SIGINT, SIG_IGN)  # of a terminal, where the parent gets it too, and gives the order

    def watch() -> None:
        while not order.poll(LOOK_S) and os.getppid() == parent:
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise Refused("no_dask", address=address) from None
    try:
        client = Client(address, timeout=TIMEOUT_S)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise Refused("no_scheduler", address=address, reason=str(problem)) from problem
    with client:
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]
