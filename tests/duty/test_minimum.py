from datetime import time

import pytest

from dispatch.duty.minimum import Minimum, minimum, written
from dispatch.errors import Refused

DAY, NIGHT = Minimum("first_aid", 2, time(8), time(20)), Minimum("medical", 1, time(20), time(8))


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("first_aid×2 08:00-20:00; medical×1 20:00-08:00", (DAY, NIGHT)),
        ("红十字救护员证×2 8:00-20:00；医疗救护 x 1人 20:00至次日08:00", (DAY, NIGHT)),
        ("任何人×1", (Minimum(None, 1),)),
        ("any*3 00:00-24:00", (Minimum(None, 3),)),
        ("  ;; ", ()),
    ],
)
def test_what_people_write_is_read(said: str, parts: tuple[Minimum, ...]) -> None:
    assert minimum(said) == parts


def test_what_is_written_is_read_again() -> None:
    assert written((DAY, NIGHT, Minimum(None, 1))) == "first_aid×2 08:00-20:00; medical×1 20:00-08:00; anybody×1"
    assert minimum(written((DAY, NIGHT, Minimum(None, 1))) or "") == (DAY, NIGHT, Minimum(None, 1))
    assert written(()) is None


@pytest.mark.parametrize(
    ("said", "code", "params"),
    [
        ("two people", "minimum_unreadable", {"part": "two people"}),
        ("first_aid×0", "minimum_unreadable", {"part": "first_aid×0"}),
        ("medical×1; first_aid×1 8-20", "minimum_unreadable", {"part": "first_aid×1 8-20"}),
        ("medical×1 25:00-08:00", "minimum_unreadable", {"part": "medical×1 25:00-08:00"}),
        ("wizard×1", "minimum_skill", {"part": "wizard×1", "skill": "wizard"}),
    ],
)
def test_what_cannot_be_read_is_named(said: str, code: str, params: dict[str, object]) -> None:
    with pytest.raises(Refused) as caught:
        minimum(said)
    assert (caught.value.code, caught.value.params) == (code, params)


@pytest.mark.parametrize(("hour", "asked"), [(19, False), (20, True), (23, True), (3, True), (8, False)])
def test_hours_may_run_over_midnight(hour: int, asked: bool) -> None:
    assert NIGHT.at(time(hour)) is asked
    assert Minimum(None, 1).at(time(hour)) is True
