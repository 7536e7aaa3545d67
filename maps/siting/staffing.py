"""How many qualified people have to be on duty where, hour by hour, so that every cell is reached likely enough.

min Σ n_j  s.t.  Σ_j n_j (−ln(1 − q_ij)) ≥ −ln(1 − π) for each cell i that can be covered so at all, with
0 ≤ n_j ≤ most_j; q is the chance that one person at j is with i in time, lowered to q (1 − busy). People are taken to
be independent, which flatters. Each hour and skill is a question of its own; its prices say where one more helps most.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from maps.errors import BadInput
from maps.siting.question import F8, I8
from maps.siting.solver import Program, linear, solve_program

SURE = 1 - 1e-9
"""A chance of one would need nobody else whatever the target; the logarithm needs a little less."""


@dataclass(frozen=True, eq=False)
class Roster:
    """One hour, one skill. `chance[n, m]`: that one person at j is with cell i in time. `target`: π of every cell.
    `on_duty[m]`: who is there already; `most[m]`: how many there can be, None as many as are needed."""

    chance: F8
    people: F8  # [n]
    target: float
    busy: float = 0.0
    on_duty: I8 | None = None
    most: I8 | None = None

    def __post_init__(self) -> None:
        if self.chance.ndim != 2 or 0 in self.chance.shape:
            raise BadInput("siting_empty")
        if self.people.shape != (len(self.chance),):
            raise BadInput("siting_weights_count", weights=self.people.size, rows=len(self.chance))
        if (wrong := np.flatnonzero(~((self.people >= 0) & np.isfinite(self.people)))).size:
            raise BadInput("siting_weight", row=int(wrong[0]) + 1, value=self.people[wrong[0]])
        for name, value in (("target", self.target), ("busy", self.busy)):
            if not 0 <= value < 1:
                raise BadInput("siting_number", name=name, value=value)
        if (bad := np.argwhere(~((self.chance >= 0) & (self.chance <= 1)))).size:
            row, column = bad[0]
            raise BadInput("siting_chance", row=int(row) + 1, column=int(column) + 1, value=self.chance[row, column])
        for column_of in (self.on_duty, self.most):
            if column_of is not None and not (column_of.shape == (self.sites,) and bool(np.all(column_of >= 0))):
                raise BadInput("siting_column", name="people")

    @property
    def sites(self) -> int:
        return int(self.chance.shape[1])

    @property
    def worth(self) -> F8:
        """−ln(1 − q(1 − busy)) [n, m]."""
        found: F8 = -np.log1p(-np.minimum(self.chance * (1 - self.busy), SURE))
        return found

    @property
    def wanted(self) -> float:
        return float(-np.log1p(-self.target))


@dataclass(frozen=True, eq=False)
class Staffed:
    """`numbers[m]` people at each site, those on duty among them. `bound`: no roster needs fewer; `relaxed`: the same
    with fractions of people. `beyond`: cells that cannot have the target however many come. `price[n]`: how many
    people a unit of a cell's logarithm costs at the fractional optimum."""

    status: str
    numbers: I8 | None
    total: int | None
    bound: float | None
    relaxed: float | None
    beyond: I8
    price: F8


