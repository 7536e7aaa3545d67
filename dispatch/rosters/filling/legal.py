"""What one person may be given, looked at one stretch at a time beside what they have.

The desk's own rules are `rosters.rest`; these are the same over plain numbers, to count with, and `programs` says them
in rows. The tests hold all three against each other.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from dispatch.rosters.filling.question import Limits, Person, Stretch

ONE = timedelta(days=1)
WEEK = 7
Hit = Callable[[Stretch, Sequence[Stretch], Limits], bool]


def on_leave(stretch: Stretch, person: Person) -> bool:
    return stretch.day in person.leave or (stretch.into is not None and stretch.into in person.leave)


def taken(stretch: Stretch, theirs: Sequence[Stretch], _: Limits) -> bool:
    """They are on duty then already."""
    return any(stretch.near(one, 0) for one in theirs)


def unrested(stretch: Stretch, theirs: Sequence[Stretch], limits: Limits) -> bool:
    return any(stretch.near(one, limits.rest or 0) for one in theirs)


def over_week(stretch: Stretch, theirs: Sequence[Stretch], limits: Limits) -> bool:
    """In any seven days in a row that hold it."""
    if limits.week is None or stretch.standby:
        return False
    near = [(one.day, one.lasts) for one in _on_site(theirs) if abs((one.day - stretch.day).days) < WEEK]
    firsts = (stretch.day - back * ONE for back in range(WEEK))
    most = max(sum(lasts for day, lasts in near if 0 <= (day - first).days < WEEK) for first in firsts)
    return most + stretch.lasts > limits.week


def too_many_nights(stretch: Stretch, theirs: Sequence[Stretch], limits: Limits) -> bool:
    if limits.nights is None or stretch.standby or not stretch.night:
        return False
    return in_row(stretch.day, {one.day for one in _on_site(theirs) if one.night}) > limits.nights


def too_many_days(stretch: Stretch, theirs: Sequence[Stretch], limits: Limits) -> bool:
    if limits.days is None or stretch.standby:
        return False
    return in_row(stretch.day, {one.day for one in _on_site(theirs)}) > limits.days


def _on_site(theirs: Sequence[Stretch]) -> list[Stretch]:
    return [one for one in theirs if not one.standby]


RULES: dict[str, Hit] = {
    "taken": taken,
    "rest": unrested,
    "week": over_week,
    "nights": too_many_nights,
    "days": too_many_days,
}
"""In the order in which they are named: of what hits somebody, the first is said."""


def hit(stretch: Stretch, theirs: Sequence[Stretch], limits: Limits) -> str | None:
    """The first rule that `stretch` would go against beside `theirs`; None: it fits."""
    return next((name for name, breaks in RULES.items() if breaks(stretch, theirs, limits)), None)


def in_row(day: date, others: set[date]) -> int:
    """How many days in a row there are with `day`."""
    before = after = 0
    while day - (before + 1) * ONE in others:
        before += 1
    while day + (after + 1) * ONE in others:
        after += 1
    return before + 1 + after


def legal(person: Person, added: Iterable[Stretch], limits: Limits) -> bool:
    """All of `added`, one after the other, beside what they have."""
    theirs = list(person.fixed)
    for stretch in added:
        if on_leave(stretch, person) or hit(stretch, theirs, limits):
            return False
        theirs.append(stretch)
    return True
