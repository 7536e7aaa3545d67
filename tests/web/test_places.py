"""Places by name over HTTP, and pins that are found at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dispatch.web.principal import Role
from maps.gazetteer.entries import FILE_NAME
from tests.web.grid import GridCentre, Hand, corner


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path) -> Iterator[GridCentre]:
    opened = GridCentre(tmp_path / "centre", grid_cities)
    yield opened
    opened.close()


@pytest.fixture
def desk(centre: GridCentre) -> Hand:
    return centre.hand()


def pin(column: float = 3, row: float = 3, **more: Any) -> dict[str, Any]:
    lon, lat = corner(column, row)
    return {"name": "阳光花园东门", "lon": lon, "lat": lat, "crs": "WGS84", "kind": "entrance", **more}


def names(desk: Hand, query: str) -> list[tuple[str, str]]:
    answer = desk.get(f"/places?q={query}")
    assert answer.status_code == 200, answer.json
    return [(one["name"], one["source"]) for one in answer.json["results"]]


def test_a_street_is_found_by_its_name_with_the_address_taken_apart(desk: Hand) -> None:
    answer = desk.get("/places?q=第3街12号2栋1单元302&limit=1")
    assert answer.status_code == 200
    assert answer.json["query"] == "第3街12号2栋1单元302"
    assert answer.json["address"] == {
        "street": "第3街",
        "number": "12",
        "compound": None,
        "building": "2",
        "unit": "1",
        "floor": None,
        "room": "302",
        "rest": None,
    }
    [found] = answer.json["results"]
    assert (found["kind"], found["name"], found["source"], found["score"]) == ("street", "第3街", "map", 1.0)
    # Row 2 of the grid from west to east, 7 × 200 m: its middle, and half of it.
    assert (found["lon"], found["lat"]) == pytest.approx(corner(3.5, 2), abs=1e-5)
    assert found["uncertainty_m"] == pytest.approx(700, abs=3)


def test_a_name_alone_has_no_address(desk: Hand) -> None:
    assert desk.get("/places?q=第3街").json["address"] is None


def test_of_a_street_the_point_nearest_to_the_map_is_given(desk: Hand) -> None:
    lon, lat = corner(5.2, 4)
    [found] = desk.get(f"/places?q=第3街&limit=1&near={lon},{lat}").json["results"]
    assert (found["lon"], found["lat"]) == pytest.approx(corner(5.2, 2), abs=1e-5)


def test_two_streets_are_their_junction(desk: Hand) -> None:
    [found] = desk.get("/places?q=第3街与第12街路口&limit=1").json["results"]
    assert found["kind"] == "junction"
    assert (found["lon"], found["lat"]) == pytest.approx(corner(3, 2), abs=1e-6)


def test_a_pin_is_found_at_once_by_characters_and_by_pinyin_until_it_is_taken_away(desk: Hand) -> None:
    assert ("阳光花园东门", "pin") not in names(desk, "阳光花园")
    made = desk.post("/pins", pin())
    lon, lat = corner(3, 3)
    assert (made.status_code, made.json) == (
        201,
        {"id": 1, "kind": "entrance", "name": "阳光花园东门", "lon": lon, "lat": lat},
    )
    for query in ("阳光花园东门", "yangguanghuayuan", "yghydm"):
        assert names(desk, query)[0] == ("阳光花园东门", "pin")
    assert desk.ask("DELETE", "/pins/1").status_code == 204
    assert names(desk, "阳光花园东门") == []
    assert desk.ask("DELETE", "/pins/1").json["code"] == "not_found"


def test_a_pin_goes_before_the_map_where_both_have_the_name(desk: Hand) -> None:
    desk.post("/pins", pin(name="第3街", kind="other"))
    assert names(desk, "第3街")[:2] == [("第3街", "pin"), ("第3街", "map")]


def test_a_pin_says_which_street_it_is_on(desk: Hand) -> None:
    desk.post("/pins", pin(3.3, 2.05))
    [found] = desk.get("/places?q=阳光花园东门").json["results"]
    assert (found["within"], found["uncertainty_m"]) == ("第3街", None)


def test_coordinates_of_another_system_are_put_right(desk: Hand) -> None:
    """GCJ-02 lies a few hundred metres off; published pair for this part of Chengdu."""
    made = desk.post("/pins", pin(crs="GCJ02")).json
    lon, lat = corner(3, 3)
    assert 150 < abs(made["lon"] - lon) * 95_600 < 400
    assert 150 < abs(made["lat"] - lat) * 110_900 < 400


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (pin(name="阳光花园3栋2单元"), 422, "pin_names_a_home"),
        (pin(name="阳光花园3栋1802室"), 422, "pin_names_a_home"),
        (pin(lon=9.0), 422, "outside_city"),
        (pin(crs="XYZ"), 422, "invalid"),
        (pin(kind="castle"), 422, "invalid"),
    ],
)
def test_what_may_not_be_pinned_is_refused(desk: Hand, body: dict[str, Any], status: int, code: str) -> None:
    answer = desk.post("/pins", body)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_repeated_pin_is_one_pin(desk: Hand) -> None:
    first, again = (desk.post("/pins", pin(), Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    twice = desk.post("/pins", pin())
    assert (twice.status_code, twice.json["code"], twice.json["pin"]) == (409, "pinned_already", 1)


def test_who_may_search_and_who_may_pin(centre: GridCentre) -> None:
    for role in (Role.DISPATCHER, Role.DUTY_OFFICER, Role.PLANNER, Role.AUDITOR):
        assert centre.hand(role, station="S01").get("/places?q=街").status_code == 200
    for role in (Role.VOLUNTEER, Role.PARTNER, Role.ADMIN):
        assert centre.hand(role, volunteer="V01").get("/places?q=街").status_code == 403
    assert centre.hand(Role.PLANNER).post("/pins", pin()).status_code == 403


@pytest.mark.parametrize("query", ["", "q=", "q=x&near=1", "q=x&near=200,10", "q=x&limit=0", "q=x&colour=red"])
def test_a_query_that_cannot_be_is_refused(desk: Hand, query: str) -> None:
    assert desk.get(f"/places?{query}").status_code == 422


def test_a_city_of_an_older_version_still_finds_pins(centre: GridCentre, desk: Hand) -> None:
    kept = centre.office.city.folder / FILE_NAME
    text = kept.read_text(encoding="utf-8")
    kept.unlink()
    try:
        desk.post("/pins", pin())
        assert names(desk, "阳光花园东门") == [("阳光花园东门", "pin")]
        assert names(desk, "第3街") == []
    finally:
        kept.write_text(text, encoding="utf-8")


def test_an_erased_pin_is_found_no_more(centre: GridCentre, desk: Hand) -> None:
    desk.post("/pins", pin())
    centre.office.log.erase("pin:1")
    beside = centre.beside()
    try:
        assert names(beside.hand(), "阳光花园东门") == []
    finally:
        beside.close()
