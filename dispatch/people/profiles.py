"""People who are alike before the gates, numbered: of thousands on duty each kind is judged once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.incidents.model import Need
from dispatch.people.eligibility import Demands, Profile, Reason, best_role, carries

REASONS = tuple(Reason)
NONE = -1
KEPT = 64


@dataclass(frozen=True, eq=False)
class Verdicts:
    """By the number of the profile: the place of `role` among the needs, the place of the first reason against among
    `REASONS` (`NONE`: may be asked), all of the reasons."""

    role: NDArray[np.intp]
    first: NDArray[np.intp]
    reasons: tuple[tuple[Reason, ...], ...]


class Profiles:
    """Every profile that was met since the start. One thread at a time may number; any may read."""

    def __init__(self) -> None:
        self._numbers: dict[Profile, int] = {}
        self._met: list[Profile] = []
        self._verdicts: dict[tuple[tuple[Need, ...], Demands], Verdicts] = {}
        self._delays, self._with_kit = np.empty(0), np.empty(0, np.bool_)
        self._carrying: dict[str, NDArray[np.bool_]] = {}

    def number(self, profile: Profile) -> int:
        known = self._numbers.get(profile)
        if known is not None:
            return known
        self._met.append(profile)
        return self._numbers.setdefault(profile, len(self._met) - 1)

    def delays_s(self, numbers: NDArray[np.int32]) -> NDArray[np.float64]:
        """[n] how long each takes to be ready, besides turnout."""
        more = self._met[len(self._delays) :]
        if more:
            self._delays = np.append(self._delays, [float(one.delay_s) for one in more])
        return self._delays[numbers]

    def kit_known(self, numbers: NDArray[np.int32]) -> bool:
        more = self._met[len(self._with_kit) :]
        if more:
            self._with_kit = np.append(self._with_kit, [bool(one.kit) for one in more])
        return bool(self._with_kit[numbers].any())

    def carrying(self, numbers: NDArray[np.int32], kind: str) -> NDArray[np.bool_]:
        """[n] who has one of that kind with them."""
        known = self._carrying.get(kind, np.empty(0, np.bool_))
        more = self._met[len(known) :]
        if more:
            known = self._carrying[kind] = np.append(known, [carries(one.kit, kind) for one in more])
        found: NDArray[np.bool_] = known[numbers]
        return found

    def verdicts(self, needs: tuple[Need, ...], demands: Demands) -> Verdicts:
        """The first call with these needs on a day looks at everyone, the others at who is new."""
        empty = np.empty(0, np.intp)
        known = self._verdicts.get((needs, demands), Verdicts(empty, empty, ()))
        more = self._met[len(known.role) :]
        if more:
            known = _extended(known, more, needs, demands)
            self._verdicts = {**dict(list(self._verdicts.items())[-KEPT:]), (needs, demands): known}
        return known


def _extended(known: Verdicts, more: Sequence[Profile], needs: tuple[Need, ...], demands: Demands) -> Verdicts:
    places = {need.role: place for place, need in enumerate(needs)}
    judged = [best_role(one, needs, demands) for one in more]
    return Verdicts(
        np.append(known.role, [places[role] for role, _ in judged]),
        np.append(known.first, [REASONS.index(against[0]) if against else NONE for _, against in judged]),
        (*known.reasons, *(against for _, against in judged)),
    )