def staff(roster: Roster, *, seconds: float | None = None) -> Staffed:
    """The fewest people. Cells without people ask for nobody. Cost for 5,000 cells × 20 sites: .1 to 2 s."""
    worth, wanted = roster.worth, roster.wanted
    least = np.zeros(roster.sites) if roster.on_duty is None else roster.on_duty.astype(np.float64)
    most = np.full(roster.sites, np.inf) if roster.most is None else np.maximum(roster.most, least).astype(np.float64)
    asks = roster.people > 0
    with np.errstate(invalid="ignore"):
        best = np.where(worth > 0, worth * most, 0.0).sum(axis=1)
    beyond = np.flatnonzero(asks & (best < wanted * (1 - 1e-12)))
    rows = np.flatnonzero(asks & (best >= wanted * (1 - 1e-12)) & (wanted > 0))
    price = np.zeros(len(worth))
    if not len(rows):
        enough = float(least.sum())
        return Staffed("optimal", least.astype(np.int64), int(enough), enough, enough, beyond, price)
    kept, of = _distinct(worth[rows])
    program = Program(
        cost=np.ones(roster.sites),
        least=least,
        most=most,
        whole=np.ones(roster.sites, bool),
        rows=sp.csr_array(kept),
        low=np.full(len(kept), wanted),
        high=np.full(len(kept), np.inf),
        stepped=True,
    )
    relaxed, duals = linear(program)
    first = np.unique(of, return_index=True)[1]
    price[rows[first]] = duals
    found = solve_program(program, seconds=seconds)
    numbers = None if found.values is None else np.rint(found.values).astype(np.int64)
    if numbers is not None and not (kept @ numbers >= wanted * (1 - 1e-6)).all():
        return Staffed("not_proven", None, None, found.bound, relaxed, beyond, price)
    total = None if numbers is None else int(numbers.sum())
    status = "optimal" if total is not None and found.bound is not None and total <= found.bound else found.status
    return Staffed(status, numbers, total, found.bound, relaxed, beyond, price)


def _distinct(worth: F8) -> tuple[F8, I8]:
    """Rows that ask the same joined, and those that another's demand implies left to the solver's presolve."""
    kept, of = np.unique(np.round(worth, 12), axis=0, return_inverse=True)
    return kept, of.ravel().astype(np.int64)


@dataclass(frozen=True, slots=True)
class Extra:
    """One more person at `site` in `hour` with `skill`: `people` whose chance comes to the target, and `expected`: how
    many more are reached in time, were each to call."""

    hour: int
    skill: int
    site: int
    people: float
    expected: float


def reached(roster: Roster, numbers: I8) -> F8:
    """The chance of each cell that somebody is there in time, [n]."""
    found: F8 = -np.expm1(-(roster.worth @ numbers))
    return found


def best_extras(rosters: "dict[tuple[int, int], Roster]", *, most: int = 10) -> tuple[Extra, ...]:
    """Which single extra shift closes most, over all hours and skills as they are staffed now, the best first.

    Keys are (hour, skill). Cost: one product of the table with itself a roster.
    """
    found = []
    for (hour, skill), roster in rosters.items():
        now = np.zeros(roster.sites, np.int64) if roster.on_duty is None else roster.on_duty
        log = roster.worth @ now
        after = log[:, None] + roster.worth
        closed = (after >= roster.wanted * (1 - 1e-12)) & (log < roster.wanted * (1 - 1e-12))[:, None]
        expected = roster.people @ (np.exp(-log)[:, None] - np.exp(-after))
        people = roster.people @ closed
        full = np.zeros(roster.sites, bool) if roster.most is None else now >= roster.most
        found += [
            Extra(hour, skill, int(site), float(people[site]), float(expected[site])) for site in np.flatnonzero(~full)
        ]
    return tuple(sorted(found, key=lambda one: (-one.people, -one.expected, one.hour, one.skill, one.site))[:most])


def best_recruits(rosters: "dict[tuple[int, int], Roster]", *, most: int = 10) -> tuple[Extra, ...]:
    """Where one recruit, on duty in every one of the hours, closes most, by skill; `hour` is the first of them."""
    every = best_extras(rosters, most=10**9)
    joined: dict[tuple[int, int], list[Extra]] = {}
    for one in every:
        joined.setdefault((one.skill, one.site), []).append(one)
    found = [
        Extra(min(x.hour for x in listed), skill, site, sum(x.people for x in listed), sum(x.expected for x in listed))
        for (skill, site), listed in joined.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.people, -one.expected, one.skill, one.site))[:most])


def dearest_cells(staffed: Staffed, *, most: int = 10) -> I8:
    """The cells with the largest shadow price, the dearest first: somebody who lives there saves the most shifts."""
    order = np.argsort(-staffed.price, kind="stable")
    return order[: min(most, int((staffed.price > 0).sum()))]
