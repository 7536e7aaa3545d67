"""Brings the receipts of the playing gateway to whoever sent the message, until they are confirmed."""

import hashlib
import heapq
import hmac
import json
import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import urllib3
from urllib3.exceptions import HTTPError

from dispatch.simulate.gateway.exchange import Exchange, Sending

logger = logging.getLogger(__name__)

CARRIERS = 8
FIRST_S, LONGEST_S = 0.5, 30.0
"""Between two tries; each wait is twice the one before."""
TIMEOUT = urllib3.Timeout(connect=2.0, read=5.0)
SIGNATURE = "X-Fifteen-Signature"


@dataclass(frozen=True, order=True, slots=True)
class Errand:
    at: datetime
    order: int
    sending: Sending
    tries: int = 0


def signed(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Postman:
    """One thread that waits for the next errand, some that carry. `callback` is for messages that name none."""

    def __init__(self, exchange: Exchange, secret: str, now: Callable[[], datetime], *, callback: str = "") -> None:
        self._exchange = exchange
        self._secret = secret
        self._now = now
        self._callback = callback
        self._errands: list[Errand] = []
        self._order = 0
        self._changed = threading.Condition()
        self._stopping = False
        self._pool = urllib3.PoolManager(maxsize=CARRIERS, retries=False, timeout=TIMEOUT)
        self._carriers = ThreadPoolExecutor(CARRIERS, thread_name_prefix="receipts")
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        self.bring(self._exchange.waiting())
        self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()
        self._carriers.shutdown(cancel_futures=True)
        self._pool.clear()

    def bring(self, sendings: Iterable[Sending]) -> None:
        for sending in sendings:
            self._plan(sending.at, sending, 0)

    def _plan(self, at: datetime, sending: Sending, tries: int) -> None:
        with self._changed:
            self._order += 1
            heapq.heappush(self._errands, Errand(at, self._order, sending, tries))
            self._changed.notify()

    def _run(self) -> None:
        while (errand := self._next()) is not None:
            self._carriers.submit(self._carry, errand)

    def _next(self) -> Errand | None:
        """Waits until one is due; None at the end."""
        with self._changed:
            while not self._stopping:
                left_s = (self._errands[0].at - self._now()).total_seconds() if self._errands else None
                if left_s is not None and left_s <= 0:
                    return heapq.heappop(self._errands)
                self._changed.wait(left_s)
            return None

    def _carry(self, errand: Errand) -> None:
        try:
            if self._delivered(errand.sending):
                self._exchange.arrived(errand.sending)
                return
        except Exception:
            logger.exception("A receipt could not be brought and is tried again")
        wait_s = min(FIRST_S * 2**errand.tries, LONGEST_S)
        self._plan(self._now() + timedelta(seconds=wait_s), errand.sending, min(errand.tries + 1, 10))

    def _delivered(self, sending: Sending) -> bool:
        callback, receipt = self._exchange.receipt(sending)
        callback = callback or self._callback
        if not callback:
            return False
        body = json.dumps(receipt, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", SIGNATURE: signed(self._secret, body)}
        try:
            answer = self._pool.request("POST", callback, body=body, headers=headers, redirect=False)
        except (HTTPError, OSError):
            return False
        return 200 <= answer.status < 300
