"""Hours through the API: recorded by what happens, approved by whoever may, posted, and seen by whose they are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dispatch.web.principal import Role
from tests.web.grid import Clock, GridCentre, Hand, call

HOUR = 3600
BOTH = pytest.mark.parametrize("centre", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def clock() -> Clock:
    """It is noon at the centre, 24 November."""
    return Clock()


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[GridCentre]:
    url = request.getfixturevalue("postgres_url") if getattr(request, "param", None) == "postgres" else ""
    opened = GridCentre(tmp_path / "centre", grid_cities, now=clock, url=url)
    yield opened
    opened.close()


def respond(centre: GridCentre, clock: Clock, volunteer: str, hours: float, **more: Any) -> int:
    """A call to which they go for so long; the incident."""
    desk = centre.hand()
    incident = int(desk.post("/incidents", call(**more)).json["id"])
    (alert,) = desk.post(f"/incidents/{incident}/alerts", {"volunteers": [volunteer]}).json["alerts"]
    assignment = desk.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"}).json["assignment"]
    for progress in ("en_route", "on_scene"):
        assert desk.post(f"/assignments/{assignment}/progress", {"progress": progress}).status_code == 200
    clock.forward(hours * HOUR)
    assert desk.post(f"/assignments/{assignment}/progress", {"progress": "cleared"}).status_code == 200
    return incident


def check_out(centre: GridCentre, volunteer: str, station: str = "S01") -> None:
    body = {"station": station, "volunteer": volunteer}
    assert centre.hand().post("/duty/check-out", body).status_code == 200


def rows(hand: Hand, query: str = "") -> list[tuple[Any, ...]]:
    return [
        (one["volunteer"], one["kind"], one["station"], one["state"], one["minutes"], one["within"])
        for one in hand.get(f"/hours?month=2026-11{query}").json["rows"]
    ]


def entries(hand: Hand, volunteer: str) -> list[int]:
    return [one["entry"] for one in hand.get(f"/hours?month=2026-11&volunteer={volunteer}").json["rows"]]


@BOTH
def test_a_shift_with_a_response_that_outlasts_it_is_approved_posted_and_counted_once(
    centre: GridCentre, clock: Clock
) -> None:
    desk, own = centre.hand(), centre.hand(Role.VOLUNTEER, volunteer="V01")
    clock.forward(2 * HOUR)
    incident = int(desk.post("/incidents", call()).json["id"])
    (alert,) = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    assignment = desk.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"}).json["assignment"]
    for progress in ("en_route", "on_scene"):
        desk.post(f"/assignments/{assignment}/progress", {"progress": progress})
    clock.forward(HOUR)
    check_out(centre, "V01")
    clock.forward(HOUR / 2)
    desk.post(f"/assignments/{assignment}/progress", {"progress": "cleared"})

    assert rows(own) == [
        ("V01", "on_site", "S01", "recorded", 180, 0),
        ("V01", "response", "S01", "recorded", 30, 60),
    ]
    duty, response = entries(desk, "V01")
    asked = {"entries": [{"entry": response}]}
    assert desk.post("/hours/approve", asked).json["code"] == "hours_wait_for"
    both = {"entries": [{"entry": response}, {"entry": duty}]}
    assert desk.post("/hours/approve", both).json == {"state": "approved", "changed": [duty, response], "unchanged": []}
    assert desk.post("/hours/approve", both).json == {"state": "approved", "changed": [], "unchanged": [response, duty]}
    posted = desk.post("/hours/post", {"entries": [duty, response]}, Idempotency_Key="p1").json
    assert posted == {"state": "posted", "changed": [duty, response], "unchanged": []}
    assert desk.post("/hours/post", {"entries": [duty, response]}, Idempotency_Key="p1").json == posted

    (total,) = own.get("/hours?month=2026-11").json["totals"]
    assert (total["on_site"], total["response"], total["within"], total["posted"]) == (180, 30, 60, 210)
    with centre.store.writing() as turn:
        assert turn.rebuild() == 0
