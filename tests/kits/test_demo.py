"""The demo's kit: plainly fictional, mostly ready, and one of every trouble that a duty officer has to see."""

from collections import Counter
from datetime import date, timedelta

from dispatch.kits.demo import fictional_kits
from dispatch.people.demo import fictional_roster, fictional_stations
from tests.people.test_demo import grid

DAY = date(2026, 11, 24)


def test_twenty_stations_have_three_sets_each_and_every_state_that_matters() -> None:
    stations = fictional_stations(grid(), seed=15)
    people = fictional_roster(stations, seed=15, day=DAY)
    found = fictional_kits(stations, people, day=DAY)
    troubled = {"expiring": 2, "expired": 1, "incomplete": 3, "missing": 1}
    assert Counter(one.state(DAY) for one in found) == {"ready": len(found) - 7, **troubled}
    assert Counter(one.kind for one in found if one.station) == {"first_aid": 20, "trauma": 20, "radio": 20}
    assert (len(found), len({one.id for one in found})) == (80, 80)
    today = next(one for one in found if one.id == "K03A")
    assert (today.state(DAY), today.state(DAY + timedelta(days=1))) == ("expiring", "expired")
    assert fictional_kits(stations, people, day=DAY) == found
