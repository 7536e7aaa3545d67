"""Whether volunteers were alerted where they could have been, how soon and by which desk; and when the plan was
overridden.

Desks are numbered, in the order in which they first took a call: nobody is named.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dispatch.reports.figures import Share, median
from dispatch.reports.happened import Episode, Happened

RULE = "rule:"
LISTED = 200
SPREAD_FROM = 5
"""Of fewer calls a desk's share says nothing about it."""


@dataclass(frozen=True, slots=True)
class Activated:
    """`alerted`: of the eligible; `after_s`: the median from the report to the first alert."""

    name: str
    alerted: Share
    after_s: float | None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """A wave that was picked by hand."""

    incident: int
    at: datetime
    after_s: float
    desk: int | None
    asked: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The desks that alerted least and most often, of those with `SPREAD_FROM` eligible incidents or more."""

    least: Activated
    most: Activated


@dataclass(frozen=True, slots=True)
class Activation:
    """Eligible: somebody of a team that was needed was on duty and free as it was reported. `automatic`: the first
    wave was opened by rule. `spread` between desks: None of fewer than two. `overrides` are the latest of
    `overridden`."""

    total: Activated
    not_eligible: int
    automatic: Share
    spread: Spread | None
    by_desk: tuple[Activated, ...]
    by_hour: tuple[Activated, ...]
    overridden: int
    overrides: tuple[Override, ...]


def activation(of: Happened, reader: str) -> Activation:
    """`reader`: whoever reads it finds which desk is their own."""
    eligible = [one for one in of.episodes if one.available]
    desks = {by: number for number, by in enumerate(dict.fromkeys(one.case.taken_by for one in of.episodes), 1)}
    hours = sorted({of.period.hour(one.reported_at) for one in eligible})
    overrides = sorted(_overrides(of.episodes, desks), key=lambda one: (one.at, one.incident), reverse=True)
    by_desk = tuple(
        _activated(str(number), theirs, own=by == reader)
        for by, number in desks.items()
        if (theirs := [one for one in eligible if one.case.taken_by == by])
    )
    return Activation(
        total=_activated("total", eligible),
        not_eligible=len(of.episodes) - len(eligible),
        automatic=Share.of(one.waves[0].by.startswith(RULE) for one in of.episodes if one.waves),
        spread=spread(by_desk),
        by_desk=by_desk,
        by_hour=tuple(
            _activated(f"{hour:02}", [one for one in eligible if of.period.hour(one.reported_at) == hour])
            for hour in hours
        ),
        overridden=len(overrides),
        overrides=tuple(overrides[:LISTED]),
    )


def spread(desks: Iterable[Activated]) -> Spread | None:
    counted = [one for one in desks if one.alerted.n >= SPREAD_FROM]
    if len(counted) < 2:
        return None
    ordered = sorted(counted, key=lambda one: one.alerted.hits / one.alerted.n)
    return Spread(ordered[0], ordered[-1])


def _activated(name: str, episodes: Iterable[Episode], *, own: bool = False) -> Activated:
    told = list(episodes)
    waits = [(one.askings[0].at - one.reported_at).total_seconds() for one in told if one.askings]
    return Activated(name, Share(len(waits), len(told)), median(waits), own)


def _overrides(episodes: Iterable[Episode], desks: dict[str, int]) -> Iterable[Override]:
    for one in episodes:
        asked = Counter(asking.wave for asking in one.askings)
        for wave in one.waves:
            if not wave.by_plan:
                after = (wave.at - one.reported_at).total_seconds()
                yield Override(one.case.incident, wave.at, after, desks.get(wave.by), asked[wave.wave])
