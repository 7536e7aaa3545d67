"""The page: what was played, what it brought at what cost, each policy by itself, what was left out, what it hides."""

from collections.abc import Mapping, Sequence
from typing import Any

from dispatch.simulate.page import panels, tables
from dispatch.simulate.page.curve import arrivals
from dispatch.simulate.page.figures import Teller
from dispatch.simulate.page.html import el, text
from dispatch.simulate.page.style import STYLE
from dispatch.simulate.page.tradeoff import trade_off

SECTIONS = ("compare", "arrivals", "each", "exclusions", "limits")
LIMITS = ("people", "independent", "still", "first", "interval", "calls", "alarms")
OPEN = 5
"""The pairs of more policies than these are many: they are folded up."""
Found = Mapping[str, Any]


def page(found: Found, language: str) -> str:
    """Of what `dispatch simulate` prints as JSON. It asks for nothing from anywhere; the same figures give the same
    page to the byte."""
    tell = Teller(language, found["station_names"])
    head = el("title", text(tell.say("title", city=found["city"]))) + el("style", STYLE)
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    policies = found["policies"]
    body = (
        el(
            "header",
            el("h1", text(tell.say("title", city=found["city"]))),
            el("p", text(tell.say("lead")), class_="lead"),
        ),
        _facts(found, tell),
        el("nav", *(el("a", text(tell.say(f"section.{one}")), href=f"#{one}") for one in SECTIONS)),
        _section("compare", tell, *_compare(policies, tell)),
        _section(
            "arrivals", tell, _figure(arrivals(policies, tell), tables.by_minute(policies, tell), "arrivals", tell)
        ),
        _section("each", tell, *(_each(number, name, found, tell) for number, name in enumerate(policies))),
        _section("exclusions", tell, *_exclusions(found, tell)),
        _section("limits", tell, el("ul", *(el("li", text(tell.say(f"limit.{one}"))) for one in LIMITS))),
    )
    return (
        f'<!doctype html>\n<html lang="{language}"><head>{meta}{head}</head><body>{el("main", *body)}</body></html>\n'
    )


def _section(name: str, tell: Teller, *parts: str) -> str:
    lead = el("p", text(tell.say(f"lead.{name}")), class_="lead")
    return el("section", el("h2", text(tell.say(f"section.{name}"))), lead, *parts, id=name)


def _facts(found: Found, tell: Teller) -> str:
    calls = found["calls"]
    told = {
        "city": found["city"],
        "period": tell.between(calls["first_at"][:16].replace("T", " "), calls["last_at"][:16].replace("T", " ")),
        "seed": found["seed"],
        "replications": tell.say("so_many", n=found["replications"], days=found["days"] or tell.say("all_days")),
        "crew": tell.say("crew", people=found["people"], stations=found["stations"], watches=found["watches"]),
        "cap": found["weekly_alerts"] or tell.say("plans_own"),
        "truth": _truth(found["truth"], tell),
    }
    listed = (el("dt", text(tell.say(f"fact.{name}"))) + el("dd", text(value)) for name, value in told.items())
    command = el("p", text(tell.say("command")), class_="lead") + el("pre", el("code", text(found["command"])))
    return el("dl", *listed) + command


def _truth(told: Found, tell: Teller) -> str:
    nature = told["nature"]
    parts = {"acceptance": tell.share(nature["acceptance"]), "sd": tell.number(told["sd"]), "past": told["history"]}
    return tell.say("truth", **parts, answer=round(nature["answer_s"]), turnout=round(nature["turnout_s"]))


def _compare(policies: Found, tell: Teller) -> Sequence[str]:
    shown = _figure(trade_off(policies, tell), tables.overview(policies, tell), "tradeoff", tell, opened=True)
    if len(policies) < 2:
        return (shown,)
    opened = "" if len(policies) <= OPEN else None
    listed = el("details", el("summary", text(tell.say("figures"))), tables.differences(policies, tell), open=opened)
    return shown, el("h3", text(tell.say("differences"))), el("p", text(tell.say("paired"))), listed


def _each(number: int, policy: str, found: Found, tell: Teller) -> str:
    one, name = found["policies"][policy], f"p{number}"

    def group(by: str) -> str:
        title = tell.say(f"{by}_of", policy=policy, what=tell.say(f"district_is.{found['district_is']}"))
        about = (policy, one[by], one["p15"], f"{name}-{by}", title, tell)
        plot = panels.hours(*about) if by == "by_hour" else panels.rows(*about, by)
        listed = tables.groups(one[by], by, tell, caption=title)
        return _figure(plot, listed, title, tell, class_="full" if by == "by_hour" else None)

    title = tell.say("reliability_of", policy=policy)
    chances = tables.calibration(one, tell, caption=title)
    predicted = _figure(panels.reliability(policy, one, f"{name}-q", tell), chances, title, tell)
    columns = el("div", predicted, group("by_skill")), el("div", group("by_district"))
    return el("section", el("h3", text(policy)), el("div", *columns, group("by_hour"), class_="panels"), id=name)


def _figure(svg: str, table: str, title: str, tell: Teller, *, opened: bool = False, class_: str | None = None) -> str:
    """A plot with the same figures as a table below, which opens."""
    caption = el("figcaption", text(tell.say(title) if title in ("tradeoff", "arrivals") else title))
    plot = el("div", svg, class_="plot", tabindex="0")
    listed = el("details", el("summary", text(tell.say("figures"))), table, open="" if opened else None)
    return el("figure", caption, plot, listed, class_=class_)


def _exclusions(found: Found, tell: Teller) -> Sequence[str]:
    short = tables.unfillable(found["plans_unfillable"], tell)
    return tables.exclusions(found["calls"], tell), el("ul", *(el("li", text(one)) for one in short)) if short else ""
