"""Which one extra shift, and which one recruit, would bring most people up to the target."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.jobs import side_by_side
from dispatch.planning.model import Site
from dispatch.planning.staffing import Outcome, Staffing
from maps.covered import F4
from maps.siting.question import F8, I8
from maps.siting.staffing import Extra, Roster, best_extras, best_recruits

HOMES = 12
"""So many streets are tried for a recruit to live on."""


@dataclass(frozen=True, eq=False)
class Remedies:
    """`homes` [k]: cells where a recruit might live; `from_homes` by night f4[n, k] seconds. `run` gives the extra
    shifts (an hour each) and the recruits; a recruit's site from m on is a home, and its figures are over all the
    hours of the task together."""

    task: Staffing
    homes: I8
    from_homes: Mapping[bool, F4]
    most: int = 5

    def run(self, part: str) -> tuple[Extra, ...]:
        if part == "shifts":
            return best_extras(self._rosters(scaled=False), most=self.most)
        return best_recruits(self._rosters(scaled=True), most=self.most)

    def _rosters(self, *, scaled: bool) -> dict[tuple[int, int], Roster]:
        skills = list(self.task.wish.skills)
        return {
            (one.hours[0], skills.index(one.skill)): self._with_homes(self.task.roster(one), one.night, len(one.hours))
            if scaled
            else self.task.roster(one)
            for one in self.task.situations
        }

    def _with_homes(self, roster: Roster, night: bool, hours: int) -> Roster:
        """A recruit in one situation is one in each of its hours."""
        assert roster.on_duty is not None
        assert roster.most is not None
        sites, count = self.task.sites, len(self.homes)
        comes = self.task.comes(self.from_homes[night], np.zeros(count), night)
        return Roster(
            np.insert(roster.chance, [sites] * count, comes, axis=1),  # before those on standby, who differ by the hour
            roster.people * hours,
            roster.target,
            roster.busy,
            np.insert(roster.on_duty, [sites] * count, 0),
            np.insert(roster.most, [sites] * count, 1),
        )


def likely_homes(task: Staffing, outcomes: Mapping[int, Outcome], streets: Sequence[str]) -> I8:
    """Cells, one a street: those with the highest shadow price over the hours, which ask for the most shifts; then,
    where people are out of reach altogether, those of the most such people."""
    price = np.zeros(len(task.people))
    beyond = np.zeros(len(task.people))
    for number, one in outcomes.items():
        hours = len(task.situations[number].hours)
        price += one.price * hours
        beyond[one.beyond] += task.people[one.beyond] * hours
    taken: dict[str, int] = {}
    for worth in (price, beyond):
        most = HOMES // 2 if worth is price else HOMES
        for cell in np.argsort(-worth, kind="stable"):
            if worth[cell] <= 0 or len(taken) >= most:
                break
            taken.setdefault(streets[cell], int(cell))
    return np.array(list(taken.values()), np.int64)


def remedies(
    task: Staffing, homes: I8, from_homes: Mapping[bool, F4], *, dask: str, cancelled: Callable[[], bool]
) -> dict[str, tuple[Extra, ...]]:
    """By part: `shifts` and `recruits`. Raises `Cancelled`."""
    ask = Remedies(task, homes, from_homes)
    return dict(side_by_side(ask.run, ["shifts", "recruits"], max_workers=2, dask=dask, cancelled=cancelled))


def as_sites(lonlat: F8) -> list[Site]:
    """Places to measure from that are nobody's station."""
    return [Site(f"home {row}", "", float(lon), float(lat)) for row, (lon, lat) in enumerate(lonlat)]
