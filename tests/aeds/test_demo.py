"""The demo's AEDs: plainly fictional, and of every kind that a dispatcher has to tell apart."""

from collections import Counter
from datetime import date, datetime

from dispatch.aeds.demo import fictional_aeds
from dispatch.aeds.shelf import against
from dispatch.duty.model import Station
from tests.people.test_demo import grid

DAY = date(2026, 11, 24)


def test_some_are_open_at_night_and_some_are_not():
    """By the kinds in their file, two of each, beside a station that never shuts; the 24th is a Tuesday."""
    stations = [Station("S1", "虚构站1", "mall", 104.06, 30.66)]
    found = fictional_aeds(grid(), stations, seed=15, day=DAY)
    assert len(found) == len({one.id for one in found}) == 21
    assert all(one.name.startswith("虚构") for one in found)
    assert all(one.particulars.name.startswith("演示·") and one.particulars.phone[:3] == "154" for one in found)
    noon, night = (datetime.fromisoformat(f"{DAY}T{hour}:00+08:00") for hour in (12, 23))
    unfit = {"expired": 2, "hours_unknown": 2, "out_of_service": 2}
    assert Counter(against(one, noon) for one in found) == {None: 15, **unfit}
    assert Counter(against(one, night) for one in found) == {None: 5, "shut": 10, **unfit}
    assert fictional_aeds(grid(), stations, seed=15, day=DAY) == found
