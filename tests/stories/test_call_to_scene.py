"""One call in real Chengdu, from the telephone to the scene, while a second console watches.

An old man has fallen in a stairwell; the caller's map says where, in its own coordinates. The dispatcher finds who can
be there and asks them. One says yes, sets out, is sent round a closed road, arrives, and hands over.
"""

from collections.abc import Iterator
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import shapely
from shapely.geometry import mapping, shape
from shapely.ops import substring

from dispatch.board import Board
from dispatch.clock import now
from dispatch.config import Config
from dispatch.folds import fold
from dispatch.links.crs import from_wgs84
from dispatch.opening import open_log
from dispatch.web.principal import Role
from dispatch.web.rows import Sheet
from tests.serving import Console, Served

SCENE = (104.0839, 30.6748)
MEDICAL = {"first_aid", "aed", "nurse", "doctor"}
Json = dict[str, Any]


@pytest.fixture
def desk(centre: Served) -> Iterator[httpx.Client]:
    with centre.client(centre.token(Role.DISPATCHER, label="desk 1")) as client:
        yield client


@pytest.fixture
def watching(centre: Served) -> Iterator[Console]:
    token = centre.token(Role.DISPATCHER, label="desk 2")
    with centre.client(token) as client:
        console = Console(client, centre.address, token).open()
        yield console
        console.cut()


def post(client: httpx.Client, path: str, body: Json) -> Any:
    return client.post(path, json=body).raise_for_status().json()


def test_from_the_call_to_the_scene(centre: Served, desk: httpx.Client, watching: Console) -> None:
    incident = take_the_call(desk, watching)
    ranked = rank(desk, incident)
    nearest, second, *_ = ask(desk, watching, incident, ranked)
    with centre.client(centre.token(Role.VOLUNTEER, volunteer=nearest["volunteer"])) as phone:
        post(desk, f"/alerts/{second['id']}/answer", {"answer": "decline", "note": "已下楼,车坏了"})
        going = say_yes(phone, watching, nearest["id"])
        post(phone, f"/assignments/{going}/progress", {"progress": "en_route"})
        watching.until(lambda screen: screen.row("incidents", incident)["status"] == "in_progress", timeout=3)
        travel_s = next(one["eta_parts"]["travel_s"] for one in ranked if one["volunteer"] == nearest["volunteer"])
        follow_the_way(desk, phone, watching, going, travel_s)
        post(phone, f"/assignments/{going}/progress", {"progress": "on_scene"})
        watching.until(lambda screen: screen.row("incidents", incident)["status"] == "on_scene", timeout=3)
        assert watching.rows["incidents", incident]["first_on_scene_at"] is not None
        post(phone, f"/assignments/{going}/progress", {"progress": "handed_over"})
        post(phone, f"/assignments/{going}/progress", {"progress": "cleared"})

    closed = post(desk, f"/incidents/{incident}/close", {"disposition": "handed_over"})
    assert (closed["status"], closed["disposition"]) == ("closed", "handed_over")
    watching.until(lambda screen: not screen.row("incidents", incident), timeout=3)
    assert not [row for row in watching.of("alerts") + watching.of("assignments") if row["incident"] == incident]
    assert watching.rows["volunteers", nearest["volunteer"]]["committed"] is None
    told = desk.get(f"/incidents/{incident}/timeline").json()["events"]
    kinds = [one["kind"] for one in told if not one["by"].startswith("rule:")]  # the rule asks others meanwhile
    steps = ["CallTaken", "WaveOpened", "AlertDeclined", "AlertAccepted", "VolunteerAssigned", "IncidentClosed"]
    assert [kind for kind in kinds if kind in steps] == steps


def take_the_call(desk: httpx.Client, watching: Console) -> int:
    lon, lat = from_wgs84("GCJ02", *SCENE)
    call = {
        "type": "medical",
        "level": 2,
        "location": {"lon": lon, "lat": lat, "crs": "GCJ02"},
        "address": "五岳宫街 3栋2单元",
        "caller": {"name": "邻居", "phone": "13912345678"},
        "note": "老人在楼梯上摔倒,清醒",
    }
    incident: int = post(desk, "/incidents", call)["id"]
    watching.until(lambda screen: screen.row("incidents", incident), timeout=3)
    seen = watching.rows["incidents", incident]
    assert (seen["place"]["lon"], seen["place"]["lat"]) == pytest.approx(SCENE, abs=1e-7)
    assert seen["caller"] == {"name": "邻居", "phone": "139****5678"}
    return incident


