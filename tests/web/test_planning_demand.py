"""Demand that a planner brings, over HTTP on the grid."""

import io
import json
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from dispatch.web.principal import Role
from tests.web.grid import GridCentre, Hand, corner
from tests.web.test_planning import ONE, TRAVEL, ended


def bring(hand: Hand, text: str | bytes, name: str = "people.csv", query: str = "") -> TestResponse:
    content = text.encode() if isinstance(text, str) else text
    return hand.client.post(
        f"/api/v1/planning/demand{query}",
        data={"file": (io.BytesIO(content), name)},
        headers={"Authorization": f"Bearer {hand.token}", "Accept-Language": "en"},
    )


def row(column: float, line: float, weight: object, name: str = "") -> str:
    lon, lat = corner(column, line)
    return f"{lon},{lat},{weight},{name}"


def picture() -> bytes:
    """A TIFF that says nothing of where it lies."""
    drawn = io.BytesIO()
    Image.new("F", (2, 2), 1).save(drawn, "TIFF")
    return drawn.getvalue()


GOOD = "\n".join(["lon,lat,people,name", row(1, 1, 30, "东苑"), row(6, 6, 10, "西苑")])
MIXED = "\n".join(
    [
        "lon,lat,people,name",
        row(1, 1, 30, "东苑"),
        row(6, 6, 10, "西苑 13800001234"),
        row(2, 2, -5, "负数"),
        row(3, 3, "", "空白"),
        row(1, 1, 30, "又是东苑"),
        row(2, 3, 0, "零"),
        "116.4,39.9,7,北京",
        ",,7,无处",
    ]
)


def test_bad_rows_are_counted_and_named_and_the_rest_is_kept(centre: GridCentre):
    hand = centre.hand(Role.PLANNER)
    answer = bring(hand, MIXED)
    assert answer.status_code == 201, answer.json
    told = dict(answer.json)
    assert {one["code"]: (one["count"], one["names"]) for one in told["remarks"]} == {
        "demand_crs_assumed": (1, []),
        "demand_duplicate": (1, ["又是东苑"]),
        "demand_outside": (1, ["北京"]),
        "demand_place_unreadable": (1, ["无处"]),
        "demand_weight_missing": (1, ["空白"]),
        "demand_weight_negative": (1, ["负数"]),
        "demand_weight_zero": (1, ["零"]),
    }
    assert (told["file"], told["source"], told["places"], told["people"]) == ("people.csv", "file", 3, 40)
    assert "1 rows lie outside the city and do not count: 北京." in [one["text"] for one in told["remarks"]]
    assert told["weakness"] == "Weights from a file: as good and as recent as the file."
    [kept] = (centre.office.config.data_dir / "planning" / "grid").iterdir()
    assert json.loads(kept.read_text())["names"] == ["东苑", "西苑 …", "零"]


def test_the_same_file_is_kept_once_and_goes_when_it_is_taken_away(centre: GridCentre):
    hand = centre.hand(Role.PLANNER)
    first, again = bring(hand, GOOD), bring(hand, GOOD, "copy.csv")
    other = bring(hand, GOOD, query="?crs=CGCS2000")
    assert first.json == again.json
    assert {one["id"] for one in hand.get("/planning/demand").json["files"]} == {first.json["id"], other.json["id"]}
    assert hand.ask("DELETE", f"/planning/demand/{first.json['id']}").status_code == 204
    assert hand.ask("DELETE", f"/planning/demand/{first.json['id']}").status_code == 404
    assert [one["id"] for one in hand.get("/planning/demand").json["files"]] == [other.json["id"]]


