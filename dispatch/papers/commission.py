"""What a paper is to be about: all that a process of its own needs to know, so that it asks neither log nor server."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dispatch.conditions.model import Conditions
from dispatch.planning.model import Fate, Question, Site, SitePlan
from maps.demand.model import Demand
from maps.speeds import Mode, Weather

BASE = "base"
OTHER_MINUTES = (10.0, 12.0, 20.0)


@dataclass(frozen=True, eq=False)
class Commission:
    """`today`: the stations as they are. `demand` is `scaled` to people, or else a share of them. `staffed[h]`: where
    somebody is planned in hour h of the week, from Monday 0:00 on. `night_s`: what passes before anybody moves by
    night, `day_s` by day. `conditions`: as they are now."""

    cities: Path
    city: str
    plan: SitePlan
    today: tuple[Site, ...]
    demand: Demand
    scaled: bool
    conditions: Conditions
    staffed: tuple[frozenset[str], ...]
    day_s: float
    night_s: float
    language: str
    at: datetime

    @property
    def fixed(self) -> tuple[Site, ...]:
        return self.plan.standing_sites

    @property
    def added(self) -> tuple[Site, ...]:
        return tuple(one for one in self.fixed if one.fate is Fate.ADDED)


def variants(question: Question) -> Mapping[str, Question]:
    """What else could be asked, one thing changed at a time: how far the result hangs on what was assumed."""
    others = {BASE: question}
    others |= {
        f"minutes_{minutes:g}": replace(question, minutes=minutes)
        for minutes in OTHER_MINUTES
        if minutes != question.minutes
    }
    others |= {f"mode_{mode}": replace(question, mode=mode) for mode in Mode if mode is not question.mode}
    others["day" if question.night else "night"] = replace(question, night=not question.night)
    if question.weather is not Weather.HEAVY_RAIN:
        others["heavy_rain"] = replace(question, weather=Weather.HEAVY_RAIN)
    return others
