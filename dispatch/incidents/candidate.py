"""Who was considered for an incident: what would be asked of them, when they would be there, and why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import overload

from maps.speeds import Mode


@dataclass(frozen=True, slots=True)
class Eta:
    """Seconds from the report to the scene, part by part; `handling_s` is what has already gone by. `delay_s`: how much
    of the turnout is the delay of somebody on standby."""

    handling_s: float
    answer_s: float
    turnout_s: float
    travel_s: float
    access_s: float
    delay_s: float = 0.0

    @property
    def total_s(self) -> float:
        return self.handling_s + self.response_s

    @property
    def response_s(self) -> float:
        """From being asked to being there."""
        return self.answer_s + self.turnout_s + self.travel_s + self.access_s

    @property
    def way_s(self) -> float:
        """From being ready, as people on site are after their turnout, to being there."""
        return self.delay_s + self.travel_s + self.access_s


@dataclass(frozen=True, slots=True)
class Candidate:
    """`role`: what they would do, None for the rejected; `chance`: to say yes and be there within the promise.
    `spread`: seconds of travel to the pieces of a vague place, as in `Way`. `aed`: which one they fetch on the way, in
    the time of travel."""

    volunteer: str
    role: str | None
    mode: Mode
    placed_by: str
    eta: Eta | None
    chance: float | None
    reasons: tuple[str, ...] = ()
    rank: int | None = None
    picked: bool = False
    acceptance: float | None = None
    spread: tuple[float, ...] = ()
    aed: str | None = None

    @property
    def eta_range_s(self) -> tuple[float, float] | None:
        """The soonest and the latest that a vague place allows, within the limit; None for an exact place."""
        within = [one for one in self.spread if isfinite(one)]
        if self.eta is None or not within:
            return None
        besides = self.eta.total_s - self.eta.travel_s
        return besides + min(within), besides + max(within)


class Listed(Sequence[Candidate]):
    """Candidates that are made when they are looked at: of thousands a screenful is."""

    def __init__(self, count: int, make: Callable[[int], Candidate]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, which: int) -> Candidate: ...
    @overload
    def __getitem__(self, which: slice) -> list[Candidate]: ...
    def __getitem__(self, which: int | slice) -> Candidate | list[Candidate]:
        found = range(self._count)[which]
        return self._make(found) if isinstance(found, int) else [self._make(one) for one in found]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everyone who was considered: `counts` by the first reason against each, `ranked` in order, `rejected` by ETA;
    `roles` that somebody is left for."""

    at: datetime
    ranked: Sequence[Candidate]
    rejected: Sequence[Candidate]
    counts: Mapping[str, int]
    picked: tuple[Candidate, ...]
    roles: frozenset[str]

    def first(self, count: int) -> list[Candidate]:
        """So many of the ranked, then of the rejected."""
        return [*self.ranked[:count], *self.rejected[:count]][:count]
