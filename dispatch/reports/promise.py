"""The promise: a qualified volunteer on scene in time, counted from the report and, where it is known, the occurrence.

Whoever is sent passed the gates of their role, so whoever arrives is qualified. Nothing is left out for how it ended.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch.reports.figures import Share
from dispatch.reports.happened import Episode, Happened

KEPT, LATE, NOBODY_CAME = "kept", "late", "nobody_came"
NOBODY_ACCEPTED, NOBODY_ASKED, NOBODY_ON_DUTY = "nobody_accepted", "nobody_asked", "nobody_on_duty"
FAILURES = (LATE, NOBODY_CAME, NOBODY_ACCEPTED, NOBODY_ASKED, NOBODY_ON_DUTY)
MINUTES_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Group:
    """`name`: a code, an hour, a level or a station's id; None: no station, since nobody was asked."""

    name: str | None
    kept: Share


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many first arrivals fell into each minute after the report; `later` than those, and `never`."""

    minutes: tuple[int, ...]
    later: int
    never: int


@dataclass(frozen=True, slots=True)
class Promise:
    """`running`: the time is not up and nobody has come yet, so these are not counted. `occurrence_unknown`: these are
    not in `from_occurrence`. `closed_early`: failures that were closed before the time was up."""

    from_report: Share
    from_occurrence: Share
    occurrence_unknown: int
    running: int
    failures: Mapping[str, int]
    closed_early: int
    limits_s: tuple[int, ...]
    arrivals: Arrivals
    by_station: tuple[Group, ...]
    by_hour: tuple[Group, ...]
    by_team: tuple[Group, ...]
    by_type: tuple[Group, ...]
    by_level: tuple[Group, ...]


def promise(of: Happened, now: datetime) -> Promise:
    settled = [one for one in of.episodes if one.settled(now)]
    known = [one for one in settled if one.occurred_at is not None]
    outcomes = Counter(outcome(one) for one in settled)
    failed = (one for one in settled if outcome(one) != KEPT)
    return Promise(
        from_report=Share.of(map(kept, settled)),
        from_occurrence=Share.of(map(kept_from_occurrence, known)),
        occurrence_unknown=len(settled) - len(known),
        running=len(of.episodes) - len(settled),
        failures={name: outcomes[name] for name in FAILURES},
        closed_early=sum(one.closed_at is not None and one.closed_at < one.promised_at for one in failed),
        limits_s=tuple(sorted({one.case.promise_s for one in settled})),
        arrivals=_arrivals(settled),
        by_station=_grouped(settled, lambda one: one.station),
        by_hour=_grouped(settled, lambda one: f"{of.period.hour(one.reported_at):02}"),
        by_team=_by_team(settled),
        by_type=_grouped(settled, lambda one: one.case.type),
        by_level=_grouped(settled, lambda one: str(one.case.level)),
    )


def kept(one: Episode) -> bool:
    return one.first_at is not None and one.first_at <= one.promised_at


def kept_from_occurrence(one: Episode) -> bool:
    """Within the promise's time of when it happened."""
    if one.occurred_at is None or one.first_at is None:
        return False
    return (one.first_at - one.occurred_at).total_seconds() <= one.case.promise_s


def outcome(one: Episode) -> str:
    if one.came:
        return KEPT if kept(one) else LATE
    if one.trips:
        return NOBODY_CAME
    if one.askings:
        return NOBODY_ACCEPTED
    return NOBODY_ASKED if one.on_duty else NOBODY_ON_DUTY


def _grouped(episodes: Iterable[Episode], name: Callable[[Episode], str | None]) -> tuple[Group, ...]:
    """In order of name; those without one last."""
    held: dict[str | None, list[bool]] = defaultdict(list)
    for one in episodes:
        held[name(one)].append(kept(one))
    return tuple(Group(key, Share.of(held[key])) for key in sorted(held, key=lambda key: (key is None, key or "")))


def _by_team(episodes: Iterable[Episode]) -> tuple[Group, ...]:
    """Each team against the events that needed it: whether one of *its* people was there in time."""
    held: dict[str, list[bool]] = defaultdict(list)
    for one in episodes:
        for team in {team for _, team, _ in one.needs if team is not None}:
            roles = {role for role, theirs, _ in one.needs if theirs == team}
            held[team].append(any(at <= one.promised_at and role in roles for at, role in one.came))
    return tuple(Group(str(team), Share.of(held[team])) for team in sorted(held))


def _arrivals(episodes: Iterable[Episode]) -> Arrivals:
    minutes, later, never = [0] * MINUTES_SHOWN, 0, 0
    for one in episodes:
        if one.first_at is None:
            never += 1
            continue
        minute = int((one.first_at - one.reported_at).total_seconds() // 60)
        if minute < MINUTES_SHOWN:
            minutes[max(minute, 0)] += 1
        else:
            later += 1
    return Arrivals(tuple(minutes), later, never)
