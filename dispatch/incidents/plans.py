"""Response plans: a readable file that says, by type and level, who is needed."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dispatch.errors import Refused
from dispatch.incidents.model import IncidentType, Need, Response
from dispatch.people.model import Team

LEVELS = (1, 2, 3, 4)
Level = Annotated[int, Field(ge=1, le=4)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NeedPart(_Part):
    role: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    team: Team
    count: Annotated[int, Field(ge=1, le=50)]
    qualifications: tuple[str, ...] = ()
    target: Annotated[float, Field(gt=0, lt=1)] | None = None


class PlanPart(_Part):
    """What one [[plan]] adds."""

    type: IncidentType
    levels: tuple[Level, ...]
    needs: tuple[NeedPart, ...]
    activate_after_s: Annotated[int, Field(ge=0, le=600)] | None = None


class ResponsePart(_Part):
    target: Annotated[float, Field(gt=0, lt=1)] = 0.95
    promise_minutes: Annotated[float, Field(gt=0, le=120)] = 15
    answer_window_s: Annotated[int, Field(ge=5, le=600)] = 30
    limit_minutes: Annotated[float, Field(gt=0, le=240)] = 30


class PlanFile(_Part):
    response: ResponsePart = ResponsePart()
    plan: tuple[PlanPart, ...]


Plans = dict[tuple[IncidentType, int], Response]


def load(path: Path) -> Plans:
    """A response for every type and level.

    Refuses by name (`broken_plan`) what is unreadable, unknown, repeated within one response, or missing.
    """
    try:
        file = PlanFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise Refused("broken_plan", file=path.name, reason=error.strerror) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise Refused("broken_plan", file=path.name, reason=f"{where}: {first['msg']}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("broken_plan", file=path.name, reason=str(error)) from error
    return {(kind, level): _sum(path, file, kind, level) for kind in IncidentType for level in LEVELS}


def _sum(path: Path, file: PlanFile, kind: IncidentType, level: int) -> Response:
    parts = [plan for plan in file.plan if plan.type is kind and level in plan.levels]
    needs = tuple(
        Need(need.role, need.team, need.count, need.qualifications, need.target)
        for part in parts
        for need in part.needs
    )
    if not needs:
        raise Refused("broken_plan", file=path.name, reason=f"{kind} {level}: no plan")
    twice = [role for role, count in Counter(need.role for need in needs).items() if count > 1]
    if twice:
        raise Refused("broken_plan", file=path.name, reason=f"{kind} {level}: role named twice: {', '.join(twice)}")
    return Response(
        needs=needs,
        target=file.response.target,
        promise_s=round(file.response.promise_minutes * 60),
        answer_window_s=file.response.answer_window_s,
        limit_s=round(file.response.limit_minutes * 60),
        activate_after_s=min((one.activate_after_s for one in parts if one.activate_after_s is not None), default=None),
    )
