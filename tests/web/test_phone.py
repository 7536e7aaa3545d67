"""What the volunteer's phone is told and tells: at which time, how much, and what is refused."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dispatch.clock import stamp
from dispatch.incidents.model import AWAITING
from dispatch.links.crs import to_wgs84
from dispatch.tables import looks
from dispatch.web.principal import Role
from maps.cities import import_city
from tests.conftest import ROOT
from tests.ground import walled
from tests.web.grid import Clock, GridCentre, Hand, call, corner

CALLER = {"name": "王女士", "phone": "13812345678"}
TAIL = {"building": "3", "unit": "2", "floor": "18", "room": "1802"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock) -> Iterator[GridCentre]:
    opened = GridCentre(tmp_path / "centre", grid_cities, now=clock)
    yield opened
    opened.close()


@pytest.fixture
def phone(centre: GridCentre) -> Hand:
    return centre.hand(Role.VOLUNTEER, volunteer="V01")


def asked(centre: GridCentre, **more: Any) -> tuple[int, int]:
    """An incident and V01's alert for it."""
    told = call(2.3, 1, address="第二街2号", tail=TAIL, note="老人摔倒", caller=CALLER, **more)
    incident = centre.hand().post("/incidents", told).json["id"]
    [alert] = centre.hand().post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    return incident, alert["id"]


def going(centre: GridCentre, phone: Hand, *progress: str) -> tuple[int, int]:
    incident, alert = asked(centre)
    assignment = phone.post(f"/alerts/{alert}/answer", {"answer": "accept"}).json["assignment"]
    for one in progress:
        assert phone.post(f"/assignments/{assignment}/progress", {"progress": one}).status_code == 200
    return incident, assignment


def noted(centre: GridCentre) -> list[tuple[str, str]]:
    with centre.store.engine.connect() as connection:
        return [(row.subject, row.what) for row in connection.execute(looks.select())]


def kinds(centre: GridCentre, incident: int) -> list[tuple[str, str]]:
    events = centre.hand().get(f"/incidents/{incident}/timeline").json["events"]
    return [(one["kind"], one["happened_at"] or one["at"]) for one in events if one["by"].startswith("token")]


def test_before_yes_a_street_after_it_the_door(centre: GridCentre, phone: Hand) -> None:
    _, alert = asked(centre)
    [before] = phone.get("/phone").json["asked"]
    assert before["where"] == ["第2街"]
    told = str(before)
    assert not [secret for secret in ("2号", "1802", "摔倒", "王女士", "5678") if secret in told]
    phone.post(f"/alerts/{alert}/answer", {"answer": "accept"})
    state = phone.get("/phone").json
    [after] = state["going"]
    assert (state["asked"], after["incident"]["address"], after["incident"]["tail"]) == ([], "第二街2号", TAIL)
    assert (after["caller"], after["incident"]["caller"], after["correction"]) == (True, None, None)
    assert state["desk"] == {"phone": "02886001234", "station": "一号站"}


def test_what_opens_the_gate_is_told_to_who_goes_there(tmp_path: Path, clock: Clock) -> None:
    import_city(walled.write(tmp_path / "grid.osm"), name="grid", root=tmp_path / "cities")
    centre = GridCentre(tmp_path / "centre", tmp_path / "cities", now=clock)
    desk, phone = centre.hand(), centre.hand(Role.VOLUNTEER, volunteer="V01")
    lon, lat = walled.at(30, 120)
    gate = {"lon": lon, "lat": lat, "crs": "WGS84", "name": "西门", "code": "4711#", "phone": "13800000000"}
    desk.post("/ground/gates", gate)
    house = dict(zip(("lon", "lat"), walled.at(75, 120), strict=True), crs="WGS84")
    incident = desk.post("/incidents", {**call(), "location": house}).json["id"]
    [alert] = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    assignment = phone.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"}).json["assignment"]
    [going] = phone.get("/phone").json["going"]
    ways = {one["name"]: (one["code"], one["guard"]) for one in going["gates"]}
    assert (going["compound"], ways["西门"], ways["南门"]) == ("虚构苑", (True, True), (False, False))
    [told] = phone.get(f"/assignments/{assignment}/gates").json["gates"]
    assert (told["code"], told["phone"], noted(centre)) == ("4711#", "13800000000", [("gate:1", "code and phone")])
    centre.close()


