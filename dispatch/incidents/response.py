"""What an incident asks for: whom, how many, how soon, with which chance, and who looks after it when it is over."""

from dataclasses import dataclass

from dispatch.incidents.hazards import CARELESS, Care
from dispatch.people.model import Team


@dataclass(frozen=True, slots=True)
class Need:
    """`count` people of one team (None: of any) holding any one of `qualifications` (empty: none asked), for one role.
    `target`: the chance that they arrive within the promise; None is the response's own. `kit`: the kind that each has
    to carry."""

    role: str
    team: Team | None
    count: int
    qualifications: tuple[str, ...] = ()
    target: float | None = None
    kit: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUpNeed:
    """One of `team` with any one of `qualifications` looks after the scene, each so many hours after it is over; 0: as
    soon as somebody is there, unless the role is an ordinary need."""

    role: str
    team: Team
    qualifications: tuple[str, ...]
    after_hours: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """What the response plan asked for when the call was taken: later edits of the plan leave it alone.

    `promise_s` from the report to the scene, `target` chance to keep it, `answer_window_s` before the next is asked,
    `limit_s` beyond which nobody is considered, `activate_after_s` when the plan asks by itself; None: never. After
    `weekly_alerts` somebody is asked by plan only when the others are not enough. `proof`: insurance, consent and age
    that are not known count as lacking.
    """

    needs: tuple[Need, ...]
    target: float = 0.95
    promise_s: int = 900
    answer_window_s: int = 30
    limit_s: int = 1800
    activate_after_s: int | None = None
    weekly_alerts: int = 20
    proof: bool = False
    follow_ups: tuple[FollowUpNeed, ...] = ()
    care: Care = CARELESS
