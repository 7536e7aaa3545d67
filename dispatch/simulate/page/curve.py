"""How many have somebody on scene by then: a line for each policy over the minutes after the report."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from dispatch.simulate.page.drawing import Scale, colour, label, line, mark, rule, svg
from dispatch.simulate.page.figures import Teller
from dispatch.simulate.page.html import el

WIDTH, HEIGHT = 820.0, 440.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 650.0, 16.0, 384.0
PROMISE = 15
MARK_EVERY = 5
APART = 15.0
DASHES = (None, "7 4", "2 4", "10 3 2 3")
"""In turn within a family of policies, so that no two lines look the same in grey."""


def arrivals(policies: Mapping[str, Any], tell: Teller) -> str:
    curves: dict[str, Sequence[float]] = {name: one["on_scene_by_minute"] for name, one in policies.items()}
    last = max(len(one) - 1 for one in curves.values())
    x, y = Scale(0, last, LEFT, RIGHT), Scale(0, 1, BOTTOM, TOP)
    minutes = range(0, last + 1, MARK_EVERY)
    ends = _apart({name: y(one[-1]) for name, one in curves.items()})
    return svg(
        WIDTH,
        HEIGHT,
        "arrivals",
        tell.say("arrivals"),
        tell.say("arrivals_what", n=len(curves), minutes=last),
        *(
            rule(LEFT, y(one / 5), RIGHT, y(one / 5), "grid")
            + label(tell.tick(one / 5), LEFT - 8, y(one / 5) + 4, anchor="end")
            for one in range(6)
        ),
        *(label(minute, x(minute), BOTTOM + 18) for minute in minutes),
        label(tell.say("minutes_axis"), (LEFT + RIGHT) / 2, BOTTOM + 40, class_="axis"),
        rule(x(PROMISE), TOP, x(PROMISE), BOTTOM, "promise"),
        label(tell.say("promise"), x(PROMISE) - 6, TOP + 12, anchor="end", class_="name"),
        *(
            el(
                "g",
                line([(x(minute), y(share)) for minute, share in enumerate(one)], dash=DASHES[number % len(DASHES)]),
                *(mark(name, x(minute), y(one[minute]), 4.0) for minute in minutes),
                rule(RIGHT + 2, y(one[-1]), RIGHT + 14, ends[name], "lead-line"),
                line([(RIGHT + 16, ends[name]), (RIGHT + 54, ends[name])], dash=DASHES[number % len(DASHES)]),
                mark(name, RIGHT + 35, ends[name], 4.0),
                label(name, RIGHT + 60, ends[name] + 4, anchor="start", class_="name"),
                class_=colour(name),
            )
            for number, (name, one) in enumerate(curves.items())
        ),
    )


def _apart(wanted: Mapping[str, float]) -> dict[str, float]:
    """The labels at the lines' ends, from the top, each `APART` below the one above; moved up where they would leave
    the frame."""
    order = sorted(wanted, key=lambda name: (wanted[name], name))
    down = list(accumulate((wanted[name] for name in order), lambda above, own: max(above + APART, own)))
    lift = max(0.0, down[-1] - BOTTOM) if down else 0.0
    placed: list[float] = []
    for at in reversed(down):
        below = placed[-1] - APART if placed else BOTTOM
        placed.append(min(at, below) if lift else at)
    return dict(zip(order, reversed(placed), strict=True))
