"""Processes of this machine that can be ended in the middle of a run."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from signal import SIG_IGN, SIGINT, signal
from typing import TypeVar

LOOK_S = 0.2
"""So often it is looked whether runs are still wanted."""
K = TypeVar("K")
R = TypeVar("R")


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
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


_outside = threading.Lock()
"""Of a worker: free while it works on a run. Ended while it hands over a result, it would leave its parent waiting."""


def _obey(order: Connection, parent: int) -> None:
    """In a worker: ends its run when it is told to, or its parent is gone. Nobody reads the order, so all see it."""
    signal(SIGINT, SIG_IGN)  # of a terminal, where the parent gets it too, and gives the order
    _outside.acquire()

    def watch() -> None:
        while not order.poll(LOOK_S) and os.getppid() == parent:
            pass
        while not _outside.acquire(timeout=LOOK_S) and os.getppid() == parent:
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def inside(work: Callable[[K], R], key: K) -> R:
    """The run itself, which may be ended."""
    if not _outside.locked():  # on a cluster nobody has told the worker to obey
        return work(key)
    _outside.release()
    try:
        return work(key)
    finally:
        _outside.acquire()
