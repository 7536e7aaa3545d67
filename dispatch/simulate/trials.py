"""Policies against each other: in a replication all of them meet the same calls, the same people and the same luck."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from dispatch.incidents.plans import Plans, Unfillable, unfillable
from dispatch.jobs import side_by_side
from dispatch.simulate.calls import Stream, blocks
from dispatch.simulate.policies import policy
from dispatch.simulate.run import Played, Run
from dispatch.simulate.score import compared, score
from dispatch.simulate.streams import Arrival
from dispatch.simulate.truth import Truth
from dispatch.simulate.volunteers import Draws
from dispatch.simulate.ward import Crew, Ward, plans_for
from maps.boundaries import Boundaries, Level
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

    def run(self, which: tuple[str, int]) -> Played:
        return self.play(*which)

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
            wanted=self.plans,
        )
        found = Run(ward, chosen, natures, Draws(seed), begins_s).play(arrivals)
        level = district_level(city.boundaries)
        for story, arrival in zip(found.stories, arrivals, strict=True):
            needs = self.plans[arrival.call.type, arrival.call.level].needs
            story.needs = tuple((need.role, str(need.team), need.count) for need in needs)
            story.district = _district(city.boundaries, level, arrival)
            if chosen.target is None:
                story.shown = None  # of a policy's own choice the desk foresees nothing
        return found

    def concerned(self) -> list[str]:
        """Those whose team these calls can need: of the others nobody is ever asked, whatever the policy."""
        teams = {need.team for response in self._called_for().values() for need in response.needs}
        return [one.id for one in self.crew.people if one.team in teams]

    def unfillable(self) -> list[Unfillable]:
        """Roles of the plans that these calls need, which nobody of the crew could fill."""
        return list(unfillable(self._called_for(), self.crew.people, self.stretches[0][0].at.date()))

    def _called_for(self) -> Plans:
        calls = {(one.call.type, one.call.level) for stretch in self.stretches for one in stretch}
        return {call: self.plans[call] for call in sorted(calls)}


@dataclass(frozen=True, slots=True)
class Progress:
    """A run has ended: so many of this policy's, and so many of all."""

    policy: str
    done: int
    of: int
    all_done: int
    all_of: int


def compare(
    trial: Trial,
    written: Sequence[str],
    replications: int,
    *,
    progress: Callable[[Progress], object],
    max_workers: int | None = None,
    dask: str = "",
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Scores of every policy, with its paired difference `against` each other one. The same whatever the workers."""
    wanted = [(one, number) for one in written for number in range(replications)]
    played: dict[tuple[str, int], Played] = {}
    ended: Counter[str] = Counter()
    runs = side_by_side(trial.run, wanted, max_workers=max_workers, dask=dask, cancelled=cancelled)
    for key, found in runs:
        played[key] = found
        ended[key[0]] += 1
        progress(Progress(key[0], ended[key[0]], replications, len(played), len(wanted)))
    return scored({one: [played[one, number] for number in range(replications)] for one in written}, trial.concerned())


def scored(by_policy: Mapping[str, Sequence[Played]], people: Collection[str]) -> dict[str, Any]:
    return {
        "policies": {
            one: {
                **score(found, people),
                "against": {other: compared(found, theirs) for other, theirs in by_policy.items() if other != one},
            }
            for one, found in by_policy.items()
        },
        "differences": {
            f"{one} - {other}": compared(by_policy[one], by_policy[other]) for one, other in combinations(by_policy, 2)
        },
    }


def district_level(of: Boundaries) -> Level | None:
    """The largest level that tells parts of the city apart; None where no boundaries do."""
    return next((level for level in Level if of.count(level) > 1), None)


def _district(of: Boundaries, level: Level | None, arrival: Arrival) -> str | None:
    """None where the city has none: then the nearest station stands for it. Outside of every one: "-"."""
    where = arrival.call.particulars.place if arrival.call.particulars else None
    if level is None or where is None:
        return None
    return of.of(where.lon, where.lat).get(level.value, "-")


@lru_cache(maxsize=1)
def _city(name: str, root: Path) -> City:
    return open_city(name, root=root)


def stretches(stream: Stream, days: int | None) -> list[list[Arrival]]:
    """Those that hold a call."""
    return [block for block in blocks(stream.arrivals, days) if block]
