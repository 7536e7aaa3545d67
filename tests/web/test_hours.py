"""Hours through the API: recorded by what happens, approved by whoever may, posted, and seen by whose they are."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
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


def test_who_forgot_to_check_out_waits_for_their_true_end(centre: GridCentre, clock: Clock) -> None:
    desk = centre.hand()
    until = "2026-11-24T10:00:00.000000Z"
    body = {"station": "S01", "volunteer": "V01", "until": until}
    assert desk.post("/duty/check-in", body).status_code == 200
    clock.forward(7 * HOUR + 60)
    centre.office.reception.fall_due()
    [one] = [row for row in desk.get("/hours?state=recorded").json["rows"] if row["volunteer"] == "V01"]
    assert (one["forgotten"], one["until"], one["minutes"], one["overtime"]) == (True, until, 421, 61)

    refused = desk.post("/hours/approve", {"entries": [{"entry": one["entry"]}]})
    assert (refused.status_code, refused.json["code"]) == (409, "hours_end_needed")
    assert refused.json["title"] == f"{one['entry']} 号记录忘了签退，请先填写真实的结束时间"
    said = {"entries": [{"entry": one["entry"], "ends_at": "2026-11-24T10:05:59Z"}]}
    assert desk.post("/hours/approve", said).status_code == 200
    [after] = desk.get("/hours?volunteer=V01").json["rows"]
    assert (after["state"], after["minutes"], after["days"]) == (
        "approved",
        365,
        [{"day": "2026-11-24", "minutes": 365, "within": 0}],
    )


def test_a_night_belongs_to_two_days_and_to_two_months(centre: GridCentre, clock: Clock) -> None:
    desk = centre.hand()
    clock.forward(6 * 24 * HOUR + 8 * HOUR)  # 20:00 on the last of November
    check_out(centre, "V03")
    desk.post("/duty/check-in", {"station": "S01", "volunteer": "V03"})
    clock.forward(12 * HOUR)
    check_out(centre, "V03")
    days = [{"day": "2026-11-30", "minutes": 240, "within": 0}, {"day": "2026-12-01", "minutes": 480, "within": 0}]
    for month, minutes in (("2026-11", 240), ("2026-12", 480)):
        told = desk.get(f"/hours?volunteer=V03&month={month}").json
        assert told["rows"][-1]["days"] == days
        assert told["totals"][0]["on_site"] - sum(one["minutes"] for one in told["rows"][:-1]) == minutes


def test_everyone_sees_what_is_theirs_and_nobody_decides_about_themselves(centre: GridCentre, clock: Clock) -> None:
    clock.forward(HOUR)
    for number in (1, 2, 3):
        check_out(centre, f"V0{number}", f"S0{2 - number % 2}")
    desk, own = centre.hand(), centre.hand(Role.VOLUNTEER, volunteer="V01")
    officer = centre.hand(Role.DUTY_OFFICER, station="S01", volunteer="V03")
    assert {one[0] for one in rows(desk, "&state=recorded")} == {"V01", "V02", "V03"}
    assert {one[0] for one in rows(officer, "&state=recorded")} == {"V01", "V03"}
    assert {one[0] for one in rows(own)} == {"V01"}
    for hand, query in ((own, "?volunteer=V02"), (officer, "?station=S02")):
        assert hand.get(f"/hours{query}").status_code == 403

    first, second, third = (entries(desk, f"V0{number}")[0] for number in (1, 2, 3))
    for entry, code in ((second, "not_yours"), (third, "hours_own")):
        batch = {"entries": [{"entry": first}, {"entry": entry}]}
        assert officer.post("/hours/approve", batch).json["code"] == code
    assert {one[3] for one in rows(desk, "&state=recorded")} == {"recorded"}
    assert own.post("/hours/approve", {"entries": [{"entry": first}]}).status_code == 403
    for role in (Role.PLANNER, Role.ADMIN, Role.PARTNER):
        assert centre.hand(role).get("/hours").status_code == 403

    told = officer.post("/hours/reject", {"entries": [first], "reason": "当日不在站"}).json
    assert told == {"state": "rejected", "changed": [first], "unchanged": []}
    [mine] = own.get("/hours").json["rows"]
    assert (mine["state"], mine["reason"], mine["minutes"]) == ("rejected", "当日不在站", 0)
    centre.office.log.erase("volunteer:V01")
    [mine] = desk.get("/hours?volunteer=V01").json["rows"]
    assert (mine["state"], mine["reason"], mine["name"]) == ("rejected", None, None)


def test_two_officers_at_once_approve_once(centre: GridCentre, clock: Clock) -> None:
    clock.forward(HOUR)
    check_out(centre, "V01")
    [entry] = entries(centre.hand(), "V01")
    hands = [centre.hand(), centre.hand()]
    answers: list[dict[str, Any]] = []

    def approve(hand: Hand) -> None:
        answers.append(hand.post("/hours/approve", {"entries": [{"entry": entry}]}).json)

    threads = [Thread(target=approve, args=(hand,)) for hand in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one["changed"] for one in answers) == [[], [entry]]


def test_what_is_posted_goes_out_as_a_service_record_with_its_counter_entries(centre: GridCentre, clock: Clock) -> None:
    clock.forward(1.5 * HOUR)
    check_out(centre, "V01")
    desk = centre.hand(label="desk")
    [entry] = entries(desk, "V01")
    correction = {"entry": entry, "day": "2026-11-24", "minutes": -30, "reason": "早退"}
    assert desk.post("/hours/correct", correction).json["code"] == "hours_not_posted"
    desk.post("/hours/approve", {"entries": [{"entry": entry}]})
    assert desk.get("/hours/hours.csv").text.splitlines()[1:] == []
    desk.post("/hours/post", {"entries": [entry]})
    assert desk.post("/hours/correct", correction, Idempotency_Key="c1").status_code == 200
    assert desk.post("/hours/correct", correction, Idempotency_Key="c1").json["changed"] == [entry]

    sheet = desk.get("/hours/hours.csv?month=2026-11&language=zh-CN")
    assert sheet.headers["Content-Disposition"] == 'attachment; filename="hours_2026-11.csv"'
    head, *lines = sheet.get_data().decode("utf-8-sig").splitlines()
    assert head == "志愿者姓名,志愿者编号,服务项目,服务日期,服务地点,服务内容,服务时长(小时),审核入账人,记录编号"
    assert lines == [
        f"志愿者1,V01,在站值班,2026-11-24,一号站,站点值班值守,1.5,token:desk,{entry}",
        f"志愿者1,V01,在站值班,2026-11-24,一号站,冲正: 站点值班值守,-0.5,token:desk,{entry}",
    ]
    [total] = desk.get("/hours?volunteer=V01").json["totals"]
    assert (total["on_site"], total["posted"]) == (60, 60)
    assert desk.get("/hours/hours.xlsx").get_data()[:2] == b"PK"
    assert desk.get("/hours/hours.pdf").status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("approve", {"entries": []}),
        ("approve", {"entries": [{"entry": "1"}]}),
        ("approve", {"entries": [{"entry": 1, "ends_at": "2026-11-24T10:00"}]}),
        ("reject", {"entries": [1], "reason": "  "}),
        ("post", {"entries": [1] * 501}),
        ("correct", {"entry": 1, "day": "2026-11-24", "minutes": 1441, "reason": "错"}),
        ("correct", {"entry": 1, "day": "2026-13-24", "minutes": 1, "reason": "错"}),
    ],
)
def test_rubbish_is_named(centre: GridCentre, path: str, body: dict[str, Any]) -> None:
    assert centre.hand().post(f"/hours/{path}", body).status_code == 422
    for query in ("month=2026-13", "month=0001-01", "month=11", "state=open,posted", "limit=0"):
        assert centre.hand().get(f"/hours?{query}").status_code == 422


def test_what_is_not_there_is_not_found(centre: GridCentre) -> None:
    assert centre.hand().post("/hours/post", {"entries": [99999]}).json["title"] == "没有编号为 99999 的工时记录"
    assert centre.hand().get("/hours?station=S99").status_code == 404
