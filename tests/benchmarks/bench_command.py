"""One command, from the POST to every console: 20 consoles, 1,200 volunteers, SQLite, a server process of its own.

The floor is measured in the same run: a bare fsync, which every lasting commit takes, and a message that goes to
another process and from there to 20 bare sockets.
"""

import json
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import websocket

from dispatch.clock import now
from dispatch.config import Config
from dispatch.duty.desk import DutyDesk
from dispatch.opening import open_log
from dispatch.people.demo import fictional_roster, fictional_stations
from dispatch.people.desk import PeopleDesk
from dispatch.web.principal import Role
from maps.cities import City, import_city
from tests.serving import Served, served

NAME = "command"

SHARED = Path(os.environ.get("FIFTEEN_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "data"
CONSOLES, PEOPLE, ON_DUTY = 20, 1_200, 240
ROUNDS, WARM_UP = 40, 2
PAUSE_S = 0.12
"""Between two commands: a dispatcher at work. Within a tenth of a second of the last frame the next one waits."""
MESSAGE = b"x" * 700 + b"\n"


def main() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        city = import_city(SHARED / "chengdu.osm.pbf", name="chengdu", root=data / "cities")
        people(data, city)
        fsync_ms, echo_ms = fsyncs(data), echoes()
        with served(data, "chengdu") as server:
            commands = measured(server)
    took = np.concatenate(list(commands.values()))
    floor_ms = float(np.median(fsync_ms) + np.median(echo_ms))
    return {
        "consoles": CONSOLES,
        "volunteers": PEOPLE,
        "command to the last console, ms": [row("all", took), *(row(name, ms) for name, ms in commands.items())],
        "floor, ms": [row("fsync", fsync_ms), row(f"one message to {CONSOLES} sockets", echo_ms)],
        "p50 against the floor": float(np.median(took)) / floor_ms,
        "wanted": "p50 ≤ 30 ms, p99 ≤ 150 ms",
    }


def row(name: str, ms: np.ndarray) -> dict[str, Any]:
    p50, p90, p99 = np.percentile(ms, (50, 90, 99))
    return {"what": name, "n": len(ms), "p50": float(p50), "p90": float(p90), "p99": float(p99), "max": float(ms.max())}


def people(data: Path, city: City) -> None:
    log = open_log(Config(data_dir=data))
    stations = fictional_stations(city.network, seed=15)
    crew = fictional_roster(stations, seed=15, day=now().date(), people=PEOPLE)
    duty = DutyDesk(log, now)
    duty.record_stations(stations, by="bench")
    PeopleDesk(log, now).record(crew, by="bench")
    for one in crew[:ON_DUTY]:
        duty.check_in(one.id, str(one.station), by="bench")
    log.close()


class Screen:
    """A bare console: notes when each frame came, and leaves the rest to the browser."""

    def __init__(self, server: Served, token: str, frames: threading.Semaphore) -> None:
        address = server.address.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        self._frames = frames
        self._line = websocket.create_connection(address)
        self._line.recv()
        self._line.send("40/live," + json.dumps({"token": token}))
        assert str(self._line.recv()).startswith("40/live")
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        try:
            while True:
                heard = str(self._line.recv())
                if heard == "2":
                    self._line.send("3")
                if heard.startswith('42/live,["change"'):
                    self._frames.release()
        except (websocket.WebSocketException, OSError):
            return

    def close(self) -> None:
        self._line.close()
        self._thread.join()


def measured(server: Served) -> dict[str, np.ndarray]:
    """By command, milliseconds until the last console had its frame."""
    frames = threading.Semaphore(0)
    took: dict[str, list[float]] = {}
    with ExitStack() as stack:
        desk = stack.enter_context(server.client(server.token(Role.DISPATCHER)))
        token = server.token(Role.DISPATCHER)
        for _ in range(CONSOLES):
            stack.callback(Screen(server, token, frames).close)

        def command(name: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
            time.sleep(PAUSE_S)
            while frames.acquire(blocking=False):
                pass
            begun = time.perf_counter()
            answer = desk.post(path, json=body)
            for _ in range(CONSOLES):
                assert frames.acquire(timeout=5)
            took.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
            found: dict[str, Any] = answer.raise_for_status().json()
            return found

        for turn in range(WARM_UP + ROUNDS):
            if turn == WARM_UP:
                took.clear()
            one_incident(command, desk)
    return {name: np.array(ms) for name, ms in took.items()}


def one_incident(command: Callable[[str, str, dict[str, Any]], dict[str, Any]], desk: httpx.Client) -> None:
    """A call, one person asked, their yes, their way, the close."""
    place = {"lon": 104.0839, "lat": 30.6748, "crs": "WGS84"}
    incident = command("call", "/incidents", {"type": "medical", "level": 3, "location": place})["id"]
    nearest = desk.get(f"/incidents/{incident}/candidates", params={"limit": 1}).json()["people"][0]["volunteer"]
    wave = command("alert", f"/incidents/{incident}/alerts", {"volunteers": [nearest]})
    yes = command("answer", f"/alerts/{wave['alerts'][0]['id']}/answer", {"answer": "accept"})
    command("progress", f"/assignments/{yes['assignment']}/progress", {"progress": "en_route"})
    command("close", f"/incidents/{incident}/close", {"disposition": "resolved"})


def fsyncs(data: Path) -> np.ndarray:
    took = []
    with (data / "floor").open("ab", buffering=0) as file:
        for _ in range(200):
            begun = time.perf_counter()
            file.write(MESSAGE)
            os.fsync(file.fileno())
            took.append((time.perf_counter() - begun) * 1000)
    return np.array(took)


def echoes() -> np.ndarray:
    """Milliseconds until a message has come back over every one of the sockets."""
    took = []
    with repeater() as port, ExitStack() as stack:
        lines = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(CONSOLES)]
        readers = [stack.enter_context(line.makefile("rb")) for line in lines]
        for _ in range(200):
            begun = time.perf_counter()
            lines[0].sendall(MESSAGE)
            for reader in readers:
                reader.readline()
            took.append((time.perf_counter() - begun) * 1000)
            time.sleep(0.005)
    return np.array(took)


@contextmanager
def repeater() -> Iterator[int]:
    context = get_context("spawn")
    port = context.SimpleQueue()
    process = context.Process(target=repeat, args=(port,), daemon=True)
    process.start()
    try:
        yield port.get()
    finally:
        process.terminate()
        process.join()
        port.close()


def repeat(port: Any) -> None:
    """Sends every line of the first connection to all of them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port.put(listener.getsockname()[1])
        lines = [listener.accept()[0] for _ in range(CONSOLES)]
        for message in lines[0].makefile("rb"):
            for line in lines:
                line.sendall(message)
