"""Drills: the scenario files there are, starting one, its clock, what it costs, and what came of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import AwareDatetime, Field, RootModel, StringConstraints, model_validator

from dispatch.clock import stamp
from dispatch.config import ROOT
from dispatch.drills.cover import Cover
from dispatch.drills.events import DrillStarted
from dispatch.drills.model import Drill, DrillKind, InjectKind, Scenario
from dispatch.drills.scenario import inside, place_by_name, read, scenario
from dispatch.errors import NotFound, Refused
from dispatch.reports.aftermath import Aftermath
from dispatch.web.answers import answer, created, repeatable
from dispatch.web.auth import allow, me
from dispatch.web.bodies import PLAIN, Body, Text
from dispatch.web.drill_rows import drill_row
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.principal import Role
from dispatch.web.problems import language
from dispatch.web.rows import Row
from dispatch.web.shapes import DrillOut
from dispatch.words import say

blueprint = APIBlueprint("drills", __name__, url_prefix="/api/v1/drills", tag="drills")

READERS = (Role.DISPATCHER, Role.PLANNER, Role.AUDITOR, Role.DUTY_OFFICER)
LEADERS = (Role.DISPATCHER, Role.PLANNER)
FOLDER = "drills"
Script = Annotated[str, StringConstraints(min_length=1, max_length=100_000, pattern=PLAIN)]
FileName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,60}\.toml$")]
Speed = Annotated[float, Field(ge=1, le=60)]


class CheckScript(Body):
    """A scenario file, as `data/drills/*.toml`."""

    text: Script


class StartDrill(Body):
    """`file`: one of the scenario files there are, or `text`: one of your own. `simulated`: fictional people answer by
    themselves, and the clock may run up to 60 times as fast."""

    file: FileName | None = None
    text: Script | None = None
    speed: Speed = 1
    simulated: bool = False

    @model_validator(mode="after")
    def _one(self) -> "StartDrill":
        if (self.file is None) == (self.text is None):
            raise ValueError("either file or text")
        return self


class ResumeDrill(Body):
    """`speed` left out: as it was."""

    speed: Speed | None = None


class LessonIn(Body):
    text: Text


class ScenarioOut(Out):
    """`trouble`: why it cannot be played to the people and places there are; null: it can."""

    file: str | None
    name: str | None
    kind: DrillKind | None
    lasts_s: float | None
    enrolled: int
    on_duty: int
    calls: int
    injects: int
    trouble: str | None


class ScenariosOut(Out):
    scenarios: list[ScenarioOut]


class DrillsOut(Out):
    """`participations`: person × drill, of those that began in `year`, the centre's."""

    at: AwareDatetime
    timezone: str
    year: int
    participations: int
    drills: list[DrillOut]


class OneDrillOut(DrillOut):
    cover: RootModel[Cover]


class AftermathOut(RootModel[Aftermath]):
    """Seconds end in `_s` and are the drill's own; a goal is met, or not, or null where there is nothing to judge."""


@blueprint.get("")
@blueprint.output(DrillsOut)
@allow(*READERS)
def drills() -> Response:
    """All of them, the last first."""
    here = office()
    year = here.centre.day(here.now()).year
    found = sorted(here.log.board().drills.drills.values(), key=lambda one: -one.id)
    counted = here.debrief.participations(year, _year)
    return answer(
        {
            "at": stamp(here.now()),
            "timezone": here.city.timezone,
            "year": year,
            "participations": counted,
            "drills": [drill_row(one) for one in found],
        }
    )


@blueprint.get("/scenarios")
@blueprint.output(ScenariosOut)
@allow(*READERS)
def scenarios() -> Response:
    """The files there are, the city's own in the data folder first, each read for the people on record now."""
    return answer({"scenarios": [_checked(file.name, file) for file in _files()]})


@blueprint.post("/check")
@blueprint.input(CheckScript, arg_name="body")
@blueprint.output(ScenarioOut)
@allow(*LEADERS)
def check(body: CheckScript) -> Response:
    """Whether this can be played, and what it would be; nothing is written."""
    return answer(_shown(None, _read("drill.toml", body.text)))


