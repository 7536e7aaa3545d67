"""How everyone who is placed gets to one scene, as arrays: nobody becomes an object before they are looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.people.placed import Objects, Placed
from dispatch.people.profiles import Profiles
from maps.speeds import Mode

F8 = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Way:
    """Seconds of everyone of one travel mode: `travel_s` [n], NaN beyond the limit, then `access_s` [n].

    `spread` [n, pieces]: the seconds to each piece of the area in which a vague place lies, infinite beyond the limit;
    None for an exact place. `travel_s` is their mean, with the limit for what lies beyond it.
    """

    travel_s: F8
    access_s: F8
    spread: F8 | None = None

    def or_past(self, other: "Way", rows: NDArray[np.bool_]) -> "Way":
        """With those rows of the other."""
        spread = self.spread
        if spread is not None and other.spread is not None:
            spread = np.where(rows[:, None], other.spread, spread)
        return Way(np.where(rows, other.travel_s, self.travel_s), np.where(rows, other.access_s, self.access_s), spread)


@dataclass(frozen=True, eq=False)
class ByAed:
    """Everyone's way past the AED that is the quickest for them, picked up: `aed` [n] its id, None (and NaN seconds)
    where none can be fetched."""

    way: Way
    aed: Objects

    @property
    def able(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.way.travel_s)

    @classmethod
    def of(cls, parts: Sequence["ByAed"]) -> "ByAed":
        return cls(joined([one.way for one in parts]), np.concatenate([one.aed for one in parts]))


@dataclass(frozen=True, eq=False)
class Reaches:
    """Everyone who is placed, mode by mode and each by id: all arrays have a row for each of them. `by_aed`: None where
    no AED is to be fetched or none is on record."""

    placed: tuple[Placed, ...]
    volunteers: Objects
    modes: Objects
    placed_by: Objects
    alike: NDArray[np.int32]
    profiles: Profiles
    way: Way
    by_aed: ByAed | None = None

    @classmethod
    def of(cls, placed: Sequence[Placed], ways: Sequence[Way], by_aed: Sequence[ByAed] = ()) -> "Reaches":
        if not placed:
            return NOBODY
        return cls(
            tuple(placed),
            np.concatenate([group.volunteers for group in placed]),
            np.repeat(_objects([group.mode for group in placed]), [len(group.volunteers) for group in placed]),
            np.concatenate([group.placed_by for group in placed]),
            np.concatenate([group.alike for group in placed]),
            placed[0].profiles,
            joined(ways),
            ByAed.of(by_aed) if by_aed else None,
        )

    def row(self, volunteer: str) -> int | None:
        before = 0
        for group in self.placed:
            row = group.row(volunteer)
            if row is not None:
                return before + row
            before += len(group.volunteers)
        return None

    def mode(self, row: int) -> Mode:
        mode: Mode = self.modes[row]
        return mode


def joined(ways: Sequence[Way]) -> Way:
    """The rows of one after those of the other."""
    spreads = [way.spread for way in ways if way.spread is not None]
    return Way(
        np.concatenate([way.travel_s for way in ways]),
        np.concatenate([way.access_s for way in ways]),
        np.concatenate(spreads) if spreads else None,
    )


def _objects(things: Sequence[object]) -> Objects:
    return np.array(things, dtype=np.object_)


NOBODY = Reaches(
    (), _objects([]), _objects([]), _objects([]), np.empty(0, np.int32), Profiles(), Way(np.empty(0), np.empty(0))
)