@pytest.mark.parametrize(
    ("content", "name", "query", "code"),
    [
        (GOOD, "people.csv", "?crs=MARS", "invalid"),
        (GOOD, "people.doc", "", "demand_unknown"),
        (GOOD, "people.xlsx", "", "demand_unknown"),
        (GOOD, "people.geojson", "", "demand_unreadable"),
        ('<OGRVRTDataSource><OGRVRTLayer name="etc"/></OGRVRTDataSource>', "people.json", "", "demand_unreadable"),
        ("SQLite format 3\x00 and no more", "people.gpkg", "", "demand_unreadable"),
        (picture(), "people.tif", "", "demand_unreadable"),
        ("a,b\n1,2", "people.csv", "", "demand_columns"),
        ("经度,纬度\n104.06,30.66", "people.csv", "", "demand_file_without_crs"),
        ("lon,lat,crs\n104.06,30.66,MARS", "people.csv", "", "unknown_crs"),
        ("lon,lat\n116.4,39.9", "people.csv", "", "demand_file_nothing_left"),
        ("", "people.csv", "", "no_file_sent"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(
    centre: GridCentre, content: str | bytes, name: str, query: str, code: str
):
    hand = centre.hand(Role.PLANNER)
    answer = bring(hand, content, name, query)
    assert (answer.status_code, answer.json["code"]) == (422, code), answer.json
    assert hand.get("/planning/demand").json["files"] == []


def test_why_nothing_is_left_is_said_in_words(centre: GridCentre):
    told = bring(centre.hand(Role.PLANNER), "lon,lat,people\n116.4,39.9,1\n104.06,30.66,-1").json
    assert told["title"] == "None of the 2 rows of “people.csv” can be used: outside the city; weight below 0"


def test_a_plan_is_made_for_a_file_and_says_when_that_is_gone(centre: GridCentre):
    hand = centre.hand(Role.PLANNER)
    file = bring(hand, GOOD).json["id"]
    question = {**TRAVEL, "demand": "file", "file": file}
    cells = hand.post("/planning/cells", question).json
    assert (cells["source"], cells["scaled"], cells["weight"]) == ("file", True, [30, 10])
    scaled = hand.post("/planning/cells", {**question, "people": 400}).json
    assert scaled["weight"] == [300, 100]
    asked = {"question": question, "sites": ONE}
    figures = hand.post("/planning/coverage", asked).json["figures"]
    assert (figures["covered"], figures["uncovered"]) == (30, 10)
    assert [one["people"] for one in hand.post("/planning/gaps", asked).json["gaps"]] == [10]
    plan = hand.post("/site-plans", {"name": "按文件", **asked}).json
    assert (plan["question"]["file"], plan["question"]["kinds"]) == (file, [])
    assert hand.get(f"/planning/demand/{file}").json["plans"] == [plan["id"]]
    found = ended(centre, hand, hand.post("/planning/where-next", {**asked, "add": 1, "seconds": 5}))
    assert found["found"]["steps"][0]["covered"] == 40
    stressed = ended(centre, hand, hand.post("/planning/stress", asked))
    assert stressed["state"] == "done"
    assert ended(centre, hand, hand.post(f"/site-plans/{plan['id']}/papers"))["state"] == "done"
    hand.ask("DELETE", f"/planning/demand/{file}")
    for path, body in (
        ("/planning/coverage", asked),
        ("/planning/where-next", asked),
        (f"/site-plans/{plan['id']}/papers", {}),
    ):
        answer = hand.post(path, body)
        assert (answer.status_code, answer.json["code"]) == (422, "demand_file_gone")
    assert hand.get(f"/site-plans/{plan['id']}").json["question"] == plan["question"]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"demand": "file"}, "demand_file_unnamed"),
        ({"demand": "file", "file": "0" * 16}, "demand_file_gone"),
        ({"demand": "file", "file": "../../etc/passwd"}, "invalid"),
        ({"demand": "places"}, "demand_kinds_unnamed"),
        ({"demand": "places", "kinds": ["castle"]}, "invalid"),
        ({"demand": "places", "kinds": ["school"]}, "demand_no_places"),
    ],
)
def test_a_question_names_what_is_there(centre: GridCentre, question: dict[str, Any], code: str):
    answer = centre.hand(Role.PLANNER).post("/planning/cells", question)
    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_auditors_read_and_volunteers_see_nothing(centre: GridCentre):
    assert bring(centre.hand(Role.AUDITOR), GOOD).status_code == 403
    assert centre.hand(Role.AUDITOR).get("/planning/demand").json == {"files": [], "kinds": []}
    assert centre.hand(Role.PARTNER).get("/planning/demand").status_code == 403
