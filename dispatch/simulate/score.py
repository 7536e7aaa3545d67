"""What simulated stretches are worth, as plain JSON."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
from math import inf, isinf
from typing import Any

from dispatch.reports.figures import Prediction, Share, brier, gini, quantile, reliability
from dispatch.simulate.clusters import clustered
from dispatch.simulate.run import Played, Story

PROMISE_S = 900.0
BINS = 10
MINUTES = 30
"""So far the curve of arrivals is told."""


def score(played: Sequence[Played], people: Collection[str]) -> dict[str, Any]:
    """Of one policy, all replications together. Times run from the report; an incident to which nobody came counts as
    infinitely late, and as a failure: a time that touches it is null, and `…_never` true."""
    stories = [story for one in played for story in one.stories]
    kept = Share.of(map(_kept, stories))
    alerts = clustered([[story.alerts for story in one.stories] for one in played])
    return {
        "incidents": len(stories),
        "p15": kept.share,
        "p15_low": kept.low,
        "p15_high": kept.high,
        **_time("median", stories, 0.5),
        **_time("p90", stories, 0.9),
        "alerts_per_incident": alerts.mean,
        "alerts_low": alerts.low,
        "alerts_high": alerts.high,
        "wasted": _mean(story.wasted for story in stories),
        "turned_away": _mean(story.turned_away for story in stories),
        "gini": gini([sum(one.alerts.get(person, 0) for one in played) for person in sorted(people)]),
        "most_alerted_in_a_week": max(chain.from_iterable(one.weekly.values() for one in played), default=0),
        "nobody_alerted": sum(story.alerts == 0 for story in stories),
        "nobody_came": sum(story.first_s is None for story in stories),
        "on_scene_by_minute": _by_minute(stories),
        "calibration": calibration(list(chain.from_iterable(one.foreseen for one in played))),
        "calibration_of_those_alerted_so_far": calibration(
            [(story.shown, filled(story)) for story in stories if story.shown is not None]
        ),
        "by_skill": _by_need(stories, 0),
        "by_team": _by_need(stories, 1),
        "by_hour": _split(stories, lambda story: f"{story.hour:02}"),
        "by_station": _split(stories, lambda story: story.station or "-"),
        "by_district": _split(stories, lambda story: story.district or story.station or "-"),
        "log": [one.log for one in played],
    }


def compared(ours: Sequence[Played], theirs: Sequence[Played]) -> dict[str, Any]:
    """The first less the second, incident by incident, on the same calls and the same luck; the 95 % intervals are
    paired and clustered by replication (`clusters`)."""
    pairs = [list(zip(one.stories, other.stories, strict=True)) for one, other in zip(ours, theirs, strict=True)]
    kept = [[_kept(one) - _kept(other) for one, other in block] for block in pairs]
    p15 = clustered(kept)
    alerts = clustered([[one.alerts - other.alerts for one, other in block] for block in pairs])
    return {
        "p15": p15.mean,
        "p15_low": p15.low,
        "p15_high": p15.high,
        "alerts_per_incident": alerts.mean,
        "alerts_low": alerts.low,
        "alerts_high": alerts.high,
        "only_first_kept": sum(one == 1 for block in kept for one in block),
        "only_second_kept": sum(one == -1 for block in kept for one in block),
    }


def calibration(foreseen: Sequence[Prediction]) -> dict[str, Any]:
    """By tenths of the foreseen chance its mean, the share of which it came true, and the second less the first."""
    return {
        "count": len(foreseen),
        "brier": brier(foreseen),
        "bins": [
            {
                "from": one.low,
                "to": (round(one.low * BINS) + 1) / BINS,
                "count": one.observed.n,
                "predicted": one.predicted,
                "observed": one.observed.share,
                "observed_low": one.observed.low,
                "observed_high": one.observed.high,
                "difference": (one.observed.share or 0.0) - one.predicted,
            }
            for one in reliability(foreseen)
        ],
    }


def filled(story: Story) -> bool:
    """Whether each role had its people on scene in time: what the chance of a wave is a chance of."""
    came = Counter(role for role, after_s in story.came if after_s <= PROMISE_S)
    return all(came[role] >= count for role, _, count in story.needs)


def _kept(story: Story) -> bool:
    return story.first_s is not None and story.first_s <= PROMISE_S


def _mean(numbers: Iterable[float]) -> float | None:
    found = list(numbers)
    return sum(found) / len(found) if found else None


def _time(name: str, stories: Sequence[Story], share: float) -> dict[str, Any]:
    found = quantile([inf if story.first_s is None else story.first_s for story in stories], share)
    never = found is not None and isinf(found)
    return {f"{name}_s": None if never else found, f"{name}_never": never}


def _by_minute(stories: Sequence[Story]) -> list[float]:
    """The share of incidents with somebody on scene by 0, 1, 2 … minutes after the report."""
    firsts = [story.first_s for story in stories if story.first_s is not None]
    return [
        sum(one <= 60 * minute for one in firsts) / len(stories) if stories else 0.0 for minute in range(MINUTES + 1)
    ]


def _split(stories: Iterable[Story], by: Callable[[Story], str]) -> dict[str, Any]:
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for story in stories:
        groups[by(story)].append(_kept(story))
    return {name: _group(group) for name, group in sorted(groups.items())}


def _by_need(stories: Iterable[Story], what: int) -> dict[str, Any]:
    """Each role (`what` 0) or team (1) against the incidents that needed it: whether one of its own was in time."""
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for story in stories:
        in_time = {role for role, after_s in story.came if after_s <= PROMISE_S}
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for need in story.needs:
            wanted[str(need[what])].add(need[0])
        for name, roles in wanted.items():
            groups[name].append(not roles.isdisjoint(in_time))
    return {name: _group(group) for name, group in sorted(groups.items())}


def _group(kept: Iterable[bool]) -> dict[str, Any]:
    found = Share.of(kept)
    return {"incidents": found.n, "p15": found.share, "p15_low": found.low, "p15_high": found.high}
