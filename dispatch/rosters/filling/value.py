"""What a plan costs. Somebody missing weighs most, then a shift away from one's own station, then the load's spread."""

from collections.abc import Iterable
from math import gcd

from dispatch.rosters.filling.question import HOUR, Person, Post, Question, Stretch

MISSING = 1000
"""For each who is missing. Whatever one more shift costs otherwise stays below: sixty hours a week are 66 steps of four
hours in a month, of which the last twelve hours cost 387, a thirtieth night and day off 59 each, and going far 220."""
AWAY = 100
"""For a shift at another station, and a point for each minute's travel on top."""
FARTHEST = 120
"""Minutes beyond which travel costs no more."""
LEAST_STEP = 4 * HOUR


def step_of(question: Question) -> int:
    """Seconds in which load is counted: what divides all that is planned and asked for, mostly a shift."""
    lasting = [post.when.lasts for post in question.posts]
    lasting += [one.lasts for person in question.people for one in person.fixed]
    return max(gcd(*lasting), LEAST_STEP) if lasting else LEAST_STEP


def even(question: Question) -> bool:
    """All lengths are whole steps, so that every cost is a whole number."""
    step = step_of(question)
    return not any(post.when.lasts % step for post in question.posts) and not any(
        one.lasts % step for person in question.people for one in person.fixed
    )


def away(person: Person, station: str) -> int:
    """0 at their own station."""
    return 0 if station == person.home else AWAY + min(person.reaches[station], FARTHEST)


def load(stretches: Iterable[Stretch], step: int) -> tuple[float, float, int, int]:
    """In steps of time on site and on standby, which count apart, then nights, and days that others have off."""
    found = tuple(stretches)
    on_site = [one for one in found if not one.standby]
    time, standing_by = (
        sum(one.lasts for one in these) / step for these in (on_site, [one for one in found if one.standby])
    )
    return time, standing_by, sum(one.night for one in on_site), sum(one.off for one in on_site)


def squared(amount: float) -> float:
    """amount² at whole numbers and straight between: the last shift of whoever has most costs most, so that the least
    sum is the most even."""
    whole = int(amount)
    return whole**2 + (amount - whole) * (2 * whole + 1)


def spread_cost(fixed: Iterable[Stretch], added: Iterable[Stretch], step: int) -> float:
    """What `added` costs somebody who has `fixed` already."""
    before, both = tuple(fixed), (*fixed, *added)
    pairs = zip(load(both, step), load(before, step), strict=True)
    return sum(squared(now) - squared(then) for now, then in pairs)


def cost(question: Question, turns: Iterable[tuple[int, int]], missing: int) -> float:
    """Of a plan: `turns`, each a person and a post by number."""
    theirs: dict[int, list[Post]] = {}
    for who, post in turns:
        theirs.setdefault(who, []).append(question.posts[post])
    step = step_of(question)
    total = float(MISSING * missing)
    for who, posts in theirs.items():
        person = question.people[who]
        total += sum(away(person, post.station) for post in posts)
        total += spread_cost(person.fixed, [post.when for post in posts], step)
    return total
