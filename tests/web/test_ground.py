"""Gates, entrances and alleys over HTTP: drawn, corrected, taken away, and at once in the times."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch.web.principal import Role
from maps.cities import LAYERS, import_city, write_base_map
from tests.ground import walled
from tests.web.grid import Clock, GridCentre, call, corner

NOON = Clock()


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The walled town under the grid's name."""
    folder = tmp_path_factory.mktemp("walled")
    layers = [layer for layer in LAYERS if layer is not write_base_map]
    import_city(walled.write(folder / "grid.osm"), name="grid", root=folder / "cities", layers=layers)
    return folder / "cities"


@pytest.fixture
def centre(tmp_path: Path, cities: Path) -> Iterator[GridCentre]:
    opened = GridCentre(tmp_path / "centre", cities, now=NOON)
    yield opened
    opened.close()


def spot(east_m: float, north_m: float, **more):
    lon, lat = walled.at(east_m, north_m)
    return {"lon": lon, "lat": lat, "crs": "WGS84", **more}


def way(coordinates, kind="LineString"):
    return {"geometry": {"type": kind, "coordinates": coordinates}, "crs": "WGS84"}


def at_house(**more):
    lon, lat = walled.at(75, 120)
    return {**call(), "location": {"lon": lon, "lat": lat, "crs": "WGS84"}, **more}


def parts(hand, incident: int) -> dict[str, dict[str, float]]:
    people = hand.get(f"/incidents/{incident}/candidates").json["people"]
    return {one["volunteer"]: one["eta_parts"] for one in people if one["eta_parts"]}


def test_candidates_say_through_which_gates_one_comes(centre: GridCentre):
    hand = centre.hand()
    incident = hand.post("/incidents", at_house()).json["id"]
    approach = hand.get(f"/incidents/{incident}/candidates").json["approach"]
    assert approach["compound"] == "虚构苑"
    south, east = sorted(approach["gates"], key=lambda gate: gate["lat"])
    assert (south["name"], south["id"], south["open"], south["until"]) == ("南门", None, True, None)
    assert (east["name"], east["until"]) == ("东门", "2026-11-24T14:00:00.000000Z")
    plain = hand.post("/incidents", call(1, 1)).json["id"]
    assert hand.get(f"/incidents/{plain}/candidates").json["approach"] is None


def test_a_drawn_gate_changes_access_at_once_and_its_removal_changes_it_back(centre: GridCentre):
    hand = centre.hand()
    incident = hand.post("/incidents", at_house()).json["id"]
    before = parts(hand, incident)
    drawn = hand.post("/ground/gates", spot(30, 120, name="西门"))
    assert (drawn.status_code, drawn.headers["Location"]) == (201, "/api/v1/ground/gates/1")
    after = parts(hand, incident)
    assert after["V01"]["access_s"] == pytest.approx(45 * 1.3 * 3.6 / 5, rel=0.01)
    assert before["V01"]["access_s"] > after["V01"]["access_s"] + 25
    assert hand.ask("DELETE", "/ground/gates/1").status_code == 204
    assert parts(hand, incident) == before


def test_what_opens_a_gate_is_told_apart_and_written_down(centre: GridCentre):
    hand = centre.hand()
    row = hand.post("/ground/gates", spot(30, 120, code="4711#", phone="13800000000", note="夜里按铃")).json
    assert (row["code"], row["guard"], row["note"]) == (True, True, "夜里按铃")
    board = centre.hand().get("/board").get_data(as_text=True)
    assert "4711" not in board
    assert "13800000000" not in board
    assert "4711" not in hand.get("/ground/gates").get_data(as_text=True)
    assert hand.get("/ground/gates/1/secrets").json == {"code": "4711#", "phone": "13800000000"}
    with centre.store.engine.connect() as database:
        looks = database.exec_driver_sql("SELECT subject, what FROM looks").all()
    assert [tuple(look) for look in looks] == [("gate:1", "code and phone")]


