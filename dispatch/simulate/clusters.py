"""Means with 95 % intervals where what lies within one replication hangs together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import sqrt

from scipy.stats import t as student


@dataclass(frozen=True, slots=True)
class Mean:
    """None where there is nothing to tell it from: no incident, or a single cluster for `low` and `high`."""

    mean: float | None
    low: float | None = None
    high: float | None = None


def clustered(blocks: Sequence[Sequence[float]]) -> Mean:
    """The mean d̄ over all incidents; `blocks`: a replication each. Of several each is a cluster; of one alone each
    incident is:

        s² = G/(G−1) · Σ_g (Σ_{i∈g} (d_i − d̄))² / N²,        d̄ ± t(0.975; G−1) · s

    the cluster-robust variance of a mean, as in Cameron and Miller, "A Practitioner's Guide to Cluster-Robust
    Inference", Journal of Human Resources 50 (2015) 317–372. With clusters of one size it is the t interval
    over their means. Of paired differences the interval is a paired one. None without two clusters.
    """
    values = list(chain.from_iterable(blocks))
    if not values:
        return Mean(None)
    mean = sum(values) / len(values)
    held = [block for block in blocks if block]
    groups: Sequence[Sequence[float]] = held if len(held) > 1 else [[one] for one in values]
    if len(groups) < 2:
        return Mean(mean)
    squares = sum((sum(group) - mean * len(group)) ** 2 for group in groups)
    spread = sqrt(len(groups) / (len(groups) - 1) * squares) / len(values)
    reach = float(student.ppf(0.975, len(groups) - 1)) * spread
    return Mean(mean, mean - reach, mean + reach)
