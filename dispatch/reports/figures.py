"""The arithmetic of reports and simulations: shares with intervals, spreads, inequality, the scoring of predictions."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)
DECILES = tuple(tenth / 10 for tenth in range(10))


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`; `low` and `high` bound it with 95 % confidence (Wilson's score interval). None where n is 0. The
    last three follow from the first two, whatever is given."""

    hits: int
    n: int
    share: float | None = None
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        low, high = wilson(self.hits, self.n) if self.n else (None, None)
        for name, value in (("share", self.hits / self.n if self.n else None), ("low", low), ("high", high)):
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, outcomes: Iterable[bool]) -> "Share":
        told = list(outcomes)
        return cls(sum(told), len(told))


def wilson(hits: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval for a share (1927), without continuity correction; `n` at least 1."""
    share = hits / n
    middle = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    low = 0.0 if hits == 0 else (middle - half) / whole
    high = 1.0 if hits == n else (middle + half) / whole
    return low, high


def quantile(values: Iterable[float], share: float) -> float | None:
    """Between the two nearest values, as a spreadsheet's PERCENTILE.INC. ∞ stands for what never came: a quantile that
    touches one is ∞. None of no values."""
    ordered = sorted(values)
    if not ordered:
        return None
    below, part = divmod(share * (len(ordered) - 1), 1)
    lower, upper = ordered[int(below)], ordered[min(int(below) + 1, len(ordered) - 1)]
    if part < 1e-9 or lower == upper:
        return lower
    return inf if upper == inf else lower + part * (upper - lower)


def median(values: Iterable[float]) -> float | None:
    return quantile(values, 0.5)


def p90(values: Iterable[float]) -> float | None:
    return quantile(values, 0.9)


def gini(counts: Iterable[float]) -> float | None:
    """0: everybody has the same; (n − 1) / n: one has all. None where nobody has any."""
    ordered = sorted(counts)
    total, n = sum(ordered), len(ordered)
    if total == 0:
        return None
    return 2 * sum(rank * count for rank, count in enumerate(ordered, 1)) / (n * total) - (n + 1) / n


Prediction = tuple[float, bool]
"""A chance that was foreseen, and whether it came so."""


def brier(predictions: Sequence[Prediction]) -> float | None:
    """Mean squared distance of the chance from what came (1 or 0): 0 is perfect, always saying ½ gives ¼."""
    if not predictions:
        return None
    return sum((chance - came) ** 2 for chance, came in predictions) / len(predictions)


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions from `low` up to the next tenth: their mean, and how often it came so."""

    low: float
    predicted: float
    observed: Share


def reliability(predictions: Iterable[Prediction]) -> list[Bin]:
    """By tenths of the foreseen chance; those without a prediction are left out."""
    tenths: dict[int, list[Prediction]] = {}
    for one in predictions:
        tenths.setdefault(bisect_right(DECILES, one[0]) - 1, []).append(one)
    return [
        Bin(DECILES[tenth], sum(chance for chance, _ in held) / len(held), Share.of(came for _, came in held))
        for tenth, held in sorted(tenths.items())
    ]
