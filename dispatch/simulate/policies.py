"""Whom to alert when: how other systems do it, and the desk's own plan.

straight:K   the K nearest as the crow flies, at once           top1        the nearest by road, the next at every
road:K       the K soonest by road, at once                                 decline and every window that ends
radius:M     everyone within M metres as the crow flies         all         everyone within the limit, and only who will
                                                                            be there first goes: the ceiling
waves:KxS    the K soonest by road, K more every S seconds      ours:PI     the response plan with target PI, and
             until somebody accepts                                         the rule that tops it up
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from dispatch.errors import Refused


class Desk(Protocol):
    """What a policy sees of the simulation: the desk's own list, never what people will do."""

    def soonest(self, incident: int) -> Sequence[str]:
        """Who may be asked and was not yet, by road time."""
        ...

    def nearest(self, incident: int) -> Sequence[tuple[float, str]]:
        """The same people with their straight metres, nearest first."""
        ...

    def alert(self, incident: int, volunteers: Sequence[str]) -> None: ...

    def quiet(self, incident: int) -> bool:
        """Whether nobody has accepted, and nobody's window is open."""
        ...

    def accepted(self, incident: int) -> bool: ...

    def keep_soonest(self, incident: int) -> None:
        """Lets be whoever was asked and will not be there first, as nobody can know before."""
        ...

    def later(self, seconds: float, incident: int, act: Callable[[int], None]) -> None:
        """Does it then, unless the incident is closed or beyond the limit of consideration."""
        ...


class Policy(Protocol):
    """`target`: of the desk's own plan, None where the policy picks by hand."""

    @property
    def target(self) -> float | None: ...

    def begin(self, desk: Desk, incident: int) -> None: ...

    def unanswered(self, desk: Desk, incident: int) -> None:
        """Somebody declined, let the window end, or did not turn up."""
        ...


@dataclass(frozen=True, slots=True)
class AtOnce:
    """One wave of at most `most`, by road or (`straight`) as the crow flies, none beyond `within_m`."""

    straight: bool = False
    most: int | None = None
    within_m: float | None = None
    target: None = None

    def begin(self, desk: Desk, incident: int) -> None:
        if self.straight:
            reach = float("inf") if self.within_m is None else self.within_m
            chosen = [volunteer for metres, volunteer in desk.nearest(incident) if metres <= reach]
        else:
            chosen = list(desk.soonest(incident))
        desk.alert(incident, chosen[: self.most])

    def unanswered(self, desk: Desk, incident: int) -> None:
        return


@dataclass(frozen=True, slots=True)
class Everyone:
    """With the foresight of who will be there first, so that no one else is busy: what no policy can know."""

    target: None = None

    def begin(self, desk: Desk, incident: int) -> None:
        desk.alert(incident, desk.soonest(incident))
        desk.keep_soonest(incident)

    def unanswered(self, desk: Desk, incident: int) -> None:
        return


@dataclass(frozen=True, slots=True)
class InTurn:
    """One after the other, by road."""

    target: None = None

    def begin(self, desk: Desk, incident: int) -> None:
        if desk.quiet(incident):
            desk.alert(incident, desk.soonest(incident)[:1])

    def unanswered(self, desk: Desk, incident: int) -> None:
        self.begin(desk, incident)


@dataclass(frozen=True, slots=True)
class Waves:
    """`count` more every `every_s` until the first yes."""

    count: int
    every_s: float
    target: None = None

    def begin(self, desk: Desk, incident: int) -> None:
        if desk.accepted(incident):
            return
        desk.alert(incident, desk.soonest(incident)[: self.count])
        desk.later(self.every_s, incident, lambda ident: self.begin(desk, ident))

    def unanswered(self, desk: Desk, incident: int) -> None:
        return


@dataclass(frozen=True, slots=True)
class Ours:
    """The plan asks by itself; nothing is left to do."""

    target: float

    def begin(self, desk: Desk, incident: int) -> None:
        return

    def unanswered(self, desk: Desk, incident: int) -> None:
        return


WRITTEN: Sequence[tuple[str, Callable[..., Policy]]] = (
    (r"straight:([1-9]\d{0,4})", lambda most: AtOnce(straight=True, most=int(most))),
    (r"road:([1-9]\d{0,4})", lambda most: AtOnce(most=int(most))),
    (r"radius:([1-9]\d{0,5})", lambda metres: AtOnce(straight=True, within_m=float(metres))),
    (r"waves:([1-9]\d{0,4})x([1-9]\d{0,4})", lambda count, every_s: Waves(int(count), float(every_s))),
    (r"top1", InTurn),
    (r"all", Everyone),
    (r"ours:(0?\.\d+)", lambda target: Ours(float(target))),
)


def policy(written: str) -> Policy:
    """Refuses with `unknown_policy` what is none of the above."""
    for pattern, make in WRITTEN:
        found = re.fullmatch(pattern, written)
        if found and not (written.startswith("ours:") and float(found[1]) == 0.0):
            return make(*found.groups())
    raise Refused("unknown_policy", policy=written)


def listed(written: str) -> list[str]:
    """The policies of a list with commas, each once."""
    found = list(dict.fromkeys(one.strip() for one in written.split(",")))
    for one in found:
        policy(one)
    return found
