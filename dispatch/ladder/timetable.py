"""The readable file that says which rung follows when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import ErrorDetails

from dispatch.errors import Refused
from dispatch.handwritten import read_text, shaped, what_is_wrong
from dispatch.ladder.model import Channel
from dispatch.people.phones import parse

VOICE_AGAIN_S = 180
"""A call that is not answered is repeated within three minutes: then phones that are silenced let it through."""
LEVELS = (1, 2, 3, 4)
BROKEN = "broken_ladder"


def _phone(text: str) -> str:
    try:
        return parse(text)
    except Refused:
        raise ValueError("not a phone number") from None


Seconds = Annotated[int, Field(ge=0, le=3600)]
Phone = Annotated[str, AfterValidator(_phone)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RungsPart(_Part):
    """When an alert of these levels is brought by which way."""

    levels: Annotated[tuple[Annotated[int, Field(ge=1, le=4)], ...], Field(min_length=1)]
    voice_s: tuple[Seconds, ...] = ()
    sms_s: Seconds | None = None
    tablet_s: Seconds | None = None
    call_list_s: Seconds | None = None

    @model_validator(mode="after")
    def _voice_comes_again(self) -> Self:
        if len(self.voice_s) == 1 or any(not 0 < b - a <= VOICE_AGAIN_S for a, b in pairwise(self.voice_s)):
            raise ValueError(f"a voice call is repeated, each time within {VOICE_AGAIN_S} s")
        return self


class NobodyPart(_Part):
    leader_s: Seconds = 150
    next_leader_s: Annotated[int, Field(ge=10, le=600)] = 60
    told_s: Annotated[int, Field(ge=5, le=3600)] = 240


class TestPart(_Part):
    sms_s: Seconds | None = 0
    voice_s: Seconds | None = 90
    window_s: Annotated[int, Field(ge=30, le=3600)] = 300
    every_hours: Annotated[int, Field(ge=0, le=168)] = 12


def _of_the_day(told: time) -> time:
    """By the centre's clock. Numbers are read as seconds, in UTC, and no such time can be compared with ours."""
    if told.tzinfo is not None:
        raise ValueError("as 22:00")
    return told


class LeaderPart(_Part):
    name: Annotated[str, Field(min_length=1, max_length=40)]
    phone: Phone
    begins: Annotated[time, AfterValidator(_of_the_day), Field(alias="from")] = time(0, 0)
    ends: Annotated[time, AfterValidator(_of_the_day), Field(alias="to")] = time(0, 0)


class LadderFile(_Part):
    """The alarm ladder of Fifteen."""

    language: Literal["zh-CN", "en"] = "zh-CN"
    rungs: Annotated[tuple[RungsPart, ...], Field(min_length=1)]
    nobody: NobodyPart = NobodyPart()
    test: TestPart = TestPart()
    leader: tuple[LeaderPart, ...] = ()


class Step(NamedTuple):
    """One rung: `after_s` the alert."""

    channel: Channel
    after_s: int


@dataclass(frozen=True, slots=True)
class Leader:
    """On duty from `begins` to `ends` of the centre's clock, past midnight where that is earlier; equal: always."""

    name: str
    phone: str
    begins: time = time(0, 0)
    ends: time = time(0, 0)

    def on_duty(self, local: datetime) -> bool:
        now = local.time()
        if self.begins < self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends


@dataclass(frozen=True, slots=True)
class Timetable:
    """`steps` by level, and those of a test, in order of time; `None`: not done."""

    steps: Mapping[int, tuple[Step, ...]]
    test: tuple[Step, ...] = ()
    window_s: int = 300
    test_every_s: int = 12 * 3600
    leader_s: int = 150
    next_leader_s: int = 60
    told_s: int = 240
    leaders: tuple[Leader, ...] = ()
    language: str = "zh-CN"

    def leaders_at(self, local: datetime) -> list[Leader]:
        return [one for one in self.leaders if one.on_duty(local)]

    def leader(self, name: str) -> Leader:
        """Refused("leader_gone") where the file no longer names them."""
        for one in self.leaders:
            if one.name == name:
                return one
        raise Refused("leader_gone")


def load(path: Path) -> Timetable:
    """Refuses by name (`broken_ladder`) what is unreadable, unknown, missing or named twice."""
    return parsed(path.name, read_text(path, BROKEN))


def parsed(name: str, text: str) -> Timetable:
    file = shaped(LadderFile, name, text, BROKEN, _told)
    return Timetable(
        steps={level: _steps(name, file, level) for level in LEVELS},
        test=_sorted(
            [Step(Channel.PAGE, 0), *_once(Channel.SMS, file.test.sms_s), *_once(Channel.VOICE, file.test.voice_s)]
        ),
        window_s=file.test.window_s,
        test_every_s=file.test.every_hours * 3600,
        leader_s=file.nobody.leader_s,
        next_leader_s=file.nobody.next_leader_s,
        told_s=file.nobody.told_s,
        leaders=tuple(Leader(one.name, one.phone, one.begins, one.ends) for one in file.leader),
        language=file.language,
    )


def _told(error: ErrorDetails) -> str:
    return f"{'.'.join(map(str, error['loc']))}: {what_is_wrong(error)}"


def _steps(name: str, file: LadderFile, level: int) -> tuple[Step, ...]:
    parts = [part for part in file.rungs if level in part.levels]
    if len(parts) != 1:
        raise Refused(BROKEN, file=name, reason=f"level {level}: {len(parts)} × [[rungs]], not one")
    [part] = parts
    return _sorted(
        [
            Step(Channel.PAGE, 0),
            *(Step(Channel.VOICE, after) for after in part.voice_s),
            *_once(Channel.SMS, part.sms_s),
            *_once(Channel.TABLET, part.tablet_s),
            *_once(Channel.CALL_LIST, part.call_list_s),
        ]
    )


def _once(channel: Channel, after_s: int | None) -> Iterator[Step]:
    if after_s is not None:
        yield Step(channel, after_s)


def _sorted(steps: list[Step]) -> tuple[Step, ...]:
    """At one moment, in the order of the ladder."""
    order = list(Channel)
    return tuple(sorted(steps, key=lambda step: (step.after_s, order.index(step.channel))))
