"""Who may do what: by token, by login, and by default nothing."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dispatch.web.auth import PUBLIC_ENDPOINTS
from dispatch.web.principal import Role
from tests.web.grid import GridCentre, call

OPEN = {
    "static",
    "openapi.spec",
    "board.healthz",
    "sessions.log_in",
    "setup.setup",
    "setup.create_administrator",
    "pages.console",
    "pages.volunteer",
    "pages.login",
    "pages.report",
    "pages.setup",
    "pages.drills",
    "pages.duty",
    "pages.roster",
    "pages.planning",
    "pages.station",
    "pages.station_shell",
    "pages.station_worker",
    "pages.shell",
    "pages.phone_worker",
    "receipts.receipt",  # by its signature
}


def problem(answer: TestResponse) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    return answer.status_code, answer.json["code"]


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, path) of everything, with numbers for what a path asks for."""
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
        assert path is not None
        found += [(rule.endpoint, method, path[1]) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    return found


def test_nothing_is_open_but_what_must_be(centre: GridCentre) -> None:
    views = centre.app.view_functions
    assert PUBLIC_ENDPOINTS | {name for name, view in views.items() if getattr(view, "roles", ()) is None} == OPEN
    client = centre.app.test_client()
    closed = [(method, path) for endpoint, method, path in routes(centre.app) if endpoint not in OPEN]
    assert len(closed) > 25
    answers = {(method, path): client.open(path, method=method, json={}).status_code for method, path in closed}
    assert set(answers.values()) == {401}, answers


def test_a_view_that_says_nothing_is_denied_to_everybody(centre: GridCentre) -> None:
    centre.app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "secret")
    for role in Role:
        hand = centre.hand(role, station="S01", volunteer="V01")
        assert problem(hand.get("/forgotten")) == (403, "wrong_role")


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.DISPATCHER, {"POST /incidents", "GET /zones", "GET /timeline", "PUT /weather"}),
        (Role.DUTY_OFFICER, {"GET /zones"}),
        (Role.PLANNER, {"GET /zones"}),
        (Role.AUDITOR, {"GET /zones", "GET /timeline"}),
        (Role.ADMIN, {"GET /zones", "POST /accounts"}),
        (Role.VOLUNTEER, {"PUT /positions"}),
        (Role.PARTNER, set()),
    ],
)
def test_each_role_may_do_its_own(centre: GridCentre, role: Role, allowed: set[str]) -> None:
    hand = centre.hand(role, station="S01", volunteer="V01")
    asked = {
        "POST /incidents": hand.post("/incidents"),
        "GET /zones": hand.get("/zones?minutes=0"),
        "GET /timeline": hand.get("/incidents/1/timeline"),
        "PUT /weather": hand.put("/weather", {}),
        "PUT /positions": hand.put("/positions", {}),
        "POST /accounts": hand.post("/accounts"),
    }
    assert {name for name, answer in asked.items() if answer.status_code != 403} == allowed


def test_a_wrong_token_is_no_token(centre: GridCentre) -> None:
    client = centre.app.test_client()
    answer = client.get("/api/v1/me", headers={"Authorization": "Bearer wrong"})
    assert problem(answer) == (401, "http_401")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.fixture
def signed_in(centre: GridCentre) -> FlaskClient:
    """A browser, logged in as a dispatcher."""
    centre.office.accounts.create("li", "correct horse", Role.DISPATCHER)
    client = centre.app.test_client()
    client.post("/api/v1/login", json={"login": "li", "password": "correct horse"})
    return client


