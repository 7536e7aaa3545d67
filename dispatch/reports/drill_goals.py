"""Whether a drill's goals were met. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dispatch.drills.model import Goal, GoalKind
from dispatch.reports.drill_steps import Call


@dataclass(frozen=True, slots=True)
class Reached:
    """`hits` of `n`; `undecided` calls were still within their time when the drill ended, or are. `met` None: nothing
    to judge by, or not over yet."""

    goal: Goal
    hits: int
    n: int
    undecided: int
    met: bool | None


WITHIN: Mapping[GoalKind, Callable[[Call], float | None]] = {
    GoalKind.ALL_ALERTED: lambda call: call.first_alert_s,
    GoalKind.FIRST_ON_SCENE: lambda call: call.first_s,
    GoalKind.NEEDS_MET: lambda call: call.met_s,
}
"""From a call's report, the seconds that the goal looks at."""


def judged(goal: Goal, calls: Sequence[Call], attended: int, now_s: float, *, over: bool) -> Reached:
    """`now_s`: how old the drill is; `over`: it has ended."""
    if goal.kind is GoalKind.PARTICIPATIONS:
        return Reached(goal, attended, goal.at_least or 0, 0, attended >= (goal.at_least or 0) if over else None)
    limit_s, look = goal.within_s or 0.0, WITHIN[goal.kind]
    hits = undecided = 0
    for one in calls:
        seconds = look(one)
        if seconds is not None and seconds <= limit_s:
            hits += 1
        elif seconds is None and now_s - one.at_s < limit_s:
            undecided += 1
    n = len(calls) - undecided
    return Reached(goal, hits, n, undecided, hits >= (goal.share or 1.0) * n - 1e-9 if over and n else None)
