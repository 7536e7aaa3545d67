"""What the promise costs: P15 against alerts per incident, a mark for each policy, ours as a line over its targets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatch.simulate.page.drawing import (
    FAMILIES,
    Point,
    R,
    Scale,
    colour,
    factors,
    family,
    label,
    line,
    mark,
    rule,
    steps,
    svg,
    width_of,
)
from dispatch.simulate.page.figures import Teller
from dispatch.simulate.page.html import el

WIDTH, HEIGHT = 820.0, 500.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 800.0, 16.0, 420.0
FACTORS_FROM = 6
"""Where the dearest policy asks so many times what the cheapest does, the axis goes by factors."""
NEAR = 8
"""So many places for a label touch its mark; from those further off a line leads to it."""
Policies = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def inside(self) -> bool:
        return self.left >= LEFT and self.right <= RIGHT and self.top >= TOP - 8 and self.bottom <= BOTTOM


def trade_off(policies: Policies, tell: Teller) -> str:
    """Policies without an incident are left out."""
    told = {name: one for name, one in policies.items() if one["p15"] is not None}
    x, across = _alerts(told)
    y, up = _shares(told)
    points = {name: (x(max(one["alerts_per_incident"], x.low)), y(one["p15"])) for name, one in told.items()}
    title = tell.say("tradeoff")
    return svg(
        WIDTH,
        HEIGHT,
        "tradeoff",
        title,
        tell.say("tradeoff_what", n=len(told), best=_best(told)),
        *(
            rule(LEFT, y(one), RIGHT, y(one), "grid") + label(tell.tick(one), LEFT - 8, y(one) + 4, anchor="end")
            for one in up
        ),
        *(rule(x(one), TOP, x(one), BOTTOM, "grid") + label(f"{one:g}", x(one), BOTTOM + 18) for one in across),
        label(tell.say("alerts_axis"), (LEFT + RIGHT) / 2, BOTTOM + 38, class_="axis"),
        _ours(points),
        *(_whiskers(one, x, y, colour(name)) for name, one in told.items()),
        *(el("g", mark(name, *at), class_=colour(name)) for name, at in points.items()),
        *_labels(points, [_across(one, x, y) for one in told.values() if one["alerts_low"] is not None]),
        *_legend(told, tell),
    )


def _best(told: Policies) -> str:
    return max(told, key=lambda name: told[name]["p15"], default="–")


def _alerts(told: Policies) -> tuple[Scale, Sequence[float]]:
    low = min((one["alerts_low"] or one["alerts_per_incident"] for one in told.values()), default=1.0)
    high = max((one["alerts_high"] or one["alerts_per_incident"] for one in told.values()), default=1.0)
    if low > 0 and high / low >= FACTORS_FROM:
        ticks = factors(low, high)
        return Scale(ticks[0], ticks[-1], LEFT, RIGHT, log=True), ticks
    ticks = steps(0.0, max(high, 1.0), 8)
    return Scale(ticks[0], ticks[-1], LEFT, RIGHT), ticks


def _shares(told: Policies) -> tuple[Scale, Sequence[float]]:
    """No further than the intervals: where all are good the differences are to be seen."""
    ticks = steps(
        min((one["p15_low"] for one in told.values()), default=0.0),
        max((one["p15_high"] for one in told.values()), default=1.0),
        8,
    )
    ticks = [one for one in ticks if 0 <= one <= 1]
    if len(ticks) < 2:
        ticks = [0.0, 1.0]
    return Scale(ticks[0], ticks[-1], BOTTOM, TOP), ticks


def _ours(points: Mapping[str, Point]) -> str:
    over = sorted((float(name.partition(":")[2]), at) for name, at in points.items() if family(name) == "ours")
    return line([at for _, at in over], class_="c0") if len(over) > 1 else ""


def _whiskers(one: Mapping[str, Any], x: Scale, y: Scale, class_: str) -> str:
    at_x, at_y = x(max(one["alerts_per_incident"], x.low)), y(one["p15"])
    low, high = max(one["p15_low"], y.low), min(one["p15_high"], y.high)
    told = rule(at_x, y(low), at_x, y(high), "whisker")
    if one["alerts_low"] is not None:
        told += rule(x(max(one["alerts_low"], x.low)), at_y, x(min(one["alerts_high"], x.high)), at_y, "whisker")
    return el("g", told, class_=class_)


def _across(one: Mapping[str, Any], x: Scale, y: Scale) -> Box:
    """The interval of the alerts, which a label should not hide."""
    at = y(one["p15"])
    return Box(x(max(one["alerts_low"], x.low)), at - 1, x(min(one["alerts_high"], x.high)), at + 1)


def _labels(points: Mapping[str, Point], lines: Sequence[Box] = ()) -> Iterator[str]:
    """Beside each mark, where there is room; in a crowd the first choice is taken all the same."""
    taken = [Box(x - R, y - R, x + R, y + R) for x, y in points.values()] + list(lines)
    for name, (x, y) in sorted(points.items(), key=lambda one: (one[1][1], one[0])):
        wide = width_of(name)
        left, middle, right = x - wide - 10, x - wide / 2, x + 10
        places = [(right, y - 7), (left, y - 7), (middle, y - 24), (middle, y + 10)]
        places += [(at, y + down) for down in (-22, 8) for at in (right, left)]
        places += [(at, y + down) for down in (26, -40, 44, -58, 62) for at in (middle, right, left)]
        boxes = [Box(at, top, at + wide, top + 14) for at, top in places]
        free = (one for one, box in enumerate(boxes) if box.inside() and not any(box.meets(other) for other in taken))
        chosen = next(free, 0)
        box = boxes[chosen]
        taken.append(box)
        if chosen >= NEAR:
            yield rule(x, y, (box.left + box.right) / 2, box.bottom if box.bottom < y else box.top, "leader")
        yield label(name, box.left, box.top + 11, anchor="start", class_="name")


def _legend(told: Policies, tell: Teller) -> Iterator[str]:
    at = LEFT
    for one in FAMILIES:
        if any(family(name) == one for name in told):
            name = tell.say(f"family.{one}")
            yield el("g", mark(one, at + 6, HEIGHT - 14), class_=colour(one))
            yield label(name, at + 18, HEIGHT - 10, anchor="start", class_="name")
            at += 18 + width_of(name) + 18
