"""Of one policy: its predictions against what came, and the promise by hour, role and district."""

from collections.abc import Iterator, Mapping
from typing import Any

from dispatch.simulate.page.drawing import Scale, colour, label, mark, rule, svg, width_of
from dispatch.simulate.page.figures import Teller
from dispatch.simulate.page.html import el

SIDE, LOW, HIGH = 480.0, 56.0, 440.0
ROW, NAMES, ROWS_WIDE = 24.0, 150.0, 520.0
HOURS_WIDE, HOURS_HIGH = 680.0, 300.0
Groups = Mapping[str, Mapping[str, Any]]


def reliability(policy: str, one: Mapping[str, Any], name: str, tell: Teller) -> str:
    """Filled marks: each person alerted; hollow squares: the incident, by those alerted so far. Numbers are counts."""
    x, y = Scale(0, 1, LOW, HIGH), Scale(0, 1, HIGH - 20, 12)
    people, waves = one["calibration"], one["calibration_of_those_alerted_so_far"]
    return svg(
        SIDE,
        SIDE + 24,
        name,
        tell.say("reliability_of", policy=policy),
        tell.say("reliability_what", people=people["count"], waves=waves["count"], gap=_gap(people, tell)),
        *(
            rule(LOW, y(tenth / 5), HIGH, y(tenth / 5), "grid")
            + label(tell.tick(tenth / 5), LOW - 6, y(tenth / 5) + 4, anchor="end")
            + label(tell.tick(tenth / 5), x(tenth / 5), HIGH - 4)
            for tenth in range(6)
        ),
        rule(x(0), y(0), x(1), y(1), "promise"),
        label(tell.say("predicted_axis"), (LOW + HIGH) / 2, HIGH + 18, class_="axis"),
        el(
            "text",
            tell.say("observed_axis"),
            class_="axis",
            text_anchor="middle",
            transform="translate(12 220) rotate(-90)",
        ),
        *(_wave(bin_, x, y) for bin_ in waves["bins"]),
        *(_person(policy, bin_, x, y) for bin_ in people["bins"]),
        el("g", mark(policy, LOW + 6, SIDE + 10), class_=colour(policy)),
        label(tell.say("people"), LOW + 18, SIDE + 14, anchor="start", class_="name"),
        el("rect", x=SIDE / 2 - 20, y=SIDE + 5, width=10, height=10, class_="hollow"),
        label(tell.say("so_far"), SIDE / 2 - 2, SIDE + 14, anchor="start", class_="name"),
    )


def _gap(calibration: Mapping[str, Any], tell: Teller) -> str:
    return tell.say(
        "points", n=tell.points(max((one["difference"] for one in calibration["bins"]), key=abs, default=None))
    )


def _person(policy: str, bin_: Mapping[str, Any], x: Scale, y: Scale) -> str:
    at, up = x(bin_["predicted"]), y(bin_["observed"])
    whisker = rule(at, y(bin_["observed_low"]), at, y(bin_["observed_high"]), "whisker")
    count = label(bin_["count"], at + 8, up - 8, anchor="start", class_="count")
    return el("g", whisker, mark(policy, at, up), count, class_=colour(policy))


def _wave(bin_: Mapping[str, Any], x: Scale, y: Scale) -> str:
    at, up = x(bin_["predicted"]), y(bin_["observed"])
    whisker = rule(at, y(bin_["observed_low"]), at, y(bin_["observed_high"]), "whisker")
    square = el("rect", x=at - 5, y=up - 5, width=10, height=10, class_="hollow")
    return el("g", whisker, square, label(bin_["count"], at + 9, up + 16, anchor="start", class_="count"))


def rows(policy: str, groups: Groups, whole: float | None, name: str, title: str, tell: Teller, by: str) -> str:
    """A row for each group: the share, its interval, the number of incidents; dashed: all together."""
    high = ROW * len(groups) + 8
    x = Scale(0, 1, NAMES, ROWS_WIDE - 60)
    return svg(
        ROWS_WIDE,
        high + 28,
        name,
        title,
        _range(groups, tell, by),
        *(
            rule(x(one / 5), 4, x(one / 5), high, "grid") + label(tell.tick(one / 5), x(one / 5), high + 18)
            for one in range(6)
        ),
        rule(x(whole), 4, x(whole), high, "promise") if whole is not None else "",
        *_rows(policy, groups, x, tell, by),
    )


def _short(told: str) -> str:
    """As much as there is room for; the table has it whole."""
    if width_of(told) <= NAMES - 12:
        return told
    return next(told[:end] for end in range(len(told), 0, -1) if width_of(told[:end]) <= NAMES - 24) + "…"


def _rows(policy: str, groups: Groups, x: Scale, tell: Teller, by: str) -> Iterator[str]:
    for number, (key, one) in enumerate(groups.items()):
        y, told = ROW * (number + 0.5) + 4, tell.group(by, key)
        yield label(_short(told), NAMES - 10, y + 4, anchor="end", class_="name")
        whisker = rule(x(one["p15_low"]), y, x(one["p15_high"]), y, "whisker")
        yield el("g", whisker, mark(policy, x(one["p15"]), y), class_=colour(policy))
        yield label(one["incidents"], ROWS_WIDE - 8, y + 4, anchor="end", class_="count")


def hours(policy: str, groups: Groups, whole: float | None, name: str, title: str, tell: Teller) -> str:
    """The hours of the day from left to right, those without an incident empty; below, the number of incidents."""
    x, y = Scale(0, 24, LOW, HOURS_WIDE - 8), Scale(0, 1, HOURS_HIGH - 46, 10)
    return svg(
        HOURS_WIDE,
        HOURS_HIGH,
        name,
        title,
        _range(groups, tell, "by_hour"),
        *(
            rule(LOW, y(one / 5), HOURS_WIDE - 8, y(one / 5), "grid")
            + label(tell.tick(one / 5), LOW - 6, y(one / 5) + 4, anchor="end")
            for one in range(6)
        ),
        *(label(f"{hour:02}", x(hour + 0.5), HOURS_HIGH - 26) for hour in range(24)),
        rule(LOW, y(whole), HOURS_WIDE - 8, y(whole), "promise") if whole is not None else "",
        *(_hour(policy, x(int(key) + 0.5), y, one) for key, one in groups.items()),
        *(label(one["incidents"], x(int(key) + 0.5), HOURS_HIGH - 8, class_="count") for key, one in groups.items()),
    )


def _hour(policy: str, x: float, y: Scale, one: Mapping[str, Any]) -> str:
    whisker = rule(x, y(one["p15_low"]), x, y(one["p15_high"]), "whisker")
    return el("g", whisker, mark(policy, x, y(one["p15"])), class_=colour(policy))


def _range(groups: Groups, tell: Teller, by: str) -> str:
    """The lowest and the highest in a sentence."""
    if not groups:
        return tell.say("no_groups")
    low, high = (which(groups, key=lambda key: groups[key]["p15"]) for which in (min, max))
    shares = {"low": tell.share(groups[low]["p15"]), "high": tell.share(groups[high]["p15"])}
    return tell.say("range", n=len(groups), at_low=tell.group(by, low), at_high=tell.group(by, high), **shares)
