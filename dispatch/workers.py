"""Processes of this machine that can be ended in the middle of a run."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from signal import SIG_IGN, SIGINT, signal
from typing import Any, TypeVar

LOOK_S = 0.2
"""So often it is looked whether runs are still wanted."""
K = TypeVar("K")
R = TypeVar("R")


@contextmanager
def processes(workers: int, work: Callable[[K], R]) -> Iterator[Callable[[K], "Future[R]"]]:
    """What begins one run of `work`. Left by an exception, runs under way are ended.

    Each worker gets the work once, and then keys, which are small: a large message to a worker that has ended would
    fill the pipe, and this process would wait for ever, at its own end, to be rid of the rest.
    """
    context = _context()
    order, tell = context.Pipe(duplex=False)
    with order, tell, ProcessPoolExecutor(workers, context, _obey, (order, os.getpid(), work)) as executor:
        try:
            yield lambda key: executor.submit(_run, key)
        except BaseException:
            tell.send_bytes(b"end")
            raise


def _context() -> BaseContext:
    """As the system does it; but a process with threads is not forked, as their locks would stay locked."""
    usual = multiprocessing.get_context()
    forks = usual.get_start_method() == "fork"
    return multiprocessing.get_context("spawn") if forks and threading.active_count() > 1 else usual


_outside = threading.Lock()
"""Of a worker: free while it works on a run. Ended while it hands over a result, it would leave its parent waiting."""


_work: Callable[[Any], Any]
"""Of a worker: what its runs are."""


def _obey(order: Connection, parent: int, work: Callable[[Any], Any]) -> None:
    """In a worker: ends its run when it is told to, or its parent is gone. Nobody reads the order, so all see it."""
    global _work
    _work = work
    signal(SIGINT, SIG_IGN)  # of a terminal, where the parent gets it too, and gives the order
    _outside.acquire()

    def watch() -> None:
        while not order.poll(LOOK_S) and os.getppid() == parent:
            pass
        while not _outside.acquire(timeout=LOOK_S) and os.getppid() == parent:
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _run(key: Any) -> Any:
    """The run itself, which may be ended."""
    _outside.release()
    try:
        return _work(key)
    finally:
        _outside.acquire()
