"""How many people the stations of a plan need by the hour, begun by a page and followed at `/api/v1/runs`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from dispatch.clock import stamp
from dispatch.errors import Refused
from dispatch.planning import staffing
from dispatch.planning.cells import Cells, street_names
from dispatch.planning.model import Fate, Question, Site
from dispatch.planning.planned import WEEK_HOURS, next_time
from dispatch.planning.remedies import as_sites, likely_homes, remedies
from dispatch.planning.staffing import Outcome, Staffing, Wish
from dispatch.rosters.grid import is_skill
from dispatch.web.answers import answer
from dispatch.web.auth import allow, me
from dispatch.web.bodies import Ident
from dispatch.web.office import Office, office
from dispatch.web.planning import PLANNERS
from dispatch.web.planning_shapes import LookIn
from dispatch.web.running import Run
from dispatch.web.runs import RunOut, told
from maps.siting.staffing import Extra

blueprint = APIBlueprint("planning_staffing", __name__, url_prefix="/api/v1", tag="planning")

STREETS_TOLD = 8
Hour = Annotated[int, Field(ge=0, lt=WEEK_HOURS)]


class StaffingIn(LookIn):
    """`skills`: qualifications or teams, null anybody; each is asked by itself. `target`: the chance that every cell is
    to have; left out: what the response plans ask for. `busy`: the share of time that somebody is on a call. `shows`:
    how often somebody planned comes. `most`: people at one station. `hours`: of the week, from Monday 0:00 on; left
    out: all. `seconds`: of solving for each situation."""

    skills: Annotated[list[Ident | None], Field(min_length=1, max_length=6, default_factory=lambda: [None])]
    target: Annotated[float, Field(gt=0, lt=1)] | None = None
    busy: Annotated[float, Field(ge=0, lt=1)] = 0.0
    shows: Annotated[float, Field(gt=0, le=1)] = 1.0
    most: Annotated[int, Field(ge=1, le=200)] = 20
    hours: Annotated[list[Hour], Field(min_length=1, max_length=WEEK_HOURS)] | None = None
    seconds: Annotated[float, Field(ge=1, le=120)] = 10.0

    def wish(self) -> Wish:
        skills = tuple(dict.fromkeys(self.skills))
        for one in skills:
            if one is not None and not is_skill(one):
                raise Refused("minimum_skill", part=one, skill=one)
        hours = tuple(sorted(set(range(WEEK_HOURS) if self.hours is None else self.hours)))
        return Wish(skills, self.target, self.busy, self.shows, self.most, hours, self.seconds)


@blueprint.post("/planning/staffing")
@blueprint.input(StaffingIn, arg_name="body")
@blueprint.output(RunOut, status_code=202)
@allow(*PLANNERS)
def ask(body: StaffingIn) -> Response:
    """`found` has the situations as they are solved, each with the hours in which it holds; then the extra shifts and
    the recruits that would help most. A stop keeps the situations."""
    here, (question, every), wish = office(), body.wanted(), body.wish()
    sites = [one for one in every if one.fate is not Fate.DROPPED]
    if not sites:
        raise Refused("no_site_left")
    now = here.now()
    task, cells = staffing.staffing(
        here.log.board(), here.plans, here.centre, here.survey.measure, question, sites, wish, now
    )
    week = {str(hour): stamp(next_time(hour, now.astimezone(here.centre.timezone))) for hour in wish.hours}

    def work(run: Run) -> Mapping[str, Any] | None:
        of, outcomes = len(task.situations) + 1, dict[int, Outcome]()
        found = {**_asked(task, cells, sites), "week": week, "situations": [], "shifts": None, "recruits": None}
        run.tell(0, of, found)
        for number, one in staffing.look(task, dask=here.config.dask, cancelled=run.stopped):
            outcomes[number] = one
            rows = [_situation(task, at, outcomes[at], cells) for at in sorted(outcomes)]
            found = {**found, "situations": rows}
            run.tell(len(outcomes), of, found)
        found = {**found, **_help(here, task, outcomes, cells, question, sites, run)}
        run.tell(of, of, found)
        return None

    return answer(told(here.running.begin("staffing", work, by=me().by)), 202)


def _asked(task: Staffing, cells: Cells, sites: Sequence[Site]) -> dict[str, Any]:
    off_road = sorted({one for times in task.times.values() for one in times.off_road})
    return {
        "sites": [{"id": one.id, "name": one.name} for one in sites],
        "skills": [
            {"skill": skill, "target": target, "from": "plans" if task.wish.target is None else "asked"}
            for skill, target in task.targets.items()
        ],
        "acceptance": round(task.acceptance, 4),
        "people": round(float(task.people.sum()), 1),
        "scaled": cells.scaled,
        "off_road": off_road,
    }


def _situation(task: Staffing, number: int, outcome: Outcome, cells: Cells) -> dict[str, Any]:
    asked = task.situations[number]
    weights = task.people[outcome.beyond]
    return {
        "skill": asked.skill,
        "night": asked.night,
        "hours": asked.hours,
        "planned": asked.on_site,
        "standby": sum(asked.at_home),
        "elsewhere": asked.elsewhere,
        "needed": outcome.needed,
        "proven": outcome.status == "optimal",
        "bound": outcome.bound,
        "sure": round(outcome.sure, 1),
        "expected": round(outcome.expected, 1),
        "beyond": {
            "cells": len(outcome.beyond),
            "people": round(float(weights.sum()), 1),
            "streets": _streets(cells, outcome, task),
        },
    }


def _streets(cells: Cells, outcome: Outcome, task: Staffing) -> list[dict[str, Any]]:
    """Of cells out of reach, by street, the most people first."""
    people: dict[str, float] = {}
    for cell in outcome.beyond:
        people[cells.streets[cell]] = people.get(cells.streets[cell], 0.0) + float(task.people[cell])
    ordered = sorted(people.items(), key=lambda one: (-one[1], one[0]))
    return [{"name": name, "people": round(count, 1)} for name, count in ordered[:STREETS_TOLD]]


def _help(
    here: Office, task: Staffing, outcomes: Mapping[int, Outcome], cells: Cells, question: Question,
    sites: Sequence[Site], run: Run,
) -> dict[str, Any]:  # fmt: skip
    homes = likely_homes(task, outcomes, cells.streets)
    lonlat = cells.demand.lonlat[homes]
    from_homes = {
        night: here.survey.measure(replace(question, night=night, hour=None), as_sites(lonlat))[1].seconds.T
        for night in task.times
    }
    found = remedies(task, homes, from_homes, dask=here.config.dask, cancelled=run.stopped)
    hours = len(task.wish.hours)
    names = street_names(cells.city, lonlat)

    def row(one: Extra, over: int) -> dict[str, Any]:
        told = {
            "skill": task.wish.skills[one.skill],
            "hour": one.hour,
            "people": round(one.people / over, 1),
            "expected": round(one.expected / over, 2),
        }
        if one.site < len(sites):
            return {**told, "site": sites[one.site].id, "name": sites[one.site].name, "street": None}
        home = one.site - len(sites)
        lon, lat = (round(float(part), 6) for part in np.asarray(lonlat[home]))
        return {**told, "site": None, "name": None, "street": names[home], "lon": lon, "lat": lat}

    return {
        "shifts": [row(one, 1) for one in found["shifts"]],
        "recruits": [row(one, hours) for one in found["recruits"]],
    }
