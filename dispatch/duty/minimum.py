"""The least that a station needs on site, by the hour: as a thing, and as people write it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import time

from dispatch.errors import Refused
from dispatch.people.catalogue import KINDS
from dispatch.people.model import Team

MIDNIGHT = time(0)
MOST = 50
ANYBODY = ("任何人", "anybody", "any", "人员", "志愿者")
TEAMS: dict[Team, tuple[str, ...]] = {
    Team.MEDICAL: ("医疗救护", "医疗"),
    Team.SUPPLY: ("物资转运", "物资"),
    Team.PSYCHOLOGICAL: ("心理干预", "心理"),
    Team.LIAISON: ("信息联络", "联络"),
}
SKILLS: dict[str, str | None] = {
    **dict.fromkeys(ANYBODY),
    **{name: team.value for team, names in TEAMS.items() for name in (team.value, *names)},
    **{name.lower(): kind.code for kind in KINDS for name in kind.names},
}
_PART = re.compile(r"(?P<skill>.+?)\s*[x×*]\s*(?P<count>\d{1,3})(?:\s*人)?(?:\s+(?P<hours>.+))?")
_HOURS = re.compile(r"(\d{1,2})[::](\d\d)\s*[-–~—至]\s*(?:次日)?(\d{1,2})[::](\d\d)")


@dataclass(frozen=True, slots=True)
class Minimum:
    """`skill`: a qualification's code or a team; None: anybody. From `start` to `end` of the centre's clock, over
    midnight where `end` is earlier; equal: at all hours."""

    skill: str | None
    count: int
    start: time = MIDNIGHT
    end: time = MIDNIGHT

    def at(self, local: time) -> bool:
        """Whether it is asked for at that time of the day."""
        local = local.replace(tzinfo=None)
        if self.start == self.end:
            return True
        if self.start < self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end


def minimum(text: str) -> tuple[Minimum, ...]:
    """`first_aid×2 08:00-20:00; medical×1 20:00-08:00`, skills in Chinese too; without hours: at all hours.

    Refuses with `minimum_unreadable` or `minimum_skill`, each naming the part.
    """
    plain = unicodedata.normalize("NFKC", text).replace("；", ";").replace("\n", ";")
    return tuple(_part(part.strip()) for part in plain.split(";") if part.strip())


def written(parts: tuple[Minimum, ...]) -> str | None:
    """As `minimum` reads it; None for no parts."""
    return "; ".join(map(_written, parts)) or None


def _part(said: str) -> Minimum:
    found = _PART.fullmatch(said)
    if found is None or not 1 <= int(found["count"]) <= MOST:
        raise Refused("minimum_unreadable", part=said)
    skill = found["skill"].strip().lower()
    if skill not in SKILLS:
        raise Refused("minimum_skill", part=said, skill=found["skill"].strip())
    if found["hours"] is None:
        return Minimum(SKILLS[skill], int(found["count"]))
    return Minimum(SKILLS[skill], int(found["count"]), *_span(said, found["hours"].strip()))


def _span(said: str, hours: str) -> tuple[time, time]:
    found = _HOURS.fullmatch(hours)
    begin_h, begin_m, end_h, end_m = map(int, found.groups()) if found else (99, 0, 0, 0)
    if begin_h > 23 or max(begin_m, end_m) > 59 or end_h * 60 + end_m > 24 * 60:
        raise Refused("minimum_unreadable", part=said)
    return time(begin_h, begin_m), time(end_h % 24, end_m)


def _written(one: Minimum) -> str:
    hours = "" if one.start == one.end else f" {one.start:%H:%M}-{one.end:%H:%M}"
    return f"{one.skill or ANYBODY[1]}×{one.count}{hours}"
