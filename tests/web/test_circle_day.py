"""The live circle hour by hour: as it was, and as the roster has it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dispatch.clock import stamp
from dispatch.duty.model import ShiftKind, Slot
from dispatch.web.circle_day import AHEAD, NEW_AT_ONCE, hour_of
from dispatch.web.principal import Role
from tests.web.grid import Clock, GridCentre, Hand

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path, clock: Clock) -> Iterator[GridCentre]:
    """Since noon four people are on duty, two at each station."""
    opened = GridCentre(tmp_path / "centre", grid_cities, now=clock)
    yield opened
    opened.close()


def told(desk: Hand, centre: GridCentre, path: str = "/circle/day?skill=medical&cover=1,2&minutes=6") -> dict[str, Any]:
    """Asked until it is complete: time and again some hours more."""
    desk.get(path)
    centre.office.circle_day.wait()
    for _ in range(AHEAD):
        answer = desk.get(path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json
        if found["complete"]:
            return found
    raise AssertionError("never complete")


def test_the_hours_behind_are_as_they_were_and_those_ahead_as_planned(centre: GridCentre, clock: Clock) -> None:
    desk, noon = centre.hand(Role.PLANNER), hour_of(clock())
    clock.forward(int(2.5 * 3600))
    centre.office.duty.check_out("V01", "S01", by="test")
    clock.forward(3600)
    slots = [
        Slot("V02", "S02", noon + 6 * HOUR, noon + 8 * HOUR),
        Slot("V03", "S01", noon + 7 * HOUR, noon + 8 * HOUR, kind=ShiftKind.CLOSED),
    ]
    for slot in slots:
        centre.office.duty.plan_shifts([slot], by="test")
    marks = told(desk, centre)["marks"]
    behind = {one["at"]: one["people"] for one in marks if not one["planned"]}
    assert {stamp(noon + hours * HOUR): people for hours, people in ((1, 4), (2, 4), (3, 3))}.items() <= behind.items()
    ahead = {one["at"]: one["people"] for one in marks if one["planned"]}
    assert len(ahead) == AHEAD
    planned = {stamp(noon + hours * HOUR) for hours in (6, 7)}
    assert {at for at, people in ahead.items() if people} == planned
    by_hour = {one["at"]: one["people_shares"] for one in marks}
    assert by_hour[stamp(noon + HOUR)][0] > by_hour[stamp(noon + 6 * HOUR)][0] > 0 == by_hour[stamp(noon + 6 * HOUR)][1]


def test_an_hour_is_drawn_as_it_was_or_will_be(centre: GridCentre, clock: Clock) -> None:
    desk, noon = centre.hand(), hour_of(clock())
    clock.forward(5400)
    for volunteer, station in (("V01", "S01"), ("V03", "S01")):
        centre.office.duty.check_out(volunteer, station, by="test")
    before = stamp(noon + HOUR).replace("+", "%2B")
    assert desk.get(f"/circle?skill=medical&at={before}").json["code"] == "day_not_ready"
    centre.office.circle_day.wait()
    [then] = desk.get(f"/circle?skill=medical&at={before}").get_json(force=True)["features"]
    [now] = desk.get("/circle?skill=medical").get_json(force=True)["features"]
    assert (then["properties"]["people"], now["properties"]["people"]) == (4, 2)
    tomorrow = stamp(noon + 20 * HOUR).replace("+", "%2B")
    [later] = desk.get(f"/circle?skill=medical&at={tomorrow}").get_json(force=True)["features"]
    assert (later["properties"]["people"], later["geometry"]) == (0, None)


def test_a_server_that_runs_keeps_the_hours_as_they_begin(centre: GridCentre, clock: Clock) -> None:
    desk, noon = centre.hand(), hour_of(clock())
    centre.office.circle_day.look()
    clock.forward(3600)
    centre.office.circle_day.look()
    at = stamp(noon + HOUR).replace("+", "%2B")
    [found] = desk.get(f"/circle?skill=medical&at={at}").get_json(force=True)["features"]
    assert found["properties"]["people"] == 4


def test_one_request_works_out_a_few_hours_and_what_cannot_be_answered_is_said(
    centre: GridCentre, clock: Clock
) -> None:
    desk, noon = centre.hand(), hour_of(clock())
    staffed = [(first, second) for first in range(3) for second in range(3)]
    for hours in range(1, 19):
        first, second = staffed[hours % 9]
        here = [("V01", "S01"), ("V03", "S01")][:first] + [("V02", "S02"), ("V04", "S02")][:second]
        slots = [Slot(one, station, noon + hours * HOUR, noon + (hours + 1) * HOUR) for one, station in here]
        centre.office.duty.plan_shifts(slots, by="test")
    asked = "/circle/day?skill=first_aid&minutes=7"
    once, again = (
        [one["people"] is not None for one in desk.get(asked).json["marks"] if one["planned"]] for _ in range(2)
    )
    assert (once[:9], again[:9]) == ([True] * NEW_AT_ONCE + [False] * 3, [True] * 9)
    assert desk.get("/circle/day?skill=medical,supply").json["code"] == "one_skill"
    far = stamp(noon + 30 * HOUR).replace("+", "%2B")
    assert desk.get(f"/circle?at={far}").json["code"] == "beyond_the_day"
    assert desk.get("/circle/day?skill=juggling").json["code"] == "unknown_skill"
