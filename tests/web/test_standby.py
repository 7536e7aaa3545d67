"""Home standby through the API: where somebody sets out from, with what delay, and who may see it."""

import pytest

from dispatch.web.principal import Role
from tests.web.grid import GridCentre, call, place


def test_somebody_on_standby_is_ranked_from_home_with_their_delay(centre: GridCentre) -> None:
    dispatcher = centre.hand()
    body = {"station": "S01", "volunteer": "V01", "standby": {"delay_s": 300, "start": place(2, 1)}}
    told = dispatcher.post("/duty/check-in", body).json
    assert (told["duty"], told["delay_s"]) == ("on_call", 300)
    incident = dispatcher.post("/incidents", call(2, 1, level=3)).json["id"]
    people = dispatcher.get(f"/incidents/{incident}/candidates").json["people"]
    [home] = [one for one in people if one["volunteer"] == "V01"]
    assert (home["placed_by"], home["delay_s"], home["eta_parts"]["travel_s"]) == ("standby", 300, 0)
    assert home["eta_s"] == pytest.approx(sum(home["eta_parts"].values()))
    assert home["eta_parts"]["turnout_s"] >= 300


def test_without_a_place_or_a_fresh_position_they_are_not_asked(centre: GridCentre) -> None:
    dispatcher = centre.hand()
    dispatcher.post("/duty/check-in", {"station": "S01", "volunteer": "V01", "standby": {"delay_s": 0}})
    incident = dispatcher.post("/incidents", call(level=3)).json["id"]
    assert dispatcher.get(f"/incidents/{incident}/candidates").json["counts"] == {"stale_position": 1}


def test_the_board_says_on_call_and_shows_nobody_where_they_live(centre: GridCentre) -> None:
    home = place(3.21, 1.37)
    body = {"station": "S01", "volunteer": "V01", "standby": {"delay_s": 600, "start": home}}
    centre.hand().post("/duty/check-in", body)
    for role in (Role.DISPATCHER, Role.PLANNER, Role.AUDITOR):
        answer = centre.hand(role).get("/board")
        [row] = [row for row in answer.json["rows"] if row["table"] == "volunteers" and row["id"] == "V01"]
        assert (row["duty"], row["duty_delay_s"]) == ("on_call", 600)
        assert f"{home['lon']:.4f}" not in answer.text


def test_at_home_with_a_delay_they_staff_no_station_and_their_circle_is_smaller_by_it(centre: GridCentre) -> None:
    planner = centre.hand(Role.PLANNER)

    def seen() -> tuple[int, int, float]:
        [station] = [row for row in planner.get("/board").json["rows"] if row.get("id") == "S01"]
        [circle] = planner.get("/circle?cover=2&minutes=10").get_json(force=True)["features"]
        return station["on_duty"], circle["properties"]["people"], circle["properties"]["area_share"]

    on_site, people, twice = seen()
    assert (on_site, people) == (2, 4)
    body = {"station": "S01", "volunteer": "V01", "standby": {"delay_s": 120, "start": place(1, 1)}}
    centre.hand().post("/duty/check-in", body)
    on_site, people, delayed = seen()
    assert (on_site, people) == (1, 4)
    assert 0 < delayed < twice
