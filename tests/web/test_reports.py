"""Reports over HTTP: for whom, of which days, as JSON and as tables, and never with a name in them."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from werkzeug.test import TestResponse

from dispatch.web.principal import Role
from dispatch.web.reports import READERS
from tests.web.grid import Clock, GridCentre, Hand, call

MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def clock() -> Clock:
    return Clock(MORNING)


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock) -> Iterator[GridCentre]:
    opened = GridCentre(tmp_path / "centre", grid_cities, now=clock)
    yield opened
    opened.close()


@pytest.fixture
def lived(centre: GridCentre, clock: Clock) -> GridCentre:
    """One call, answered in 300 s by V01 of station S01; one whom nobody was alerted for; one exercise."""
    desk = centre.hand()
    kept = desk.post("/incidents", call(caller={"name": "王琳", "phone": "13800001234"}, note="胸痛")).json["id"]
    clock.forward(20)
    [alert] = desk.post(f"/incidents/{kept}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    clock.forward(30)
    assignment = desk.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"}).json["assignment"]
    for progress, seconds in (("en_route", 100), ("on_scene", 150), ("engaged", 40), ("cleared", 600)):
        clock.forward(seconds)
        assert desk.post(f"/assignments/{assignment}/progress", {"progress": progress}).status_code == 200
    failed = desk.post("/incidents", call(column=5)).json["id"]
    drill = desk.post("/incidents", call(mode="exercise")).json["id"]
    clock.forward(960)
    for incident in (kept, failed, drill):
        assert desk.post(f"/incidents/{incident}/close", {"disposition": "resolved"}).status_code == 200
    return centre


def problem(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def table(answer: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("role", Role)
def test_planners_desks_auditors_and_administrators_may_read(centre: GridCentre, role: Role) -> None:
    hand = centre.hand(role, station="S01", volunteer="V01")
    answers = {hand.get(path).status_code for path in ("/reports", "/reports/report.csv")}
    assert answers == ({200} if role in READERS else {403})


def test_the_promise_and_the_steps_as_the_clock_went(lived: GridCentre) -> None:
    told = lived.hand(Role.PLANNER).get("/reports").json
    assert (told["first"], told["last"], told["timezone"]) == ("2026-10-26", "2026-11-24", "Asia/Shanghai")
    assert (told["incidents"], told["excluded"]) == (2, {"exercise": 1})
    # Wilson, z = 1.96, 1 of 2: 0.0945 to 0.9055.
    share = told["promise"]["from_report"]
    assert (share["hits"], share["n"], share["share"]) == (1, 2, 0.5)
    assert (share["low"], share["high"]) == (pytest.approx(0.0945, abs=5e-5), pytest.approx(0.9055, abs=5e-5))
    assert {name: n for name, n in told["promise"]["failures"].items() if n} == {"nobody_asked": 1}
    steps = {one["name"]: one["median_s"] for one in told["intervals"]}
    assert steps == {"handling": 20, "answer": 30, "turnout": 100, "travel": 150, "access": 40, "response": 300}
    assert told["stations"] == {"S01": "一号站"}


def test_hand_picked_waves_are_listed_for_the_desk_that_finds_its_own(lived: GridCentre) -> None:
    activation = lived.hand().get("/reports").json["activation"]
    assert [(one["incident"], one["after_s"], one["desk"], one["asked"]) for one in activation["overrides"]] == [
        (1, 20, 1, 1)
    ]
    assert activation["total"]["alerted"]["n"] == 2


def test_nobody_is_named(lived: GridCentre) -> None:
    hand = lived.hand(Role.ADMIN)
    sent = [hand.get("/reports").get_data(as_text=True), hand.get("/reports/report.csv").data.decode("utf-8-sig")]
    for text in sent:
        told = [word for word in ("王琳", "13800001234", "胸痛", "志愿者1", "V01", "token:") if word in text]
        assert told == []


def test_exercises_have_a_report_of_their_own(lived: GridCentre) -> None:
    told = lived.hand().get("/reports?mode=exercise").json
    assert (told["mode"], told["incidents"], told["excluded"]) == ("exercise", 1, {"actual": 2})


def test_days_are_the_centres_own(lived: GridCentre) -> None:
    hand = lived.hand()
    counts = {day: hand.get(f"/reports?from={day}&to={day}").json["incidents"] for day in ("2026-11-23", "2026-11-24")}
    assert counts == {"2026-11-23": 0, "2026-11-24": 2}


def test_an_empty_period_has_nulls_and_no_invented_number(centre: GridCentre) -> None:
    answer = centre.hand().get("/reports?from=2026-01-01&to=2026-01-31")
    told = answer.json
    assert told["promise"]["from_report"] == {"hits": 0, "n": 0, "share": None, "low": None, "high": None}
    assert {one["median_s"] for one in told["intervals"]} == {None}
    assert (told["load"]["gini"], told["calibration"]["people"]["brier"]) == (None, None)
    assert re.findall(r"NaN|Infinity", answer.get_data(as_text=True)) == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("from=2026-11-24&to=2026-11-23", "period_backwards"),
        ("from=2025-01-01&to=2026-11-23", "period_too_long"),
        ("from=yesterday", "invalid"),
        ("from=0001-01-01", "invalid"),
        ("to=9999-12-31", "invalid"),
        ("mode=rehearsal", "invalid"),
        ("since=2026-01-01", "invalid"),
    ],
)
def test_a_period_that_is_none_is_refused(centre: GridCentre, query: str, code: str) -> None:
    assert problem(centre.hand().get(f"/reports?{query}")) == (422, code)


def test_the_table_says_the_same_in_either_language(lived: GridCentre) -> None:
    hand = lived.hand()
    chinese, english = (table(hand.get(f"/reports/report.csv?language={language}")) for language in ("zh-CN", "en"))
    assert chinese[0][:4] == ["部分", "指标", "分组", "数值"]
    assert english[0][:4] == ["Part", "Figure", "Of", "Value"]
    assert [row[3:4] + row[5:] for row in chinese[4:]] == [row[3:4] + row[5:] for row in english[4:]]
    [kept] = [row for row in english if row[1] == "in time from the first report"]
    assert (kept[3], kept[7], kept[8]) == ("0.5", "1", "2")
    assert ["In time by station", "一号站"] not in english
    assert [row[2] for row in english if row[1] == "in time by station"] == ["一号站", "nobody was alerted"]
    assert [cell for row in [*chinese, *english] for cell in row if cell.startswith("report.")] == []


def test_excel_has_numbers_for_figures(lived: GridCentre) -> None:
    answer = lived.hand().get("/reports/report.xlsx?language=en")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="2026-10-26_2026-11-24.xlsx"'
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    [median] = [row for row in rows if row[1:3] == ("median", "turnout")]
    assert (median[3], median[8]) == (100, 1)


def test_there_are_no_other_files(centre: GridCentre) -> None:
    assert problem(centre.hand().get("/reports/report.pdf")) == (404, "not_found")


def test_a_rebuilt_centre_reports_the_same(lived: GridCentre) -> None:
    hand = lived.hand()
    before = hand.get("/reports").json
    with lived.store.writing() as turn:
        assert turn.rebuild() == 0
    assert hand.get("/reports").json == before


@pytest.mark.parametrize(
    ("role", "status", "to"),
    [
        (Role.PLANNER, 200, None),
        (Role.DISPATCHER, 200, None),
        (Role.ADMIN, 200, None),
        (Role.VOLUNTEER, 303, "/v"),
        (Role.DUTY_OFFICER, 303, "/"),
    ],
)
def test_the_page_is_for_those_who_may_read_it(centre: GridCentre, role: Role, status: int, to: str | None) -> None:
    hand: Hand = centre.hand(role, station="S01", volunteer="V01")
    answer = hand.client.get("/reports", headers={"Authorization": f"Bearer {hand.token}"})
    assert (answer.status_code, answer.headers.get("Location")) == (status, to)
    if status == 200:
        [start] = re.findall(r'id="start">(.*?)</script>', answer.get_data(as_text=True))
        assert json.loads(start)["language"] == "zh-CN"
