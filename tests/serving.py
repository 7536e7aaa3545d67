"""A real server in a process of its own, and consoles that watch it as the browser does."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import socketio
from werkzeug.serving import make_server

from dispatch.clock import now
from dispatch.config import Config
from dispatch.log.store import SqlStore
from dispatch.opening import open_store
from dispatch.web.accounts import Accounts
from dispatch.web.app import App
from dispatch.web.principal import Role

DISPATCH = str(Path(sys.executable).with_name("dispatch"))
START_S = 90
STOP_S = 10


@contextmanager
def behind_a_port(app: App) -> Iterator[str]:
    """The address at which the app answers; the caller closes it afterwards."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    app.let_go()
    server.shutdown()
    thread.join()


class Served:
    """`dispatch serve` on a free port; `address` is what it printed first."""

    def __init__(self, data: Path, city: str, *options: str, url: str = "", **env: str) -> None:
        self.data = data
        self.url = url
        env = {**os.environ, "FIFTEEN_DATA": str(data), "LANG": "zh_CN.UTF-8", "LC_ALL": "", **env}
        database = ["--database-url", url] if url else []
        data.mkdir(exist_ok=True)
        self.errors = (data / "serve.log").open("a+")
        command = [DISPATCH, "serve", "--city", city, "--port", "0", *options, *database]
        self.process = subprocess.Popen(
            command, env=env, stdout=subprocess.PIPE, stderr=self.errors, text=True, start_new_session=True
        )
        self.address = self.line()

    def line(self) -> str:
        """The next line that it prints. AssertionError with its errors where it ends before."""
        timer = threading.Timer(START_S, self.process.kill)
        timer.start()
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        timer.cancel()
        if not line:
            self.errors.seek(0)
            raise AssertionError(f"the server ended:\n{self.errors.read()}")
        return line

    def token(self, role: Role, **whose: Any) -> str:
        """As `dispatch token create` makes it, without starting a command."""
        return Accounts(self._store.engine, now).issue(role, **whose)

    @cached_property
    def _store(self) -> SqlStore:
        return open_store(Config(data_dir=self.data, database_url=self.url))

    def client(self, token: str) -> httpx.Client:
        return httpx.Client(
            base_url=f"{self.address}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False
        )

    def stop(self) -> None:
        """Asks it to stop. AssertionError where it does not, within `STOP_S`."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise AssertionError(f"still running {STOP_S} s after SIGTERM") from None
        finally:
            self._let_go()

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._let_go()

    def _let_go(self) -> None:
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.errors.close()
        self._store.close()


@contextmanager
def served(data: Path, city: str, *options: str, url: str = "", **env: str) -> Iterator[Served]:
    server = Served(data, city, *options, url=url, **env)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


class Console:
    """A screen: the board once, then the pushed frames, then whatever a cut has swallowed, all by the client's rule."""

    def __init__(self, client: httpx.Client, address: str, token: str) -> None:
        self._client = client
        self._address = address
        self._token = token
        self._grown = threading.Condition()
        self.rows: dict[tuple[str, int | str], dict[str, Any]] = {}
        self.seq = 0
        self.frames: list[dict[str, Any]] = []
        self.heartbeats: list[dict[str, Any]] = []
        self.positions: list[dict[str, Any]] = []
        self.refusals: list[dict[str, Any]] = []
        self.healed = 0

    def open(self) -> "Console":
        """The socket first: what happens between it and the board comes by both ways."""
        self.connect()
        board = self._client.get("/board").raise_for_status().json()
        with self._grown:
            self.rows = {(row["table"], row["id"]): row for row in board["rows"]}
            self.seq = board["seq"]
        return self

    def connect(self) -> None:
        """By a new client each time: the old one is still busy with its goodbye."""
        self.socket = socketio.Client(reconnection=False)
        self.socket.on("change", self._take, namespace="/live")
        self.socket.on("heartbeat", self.heartbeats.append, namespace="/live")
        self.socket.on("positions", self._place, namespace="/live")
        self.socket.on("connect_error", self.refusals.append, namespace="/live")
        self.socket.connect(
            self._address, namespaces=["/live"], auth={"token": self._token}, transports=["websocket"], wait_timeout=10
        )

    def cut(self) -> None:
        self.socket.disconnect()

    def heal(self) -> None:
        more = True
        while more:
            frame = self._client.get("/changes", params={"after": self.seq}).raise_for_status().json()
            self.healed += 1
            self._apply(frame)
            more = frame["more"]

    def until(self, wanted: Callable[["Console"], object], timeout: float = 5) -> None:
        with self._grown:
            assert self._grown.wait_for(lambda: wanted(self), timeout), f"not seen within {timeout} s"

    def row(self, table: str, ident: int | str) -> dict[str, Any] | None:
        return self.rows.get((table, ident))

    def of(self, table: str) -> list[dict[str, Any]]:
        return [row for (name, _), row in self.rows.items() if name == table]

    def _take(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)
        if frame["prev"] <= self.seq or not self.seq:
            self._apply(frame)
        else:
            self.heal()

    def _apply(self, frame: dict[str, Any]) -> None:
        with self._grown:
            if frame["seq"] > self.seq:
                for row in frame["rows"]:
                    key = row["table"], row["id"]
                    if row.get("gone"):
                        self.rows.pop(key, None)
                    else:
                        self.rows[key] = row
                self.seq = frame["seq"]
            self._grown.notify_all()

    def _place(self, frame: dict[str, Any]) -> None:
        with self._grown:
            self.positions.append(frame)
            self._grown.notify_all()
