"""What was foreseen against what came."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.incidents.model import Progress
from dispatch.reports.figures import Bin, Prediction, brier, reliability
from dispatch.reports.happened import Episode, Happened
from dispatch.reports.model import Asking, Trip


@dataclass(frozen=True, slots=True)
class Scores:
    """`n` are scored; not those `without_chance`, nor those `let_be` while they might still have been in time."""

    n: int
    brier: float | None
    bins: tuple[Bin, ...]
    without_chance: int
    let_be: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """`people`: that somebody who is asked says yes and is there in time. `waves`: that every role is filled in time by
    those asked so far; later waves help too, so these come true more often than foreseen."""

    people: Scores
    waves: Scores


def calibration(of: Happened, now: datetime) -> Calibration:
    over = [one for one in of.episodes if one.promised_at <= now or one.closed_at is not None]
    people = [(asked.chance, _came(episode, asked)) for episode in over for asked in episode.askings]
    waves = [(wave.chance, filled(episode)) for episode in over for wave in episode.waves]
    return Calibration(_scores(people), _scores(waves))


def _came(episode: Episode, asked: Asking) -> bool | None:
    """Whether they were on scene in time; None where they were let be before it could be known."""
    trips = [one for one in episode.trips if one.alert == asked.alert]
    if any(one.on_scene_at is not None and one.on_scene_at <= episode.promised_at for one in trips):
        return True
    return None if _let_be(episode, asked, trips) else False


def _let_be(episode: Episode, asked: Asking, trips: Iterable[Trip]) -> bool:
    """Taken back unanswered, or stood down on the way, while they might still have been in time."""
    ends = [one.ended_at for one in trips if one.ended == Progress.STOOD_DOWN]
    if asked.withdrawn_at is not None and asked.expired_at is None:
        ends.append(asked.withdrawn_at)
    return any(at is not None and at < episode.promised_at for at in ends)


def filled(episode: Episode) -> bool:
    """Whether each role had its people on scene in time."""
    came = Counter(role for at, role in episode.came if at <= episode.promised_at)
    return all(came[role] >= count for role, _, count in episode.needs)


def _scores(told: Sequence[tuple[float | None, bool | None]]) -> Scores:
    predictions = list(_predictions(told))
    return Scores(
        n=len(predictions),
        brier=brier(predictions),
        bins=tuple(reliability(predictions)),
        without_chance=sum(chance is None for chance, _ in told),
        let_be=sum(came is None for chance, came in told if chance is not None),
    )


def _predictions(told: Iterable[tuple[float | None, bool | None]]) -> Iterator[Prediction]:
    return ((chance, came) for chance, came in told if chance is not None and came is not None)
