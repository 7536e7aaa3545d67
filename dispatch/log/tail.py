"""Wakes those who wait for the log to grow: at once for writes of this process, soon for those of others."""

import threading
from collections.abc import Callable

LISTEN_S = 0.2


class Tail:
    """One condition for every waiter of the process, and one thread that listens for other processes.

    `listen(seconds)` returns the head's seq when another process may have written, at the latest after `seconds`; None
    where there can be no other process. The thread starts with the first waiter: a command that only reads has none.
    """

    def __init__(self, listen: Callable[[float], int] | None) -> None:
        self._listen = listen
        self._seq = 0
        self._calls = 0
        self._changed = threading.Condition()
        self._closed = False
        self._listener: threading.Thread | None = None

    def reach(self, seq: int) -> None:
        """Tells that the log reaches to `seq` now."""
        with self._changed:
            self._seq = max(self._seq, seq)
            self._changed.notify_all()

    def wake(self) -> None:
        """Lets everyone who waits go, though the log may be as it was."""
        with self._changed:
            self._calls += 1
            self._changed.notify_all()

    def wait(self, after: int, timeout: float) -> int:
        """The head's seq as soon as it lies beyond `after`, or as it is after `timeout` seconds or when woken."""
        with self._changed:
            self._start_listening()
            calls = self._calls
            self._changed.wait_for(lambda: self._seq > after or self._calls > calls or self._closed, timeout)
            return self._seq

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._listener is not None:
            self._listener.join()

    def _start_listening(self) -> None:
        if self._listen is None or self._listener is not None or self._closed:
            return
        self._listener = threading.Thread(target=self._follow, args=(self._listen,), name="log tail", daemon=True)
        self._listener.start()

    def _follow(self, listen: Callable[[float], int]) -> None:
        while not self._closed:
            self.reach(listen(LISTEN_S))