def test_each_map_is_given_the_place_in_its_own_coordinates(centre: GridCentre, phone: Hand) -> None:
    going(centre, phone)
    links = phone.get("/phone").json["going"][0]["links"]
    asks = {name: parse_qs(urlsplit(link).query) for name, link in links.items()}
    amap = [float(part) for part in asks["amap"]["to"][0].split(",")[:2]]
    tencent = [float(part) for part in asks["tencent"]["tocoord"][0].split(",")][::-1]
    baidu = [float(part) for part in asks["baidu"]["location"][0].split(",")][::-1]
    scene = pytest.approx(corner(2.3, 1), abs=2e-6)
    assert (to_wgs84("GCJ02", *amap), to_wgs84("GCJ02", *tencent), to_wgs84("BD09", *baidu)) == (scene,) * 3
    assert asks["amap"]["mode"] == ["walk"]
    assert not any("2%E5%8F%B7" in link for link in links.values())


def test_the_caller_can_be_rung_back_only_on_the_way_and_the_look_is_kept(centre: GridCentre, phone: Hand) -> None:
    _, assignment = going(centre, phone, "on_scene")
    assert phone.get(f"/assignments/{assignment}/caller").json == CALLER
    other = centre.hand(Role.VOLUNTEER, volunteer="V02")
    assert other.get(f"/assignments/{assignment}/caller").json["code"] == "not_yours"
    phone.post(f"/assignments/{assignment}/progress", {"progress": "cleared"})
    assert phone.get(f"/assignments/{assignment}/caller").json["code"] == "task_over"
    assert noted(centre) == [("incident:1", "caller")]


@pytest.mark.parametrize(
    ("told_s", "kept_s", "doubted"),
    [(-300, -300, False), (60, 0, False), (3600, 0, True), (-86_500, 0, True)],
    ids=["late", "a little ahead", "an hour ahead", "older than a day"],
)
def test_an_action_counts_from_its_own_time_unless_that_cannot_be(
    centre: GridCentre, phone: Hand, clock: Clock, told_s: float, kept_s: float, doubted: bool
) -> None:
    incident, alert = asked(centre)
    clock.forward(600)
    told = stamp(clock.at + timedelta(seconds=told_s))
    phone.post(f"/alerts/{alert}/answer", {"answer": "accept", "happened_at": told})
    happened = dict(kinds(centre, incident))
    assert happened["AlertAccepted"] == stamp(clock.at + timedelta(seconds=kept_s))
    assert ("ClockDoubted" in happened) is doubted


def test_nothing_happens_before_what_it_follows(centre: GridCentre, phone: Hand, clock: Clock) -> None:
    incident, alert = asked(centre)
    sent = clock.at
    clock.forward(60)
    phone.post(f"/alerts/{alert}/answer", {"answer": "decline", "happened_at": stamp(sent - timedelta(minutes=5))})
    assert dict(kinds(centre, incident))["AlertDeclined"] == stamp(sent)


def test_a_corrected_place_waits_until_it_is_read(centre: GridCentre, phone: Hand) -> None:
    incident, assignment = going(centre, phone, "en_route")
    other_note = call(2.3, 1, address="第二街2号", tail=TAIL, note="在门口", caller=CALLER)
    correction = {name: other_note[name] for name in ("location", "address", "tail", "note", "caller")}
    desk = centre.hand()
    desk.put(f"/incidents/{incident}/call", correction)
    assert phone.get("/phone").json["going"][0]["correction"] is None
    desk.put(f"/incidents/{incident}/call", correction | {"address": "第二街20号"})
    seq = phone.get("/phone").json["going"][0]["correction"]
    wrong = phone.post(f"/assignments/{assignment}/correction", {"correction": seq + 1})
    assert wrong.json["code"] == "no_such_correction"
    for _ in range(2):
        assert phone.post(f"/assignments/{assignment}/correction", {"correction": seq}).status_code == 200
    assert phone.get("/phone").json["going"][0]["correction"] is None
    assert [kind for kind, _ in kinds(centre, incident)].count("CorrectionRead") == 1


