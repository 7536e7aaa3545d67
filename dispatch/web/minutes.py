"""What is done every minute, by every server."""

import logging
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)

MINUTE_S = 60.0


class Minutes:
    """A thread that does each of these once a minute, or as often as is said; what fails is tried again the next."""

    def __init__(self, *chores: Callable[[], object], every_s: float = MINUTE_S) -> None:
        self._chores = chores
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="minutes", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            for chore in self._chores:
                try:
                    chore()
                except Exception:
                    logger.exception("A chore of the minute failed")
            self._stopping.wait(self._every_s)
