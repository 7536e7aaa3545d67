"""Policies against each other: in a replication all of them meet the same calls, the same people and the same luck."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from dispatch.incidents.plans import Plans
from dispatch.simulate.calls import Stream, blocks
from dispatch.simulate.policies import policy
from dispatch.simulate.run import Played, Run
from dispatch.simulate.score import compared, score
from dispatch.simulate.streams import Arrival
from dispatch.simulate.truth import Truth
from dispatch.simulate.volunteers import Draws
from dispatch.simulate.ward import Crew, Ward, plans_for
from maps.cities import City, open_city


@dataclass(frozen=True)
class Trial:
    """What all policies share. `city` by name and root: every process opens it for itself."""

    city: str
    root: Path
    crew: Crew
    truth: Truth
    plans: Plans
    stretches: Sequence[Sequence[Arrival]]
    seed: int
    weekly_alerts: int | None = None

    def play(self, written: str, replication: int) -> Played:
        """One policy on the replication's stretch of calls; stretches are taken in turn."""
        arrivals = self.stretches[replication % len(self.stretches)]
        seed = self.seed * 1_000_003 + replication
        city, chosen = _city(self.city, self.root), policy(written)
        natures = self.truth.natures([one.id for one in self.crew.people], seed)
        begins_s = city.mobilisation.handling_s
        ward = Ward(
            city,
            self.crew,
            plans_for(self.plans, chosen.target, begins_s=round(begins_s), weekly_alerts=self.weekly_alerts),
            self.truth.past(natures, seed),
            begins_at=arrivals[0].at,
            seed=seed,
        )
        return Run(ward, chosen, natures, Draws(seed), begins_s).play(arrivals)

    def concerned(self) -> list[str]:
        """Those whose team these calls can need: of the others nobody is ever asked, whatever the policy."""
        calls = {(one.call.type, one.call.level) for stretch in self.stretches for one in stretch}
        teams = {need.team for call in calls for need in self.plans[call].needs}
        return [one.id for one in self.crew.people if one.team in teams]


def compare(
    trial: Trial, written: Sequence[str], replications: int, *, progress: Callable[[int, int], object]
) -> dict[str, Any]:
    """Scores of every policy, and the paired difference of each two. `progress(done, all)` hears of each run."""
    wanted = [(one, number) for one in written for number in range(replications)]
    played: dict[tuple[str, int], Played] = {}
    for key, found in _each(trial, wanted):
        played[key] = found
        progress(len(played), len(wanted))
    by_policy = {one: [played[one, number] for number in range(replications)] for one in written}
    people = trial.concerned()
    return {
        "policies": {one: score(found, people) for one, found in by_policy.items()},
        "differences": {
            f"{one} - {other}": compared(by_policy[one], by_policy[other]) for one, other in combinations(written, 2)
        },
    }


def _each(trial: Trial, wanted: Sequence[tuple[str, int]]) -> Iterator[tuple[tuple[str, int], Played]]:
    """Side by side where there is more than one, as they come."""
    if len(wanted) == 1:
        yield wanted[0], trial.play(*wanted[0])
        return
    with ProcessPoolExecutor(max_workers=min(len(wanted), os.cpu_count() or 1)) as pool:
        futures: Mapping[Future[Played], tuple[str, int]] = {pool.submit(trial.play, *one): one for one in wanted}
        for done in as_completed(futures):
            yield futures[done], done.result()


@lru_cache(maxsize=1)
def _city(name: str, root: Path) -> City:
    return open_city(name, root=root)


def stretches(stream: Stream, days: int | None) -> list[list[Arrival]]:
    """Those that hold a call."""
    return [block for block in blocks(stream.arrivals, days) if block]
