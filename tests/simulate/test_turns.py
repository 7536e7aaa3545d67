"""Which of two calls at the same moment is served first."""

from datetime import timedelta

from dispatch.simulate.policies import Ours
from maps.cities import City
from tests.simulate.street import calls, open_ward


def test_of_two_calls_alike_the_one_that_nobody_is_asked_for_has_the_choice(street: City) -> None:
    """M4 was asked for the first call a minute ago; when M2 is there for either, the second call gets them."""
    ward = open_ward(street, [2, 4], Ours(0.5))
    [arrival] = calls(1)
    ward._duty.check_in("M4", "S4", until=None, by="test")
    ward.incidents.take_call(arrival.call, by="test")
    ward.at += timedelta(seconds=60)
    ward.top_up.fall_due()
    ward.incidents.take_call(arrival.call, by="test")
    ward._duty.check_in("M2", "S2", until=None, by="test")
    ward.at += timedelta(seconds=60)
    ward.top_up.fall_due()
    asked = [(one.incident, one.volunteer) for one in ward.board.incidents.alerts.values()]
    assert sorted(asked) == [(1, "M4"), (2, "M2")]
