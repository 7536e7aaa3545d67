"""A plan at once: post by post as they begin, each given to whoever costs least just then. No answer, but a beginning
that holds the rules, whatever time there is."""

from collections.abc import Sequence

from dispatch.rosters.filling.legal import hit, on_leave
from dispatch.rosters.filling.plan import Turns
from dispatch.rosters.filling.question import Post, Question, Stretch
from dispatch.rosters.filling.value import MISSING, away, load, squared, step_of

Load = tuple[float, float, int, int]


def in_order(question: Question) -> Turns:
    theirs = [list(person.fixed) for person in question.people]
    step, turns = step_of(question), set[tuple[int, int]]()
    loads = [load(fixed, step) for fixed in theirs]
    serving: dict[str, list[int]] = {
        station: [who for who, person in enumerate(question.people) if person.serves(station)]
        for station in {post.station for post in question.posts}
    }
    for number in sorted(range(len(question.posts)), key=lambda one: (question.posts[one].when.starts, one)):
        post = question.posts[number]
        lacking = dict(post.wanted)
        more = load([post.when], step)
        while any(lacking.values()):
            who = _next(question, post, lacking, serving[post.station], theirs, loads, more)
            if who is None:
                break
            turns.add((who, number))
            theirs[who].append(post.when)
            loads[who] = _sum(loads[who], more)
            for skill, count in lacking.items():
                lacking[skill] = max(count - question.people[who].holds(skill, post.when.day), 0)
    return frozenset(turns)


def _next(
    question: Question,
    post: Post,
    lacking: dict[str, int],
    among: Sequence[int],
    theirs: Sequence[list[Stretch]],
    loads: Sequence[Load],
    more: Load,
) -> int | None:
    """The cheapest who may; of equals the first. None: nobody, or nobody who costs less than is missing without."""
    priced = []
    for who in among:
        person = question.people[who]
        filled = sum(count > 0 and person.holds(skill, post.when.day) for skill, count in lacking.items())
        price = away(person, post.station) + _spread(loads[who], more) - MISSING * filled
        if filled and price < 0:
            priced.append((price, who))
    return next((who for _, who in sorted(priced) if _fits(question, post.when, who, theirs[who])), None)


def _fits(question: Question, when: Stretch, who: int, theirs: Sequence[Stretch]) -> bool:
    return not on_leave(when, question.people[who]) and hit(when, theirs, question.limits) is None


def _sum(one: Load, other: Load) -> Load:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]


def _spread(had: Load, more: Load) -> float:
    return sum(squared(now) - squared(then) for now, then in zip(_sum(had, more), had, strict=True))
