"""The same figures as the plots, and those that none shows, as tables."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from dispatch.simulate.page.figures import Teller
from dispatch.simulate.page.html import table
from dispatch.words import say

Policies = Mapping[str, Any]
OVERVIEW = (
    "policy",
    "incidents",
    "p15",
    "median",
    "p90",
    "alerts",
    "wasted",
    "turned_away",
    "gini",
    "weekly",
    "nobody_alerted",
    "nobody_came",
    "brier",
)


def overview(policies: Policies, tell: Teller) -> str:
    return table(
        [tell.say(f"head.{one}") for one in OVERVIEW],
        [
            (
                name,
                str(one["incidents"]),
                _share(one, tell),
                tell.time(one, "median"),
                tell.time(one, "p90"),
                tell.number(one["alerts_per_incident"]) + _bounds(one, "alerts", tell),
                tell.number(one["wasted"]),
                tell.number(one["turned_away"]),
                tell.number(one["gini"]),
                str(one["most_alerted_in_a_week"]),
                str(one["nobody_alerted"]),
                str(one["nobody_came"]),
                tell.number(one["calibration"]["brier"], 3),
            )
            for name, one in policies.items()
        ],
        caption=tell.say("overview"),
    )


def differences(policies: Policies, tell: Teller) -> str:
    rows = []
    for one, other in combinations(policies, 2):
        found = policies[one]["against"][other]
        p15 = tell.points(found["p15"]) + _range(found, "p15", tell.points, tell)
        alerts = tell.signed(found["alerts_per_incident"]) + _range(found, "alerts", tell.signed, tell)
        rows.append((f"{one} − {other}", p15, alerts, str(found["only_first_kept"]), str(found["only_second_kept"])))
    heads = ("pair", "p15_difference", "alerts_difference", "only_first", "only_second")
    return table([tell.say(f"head.{one}") for one in heads], rows, caption=tell.say("differences"))


def by_minute(policies: Policies, tell: Teller) -> str:
    rows = [(name, *(tell.share(share) for share in one["on_scene_by_minute"][1:])) for name, one in policies.items()]
    minutes = range(1, max((len(row) for row in rows), default=1))
    return table([tell.say("head.policy"), *map(str, minutes)], rows, caption=tell.say("arrivals"))


def groups(found: Mapping[str, Mapping[str, Any]], by: str, tell: Teller, *, caption: str) -> str:
    rows = [(tell.group(by, name), str(one["incidents"]), _share(one, tell)) for name, one in found.items()]
    return table([tell.say(f"head.{one}") for one in (by, "incidents", "p15")], rows, caption=caption)


def calibration(one: Mapping[str, Any], tell: Teller, *, caption: str) -> str:
    rows = []
    for what in ("people", "so_far"):
        scores = one["calibration" if what == "people" else "calibration_of_those_alerted_so_far"]
        for tenth in scores["bins"]:
            observed = tell.share(tenth["observed"]) + _range(tenth, "observed", tell.share, tell)
            span = tell.between(tell.share(tenth["from"]), tell.share(tenth["to"]))
            counted = (tell.share(tenth["predicted"]), observed, tell.points(tenth["difference"]), str(tenth["count"]))
            rows.append((tell.say(what), span, *counted))
    heads = ("of", "tenth", "predicted", "observed", "difference", "count")
    return table([tell.say(f"head.{head}") for head in heads], rows, caption=caption)


def exclusions(calls: Mapping[str, Any], tell: Teller) -> str:
    """Every line of the file is in one row of these; what was put in its place is told, too."""
    rows = [(tell.say("calls.read"), str(calls["read"]), "")]
    for reason, count in calls["dropped"].items():
        rows.append((tell.say(f"calls.{reason}"), str(count), _lines(calls["dropped_lines"][reason], count)))
    rows += [(tell.say(f"calls.{one}"), str(calls[one]), "") for one in ("used", "not_played", "out_of_order")]
    rows += [(tell.say("calls.type", type=kind or "–"), str(n), "") for kind, n in calls["unknown_types"].items()]
    heads = ("calls", "count", "lines")
    return table([tell.say(f"head.{head}") for head in heads], rows, caption=tell.say("exclusions"))


def unfillable(found: Sequence[Mapping[str, Any]], tell: Teller) -> list[str]:
    return [say("plan_unfillable", tell.language, **one) for one in found]


def _share(one: Mapping[str, Any], tell: Teller) -> str:
    return tell.share(one["p15"]) + _range(one, "p15", tell.share, tell)


def _bounds(one: Mapping[str, Any], name: str, tell: Teller) -> str:
    return _range(one, name, tell.number, tell)


def _range(one: Mapping[str, Any], name: str, told: Any, tell: Teller) -> str:
    if one[f"{name}_low"] is None:
        return ""
    return f" ({tell.between(told(one[f'{name}_low']), told(one[f'{name}_high']))})"


def _lines(lines: Sequence[int], count: int) -> str:
    return ", ".join(map(str, lines)) + (" …" if count > len(lines) else "")
