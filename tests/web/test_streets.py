"""Closures, weather, zones, the live circle and the way of somebody who is going."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
import shapely.geometry

from dispatch.people.model import Availability
from dispatch.web.principal import Role
from tests.web.grid import Clock, GridCentre, Hand, call, corner

# At 5 km/h a street of 200 m takes 144 s; 60 + 45 + 105 s pass before anybody moves (more by night).
MOBILISATION_S = 210.0


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path) -> Iterator[GridCentre]:
    """At noon."""
    opened = GridCentre(tmp_path / "centre", grid_cities, now=Clock())
    yield opened
    opened.close()


@pytest.fixture
def desk(centre: GridCentre) -> Hand:
    return centre.hand()


def features(desk: Hand, path: str) -> list[dict[str, Any]]:
    answer = desk.get(path)
    assert (answer.status_code, answer.content_type) == (200, "application/geo+json")
    found: list[dict[str, Any]] = answer.get_json(force=True)["features"]
    return found


def shape(feature: dict[str, Any]) -> shapely.Geometry:
    return shapely.geometry.shape(feature["geometry"])


def street(*corners: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(corner(*one)) for one in corners]}


def test_a_zone_counts_travel_or_the_whole_response(desk: Hand) -> None:
    travel = features(desk, "/zones?minutes=5,10&mode=walk&count=travel")
    response = features(desk, "/zones?minutes=5,10&mode=walk")
    about = {"mode": "walk", "count": "response", "mobilisation_s": MOBILISATION_S}
    assert [one["properties"] for one in response] == [
        {"station": station, "minutes": band, **about} for station in ("S01", "S02") for band in (5, 10)
    ]
    # From S01 at (1, 1): two streets are 288 s of travel, within five minutes; with mobilisation they are 498.
    two_streets = shapely.Point(corner(2, 2))
    assert [shape(one).covers(two_streets) for one in travel[:2]] == [True, True]
    assert [shape(one).covers(two_streets) for one in response[:2]] == [False, True]


def test_a_band_that_mobilisation_uses_up_has_no_geometry(desk: Hand) -> None:
    assert [one["geometry"] for one in features(desk, "/zones?minutes=3")] == [None, None]


def test_a_closed_road_is_in_the_next_zones_and_gone_when_it_opens(desk: Hand) -> None:
    beyond = shapely.Point(corner(1.4, 1))
    path = "/zones?minutes=1&mode=walk&count=travel"
    assert shape(features(desk, path)[0]).covers(beyond)
    closed = desk.post("/closures", {"geometry": street((1, 1), (2, 1)), "reason": "塌方"})
    assert (closed.status_code, closed.json["edges"], closed.json["reason"]) == (201, closed.json["edges"], "塌方")
    assert len(closed.json["edges"]) == 1
    assert not shape(features(desk, path)[0]).covers(beyond)
    assert desk.ask("DELETE", f"/closures/{closed.json['id']}").status_code == 204
    assert shape(features(desk, path)[0]).covers(beyond)


def test_zones_that_are_still_the_same_cost_a_header(desk: Hand) -> None:
    tag = desk.get("/zones").headers["ETag"]
    assert desk.get("/zones", If_None_Match=tag).status_code == 304
    desk.put("/weather", {"weather": "heavy_rain"})
    assert desk.get("/zones", If_None_Match=tag).status_code == 200


def test_the_circle_is_of_those_who_are_free_and_hold_the_skill(centre: GridCentre, desk: Hand) -> None:
    [whole] = features(desk, "/circle?minutes=6")
    shares = {"area_share", "area_km2", "people_share"}
    assert {name: value for name, value in whole["properties"].items() if name not in shares} == {
        "skill": None, "team": None, "cover": 1, "minutes": 6, "people": 4, "mobilisation_s": MOBILISATION_S,
        "people_by": "residential_streets",
    }  # fmt: skip
    here, there = shapely.Point(corner(1, 1)), shapely.Point(corner(6, 6))
    assert shape(whole).covers(here)
    assert shape(whole).covers(there)
    for volunteer in ("V01", "V03"):
        centre.office.duty.check_out(volunteer, "S01", by="test")
    [half] = features(desk, "/circle?minutes=6&skill=first_aid")
    assert half["properties"]["people"] == 2
    assert not shape(half).covers(here)
    assert shape(half).covers(there)
    assert half["properties"]["people_share"] < whole["properties"]["people_share"]
    [none] = features(desk, "/circle?skill=psychological")
    assert (none["properties"]["people"], none["geometry"]) == (0, None)
    unknown = desk.get("/circle?skill=first_aid,juggling")
    assert (unknown.status_code, unknown.json["code"]) == (422, "unknown_skill")
    assert desk.get("/circle?skill=medical&team=supply").json["code"] == "invalid"
    assert desk.get("/circle?cover=3").json["code"] == "invalid"


def test_two_at_once_are_fewer_places_than_one_and_go_when_one_of_two_leaves(centre: GridCentre, desk: Hand) -> None:
    once, twice = features(desk, "/circle?skill=medical&cover=1,2&minutes=6")
    assert [one["properties"]["cover"] for one in (once, twice)] == [1, 2]
    # S01 and S02 have two people each, too far from one another to help each other out within six minutes.
    assert once["properties"]["area_share"] == twice["properties"]["area_share"] > 0
    centre.office.duty.check_out("V01", "S01", by="test")
    once_then, twice_then = features(desk, "/circle?skill=medical&cover=1,2&minutes=6")
    assert once_then["properties"]["area_share"] == once["properties"]["area_share"]
    assert not shape(twice_then).covers(shapely.Point(corner(1, 1)))
    assert shape(twice_then).covers(shapely.Point(corner(6, 6)))


def test_whoever_may_not_be_sent_now_covers_nothing(centre: GridCentre, desk: Hand) -> None:
    """Committed, resting, and at a closed road nobody counts who cannot come."""
    incident = desk.post("/incidents", call()).json["id"]
    alerts = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    desk.post(f"/alerts/{alerts[0]['id']}/answer", {"answer": "accept"})
    assert features(desk, "/circle")[0]["properties"]["people"] == 3
    centre.office.people.change_availability("V03", Availability.RESTING, by="test")
    assert features(desk, "/circle")[0]["properties"]["people"] == 2


def test_a_circle_that_is_still_the_same_costs_a_header_and_a_closure_cuts_it(desk: Hand) -> None:
    path = "/circle?skill=medical&minutes=5"
    before = desk.get(path)
    assert desk.get(path, If_None_Match=before.headers["ETag"]).status_code == 304
    desk.post("/closures", {"geometry": street((1, 1), (2, 1)), "reason": "塌方"})
    [cut], [whole] = features(desk, path), before.get_json(force=True)["features"]
    assert cut["properties"]["area_share"] < whole["properties"]["area_share"]


def test_the_way_of_an_assignment_goes_round_a_closed_road(desk: Hand) -> None:
    incident = desk.post("/incidents", call(3, 1)).json["id"]
    alerts = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    assignment = desk.post(f"/alerts/{alerts[0]['id']}/answer", {"answer": "accept"}).json["assignment"]
    straight = desk.get(f"/route?assignment={assignment}").json
    assert straight["seconds"] == pytest.approx(288, abs=2)
    desk.post("/closures", {"geometry": street((1, 1), (2, 1), (3, 1)), "reason": "积水"})
    around = desk.get(f"/route?assignment={assignment}").json
    assert around["seconds"] == pytest.approx(576, abs=4)
    assert shapely.geometry.shape(around["geometry"]).length > shapely.geometry.shape(straight["geometry"]).length


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"geometry": {"type": "LineString", "coordinates": [[104.06, 30.66]]}, "reason": "x"}, "unusable_geometry"),
        ({"geometry": {"type": "Nonsense"}, "reason": "x"}, "unusable_geometry"),
        ({"geometry": {"type": "Point", "coordinates": ["a", "b"]}, "reason": "x"}, "unusable_geometry"),
        ({"geometry": {"type": "Point", "coordinates": [400, 1]}, "reason": "x"}, "unusable_geometry"),
        ({"geometry": {"type": "Point", "coordinates": [100, 20]}, "reason": "x"}, "no_road_there"),
        ({"edges": [10_000], "reason": "x"}, "no_such_edge"),
        ({"reason": "x"}, "invalid"),
        ({"edges": [1], "geometry": street((1, 1), (2, 1)), "reason": "x"}, "invalid"),
        ({"edges": [1], "reason": "x", "until": "2026-11-24T03:00:00Z"}, "until_in_past"),
    ],
)
def test_a_closure_that_cannot_be_is_refused(desk: Hand, body: dict[str, Any], code: str) -> None:
    answer = desk.post("/closures", body)
    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_an_area_closes_every_road_in_it(desk: Hand) -> None:
    west, south = corner(1.5, 1.5)
    east, north = corner(3.5, 3.5)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    closed = desk.post("/closures", {"geometry": {"type": "Polygon", "coordinates": [ring]}, "reason": "火场"})
    # Two streets each way lie inside with three stretches: the one between and the two that leave.
    assert len(closed.json["edges"]) == 12


def test_planners_and_stations_see_zones(centre: GridCentre) -> None:
    for role in (Role.PLANNER, Role.DUTY_OFFICER, Role.AUDITOR, Role.ADMIN):
        assert centre.hand(role, station="S01").get("/zones").status_code == 200
