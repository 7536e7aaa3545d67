"""The live push: all Socket.IO there is.

Each server tails the log and serves its own sockets. What changed goes out at once, then at most one frame in a tenth
of a second, to everyone the same chain `{prev, seq, rows}` with the rows that they may see. Nothing is lost for good: a
client whose seq lies before `prev`, or before a heartbeat's, asks for the changes since.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from engineio.async_drivers.threading import SimpleWebSocketWSGI  # type: ignore[import-untyped]
from flask import request
from flask_socketio import Namespace, SocketIO, join_room
from socketio.exceptions import ConnectionRefusedError as SocketRefused

from dispatch.clock import stamp
from dispatch.log.event import Recorded
from dispatch.log.log import Log

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

B = TypeVar("B")
B_contra = TypeVar("B_contra", contravariant=True)
A = TypeVar("A", bound=Hashable)
Rows = list[dict[str, Any]]

NAMESPACE = "/live"
PATH = "/socket.io/"
WAITING = 8
FRAME_S = 0.1
POSITIONS_S = 1.0
HEARTBEAT_S = 5.0
RETRY_S = 1.0


class Screens(Protocol[B_contra, A]):
    """What the rooms say about screens, so that the push itself need know no room."""

    def audience(self, token: str) -> A | None:
        """Who shows this token, while it is valid: sockets of one audience see the same."""
        ...

    def changed(self, board: B_contra, recorded: Sequence[Recorded]) -> Rows: ...

    def seen(self, board: B_contra, rows: Rows, audience: A) -> Rows: ...

    def moved(self, version: int) -> tuple[Rows, int]:
        """Positions written after `version`, and the version that they bring one to."""
        ...


@dataclass(frozen=True, slots=True)
class Socket(Generic[A]):
    """One that was let in; `transport` is the connection under it, which holds a thread."""

    token: str
    audience: A
    transport: str


class Live(Generic[B, A]):
    """`capacity`: how many sockets this server takes; each holds a thread, and requests need some, too."""

    def __init__(
        self,
        socketio: SocketIO,
        log: Log[B],
        screens: Screens[B, A],
        *,
        token_shown: Callable[[object], str | None],
        now: Callable[[], datetime],
        capacity: int,
    ) -> None:
        self._socketio = socketio
        self._log = log
        self._screens = screens
        self._token_shown = token_shown
        self._now = now
        self._capacity = capacity
        self._server: Any = socketio.server  # type: ignore[attr-defined]
        self._server.eio._async = {**self._server.eio._async, "websocket": _HangingUp}  # noqa: SLF001
        self._strangers: set[str] = set()
        self._sockets: dict[str, Socket[A]] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self._seq = 0
        self._version = 0
        socketio.on_namespace(_Greeting(NAMESPACE, self))

    def start(self) -> None:
        """From the present head on, in a thread of its own."""
        _, self._seq = self._log.view()
        _, self._version = self._screens.moved(0)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and lets go of every socket: their threads can end only then."""
        self._stopping.set()
        self._log.wake()
        self._hang_up(set(self._server.eio.sockets))
        self._thread.join()

    def capped(self, app: "WSGIApplication") -> "WSGIApplication":
        """`app`, without new connections once there are `capacity` and a few that wait for their refusal: who never
        logs in must not take the threads of those who work."""

        def guarded(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            new = environ["PATH_INFO"].startswith(PATH) and "sid=" not in environ.get("QUERY_STRING", "")
            if new and self._connections() >= self._capacity + WAITING:
                start_response("503 Service Unavailable", [("Retry-After", "10"), ("Content-Length", "0")])
                return []
            return app(environ, start_response)

        return guarded

    def _connections(self) -> int:
        return sum(not one.closed for one in list(self._server.eio.sockets.values()))

    def admit(self, sid: str, offered: object) -> None:
        """Refuses with `not_logged_in` or `too_many_sockets`, which the client hears as its connect error."""
        token = self._token_shown(offered)
        audience = self._screens.audience(token) if token else None
        if token is None or audience is None:
            raise SocketRefused("not_logged_in")
        with self._lock:
            if len(self._sockets) >= self._capacity:
                raise SocketRefused("too_many_sockets", {"capacity": self._capacity})
            self._sockets[sid] = Socket(token, audience, self._server.manager.eio_sid_from_sid(sid, NAMESPACE))
        join_room(_room(audience))

    def forget(self, sid: str) -> None:
        with self._lock:
            self._sockets.pop(sid, None)

    def tell(self, event: str, body: dict[str, Any]) -> None:
        """Something that is no change of the board, to every socket."""
        for audience in self._audiences():
            self._emit(event, body, audience)

    def _run(self) -> None:
        beat_at = pushed_at = 0.0
        while not self._stopping.is_set():
            try:
                self._log.wait(self._seq, POSITIONS_S)
                self._push()
                if time.monotonic() >= pushed_at + POSITIONS_S:
                    pushed_at = time.monotonic()
                    self._push_positions()
                if time.monotonic() >= beat_at + HEARTBEAT_S:
                    beat_at = time.monotonic()
                    self._beat()
            except Exception:
                # The database may be away for a while; a push that ended here would never come back.
                logger.exception("The live push failed and goes on")
                self._stopping.wait(RETRY_S)
            self._stopping.wait(FRAME_S)

    def _push(self) -> None:
        board, seq = self._log.view()
        if seq <= self._seq:
            return
        rows = self._screens.changed(board, self._log.events(after=self._seq, upto=seq))
        for audience in self._audiences():
            frame = {"prev": self._seq, "seq": seq, "rows": self._screens.seen(board, rows, audience)}
            self._emit("change", frame, audience)
        self._seq = seq

    def _push_positions(self) -> None:
        rows, self._version = self._screens.moved(self._version)
        board = self._log.board()
        for audience in self._audiences() if rows else ():
            shown = self._screens.seen(board, rows, audience)
            if shown:
                self._emit("positions", {"rows": shown, "at": stamp(self._now())}, audience)

    def _beat(self) -> None:
        """The pushed seq: who has less has lost something. Sockets whose token has ended since are let go."""
        self._socketio.emit("heartbeat", {"seq": self._seq, "at": stamp(self._now())}, namespace=NAMESPACE)
        with self._lock:
            sockets = dict(self._sockets)
        for sid, one in sockets.items():
            if self._screens.audience(one.token) != one.audience:
                self.forget(sid)
                self._server.disconnect(sid, namespace=NAMESPACE)
        strangers = self._server.eio.sockets.keys() - {one.transport for one in sockets.values()}
        self._hang_up(strangers & self._strangers)
        self._strangers = strangers

    def _hang_up(self, transports: Iterable[str]) -> None:
        """Without waiting until what is queued for them is sent: a client that is gone takes nothing any more."""
        for transport in transports:
            connection = self._server.eio.sockets.get(transport)
            if connection is not None:
                connection.close(wait=False)

    def _audiences(self) -> Iterable[A]:
        with self._lock:
            return {one.audience for one in self._sockets.values()}

    def _emit(self, event: str, frame: dict[str, Any], audience: A) -> None:
        self._socketio.emit(event, frame, namespace=NAMESPACE, to=_room(audience))


class _Greeting(Namespace):
    """Clients only listen: they connect, and go."""

    def __init__(self, namespace: str, live: Live[Any, Any]) -> None:
        super().__init__(namespace)
        self._live = live

    def on_connect(self, offered: object = None) -> None:
        self._live.admit(request.sid, offered)  # type: ignore[attr-defined]

    def on_disconnect(self, _: str) -> None:
        self._live.forget(request.sid)  # type: ignore[attr-defined]


class _HangingUp(SimpleWebSocketWSGI):  # type: ignore[misc]
    """The library says goodbye and then waits for the client to say it, too. One that is gone, or will not, would keep
    its thread until TCP gives up, a quarter of an hour: after the goodbye, the line is cut."""

    def close(self) -> None:
        super().close()
        with suppress(OSError):
            self.ws.sock.shutdown(socket.SHUT_RDWR)


def _room(audience: Hashable) -> str:
    return f"audience:{audience}"
