"""What may be pinned, and that the board as it was lived is the board rebuilt."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.board import Board
from dispatch.errors import NotFound, Refused
from dispatch.folds import fold
from dispatch.log.log import Log
from dispatch.log.memory import MemoryStore
from dispatch.opening import board_log, codec
from dispatch.places.desk import PlacesDesk
from dispatch.places.model import Listed, Spot
from maps.gazetteer.kinds import PlaceKind

CHENGDU = (104.0, 30.6, 104.2, 30.8)
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
GARDEN = Spot("演示花园", 104.1, 30.7)


class Post:
    def __init__(self) -> None:
        self.log: Log[Board] = board_log(MemoryStore(codec()))
        self.desk = PlacesDesk(self.log, lambda: NOON, CHENGDU)

    @property
    def names(self) -> list[str]:
        pins = sorted(self.log.board().places.pins.values(), key=lambda pin: pin.id)
        return [pin.particulars.name for pin in pins if pin.particulars]


@pytest.fixture
def post() -> Post:
    return Post()


def test_a_pin_is_remembered_with_who_and_when(post: Post) -> None:
    post.desk.pin(GARDEN, PlaceKind.COMPOUND, by="dispatcher:li")
    pin = post.log.board().places.pins[1]
    assert (pin.particulars, pin.kind, pin.by, pin.at) == (GARDEN, "compound", "dispatcher:li", NOON)


def test_a_number_is_not_given_twice(post: Post) -> None:
    post.desk.pin(GARDEN, PlaceKind.COMPOUND, by="test")
    post.desk.unpin(1, by="test")
    post.desk.pin(GARDEN, PlaceKind.COMPOUND, by="test")
    assert list(post.log.board().places.pins) == [2]


@pytest.mark.parametrize("name", ["演示花园3栋2单元", "演示花园18楼", "演示花园3-2-1802", "1802室"])
def test_somebodys_own_door_is_not_pinned(post: Post, name: str) -> None:
    with pytest.raises(Refused, match="pin_names_a_home"):
        post.desk.pin(Spot(name, 104.1, 30.7), PlaceKind.BUILDING, by="test")


def test_a_building_is_pinned(post: Post) -> None:
    post.desk.pin(Spot("演示花园3栋", 104.1, 30.7), PlaceKind.BUILDING, by="test")
    assert post.names == ["演示花园3栋"]


def test_the_same_pin_twice_a_place_elsewhere_and_a_pin_that_is_not_there_are_refused(post: Post) -> None:
    post.desk.pin(GARDEN, PlaceKind.COMPOUND, by="test")
    with pytest.raises(Refused, match="pinned_already"):
        post.desk.pin(GARDEN, PlaceKind.COMPOUND, by="test")
    with pytest.raises(Refused, match="outside_city"):
        post.desk.pin(Spot("演示花园", 9.1, 45.4), PlaceKind.COMPOUND, by="test")
    with pytest.raises(NotFound):
        post.desk.unpin(2, by="test")


def test_what_a_pin_says_is_sealed_and_can_be_erased(post: Post) -> None:
    post.desk.pin(GARDEN, PlaceKind.COMPOUND, by="test")
    post.log.erase("pin:1")
    rebuilt = reduce(fold, post.log.events(), Board())
    assert rebuilt.places.pins[1].particulars is None
    assert post.log.verify() is None


def test_a_list_of_many_addresses_is_few_events_and_the_same_list_again_is_none(post: Post) -> None:
    listed = [
        Listed(f"A{number}", f"{number}栋", PlaceKind.BUILDING, 104.1, 30.7, "演示花园") for number in range(1200)
    ]
    assert [len(one.event.addresses) for one in post.desk.list_addresses(listed, by="test")] == [500, 500, 200]
    assert post.desk.list_addresses(listed, by="test") == []
    moved = Listed("A7", "7栋", PlaceKind.BUILDING, 104.11, 30.7, "演示花园")
    post.desk.list_addresses([moved], by="test")
    assert len(post.log.board().places.listed) == 1200
    assert post.log.board().places.listed["A7"] == moved


spots = st.builds(Spot, st.sampled_from(["甲", "乙", "乙3栋", "乙3栋1单元"]), st.floats(103.9, 104.3), st.just(30.7))
addresses = st.builds(
    Listed, st.sampled_from("ABC"), st.text(max_size=3), st.sampled_from(PlaceKind), st.just(104.1), st.just(30.7)
)
deeds = st.one_of(
    st.tuples(st.just("pin"), spots, st.sampled_from(PlaceKind)),
    st.tuples(st.just("unpin"), st.integers(1, 4)),
    st.tuples(st.just("list"), st.lists(addresses, max_size=3)),
    st.tuples(st.just("erase"), st.integers(1, 3)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(deeds, max_size=20))
def test_the_board_as_it_was_lived_is_the_board_rebuilt(deeds: list[tuple]) -> None:
    post = Post()
    for deed in deeds:
        with suppress(Refused):
            match deed:
                case ("pin", spot, kind):
                    post.desk.pin(spot, kind, by="test")
                case ("unpin", pin):
                    post.desk.unpin(pin, by="test")
                case ("list", found):
                    post.desk.list_addresses(found, by="test")
                case ("erase", pin):
                    post.log.erase(f"pin:{pin}")
    assert post.log.verify() is None
    assert reduce(fold, post.log.events(), Board()).places == post.log.board().places
