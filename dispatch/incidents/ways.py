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


@dataclass(frozen=True, eq=False)
class Reaches:
    """Everyone who is placed, mode by mode and each by id: all arrays have a row for each of them."""

    placed: tuple[Placed, ...]
    volunteers: Objects
    modes: Objects
    placed_by: Objects
    alike: NDArray[np.int32]
    profiles: Profiles
    way: Way

    @classmethod
    def of(cls, placed: Sequence[Placed], ways: Sequence[Way]) -> "Reaches":
        if not placed:
            return NOBODY
        spreads = [way.spread for way in ways if way.spread is not None]
        return cls(
            tuple(placed),
            np.concatenate([group.volunteers for group in placed]),
            np.repeat(_objects([group.mode for group in placed]), [len(group.volunteers) for group in placed]),
            np.concatenate([group.placed_by for group in placed]),
            np.concatenate([group.alike for group in placed]),
            placed[0].profiles,
            Way(
                np.concatenate([way.travel_s for way in ways]),
                np.concatenate([way.access_s for way in ways]),
                np.concatenate(spreads) if spreads else None,
            ),
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


def _objects(things: Sequence[object]) -> Objects:
    return np.array(things, dtype=np.object_)


NOBODY = Reaches(
    (), _objects([]), _objects([]), _objects([]), np.empty(0, np.int32), Profiles(), Way(np.empty(0), np.empty(0))
)