def test_a_login_is_a_cookie_that_scripts_cannot_read(centre: GridCentre) -> None:
    centre.office.accounts.create("li", "correct horse", Role.DISPATCHER)
    answer = centre.app.test_client().post("/api/v1/login", json={"login": "li", "password": "correct horse"})
    assert answer.json == {
        "by": "dispatcher:li",
        "role": "dispatcher",
        "station": None,
        "volunteer": None,
        "language": "zh-CN",
    }
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_cookies_are_for_https_alone_where_there_is_https(tmp_path: Path, grid_cities: Path) -> None:
    centre = GridCentre(tmp_path / "https", grid_cities, people=0, secure_cookies=True)
    centre.office.accounts.create("li", "correct horse", Role.DISPATCHER)
    answer = centre.app.test_client().post("/api/v1/login", json={"login": "li", "password": "correct horse"})
    assert "Secure" in answer.headers["Set-Cookie"].split("; ")
    centre.close()


def test_a_wrong_password_and_an_unknown_login_sound_the_same(centre: GridCentre) -> None:
    centre.office.accounts.create("li", "correct horse", Role.DISPATCHER)
    client = centre.app.test_client()
    answers = [
        client.post("/api/v1/login", json={"login": login, "password": "wrong"}).json for login in ("li", "nobody")
    ]
    assert answers[0] == answers[1]
    assert (answers[0]["status"], answers[0]["code"]) == (401, "wrong_login")


def test_logging_out_ends_the_session_everywhere(signed_in: FlaskClient) -> None:
    cookie = signed_in.get_cookie("fifteen_session")
    assert signed_in.get("/api/v1/me").status_code == 200
    assert signed_in.post("/api/v1/logout", headers={"X-Requested-With": "fetch"}).status_code == 204
    signed_in.set_cookie("fifteen_session", cookie.value)
    assert problem(signed_in.get("/api/v1/me")) == (401, "http_401")


def test_a_disabled_account_is_out_at_once(centre: GridCentre, signed_in: FlaskClient) -> None:
    assert centre.hand(Role.ADMIN).ask("DELETE", "/accounts/li").status_code == 204
    assert problem(signed_in.get("/api/v1/me")) == (401, "http_401")
    again = signed_in.post("/api/v1/login", json={"login": "li", "password": "correct horse"})
    assert problem(again) == (401, "wrong_login")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example", "X-Requested-With": "fetch"}, 403),
        ({"Origin": "http://localhost"}, 201),
        ({"X-Requested-With": "fetch"}, 201),
    ],
)
def test_another_site_cannot_write_with_our_cookie(
    signed_in: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert signed_in.post("/api/v1/incidents", json=call(), headers=headers).status_code == status


def test_a_page_of_another_site_reads_nothing(signed_in: FlaskClient) -> None:
    answer = signed_in.get("/api/v1/board", headers={"Origin": "http://evil.example"})
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_guessing_passwords_is_slowed_down(centre: GridCentre) -> None:
    client = centre.app.test_client()
    guesses = [client.post("/api/v1/login", json={"login": "li", "password": f"{n:08}"}) for n in range(11)]
    assert [guess.status_code for guess in guesses] == [401] * 10 + [429]
    assert problem(guesses[-1]) == (429, "http_429")
    assert guesses[-1].headers["Retry-After"] == "60"
    assert client.post("/api/v1/login", json={"login": "other", "password": "x"}).status_code == 401


def test_an_account_needs_what_its_role_is_for(centre: GridCentre) -> None:
    admin = centre.hand(Role.ADMIN)
    officer = {"login": "wang", "password": "long enough", "role": "duty_officer"}
    assert problem(admin.post("/accounts", officer)) == (422, "station_needed")
    made = admin.post("/accounts", {**officer, "station": "S01"})
    assert made.json == {"login": "wang", "role": "duty_officer", "station": "S01", "volunteer": None}
    assert admin.post("/accounts", {**officer, "station": "S01"}).json == made.json
    for change in ({"station": "S02"}, {"station": "S01", "password": "another one"}):
        assert problem(admin.post("/accounts", officer | change)) == (409, "login_taken")
    assert problem(admin.post("/accounts", {**officer, "login": "zhao", "password": "short"})) == (422, "invalid")
