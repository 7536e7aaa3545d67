"""Alarms through the desk, the log and the API."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest

from dispatch.incidents.events import AlarmEnded, AlarmRaised
from dispatch.people.positions import Fix
from tests.web.grid import Clock, GridCentre, call, corner


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock) -> GridCentre:
    return GridCentre(tmp_path / "centre", grid_cities, now=clock)


def test_two_servers_that_look_together_raise_it_once(centre: GridCentre, clock: Clock) -> None:
    incident = declined(centre)
    servers = [centre, centre.beside()]
    ready = Barrier(len(servers))

    def look(server: GridCentre) -> None:
        ready.wait()
        server.office.watch.fall_due()

    together([partial(look, server) for server in servers])
    raised = [one for one in centre.office.incidents.timeline(incident) if isinstance(one.event, AlarmRaised)]
    assert [one.by for one in raised] == ["rule:alarms"]
    for server in servers:
        server.close()


def test_it_is_on_the_board_until_acknowledged_and_over(centre: GridCentre, clock: Clock) -> None:
    incident, desk = declined(centre), centre.hand()
    centre.office.watch.fall_due()
    (row,) = alarms_of(desk.get("/board").json["rows"])
    assert (row["concern"], row["incident"], row["missing"], row["acknowledged_at"]) == (
        "unanswered",
        incident,
        1,
        None,
    )
    clock.forward(5)
    answered = desk.post(f"/alarms/{row['id']}/acknowledge")
    assert answered.status_code == 200
    assert answered.json["acknowledged_by"] == desk.get("/me").json["by"]
    assert desk.post(f"/alarms/{row['id']}/acknowledge").json == answered.json
    assert desk.post("/alarms/99/acknowledge").status_code == 404
    desk.post(f"/incidents/{incident}/close", {"disposition": "resolved"})
    assert alarms_of(desk.get("/board").json["rows"]) == []
    assert (
        desk.get(f"/changes?after={row['id']}").json["rows"].count({"table": "alarms", "id": row["id"], "gone": True})
    )
    centre.close()


def test_who_stands_still_is_found_in_the_positions_that_phones_send(centre: GridCentre, clock: Clock) -> None:
    desk = centre.hand()
    incident = desk.post("/incidents", call()).json["id"]
    (alert,) = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V02"]}).json["alerts"]
    assignment = desk.post(f"/alerts/{alert['id']}/answer", {"answer": "accept"}).json["assignment"]
    desk.post(f"/assignments/{assignment}/progress", {"progress": "en_route"})
    for _ in range(5):
        centre.office.positions.put(Fix("V02", *corner(6, 6), 8.0, clock()))
        centre.office.watch.fall_due()
        clock.forward(30)
    (alarm,) = alarms_of(desk.get("/board").json["rows"])
    assert (alarm["concern"], alarm["volunteer"], alarm["assignment"]) == ("not_moving", "V02", assignment)
    centre.office.positions.put(Fix("V02", *corner(5, 6), 8.0, clock()))
    centre.office.watch.fall_due()
    ended = [one for one in centre.office.incidents.timeline(incident) if isinstance(one.event, AlarmEnded)]
    assert len(ended) == 1
    centre.close()


def declined(centre: GridCentre) -> int:
    """An incident whose only volunteer said no."""
    desk = centre.hand()
    incident = int(desk.post("/incidents", call(level=4)).json["id"])
    needs = desk.get(f"/incidents/{incident}").json["needs"]
    assert [need["count"] for need in needs] == [1]
    (alert,) = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]}).json["alerts"]
    desk.post(f"/alerts/{alert['id']}/answer", {"answer": "decline"})
    return incident


def alarms_of(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [row for row in rows if row["table"] == "alarms" and "gone" not in row]


def together(works: list[Callable[[], None]]) -> None:
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