def test_a_correction_that_leaves_the_code_out_keeps_it(centre: GridCentre):
    hand = centre.hand()
    hand.post("/ground/gates", spot(30, 120, code="4711#", phone="13800000000"))
    again = hand.put("/ground/gates/1", spot(30, 130, name="西北门", phone=None)).json
    assert (again["id"], again["name"], again["code"], again["guard"]) == (1, "西北门", True, False)
    assert hand.get("/ground/gates/1/secrets").json["code"] == "4711#"
    assert hand.put("/ground/gates/9", spot(30, 130)).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("gates", spot(-15, 120), "gate_without_compound"),
        ("gates", spot(30, 120, hours="early"), "hours_unreadable"),
        ("entrances", spot(140, 60), "entrance_without_building"),
        ("alleys", way([[104.2, 30.6], [104.21, 30.6]]), "alley_unconnected"),
        ("alleys", way([[104.06, 30.66]], "MultiPoint"), "unusable_geometry"),
        ("alleys", way([[104.06, 30.66], [104.07, 30.66]] * 4), "unusable_geometry"),  # to and fro, 6.7 km
        ("gates", {"lon": 104.06, "lat": 30.66}, "invalid"),
        ("gates", spot(30, 120, modes=[]), "invalid"),
    ],
)  # fmt: skip
def test_what_cannot_be_placed_is_refused(centre: GridCentre, path: str, body: dict, code: str):
    refused = centre.hand().post(f"/ground/{path}", body)
    assert (refused.status_code, refused.json["code"]) == (422, code)


def test_places_in_another_system_are_turned_to_wgs84(centre: GridCentre):
    """Amap's coordinates of the western wall."""
    from dispatch.links.crs import from_wgs84

    lon, lat = from_wgs84("GCJ02", *walled.at(30, 120))
    row = centre.hand().post("/ground/gates", {"lon": lon, "lat": lat, "crs": "GCJ02"}).json
    assert (row["lon"], row["lat"]) == pytest.approx(walled.at(30, 120), abs=1e-7)


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [(Role.DISPATCHER, 200, 201), (Role.PLANNER, 200, 403), (Role.AUDITOR, 200, 403), (Role.PARTNER, 403, 403), (Role.ADMIN, 403, 403)],  # noqa: E501
)  # fmt: skip
def test_who_may_read_and_who_may_draw(centre: GridCentre, role: Role, reads: int, writes: int):
    hand = centre.hand(role)
    assert hand.get("/ground/gates").status_code == reads
    assert hand.post("/ground/gates", spot(30, 120)).status_code == writes


def test_an_alley_is_in_the_next_time_and_in_the_rows(centre: GridCentre):
    """Askew through a block, from the corner where S02 is into the middle of a street: 224 m instead of 300."""
    hand = centre.hand()
    incident = hand.post("/incidents", call(5.0, 5.25)).json["id"]
    before = parts(hand, incident)
    line = {"type": "LineString", "coordinates": [corner(6, 6), corner(5, 5.5)]}
    row = hand.post("/ground/alleys", {"geometry": line, "crs": "WGS84", "name": "无名巷"}).json
    assert (row["id"], row["modes"], row["both_ways"]) == (1, ["walk"], True)
    after = parts(hand, incident)
    assert before["V02"]["travel_s"] == pytest.approx(350 * 3.6 / 5, rel=0.01)
    assert after["V02"]["travel_s"] == pytest.approx((200 * 1.25**0.5 + 50) * 3.6 / 5, rel=0.01)
    changed = hand.get("/changes?after=0&limit=5000").json["rows"]
    assert [one["id"] for one in changed if one["table"] == "alleys"] == [1]
    assert hand.ask("DELETE", "/ground/alleys/1").status_code == 204
    assert parts(hand, incident) == before


def test_another_server_knows_what_was_drawn(centre: GridCentre):
    other = centre.beside()
    try:
        hand = centre.hand()
        incident = hand.post("/incidents", at_house()).json["id"]
        hand.post("/ground/gates", spot(30, 120, name="西门"))
        approach = other.hand().get(f"/incidents/{incident}/candidates").json["approach"]
        assert "西门" in [gate["name"] for gate in approach["gates"]]
    finally:
        other.close()


def test_what_is_drawn_is_rebuilt_from_the_log(centre: GridCentre):
    hand = centre.hand()
    hand.post("/ground/gates", spot(30, 120, code="1"))
    hand.post("/ground/entrances", spot(75, 130))
    lines = [corner(2.5, 5.0), corner(2.5, 6.0)]
    hand.post("/ground/alleys", {"geometry": {"type": "LineString", "coordinates": lines}, "crs": "WGS84"})
    hand.ask("DELETE", "/ground/entrances/1")
    live = centre.office.log.board()
    assert live == centre.office.log.rebuilt()
    assert (len(live.ground.gates), len(live.ground.entrances), len(live.conditions.alleys)) == (1, 0, 1)
