"""What simulated stretches are worth, as plain JSON."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from itertools import chain
from math import ceil, sqrt
from typing import Any

import numpy as np
from scipy.stats import t as student

from dispatch.reports.figures import Prediction, Share, brier, gini, reliability
from dispatch.simulate.run import Played, Story

PROMISE_S = 900.0
BINS = 10


def score(played: Sequence[Played], people: Collection[str]) -> dict[str, Any]:
    """Of one policy, all replications together. Times run from the report; an incident to which nobody came counts as
    infinitely late (null), and as a failure."""
    stories = [story for one in played for story in one.stories]
    kept = Share.of(map(_kept, stories))
    return {
        "incidents": len(stories),
        "p15": kept.share,
        "p15_low": kept.low,
        "p15_high": kept.high,
        "median_s": quantile([story.first_s for story in stories], 0.5),
        "p90_s": quantile([story.first_s for story in stories], 0.9),
        "alerts_per_incident": _mean(story.alerts for story in stories),
        "wasted": _mean(story.wasted for story in stories),
        "turned_away": _mean(story.turned_away for story in stories),
        "gini": gini([sum(one.alerts.get(person, 0) for one in played) for person in sorted(people)]),
        "nobody_alerted": sum(story.alerts == 0 for story in stories),
        "nobody_came": sum(story.first_s is None for story in stories),
        "calibration": calibration(list(chain.from_iterable(one.foreseen for one in played))),
        "by_skill": _split(stories, lambda story: story.role),
        "by_hour": _split(stories, lambda story: f"{story.hour:02}"),
        "by_station": _split(stories, lambda story: story.station or "-"),
        "log": [one.log for one in played],
    }


def compared(ours: Sequence[Played], theirs: Sequence[Played]) -> dict[str, Any]:
    """The first less the second, on the same calls and the same luck, with a 95 % interval: over replications where
    there are several, else over incidents."""
    pairs = [list(zip(one.stories, other.stories, strict=True)) for one, other in zip(ours, theirs, strict=True)]
    kept = [[_kept(one) - _kept(other) for one, other in block] for block in pairs]
    asked = [[one.alerts - other.alerts for one, other in block] for block in pairs]
    p15, p15_low, p15_high = _interval(kept)
    alerts, alerts_low, alerts_high = _interval(asked)
    return {
        "p15": p15,
        "p15_low": p15_low,
        "p15_high": p15_high,
        "alerts_per_incident": alerts,
        "alerts_low": alerts_low,
        "alerts_high": alerts_high,
        "only_first_kept": sum(one == 1 for block in kept for one in block),
        "only_second_kept": sum(one == -1 for block in kept for one in block),
    }


def quantile(seconds: Sequence[float | None], share: float) -> float | None:
    """The least time within which that share came; None where so many never came."""
    if not seconds:
        return None
    return sorted(seconds, key=lambda one: float("inf") if one is None else one)[ceil(share * len(seconds)) - 1]


def calibration(foreseen: Sequence[Prediction]) -> dict[str, Any]:
    """Of everyone alerted: by tenths of the foreseen chance its mean, and the share who came, or would have."""
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
            }
            for one in reliability(foreseen)
        ],
    }


def _kept(story: Story) -> bool:
    return story.first_s is not None and story.first_s <= PROMISE_S


def _mean(numbers: Iterable[float]) -> float | None:
    found = list(numbers)
    return sum(found) / len(found) if found else None


def _split(stories: Sequence[Story], by: Callable[[Story], Hashable]) -> dict[str, Any]:
    groups: defaultdict[str, list[Story]] = defaultdict(list)
    for story in stories:
        groups[str(by(story))].append(story)
    return {
        name: {"incidents": len(group), "p15": Share.of(map(_kept, group)).share}
        for name, group in sorted(groups.items())
    }


def _interval(blocks: Sequence[Sequence[int]]) -> tuple[float | None, float | None, float | None]:
    flat = list(chain.from_iterable(blocks))
    if not flat:
        return None, None, None
    units = [float(np.mean(block)) for block in blocks if block] if len(blocks) > 1 else [float(one) for one in flat]
    mean = float(np.mean(flat))
    if len(units) < 2:
        return mean, None, None
    reach = float(student.ppf(0.975, len(units) - 1) * np.std(units, ddof=1) / sqrt(len(units)))
    return mean, mean - reach, mean + reach
