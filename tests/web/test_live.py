"""The push, from a server of its own to consoles that follow the client's rule."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import socketio.exceptions

from dispatch.web.principal import Role
from tests.serving import Console, Served, served
from tests.web.grid import GridCentre, call


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, grid_cities: Path) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("live") / "centre"
    GridCentre(data, grid_cities).close()
    with served(data, "grid", FIFTEEN_SOCKETS="6") as running:
        yield running


@pytest.fixture
def desk(server: Served) -> Iterator[httpx.Client]:
    with server.client(server.token(Role.DISPATCHER)) as client:
        yield client


@pytest.fixture
def console(server: Served, desk: httpx.Client) -> Iterator[Console]:
    opened = Console(desk, server.address, server.token(Role.DISPATCHER)).open()
    yield opened
    opened.cut()


def take(desk: httpx.Client) -> int:
    taken: int = desk.post("/incidents", json=call()).raise_for_status().json()["id"]
    return taken


def test_a_call_shows_on_an_open_console_at_once(desk: httpx.Client, console: Console) -> None:
    incident = take(desk)
    console.until(lambda screen: screen.row("incidents", incident), timeout=1)
    shown = {(row["table"], row["id"]): row for row in desk.get("/board").json()["rows"]}
    assert console.rows == shown


def test_frames_follow_each_other_at_most_ten_a_second(desk: httpx.Client, console: Console) -> None:
    begun = time.monotonic()
    incidents = [take(desk) for _ in range(30)]
    console.until(lambda screen: screen.row("incidents", incidents[-1]))
    took = time.monotonic() - begun
    assert len(console.frames) <= took / 0.1 + 2
    assert [after["prev"] for after in console.frames[1:]] == [before["seq"] for before in console.frames[:-1]]


def test_a_console_that_was_cut_off_is_healed(desk: httpx.Client, console: Console) -> None:
    console.cut()
    incident = take(desk)
    closed = take(desk)
    time.sleep(1)  # longer than a frame waits: what was pushed meanwhile is gone for this console
    console.connect()
    desk.post(f"/incidents/{closed}/close", json={"disposition": "resolved"}).raise_for_status()
    console.until(lambda screen: screen.healed)
    console.until(lambda screen: screen.row("incidents", incident) and not screen.row("incidents", closed))
    assert console.rows == {(row["table"], row["id"]): row for row in desk.get("/board").json()["rows"]}


def test_the_heartbeat_tells_a_silent_console_how_far_the_log_is(desk: httpx.Client, console: Console) -> None:
    take(desk)
    time.sleep(5.5)
    assert console.heartbeats
    assert console.heartbeats[-1]["seq"] == desk.get("/board").json()["seq"] == console.seq


def test_what_closes_leaves_with_all_that_belongs_to_it(desk: httpx.Client, console: Console) -> None:
    incident = take(desk)
    wave = desk.post(f"/incidents/{incident}/alerts", json={"volunteers": ["V01", "V03"]}).raise_for_status().json()
    asked = [alert["id"] for alert in wave["alerts"]]
    desk.post(f"/alerts/{asked[0]}/answer", json={"answer": "decline"}).raise_for_status()
    console.until(lambda screen: (screen.row("alerts", asked[0]) or {}).get("state") == "declined")
    desk.post(f"/incidents/{incident}/close", json={"disposition": "resolved"}).raise_for_status()
    console.until(lambda screen: screen.row("incidents", incident) is None)
    assert [console.row("alerts", alert) for alert in asked] == [None, None]


def test_positions_are_pushed_to_dispatchers(server: Served, console: Console) -> None:
    with server.client(server.token(Role.VOLUNTEER, volunteer="V01")) as phone:
        fix = {"lon": 104.065, "lat": 30.665, "crs": "WGS84", "accuracy_m": 12.0, "at": "2026-11-24T00:00:00Z"}
        phone.put("/positions", json=fix).raise_for_status()
    console.until(lambda screen: screen.positions, timeout=3)
    [row] = console.positions[-1]["rows"]
    assert (row["volunteer"], row["lon"], row["lat"], row["source"]) == ("V01", 104.065, 30.665, "live")


def test_a_volunteer_hears_only_what_concerns_them(server: Served, desk: httpx.Client) -> None:
    token = server.token(Role.VOLUNTEER, volunteer="V02")
    with server.client(token) as client:
        phone = Console(client, server.address, token).open()
        incident = take(desk)
        other = take(desk)
        wave = desk.post(f"/incidents/{incident}/alerts", json={"volunteers": ["V02"]}).raise_for_status().json()
        phone.until(lambda screen: screen.of("alerts"))
        assert [row["id"] for row in phone.of("alerts")] == [wave["alerts"][0]["id"]]
        assert [row["id"] for row in phone.of("volunteers")] == ["V02"]
        assert (phone.row("incidents", incident) or {})["caller"] is None
        assert phone.row("incidents", other) is None
        phone.cut()


@pytest.mark.parametrize("token", ["", "no-such-token"])
def test_a_socket_without_a_token_is_refused(server: Served, desk: httpx.Client, token: str) -> None:
    stranger = Console(desk, server.address, token)
    with pytest.raises(socketio.exceptions.ConnectionError):
        stranger.connect()
    assert stranger.refusals == [{"message": "not_logged_in"}]


def test_sockets_are_capped_below_the_threads_so_that_requests_go_on(server: Served, desk: httpx.Client) -> None:
    consoles = [Console(desk, server.address, server.token(Role.DISPATCHER)) for _ in range(7)]
    try:
        for one in consoles[:6]:
            one.connect()
        with pytest.raises(socketio.exceptions.ConnectionError):
            consoles[6].connect()
        assert consoles[6].refusals == [{"message": "too_many_sockets", "data": {"capacity": 6}}]
        assert desk.get("/me").status_code == 200
    finally:
        for one in consoles:
            one.cut()


def knock(address: str, **headers: str) -> tuple[socket.socket, bytes]:
    """A WebSocket of somebody who never says who they are, and the first line that answers it."""
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    host, port = address.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=12)
    connection.sendall(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n{more}\r\n".encode()
    )
    return connection, connection.recv(4096).split(b"\r\n")[0]


def ended(connection: socket.socket) -> bool:
    """Whether the server hangs up within the patience of the connection."""
    try:
        while connection.recv(4096):
            pass
    except TimeoutError:
        return False
    return True


def test_a_page_of_another_site_gets_no_socket(server: Served) -> None:
    connection, answered = knock(server.address, Origin="http://evil.example")
    connection.close()
    assert answered == b"HTTP/1.1 400 BAD REQUEST"


def test_strangers_cannot_hold_the_threads(server: Served, desk: httpx.Client) -> None:
    """At most the capacity, and the eight that wait for their refusal; whoever says nothing is hung up on."""
    with ExitStack() as held:
        answers = []
        for _ in range(15):
            connection, answered = knock(server.address)
            held.enter_context(connection)
            answers.append((answered, connection))
        assert answers[-1][0] == b"HTTP/1.1 503 Service Unavailable"
        assert desk.get("/me").status_code == 200
        let_in = [connection for answered, connection in answers if answered.startswith(b"HTTP/1.1 101")]
        assert let_in
        assert all(ended(connection) for connection in let_in)


def test_a_socket_ends_soon_after_its_session_does(server: Served, desk: httpx.Client) -> None:
    token = server.token(Role.DISPATCHER, label="leaving")
    leaving = Console(desk, server.address, token).open()
    with server.client(token) as client:
        client.post("/logout").raise_for_status()
    deadline = time.monotonic() + 7
    while leaving.socket.connected and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not leaving.socket.connected
