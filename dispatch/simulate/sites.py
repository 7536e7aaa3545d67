"""Stations of today against those of a plan, on calls that were: the same calls, as many people, the same luck.

Nobody knows yet who would serve at a station that is only planned. So in both cases as many people as the centre has
are dealt evenly among the stations, team by team; what differs is where the stations stand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dispatch.duty.model import Station
from dispatch.errors import Refused
from dispatch.incidents.plans import Plans
from dispatch.jobs import side_by_side
from dispatch.people.demo import fictional_roster
from dispatch.planning.model import Check, Site
from dispatch.simulate.run import Played
from dispatch.simulate.score import compared, score
from dispatch.simulate.streams import Arrival
from dispatch.simulate.trials import Trial
from dispatch.simulate.truth import Truth
from dispatch.simulate.ward import Crew

POLICY = "ours:0.95"
SEED = 15
FEWEST_PEOPLE = 48
TOLD = ("p15", "median_s", "p90_s")


@dataclass(frozen=True)
class SiteTrial:
    """`run((side, k))` plays the calls once with the luck of replication k."""

    before: Trial
    after: Trial

    def run(self, which: tuple[str, int]) -> Played:
        side, replication = which
        return (self.before if side == "before" else self.after).play(POLICY, replication)


def site_trial(
    city: str,
    root: Path,
    plans: Plans,
    arrivals: Sequence[Arrival],
    *,
    before: Sequence[Site],
    after: Sequence[Site],
    people: int,
) -> SiteTrial:
    """Refuses where there is no call to play (`no_past_calls`)."""
    if not arrivals:
        raise Refused("no_past_calls")
    count, day = max(people, FEWEST_PEOPLE), arrivals[0].at.date()

    def trial(sites: Sequence[Site]) -> Trial:
        stations = [Station(one.id, one.name, "planned", one.lon, one.lat) for one in sites]
        crew = Crew(stations, fictional_roster(stations, seed=SEED, day=day, people=count))
        return Trial(city, root, crew, Truth(), dict(plans), [arrivals], SEED)

    return SiteTrial(trial(before), trial(after))


@dataclass(frozen=True, slots=True)
class Period:
    """`dropped`: calls that could not be played."""

    first: date
    last: date
    dropped: int


def check(
    trial: SiteTrial,
    period: Period,
    *,
    edition: int,
    replications: int,
    at: Callable[[], datetime],
    dask: str,
    cancelled: Callable[[], bool],
    progress: Callable[[int, int], object],
) -> Check:
    """Raises `Cancelled`."""
    wanted = [(side, number) for number in range(replications) for side in ("before", "after")]
    played: dict[tuple[str, int], Played] = {}
    for which, found in side_by_side(trial.run, wanted, max_workers=2, dask=dask, cancelled=cancelled):
        played[which] = found
        progress(len(played), len(wanted))
    then, now = ([played[side, number] for number in range(replications)] for side in ("before", "after"))
    before, after = (score(one, whose.concerned()) for one, whose in ((then, trial.before), (now, trial.after)))
    difference = compared(now, then)
    return Check(
        edition,
        at(),
        period.first,
        period.last,
        len(trial.before.stretches[0]),
        period.dropped,
        len(trial.before.crew.people),
        replications,
        {name: before[name] for name in TOLD},
        {name: after[name] for name in TOLD},
        difference["p15_low"],
        difference["p15_high"],
    )
