"""An incident says in which district, street and community it is; the map draws them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from dispatch.web.principal import Role
from maps.boundaries import keep, read
from tests.web.grid import GridCentre, call, corner, import_grid

ROWS = (
    ({"level": "区", "name": "虚构区"}, shapely.box(*corner(-1, -1), *corner(9, 9))),
    ({"level": "社区", "name": "一号社区"}, shapely.box(*corner(-1, -1), *corner(3.5, 9))),
)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[GridCentre]:
    root = import_grid(tmp_path)
    features = [
        {"type": "Feature", "properties": told, "geometry": json.loads(shapely.to_geojson(shape))}
        for told, shape in ROWS
    ]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    keep(root / "grid", read(path, convert=lambda points: points))
    opened = GridCentre(tmp_path / "centre", root)
    yield opened
    opened.close()


def test_an_incident_says_where_it_is(centre: GridCentre):
    hand = centre.hand()
    first, second, nowhere = (
        hand.post("/incidents", body).json for body in (call(2, 1), call(6, 1), {**call(), "location": None})
    )
    assert first["areas"] == {"district": "虚构区", "community": "一号社区"}
    assert second["areas"] == {"district": "虚构区"}
    assert nowhere["areas"] == {}
    rows = [row for row in hand.get("/board").json["rows"] if row["table"] == "incidents"]
    assert rows[0]["areas"] == first["areas"]


def test_whoever_is_told_the_place_roughly_is_not_told_the_community(centre: GridCentre):
    centre.hand().post("/incidents", call(2, 1))
    officer = centre.hand(Role.DUTY_OFFICER, station="S02")
    [row] = [row for row in officer.get("/board").json["rows"] if row["table"] == "incidents"]
    assert (row["place"]["uncertainty_m"], row["areas"]) == (500, {"district": "虚构区"})


def test_the_map_draws_them(centre: GridCentre):
    sent = centre.hand(Role.PLANNER).get("/boundaries")
    assert sent.mimetype == "application/geo+json"
    told = [feature["properties"] for feature in sent.json["features"]]
    assert told == [{"level": "district", "name": "虚构区"}, {"level": "community", "name": "一号社区"}]
    assert centre.hand(Role.PLANNER).get("/boundaries", If_None_Match=sent.headers["ETag"]).status_code == 304
    assert centre.hand(Role.PARTNER).get("/boundaries").status_code == 403