def rank(desk: httpx.Client, incident: int) -> list[Json]:
    """Soonest first, all of them on duty and holding what the role asks for."""
    people = desk.get(f"/incidents/{incident}/candidates", params={"limit": 200}).json()["people"]
    ranked = [one for one in people if one["rank"]]
    assert [one["rank"] for one in ranked] == list(range(1, len(ranked) + 1))
    assert [one["eta_s"] for one in ranked] == sorted(one["eta_s"] for one in ranked)
    records = {row["id"]: row for row in desk.get("/board").json()["rows"] if row["table"] == "volunteers"}
    for one in ranked:
        record = records[one["volunteer"]]
        held = {q["kind"] for q in record["qualifications"] if q["state"] in {"verified", "expiring"}}
        assert record["duty"] == "on_duty"
        assert one["role"] == "kit" or held & MEDICAL
    return ranked


def ask(desk: httpx.Client, watching: Console, incident: int, ranked: list[Json]) -> list[Json]:
    """By the response plan: those alerted for the patient."""
    wave = post(desk, f"/incidents/{incident}/alerts", {})
    asked = [one for one in wave["alerts"] if one["role"] == "patient"]
    picked = [one["volunteer"] for one in ranked if one["picked"] and one["role"] == "patient"]
    assert [one["volunteer"] for one in asked] == picked
    watching.until(lambda screen: screen.row("alerts", wave["alerts"][-1]["id"]), timeout=3)
    return asked


def say_yes(phone: httpx.Client, watching: Console, alert: int) -> int:
    """Before, the phone knows roughly where; afterwards the door."""
    assert address(phone) is None
    going: int = post(phone, f"/alerts/{alert}/answer", {"answer": "accept"})["assignment"]
    watching.until(lambda screen: screen.row("assignments", going), timeout=3)
    assert address(phone) == "五岳宫街 3栋2单元"
    return going


def address(phone: httpx.Client) -> Any:
    [incident] = [row for row in phone.get("/board").json()["rows"] if row["table"] == "incidents"]
    return incident["address"]


def follow_the_way(desk: httpx.Client, phone: httpx.Client, watching: Console, going: int, travel_s: float) -> None:
    way = desk.get("/route", params={"assignment": going}).json()
    assert way["seconds"] == pytest.approx(travel_s, abs=0.01)
    line = shape(way["geometry"])
    blocked = mapping(substring(line, 0.45, 0.55, normalized=True))
    closure = post(desk, "/closures", {"geometry": blocked, "reason": "积水"})["id"]
    watching.until(lambda screen: screen.row("closures", closure), timeout=3)
    assert desk.get("/route", params={"assignment": going}).json()["seconds"] > way["seconds"]
    desk.delete(f"/closures/{closure}").raise_for_status()
    watching.until(lambda screen: not screen.row("closures", closure), timeout=3)

    halfway: shapely.Point = line.interpolate(0.5, normalized=True)
    fix = {"lon": halfway.x, "lat": halfway.y, "crs": "WGS84", "accuracy_m": 15.0, "at": now().isoformat()}
    phone.put("/positions", json=fix).raise_for_status()
    watching.until(lambda screen: screen.positions, timeout=3)
    assert desk.get("/route", params={"assignment": going}).json()["seconds"] < way["seconds"]


def test_what_the_server_shows_is_what_the_log_tells(centre: Served, desk: httpx.Client) -> None:
    """The state rebuilt from the first event on equals the live one, and the chain holds."""
    post(desk, "/incidents", {"type": "flood", "level": 1, "location": None, "note": "地下车库进水"})
    shown = desk.get("/board").json()
    log = open_log(Config(data_dir=centre.data))
    try:
        rebuilt = reduce(fold, log.events(upto=shown["seq"]), Board())
        assert log.verify() is None
    finally:
        log.close()
    today = now().astimezone(ZoneInfo(shown["city"]["timezone"])).date()
    written = {(row["table"], row["id"]): row for row in Sheet(rebuilt, today).all()}
    assert {(row["table"], row["id"]): row for row in shown["rows"]} == written