@blueprint.post("")
@blueprint.input(StartDrill, arg_name="body")
@blueprint.output(DrillOut, status_code=201)
@allow(*LEADERS)
def start(body: StartDrill) -> Response:
    """From now on calls come as the file says. Only those enrolled are alerted, and a real call goes first."""
    told = _read(body.file, read(_file(body.file))) if body.file else _read("drill.toml", body.text or "")
    recorded = office().drills.start(
        told, speed=body.speed, simulated=body.simulated, by=me().by, request=repeatable(body)
    )
    started = recorded[0].event
    assert isinstance(started, DrillStarted)
    return created(drill_row(_drill(started.drill)), f"/api/v1/drills/{started.drill}")


@blueprint.get("/<int:drill>")
@blueprint.output(OneDrillOut)
@allow(*READERS)
def one(drill: int) -> Response:
    """With the cover that it costs now."""
    return answer(drill_row(_drill(drill)) | {"cover": RootModel[Cover](office().drills.cover(drill)).model_dump()})


@blueprint.post("/<int:drill>/pause")
@blueprint.output(DrillOut)
@allow(*LEADERS)
def pause(drill: int) -> Response:
    """Its clock stands, and nobody is asked by plan; those on their way go on."""
    office().drills.pause(drill, by=me().by, request=repeatable())
    return answer(drill_row(_drill(drill)))


@blueprint.post("/<int:drill>/resume")
@blueprint.input(ResumeDrill, arg_name="body")
@blueprint.output(DrillOut)
@allow(*LEADERS)
def resume(drill: int, body: ResumeDrill) -> Response:
    """It goes on, at another speed where one is given; while it runs, too."""
    office().drills.resume(drill, body.speed, by=me().by, request=repeatable(body))
    return answer(drill_row(_drill(drill)))


@blueprint.post("/<int:drill>/stop")
@blueprint.output(DrillOut)
@allow(*LEADERS)
def stop(drill: int) -> Response:
    """Everything that it brought is closed, and its people are stood down."""
    office().drills.stop(drill, by=me().by, request=repeatable())
    return answer(drill_row(_drill(drill)))


@blueprint.post("/<int:drill>/lessons")
@blueprint.input(LessonIn, arg_name="body")
@blueprint.output(AftermathOut)
@allow(*LEADERS)
def lesson(drill: int, body: LessonIn) -> Response:
    """What is to be done otherwise next time: it is part of the report."""
    office().drills.note_lesson(drill, body.text, by=me().by, request=repeatable(body))
    return answer(AftermathOut(office().debrief.of(drill)).model_dump(mode="json"))


@blueprint.get("/<int:drill>/report")
@blueprint.output(AftermathOut)
@allow(*READERS)
def report(drill: int) -> Response:
    """Timeline, map, intervals, goals and lessons; of one that is going on, so far."""
    return answer(AftermathOut(office().debrief.of(drill)).model_dump(mode="json"))


def _drill(drill: int) -> Drill:
    found = office().log.board().drills.drills.get(drill)
    if found is None:
        raise NotFound("drill", drill)
    return found


def _year(drill: Drill) -> int:
    return office().centre.day(drill.started_at).year


def _files() -> Iterator[Path]:
    """A file of the data folder stands for the shipped one of the same name."""
    own = {file.name: file for file in sorted((office().config.data_dir / FOLDER).glob("*.toml"))}
    shipped = {file.name: file for file in sorted((ROOT / "data" / FOLDER).glob("*.toml"))}
    yield from ({**shipped, **own}).values()


def _file(name: str) -> Path:
    found = next((file for file in _files() if file.name == name), None)
    if found is None:
        raise NotFound("scenario", name)
    return found


def _read(name: str, text: str) -> Scenario:
    here = office()
    board = here.log.board()
    return scenario(name, text, board, place_by_name(here.finder, board.places), inside(here.city.bbox))


def _checked(name: str, file: Path) -> Row:
    try:
        return _shown(name, _read(name, read(file)))
    except Refused as trouble:
        blank = dict.fromkeys(("name", "kind", "lasts_s"))
        counts = dict.fromkeys(("enrolled", "on_duty", "calls", "injects"), 0)
        return {"file": name, **blank, **counts, "trouble": say(trouble.code, language(), **trouble.params)}


def _shown(name: str | None, told: Scenario) -> Row:
    on_duty = office().log.board().duty.on_duty
    return {
        "file": name,
        "name": told.script.name,
        "kind": told.kind,
        "lasts_s": told.lasts_s,
        "enrolled": len(told.enrolled),
        "on_duty": sum(one in on_duty for one in told.enrolled),
        "calls": sum(one.kind is InjectKind.CALL for one in told.script.injects),
        "injects": len(told.script.injects),
        "trouble": None,
    }
