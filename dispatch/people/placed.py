"""Everyone of one travel mode as arrays: who, where on the streets, placed by what, and whom before the gates alike."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.people.profiles import Profiles
from maps.snapping import Snapped
from maps.speeds import Mode

Objects = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Placed:
    """Everyone of one travel mode, in the order of their ids: `snapped[i]` is where `volunteers[i]` is, `alike[i]` the
    number of their profile among `profiles`."""

    mode: Mode
    volunteers: Objects
    snapped: Snapped
    placed_by: Objects
    alike: NDArray[np.int32]
    profiles: Profiles

    def row(self, volunteer: str) -> int | None:
        return row_of(self.volunteers, volunteer)


def row_of(volunteers: Objects, volunteer: str) -> int | None:
    """Among ids in order."""
    row = bisect_left(volunteers, volunteer)
    return row if row < len(volunteers) and volunteers[row] == volunteer else None


def merged(placed: Placed, without: Collection[str], new: Placed) -> Placed:
    """`placed` less `without`, with `new` where they belong in the order."""
    rows = [placed.row(volunteer) for volunteer in without]
    stays = np.ones(len(placed.volunteers), np.bool_)
    stays[[row for row in rows if row is not None]] = False
    where = np.searchsorted(placed.volunteers[stays], new.volunteers)
    order = np.insert(np.flatnonzero(stays), where, len(stays) + np.arange(len(new.volunteers)))

    def both(known: NDArray[Any], added: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([known, added])[order]

    before, after = placed.snapped, new.snapped
    return Placed(
        placed.mode,
        both(placed.volunteers, new.volunteers),
        Snapped(
            placed.mode,
            both(before.edge, after.edge),
            both(before.along, after.along),
            both(before.off_m, after.off_m),
        ),
        both(placed.placed_by, new.placed_by),
        both(placed.alike, new.alike),
        placed.profiles,
    )


def nobody(mode: Mode, profiles: Profiles) -> Placed:
    nowhere = Snapped(mode, np.empty(0, np.int32), np.empty(0), np.empty(0))
    return Placed(mode, objects([]), nowhere, objects([]), np.empty(0, np.int32), profiles)


def objects(things: Sequence[object]) -> Objects:
    return np.array(things, dtype=np.object_)
