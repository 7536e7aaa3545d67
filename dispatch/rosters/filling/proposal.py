"""A filled month as it is told: to the page, on the command line, and to whoever accepts it."""

from collections.abc import Sequence
from typing import Any

from dispatch.rosters.filling.plan import Filled, Turns
from dispatch.rosters.filling.question import HOUR, Question
from dispatch.rosters.filling.reasons import Freed, Gap
from dispatch.rosters.model import Cell

Told = dict[str, Any]


def told(
    question: Question, filled: Filled, cells: Sequence[Cell], gaps: Sequence[Gap], freed: Sequence[Freed]
) -> Told:
    """Plain values alone. `wanted`, `missing`: people by post and skill. `load`: of those who are planned at all, with
    what they had already."""
    wanted = sum(count for post in question.posts for _, count in post.wanted)
    return {
        "status": filled.status,
        "cost": filled.cost,
        "bound": filled.bound,
        "gap": filled.gap,
        "people": len(question.people),
        "posts": len(question.posts),
        "wanted": wanted,
        "missing": sum(filled.missing.values()),
        "turns": [_cell(one) for one in cells],
        "away": sum(question.people[who].home != question.posts[post].station for who, post in filled.turns),
        "load": load(question, filled.turns),
        "gaps": [_gap(question, one) for one in gaps],
        "freed": [
            {"station": one.station, "rule": one.rule, "missing": one.missing, "filled": one.filled} for one in freed
        ],
    }


def load(question: Question, turns: Turns) -> Told:
    """Least and most hours on site, nights, and days that others have off."""
    theirs = {who: list(question.people[who].fixed) for who, _ in turns}
    for who, post in turns:
        theirs[who].append(question.posts[post].when)
    on_site = [[one for one in stretches if not one.standby] for stretches in theirs.values()]
    measured: dict[str, list[float]] = {
        "hours": [sum(one.lasts for one in some) / HOUR for some in on_site],
        "nights": [sum(one.night for one in some) for some in on_site],
        "days_off": [sum(one.off for one in some) for some in on_site],
    }
    return {name: {"least": min(found, default=0), "most": max(found, default=0)} for name, found in measured.items()}


def _cell(cell: Cell) -> Told:
    return {
        "volunteer": cell.volunteer,
        "day": cell.day.isoformat(),
        "turns": [{"template": one.template, "station": one.station} for one in cell.turns],
        "at": list(cell.at or ()),
    }


def _gap(question: Question, gap: Gap) -> Told:
    post = question.posts[gap.post]
    return {
        "station": post.station,
        "day": post.when.day.isoformat(),
        "template": post.template,
        "skill": gap.skill,
        "missing": gap.missing,
        "qualified": gap.qualified,
        "kept": dict(gap.kept),
    }