def test_the_slip_tells_what_was_done_when(centre: GridCentre, phone: Hand, clock: Clock) -> None:
    incident, assignment = going(centre, phone, "en_route")
    early = phone.post(f"/assignments/{assignment}/care", {"act": "shock"})
    assert early.json["code"] == "not_on_scene"
    for progress in ("on_scene", "engaged"):
        clock.forward(60)
        phone.post(f"/assignments/{assignment}/progress", {"progress": progress})
    clock.forward(30)
    phone.post(f"/assignments/{assignment}/care", {"act": "cpr_started"})
    clock.forward(45)
    phone.post(f"/assignments/{assignment}/care", {"act": "shock"})
    slip = {"state": "pulse_back", "cpr": True, "shocks": 1, "vehicle": "川A·120F1", "note": "家属随车"}
    phone.post(f"/assignments/{assignment}/slip", slip)
    shown = phone.get("/phone").json["going"][0]
    assert [one["act"] for one in shown["care"]] == ["cpr_started", "shock"]
    assert shown["slip"] == slip | {"at": stamp(clock.at)}
    text = phone.get(f"/incidents/{incident}/slips/{assignment}").text
    assert text.splitlines() == [
        "志愿者与120交接单",
        "1号事件 医疗急救",
        "地点:第二街2号3栋2单元18层1802室",
        "接报:2026-11-24 12:00:00",
        "2026-11-24 12:00:00  出动",
        "2026-11-24 12:01:00  到场",
        "2026-11-24 12:02:00  到达患者身边",
        "2026-11-24 12:02:30  开始心肺复苏",
        "2026-11-24 12:03:15  AED 电击一次",
        "交接时:已恢复自主循环",
        "心肺复苏:已做",
        "AED 电击:1 次",
        "救护车:川A·120F1",
        "备注:家属随车",
        "填写人:志愿者 V01",
    ]
    other = centre.hand(Role.VOLUNTEER, volunteer="V02")
    assert other.get(f"/incidents/{incident}/slips/{assignment}").json["code"] == "not_yours"
    phone.post(f"/assignments/{assignment}/progress", {"progress": "cleared"})
    assert phone.get(f"/incidents/{incident}/slips/{assignment}").json["code"] == "task_over"
    centre.hand().post(f"/incidents/{incident}/close", {"disposition": "hospital"})
    assert centre.hand().get(f"/incidents/{incident}/slips/{assignment}").text.splitlines()[:2] == text.splitlines()[:2]
    assert phone.get(f"/incidents/{incident}/slips/{assignment}").status_code == 404


def test_nothing_new_is_a_short_answer(centre: GridCentre, phone: Hand) -> None:
    seq = phone.get("/phone").json["seq"]
    again = phone.get(f"/phone?after={seq}")
    assert (again.json["same"], set(again.json)) == (True, {"seq", "at", "same"})
    asked(centre)
    assert len(phone.get(f"/phone?after={seq}").json["asked"]) == 1


def test_a_link_says_what_became_of_its_alert(centre: GridCentre, phone: Hand) -> None:
    incident, alert = asked(centre)
    other = centre.hand(Role.VOLUNTEER, volunteer="V02")

    def became(hand: Hand, which: int) -> str:
        return str(hand.get(f"/phone?alert={which}").json["link"]["state"])

    assert became(phone, alert) in AWAITING  # the ladder may have sent it by now
    assert [became(other, alert), became(phone, 99)] == ["not_yours", "unknown"]
    phone.post(f"/alerts/{alert}/answer", {"answer": "decline"})
    assert became(phone, alert) == "declined"
    centre.hand().post(f"/incidents/{incident}/close", {"disposition": "resolved"})
    assert became(phone, alert) == "over"


def test_a_message_leads_through_the_login_to_its_alert(centre: GridCentre) -> None:
    stranger = centre.app.test_client()
    centre.office.accounts.create("root", "root-root-root", Role.ADMIN)
    assert stranger.get("/v?alert=7").headers["Location"] == "/login?alert=7"
    assert stranger.get("/v?alert=%2F%2Fevil").headers["Location"] == "/login"
    assert "/v/shell" in stranger.get("/phone-worker.js").text
    assert "phone" not in stranger.get("/v/shell").text.split('id="start">')[1].split("</script>")[0]


SAID = re.compile(r'"(phone\.[\w.]+)"')
BUILT = re.compile(r"`(phone\.[\w.]+\.)\$\{")


def test_every_word_of_the_phone_stands_in_both_catalogues_and_is_said() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "static" / "src").rglob("*.js*"))
    words = ROOT / "dispatch" / "words"
    zh, en = [json.loads((words / tongue / "phone.json").read_text(encoding="utf-8")) for tongue in ("zh-CN", "en")]
    said, beginnings = set(SAID.findall(text)), tuple(BUILT.findall(text))
    assert set(zh) == set(en)
    assert said - set(zh) == set()
    assert [code for code in zh if code not in said and not code.startswith(beginnings)] == []
