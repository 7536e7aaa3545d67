"""What is asked: who needs whom, how far apart they are, and what may be opened. Nothing impossible gets past here."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from maps.errors import BadInput

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Model(StrEnum):
    LSCP = "lscp"
    MCLP = "mclp"
    BACKUP = "backup"
    PMEDIAN = "pmedian"
    PCENTRE = "pcentre"
    MEXCLP = "mexclp"


WITH_RADIUS = {Model.LSCP, Model.MCLP, Model.BACKUP, Model.MEXCLP}
WITHOUT_WEIGHTS = {Model.LSCP, Model.PCENTRE}
WITH_CAPACITY = {Model.MCLP, Model.PMEDIAN}


@dataclass(frozen=True)
class Question:
    """`apart[n, m]`: time or distance from each demand row to each site column, infinite where there is no way.

    `p` counts all sites that are opened, `fixed` among them; exactly p are, unless a budget (`costs` [m] within it) is
    too small for that. `capacity` [m] is the weight that a site can serve; a row may then be shared between sites.
    `busy`: the share of time in which a unit is taken (MEXCLP). `second`: the share that second cover has in the goal
    of backup cover; None asks that everyone be covered once, and only then counts who is covered twice.
    `several`: more than one unit may stand at a site (MEXCLP). Raises BadInput by code.
    """

    apart: F8
    weights: F8
    p: int | None = None
    radius: float | None = None
    fixed: tuple[int, ...] = ()
    costs: F8 | None = None
    budget: float | None = None
    capacity: F8 | None = None
    busy: float = 0.3
    second: float | None = None
    several: bool = False
    names: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        self._check_matrix()
        self._check_numbers()
        if self.p is not None:
            self._check_p(self.p)

    def _check_matrix(self) -> None:
        if self.apart.ndim != 2 or 0 in self.apart.shape:
            raise BadInput("siting_empty")
        if (bad := np.argwhere(~(self.apart >= 0))).size:
            row, column = bad[0]
            raise BadInput("siting_distance", row=int(row) + 1, column=int(column) + 1, value=self.apart[row, column])
        if self.weights.shape != (self.rows,):
            raise BadInput("siting_weights_count", weights=self.weights.size, rows=self.rows)
        if (wrong := np.flatnonzero(~((self.weights >= 0) & np.isfinite(self.weights)))).size:
            raise BadInput("siting_weight", row=int(wrong[0]) + 1, value=self.weights[wrong[0]])
        if len(set(self.names)) < len(self.names):
            twice = next(name for name in self.names if self.names.count(name) > 1)
            raise BadInput("siting_site_twice", site=twice)

    def _check_numbers(self) -> None:
        for name, value, most in (
            ("radius", self.radius, np.inf),
            ("budget", self.budget, np.inf),
            ("busy", self.busy, 1.0),
            ("second", self.second, 1.0),
        ):
            if value is not None and not (np.isfinite(value) and 0 <= value <= most):
                raise BadInput("siting_number", name=name, value=value)
        for name, column in (("cost", self.costs), ("capacity", self.capacity)):
            if column is not None and not (column.shape == (self.sites,) and bool(np.all(column >= 0))):
                raise BadInput("siting_column", name=name)
        if self.budget is not None and self.costs is None:
            raise BadInput("siting_budget_without_costs")
        if not all(0 <= site < self.sites for site in self.fixed):
            raise BadInput("siting_site_unknown", site=next(s for s in self.fixed if not 0 <= s < self.sites))

    def _check_p(self, p: int) -> None:
        if p < 1 or (p > self.sites and not self.several):
            raise BadInput("siting_p", p=p, sites=self.sites)
        if len(set(self.fixed)) > p:
            raise BadInput("siting_fixed_over_p", fixed=len(set(self.fixed)), p=p)

    @property
    def rows(self) -> int:
        return len(self.apart)

    @property
    def sites(self) -> int:
        return int(self.apart.shape[1])

    @cached_property
    def standing(self) -> I8:
        """[m] how many are open already: 1 at the fixed sites."""
        counts = np.zeros(self.sites, np.int64)
        counts[list(self.fixed)] = 1
        return counts

    @cached_property
    def near(self) -> Bools:
        """[n, m] whether a site covers a row: within the radius, its edge included."""
        assert self.radius is not None
        return self.apart <= self.radius

    @property
    def most_a_site(self) -> int:
        return self.p if self.several and self.p else 1

    def affordable(self, opened: I8) -> Bools:
        """[m] whether one more unit at the site stays within what a site may hold and the budget pays."""
        free = opened < self.most_a_site
        if self.costs is None or self.budget is None:
            return free
        return free & (self.costs + self.costs @ opened <= self.budget * (1 + 1e-12))
