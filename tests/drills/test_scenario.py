"""Scenario files: the shipped ones, the schema that editors use, and what is refused by its name."""

import json
from pathlib import Path

import pytest

from dispatch.config import ROOT
from dispatch.drills.model import GoalKind, InjectKind, Scenario
from dispatch.drills.scenario import parsed, scenario, schema
from dispatch.drills.scenario import read as read_file
from dispatch.errors import Refused
from dispatch.incidents.model import IncidentType
from tests.incidents.night import night

SHIPPED = sorted((ROOT / "data" / "drills").glob("*.toml"))
GOOD = """
name = "演练"
kind = "flood"
lasts = "1:30"
[enrolled]
people = ["M3"]
teams = ["medical"]
[[goal]]
kind = "first_on_scene"
within_s = 900
share = 0.9
[[inject]]
at = "0:20"
kind = "message"
text = "水位上涨"
[[inject]]
at = "0:05"
kind = "call"
type = "flood"
level = 2
place = "滨江路"
[[inject]]
at = "0:05"
kind = "call"
type = "medical"
level = 1
lon = 104.06
lat = 30.66
crs = "WGS84"
"""


def read(text: str) -> Scenario:
    known = {"滨江路": (104.08, 30.67)}
    inside = lambda lon, lat: 104.0 <= lon <= 104.2 and 30.6 <= lat <= 30.8  # noqa: E731
    return scenario("drill.toml", text, night().board, known.get, inside)


def test_a_file_is_read_for_the_city_and_its_people() -> None:
    told = read(GOOD)
    assert (told.lasts_s, told.enrolled, told.goals[0].kind) == (5400, ("M1", "M2", "M3"), GoalKind.FIRST_ON_SCENE)
    assert [(one.after_s, one.kind, one.type) for one in told.script.injects] == [
        (300, InjectKind.CALL, IncidentType.FLOOD),
        (300, InjectKind.CALL, IncidentType.MEDICAL),
        (1200, InjectKind.MESSAGE, None),
    ]
    assert [(one.place.lon, one.place.lat) for one in told.script.injects[:2]] == [(104.08, 30.67), (104.06, 30.66)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('people = ["M3"]', 'people = ["M3", "M9"]', "unknown_person people=M9 count=1"),
        ('people = ["M3"]', 'stations = ["S99"]', "enrolled_station_unknown stations=S99"),
        ('people = ["M3"]\nteams = ["medical"]', 'teams = ["supply"]', "nobody_enrolled"),
        ('at = "0:20"', 'at = "25:00"', "inject_never_comes inject=1 at=25:00 lasts=1:30"),
        ('at = "0:20"', 'at = "1:30"', "inject_never_comes inject=1 at=1:30"),
        ('at = "0:20"', 'at = "0:75"', "inject_never_comes inject=1 at=0:75"),
        ('lasts = "1:30"', 'lasts = "0:00"', "drill_never_ends"),
        ('lasts = "1:30"', 'lasts = "13:00"', "drill_never_ends"),
        ('type = "flood"\nlevel', 'type = "tsunami"\nlevel', "unknown_type inject=2 type=tsunami"),
        ('place = "滨江路"', 'place = "无名路"', "inject_place_unknown inject=2 place=无名路"),
        ("lon = 104.06", "lon = 116.4", "inject_outside_city inject=3 lon=116.4"),
        ('crs = "WGS84"', "", "broken_scenario .*a call needs a place"),
        ("level = 2\n", "", "broken_scenario .*a call needs type and level"),
        ('text = "水位上涨"', "", "broken_scenario .*a message needs a text"),
        ("within_s = 900", "", "broken_scenario .*first_on_scene needs within_s"),
        ('kind = "flood"', 'kind = "flood"\nweather = 1', "broken_scenario .*weather: unknown field"),
        ('name = "演练"', "name =", "broken_scenario"),
        ('name = "演练"', f"name = {'1' * 5000}", "broken_scenario"),
        ("水位上涨", "水位\\u0000上涨", "broken_scenario .*text: a control character"),
    ],
)
def test_what_cannot_be_played_is_refused_by_name(old: str, new: str, code: str) -> None:
    assert old in GOOD
    with pytest.raises(Refused, match=code):
        read(GOOD.replace(old, new, 1))


def test_a_file_that_nobody_wrote_by_hand_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "million.toml"
    file.write_text("[[inject]]\n" * 100_000, encoding="utf-8")
    with pytest.raises(Refused, match=r"broken_scenario .*larger than 1000 kB"):
        read_file(file)


def test_a_place_in_another_reference_system_is_turned_into_ours() -> None:
    """What GCJ-02 calls 104.06, 30.66 lies some 250 m west of where WGS-84 has it."""
    [_, there, _] = read(GOOD.replace('crs = "WGS84"', 'crs = "GCJ02"')).script.injects
    assert there.place.original == ("GCJ02", 104.06, 30.66)
    assert 104.056 < there.place.lon < 104.059


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_the_shipped_files_are_well_formed_and_of_three_kinds(file: Path) -> None:
    told = parsed(file.name, file.read_text(encoding="utf-8"))
    assert len(told.inject) >= 6
    assert len(SHIPPED) == len({parsed(one.name, one.read_text(encoding="utf-8")).kind for one in SHIPPED}) == 3


def test_the_schema_in_the_docs_is_that_of_the_reader() -> None:
    kept = json.loads((ROOT / "docs" / "drill.schema.json").read_text(encoding="utf-8"))
    assert kept == schema()
