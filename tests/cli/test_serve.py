"""`dispatch serve` and `dispatch token`, as they are typed."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.serving import DISPATCH, Console, Served, served
from tests.web.grid import import_grid, write_osm


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    import_grid(folder)
    return folder


@pytest.fixture(scope="module")
def demo(data: Path) -> Iterator[Served]:
    with served(data, "grid", "--demo") as server:
        yield server


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "FIFTEEN_DATA": str(data), "LANG": "en_GB.UTF-8", "LC_ALL": ""}
    return subprocess.run([DISPATCH, *arguments], env=env, capture_output=True, text=True, check=False, timeout=60)


def test_the_address_comes_first_then_the_demo_logins_which_let_one_in(demo: Served) -> None:
    assert demo.address.startswith("http://127.0.0.1:")
    lines = [demo.line() for _ in range(6)]
    assert ["demo-dispatcher" in line for line in lines] == [True, *[False] * 5]
    with httpx.Client(base_url=demo.address, trust_env=False) as browser:
        assert browser.get("/healthz").json()["city"] == "grid"
        for name in ("dispatcher", "duty", "volunteer", "planner", "auditor", "admin"):
            sent = {"login": f"demo-{name}", "password": f"{name}-demo"}
            assert browser.post("/api/v1/login", json=sent).status_code == 200
        assert "demo-dispatcher" in browser.get("/login").text


def test_a_token_is_one_line_and_works_on_the_running_server(demo: Served, data: Path) -> None:
    made = run(
        data, "token", "create", "--role", "duty_officer", "--station", "S01", "--days", "1", "--label", "tablet"
    )
    assert (made.returncode, made.stderr) == (0, "")
    token = made.stdout.strip()
    assert made.stdout == f"{token}\n"
    with demo.client(token) as client:
        who = client.get("/me").json()
    assert who == {
        "by": "token:tablet",
        "role": "duty_officer",
        "station": "S01",
        "volunteer": None,
        "language": "zh-CN",
    }


def test_a_token_without_what_its_role_needs_is_refused_with_a_sentence(data: Path) -> None:
    made = run(data, "token", "create", "--role", "volunteer")
    assert (made.returncode, made.stdout, made.stderr) == (2, "", "Say which volunteer\n")


@pytest.mark.parametrize(
    ("role", "whom", "missing"),
    [("volunteer", "--volunteer", "There is no volunteer X9"), ("duty_officer", "--station", "There is no station X9")],
)
def test_a_token_for_somebody_who_is_not_on_record_is_refused(data: Path, role: str, whom: str, missing: str) -> None:
    made = run(data, "token", "create", "--role", role, whom, "X9")
    assert (made.returncode, made.stdout, made.stderr) == (2, "", f"{missing}\n")


def test_it_stops_within_seconds_though_consoles_watch_and_starts_again_with_all_it_knew(data: Path) -> None:
    with served(data, "grid", "--demo") as server:
        token = run(data, "token", "create", "--role", "dispatcher").stdout.strip()
        with server.client(token) as desk:
            consoles = [Console(desk, server.address, token).open() for _ in range(3)]
            taken = desk.post("/incidents", json={"type": "fire", "level": 1, "location": None}).json()
            server.stop()
            for console in consoles:
                console.cut()
    with served(data, "grid", "--demo") as again, again.client(token) as desk:
        assert desk.get(f"/incidents/{taken['id']}").json() == taken


def test_real_people_end_the_demo_logins(data: Path, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("编号,姓名,队伍,手机\nR1,张三,medical,13800001234\n", encoding="utf-8")
    imported = run(data, "data", "import", "people", str(people))
    assert imported.returncode == 0, imported.stderr
    with served(data, "grid", "--demo") as server, httpx.Client(base_url=server.address, trust_env=False) as browser:
        refused = browser.post("/api/v1/login", json={"login": "demo-dispatcher", "password": "dispatcher-demo"})
        assert (refused.status_code, refused.json()["code"]) == (401, "wrong_login")


def test_a_file_is_imported_and_served(tmp_path: Path) -> None:
    write_osm(tmp_path / "town.osm")
    with served(tmp_path / "data", str(tmp_path / "town.osm")) as server:
        assert httpx.get(f"{server.address}/healthz", trust_env=False).json() == {
            "status": "ok",
            "seq": 0,
            "city": "town",
        }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["serve", "--city", "atlantis"], "atlantis"), (["serve", "--city", "missing.osm.pbf"], "missing.osm.pbf")],
)
def test_a_city_that_is_not_there_is_named(data: Path, arguments: list[str], sentence: str) -> None:
    answered = run(data, *arguments)
    assert (answered.returncode, answered.stdout) == (2, "")
    assert sentence in answered.stderr
    assert "Traceback" not in answered.stderr


def test_a_demo_rings_no_gateway_on_another_machine(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that was made up may be somebody's."""
    monkeypatch.setenv("FIFTEEN_GATEWAY_URL", "https://gateway.example")
    done = run(data, "serve", "--city", "grid", "--demo", "--port", "0")
    assert (done.returncode, "gateway.example" in done.stderr) == (2, True)


def test_an_address_in_use_is_named(demo: Served, data: Path) -> None:
    port = demo.address.rpartition(":")[2]
    answered = run(data, "serve", "--city", "grid", "--port", port)
    assert (answered.returncode, answered.stdout) == (2, "")
    assert port in answered.stderr


def test_a_named_database_of_another_city_is_refused(demo: Served, data: Path, tmp_path: Path) -> None:
    write_osm(tmp_path / "other.osm")
    named = f"sqlite:///{data / 'fifteen.sqlite'}"
    answered = run(data, "serve", "--city", str(tmp_path / "other.osm"), "--port", "0", "--database-url", named)
    assert (answered.returncode, answered.stdout) == (2, "")
    assert "grid" in answered.stderr
    assert "Traceback" not in answered.stderr
