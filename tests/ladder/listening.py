"""Small HTTP servers of the tests' own: one takes receipts, one answers a gateway's client as it is told to."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Heard:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Listener(ThreadingHTTPServer):
    """Keeps what it hears. `answer(request)` gives status, headers and body; None: the connection is dropped."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, answer: Callable[[Heard], tuple[int, dict[str, str], bytes] | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.heard: list[Heard] = []
        self.grown = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def until(self, wanted: Callable[[list[Heard]], object], timeout: float = 10) -> list[Heard]:
        """What was heard, as soon as it is as wanted."""
        with self.grown:
            assert self.grown.wait_for(lambda: wanted(self.heard), timeout), f"heard {len(self.heard)}: {self.heard}"
            return list(self.heard)


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        heard = Heard(self.command, self.path, dict(self.headers), self.rfile.read(length))
        with self.server.grown:
            self.server.heard.append(heard)
            self.server.grown.notify_all()
        answer = self.server.answer(heard)
        if answer is None:
            return
        status, headers, body = answer
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def listening(
    answer: Callable[[Heard], tuple[int, dict[str, str], bytes] | None] = lambda _: (204, {}, b""),
    *,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Listener]:
    listener = Listener(answer)
    if tls:
        listener.socket = tls.wrap_socket(listener.socket, server_side=True)
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
