"""Scales, axes and marks of plots, as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, log10, pi, sin

from dispatch.simulate.page.html import el, text

FAMILIES = ("ours", "waves", "road", "straight", "radius", "top1", "all")
"""What a policy's name begins with. Each has a shape and a colour of its own."""
R = 5.5
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` … `high` onto pixels `begin` … `end`; `log`: by factors."""

    low: float
    high: float
    begin: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        low, high, value = (log10(one) if self.log else one for one in (self.low, self.high, value))
        return self.begin + (value - low) / (high - low) * (self.end - self.begin)


def family(policy: str) -> str:
    return policy.partition(":")[0]


def colour(policy: str) -> str:
    return f"c{FAMILIES.index(family(policy))}"


def mark(of: str, x: float, y: float, r: float = R) -> str:
    """The shape of a policy's family around a point."""
    match family(of):
        case "ours":
            return el("circle", cx=x, cy=y, r=r, class_="fill")
        case "waves":
            return el("rect", x=x - r * 0.9, y=y - r * 0.9, width=r * 1.8, height=r * 1.8, class_="fill")
        case "road":
            return _shape(x, y, [(0, -1.2), (1.1, 0.9), (-1.1, 0.9)], r)
        case "straight":
            return _shape(x, y, [(0, 1.2), (1.1, -0.9), (-1.1, -0.9)], r)
        case "top1":
            return _shape(x, y, [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)], r)
        case "radius":
            return el("circle", cx=x, cy=y, r=r, class_="hollow")
        case _:
            star = [
                (sin(one * pi / 5) * (1.5, 0.6)[one % 2], -cos(one * pi / 5) * (1.5, 0.6)[one % 2]) for one in range(10)
            ]
            return _shape(x, y, star, r)


def _shape(x: float, y: float, corners: Sequence[Point], r: float) -> str:
    told = " ".join(f"{x + r * dx:.1f},{y + r * dy:.1f}" for dx, dy in corners)
    return el("polygon", points=told, class_="fill")


def line(points: Sequence[Point], *, class_: str = "", dash: str | None = None) -> str:
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return el("polyline", points=told, class_=f"line {class_}".strip(), stroke_dasharray=dash)


def rule(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    return el("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def label(told: object, x: float, y: float, *, anchor: str = "middle", class_: str = "tick") -> str:
    return el("text", text(told), x=x, y=y, text_anchor=anchor, class_=class_)


def width_of(told: str) -> float:
    """About what a text of twelve pixels takes: a Chinese character twice as much as a letter."""
    return sum(12.5 if ord(one) > 0x2E80 else 6.8 for one in told)


def svg(width: float, height: float, name: str, title: str, what: str, *children: str) -> str:
    """`name` is unique on the page; `what` says in a sentence what there is to see."""
    head = el("title", text(title), id=f"{name}-t") + el("desc", text(what), id=f"{name}-d")
    labelled = f"{name}-t {name}-d"
    box = f"0 0 {width:g} {height:g}"
    return el("svg", head, *children, viewBox=box, role="img", aria_labelledby=labelled, style=f"max-width:{width:g}px")


def steps(low: float, high: float, most: int = 6) -> list[float]:
    """Round values from at or below `low` to at or above `high`."""
    span = max(high - low, 1e-9)
    size = 10.0 ** floor(log10(span / most))
    step = next(size * factor for factor in (1, 2, 5, 10) if span / (size * factor) <= most)
    return [round(number * step, 10) for number in range(floor(low / step + 1e-9), ceil(high / step - 1e-9) + 1)]


def factors(low: float, high: float) -> list[float]:
    """1, 2, 5, 10, 20 … around `low` … `high`, which are above 0."""
    rungs = [
        factor * 10.0**power for power in range(floor(log10(low)) - 1, ceil(log10(high)) + 1) for factor in (1, 2, 5)
    ]
    below = max(one for one in rungs if one <= low * 1.0001)
    above = min(one for one in rungs if one >= high * 0.9999)
    return [one for one in rungs if below <= one <= max(above, min(two for two in rungs if two > below))]
