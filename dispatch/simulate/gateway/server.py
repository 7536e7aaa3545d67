"""The playing gateway's HTTP, with its faults: they need the connection itself, which no framework hands out."""

import hmac
import json
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import ValidationError

from dispatch.simulate.gateway.exchange import Exchange, Reply
from dispatch.simulate.gateway.fate import Dice
from dispatch.simulate.gateway.ledger import Ledger
from dispatch.simulate.gateway.model import Fault, MessageIn
from dispatch.simulate.gateway.page import page
from dispatch.simulate.gateway.postman import Postman

BODY_BYTES = 64 * 1024
SLOW_S = 6.0
"""Longer than our own adapter waits (4 s)."""
MESSAGES = "/v1/messages"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class Gateway(ThreadingHTTPServer):
    """`close()` ends its threads. Nobody who does not know `secret` can have anything rung."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(
        self,
        address: tuple[str, int],
        ledger: Ledger,
        dice: Dice,
        now: Callable[[], datetime],
        *,
        secret: str,
        speed: float = 1.0,
        callback: str = "",
        slow_s: float = SLOW_S,
    ) -> None:
        super().__init__(address, Handler)
        self.ledger = ledger
        self.exchange = Exchange(ledger, dice, now, speed=speed)
        self.postman = Postman(self.exchange, secret, now, callback=callback)
        self.secret = secret
        self.slow_s = slow_s
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.1,), name="gateway", daemon=True)

    def server_bind(self) -> None:
        """Without asking for the name of the address, which takes seconds where nobody knows it."""
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed is no error of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def start(self) -> None:
        self.postman.start()
        self._thread.start()

    def close(self) -> None:
        self.closing.set()
        self.shutdown()
        self._thread.join()
        self.server_close()
        self.postman.stop()
        self.ledger.close()


class Handler(BaseHTTPRequestHandler):
    """Keeps connections open, as a provider does. Writes no log of its own: the page shows what came."""

    server: Gateway
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        if where.path == "/":
            self._answer(200, page(self.server.exchange, still=where.query == "still"), "text/html; charset=utf-8")
        elif not where.path.startswith(f"{MESSAGES}/"):
            self._say(404, {"reason": "there is nothing here"})
        elif self._let_in():
            state = self.server.exchange.state(unquote(where.path.removeprefix(f"{MESSAGES}/")))
            self._say(200, state) if state else self._say(404, {"reason": "this id never came"})

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            self.close_connection = True
            self._say(413, {"reason": f"a body of up to {BODY_BYTES} bytes is needed"})
        elif urlsplit(self.path).path != MESSAGES:
            self._say(404, {"reason": "there is nothing here"})
        elif self._let_in():
            self._take(body)

    def _take(self, body: bytes) -> None:
        try:
            message = MessageIn.model_validate_json(body)
        except ValidationError as error:
            first = error.errors()[0]
            self._say(422, {"reason": f"{'.'.join(map(str, first['loc']))}: {first['msg']}"})
            return
        if self.headers.get("Idempotency-Key") != message.id:
            self._say(400, {"reason": "Idempotency-Key is not the id"})
            return
        reply = self.server.exchange.take(message)
        self.server.postman.bring(reply.sendings)
        self._reply(reply)

    def _reply(self, reply: Reply) -> None:
        match reply.fault:
            case Fault.DROPPED | Fault.TAKEN_DROPPED:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
            case Fault.TAKEN_BROKEN:
                self._say(500, {"reason": "playing: taken, and broken"})
            case Fault.TAKEN_SLOW:
                self.server.closing.wait(self.server.slow_s)
                self._say(reply.status, reply.body)
            case _:
                self._say(reply.status, reply.body)

    def _let_in(self) -> bool:
        shown = self.headers.get("Authorization", "").encode()
        known = hmac.compare_digest(shown, f"Bearer {self.server.secret}".encode())
        if not known:
            self._say(401, {"reason": "another secret"})
        return known

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and int(length) <= BODY_BYTES):
            return None
        return self.rfile.read(int(length))

    def _say(self, status: int, body: Mapping[str, Any]) -> None:
        self._answer(status, json.dumps(body, ensure_ascii=False), "application/json")

    def _answer(self, status: int, text: str, kind: str) -> None:
        body = text.encode()
        try:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **HEADERS}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True  # whoever asked has not waited

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""
