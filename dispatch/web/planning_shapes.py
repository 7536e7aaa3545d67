"""Site plans as they come in and go out."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import shapely
from pydantic import AwareDatetime, Field, StringConstraints

from dispatch.clock import stamp
from dispatch.planning.model import Check, Count, Demand, Fate, Question, Site, SitePlan, Standing
from dispatch.planning.survey import Looked
from dispatch.web.bodies import PLAIN, Body, Ident, Latitude, Line, Longitude, Seq
from dispatch.web.out import Out
from dispatch.web.problems import language
from dispatch.web.rows import Row
from dispatch.words import say
from maps.candidates import Place as Likely
from maps.covered import Figures
from maps.demand.model import Remark
from maps.gaps import Gap, Remedy
from maps.gazetteer.kinds import PlaceKind
from maps.speeds import Mode, Weather

Notes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000, pattern=PLAIN)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=PLAIN)]
GRAIN_DEG = 1e-6


class QuestionIn(Body):
    """`people`: how many live in the city, left out: as its settings say. `hour`: of the week, from Monday 0:00 on."""

    minutes: Annotated[float, Field(gt=0, le=60)] = 15.0
    mode: Mode = Mode.EBIKE
    count: Count = Count.RESPONSE
    demand: Demand = Demand.PEOPLE
    people: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    night: bool = False
    weather: Weather = Weather.CLEAR
    closures: bool = False
    hour: Annotated[int, Field(ge=0, le=167)] | None = None
    skill: Ident | None = None
    file: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")] | None = None
    kinds: Annotated[tuple[PlaceKind, ...], Field(max_length=20, strict=False)] = ()

    def question(self) -> Question:
        return Question(**{**self.model_dump(), "kinds": tuple(sorted({str(one) for one in self.kinds}))})


class SiteIn(Body):
    """WGS-84: sites come from this service's own map. `cost`: a year, in 万元."""

    id: Ident
    name: Short
    lon: Longitude
    lat: Latitude
    fate: Fate = Fate.KEPT
    cost: Annotated[float, Field(ge=0, le=1_000_000)] | None = None

    def site(self) -> Site:
        return Site(**self.model_dump())


class LookIn(Body):
    question: QuestionIn = QuestionIn()
    sites: Annotated[list[SiteIn], Field(max_length=200)]

    def wanted(self) -> tuple[Question, tuple[Site, ...]]:
        return self.question.question(), tuple(one.site() for one in self.sites)


class SitePlanIn(LookIn):
    """`edition`: the one that was changed; none for a new plan."""

    name: Line
    notes: Notes = ""


class SaveIn(SitePlanIn):
    edition: Seq


class RenameIn(Body):
    name: Line


class SiteOut(Out):
    id: str
    name: str
    lon: float
    lat: float
    fate: Fate
    cost: float | None


class SitePlanOut(Out):
    id: int
    name: str
    question: dict[str, Any]
    sites: list[SiteOut]
    notes: str
    standing: Standing
    edition: int
    by: str
    at: AwareDatetime
    checked: bool
    check: dict[str, Any] | None


class SitePlansOut(Out):
    plans: list[SitePlanOut]


class TodayOut(Out):
    """The stations of today as sites, and what a question may name. `people`: None where nobody has said."""

    sites: list[SiteOut]
    bbox: list[float]
    city: str
    title: str
    fictional: bool
    people: int | None
    standards: list[dict[str, Any]]
    skills: list[str]
    timezone: str
    at: AwareDatetime


class CellsOut(Out):
    """`lon`, `lat`, `weight`: of each cell, in the order that `cover` has. `scaled`: weights are people."""

    source: str
    weakness: str
    scaled: bool
    cell_m: float | None
    lon: list[float]
    lat: list[float]
    weight: list[float]
    remarks: list[dict[str, Any]]


class FiguresOut(Out):
    """`people`, `covered`, `double`, `uncovered` in the weight of the cells; times from the question's beginning, None
    where so many are not reached within an hour."""

    people: float
    covered: float
    double: float
    uncovered: float
    share: float
    double_share: float
    cells: int
    km2: float
    street_km: float
    median_s: float | None
    p90_s: float | None


class AreaOut(FiguresOut):
    level: str
    name: str | None


class LookOut(Out):
    """`cover`: a digit a cell, how many sites reach it in time (9: nine or more). `curve`: the share covered within
    0 … 30 minutes."""

    figures: FiguresOut
    cover: str
    curve: list[float]
    areas: list[AreaOut]
    limit_s: float
    mobilisation_s: float
    cost: float
    cost_unknown: int
    off_road: list[str]
    unstaffed: list[str]


class RemedyOut(Out):
    means: str
    people: float
    everywhere: float
    mode: Mode | None
    minutes: float | None
    site: dict[str, Any] | None


class GapOut(Out):
    lon: float
    lat: float
    people: float
    cells: int
    km2: float
    street_km: float
    street: str
    areas: dict[str, str]
    nearest_s: float | None
    remedies: list[RemedyOut]


class GapsOut(Out):
    """The most people first; `more`: how many smaller ones are left out. `outlines`: GeoJSON of those that are told."""

    gaps: list[GapOut]
    more: int
    outlines: dict[str, Any]


def plan_row(plan: SitePlan) -> Row:
    return {
        "id": plan.id,
        "name": plan.name,
        "question": asdict(plan.question),
        "sites": [asdict(one) for one in plan.sites],
        "notes": plan.notes,
        "standing": plan.standing,
        "edition": plan.edition,
        "by": plan.by,
        "at": stamp(plan.at),
        "checked": plan.checked,
        "check": check_row(plan.check),
    }


def check_row(check: Check | None) -> Row | None:
    if check is None:
        return None
    return {**asdict(check), "at": stamp(check.at), "first": str(check.first), "last": str(check.last)}


def figures_row(told: Figures, mobilisation_s: float) -> Row:
    return {
        "people": round(told.people, 1),
        "covered": round(told.covered, 1),
        "double": round(told.folds[1], 1),
        "uncovered": round(told.uncovered, 1),
        "share": round(told.share, 5),
        "double_share": round(told.double_share, 5),
        "cells": told.uncovered_cells,
        "km2": round(told.uncovered_km2, 3),
        "street_km": round(told.uncovered_street_km, 2),
        "median_s": _later(told.median_s, mobilisation_s),
        "p90_s": _later(told.p90_s, mobilisation_s),
    }


def look_row(looked: Looked, sites: Sequence[Site]) -> Row:
    costs = [one.cost for one in sites if one.fate is not Fate.DROPPED]
    return {
        "figures": figures_row(looked.figures, looked.mobilisation_s),
        "cover": "".join(map(str, looked.cover.clip(0, 9).tolist())),
        "curve": [round(one, 5) for one in looked.curve],
        "areas": [
            {"level": level, "name": name, **figures_row(own, looked.mobilisation_s)}
            for level, name, own in looked.areas
        ],
        "limit_s": looked.limit_s,
        "mobilisation_s": looked.mobilisation_s,
        "cost": round(sum(cost for cost in costs if cost is not None), 2),
        "cost_unknown": sum(cost is None for cost in costs),
        "off_road": looked.off_road,
        "unstaffed": looked.unstaffed,
    }


def gap_row(gap: Gap, looked: Looked, likely: Sequence[Likely]) -> Row:
    cells = looked.cells
    heart = int(gap.cells[cells.demand.weight[gap.cells].argmax()])
    lon, lat = (round(float(one), 6) for one in cells.demand.lonlat[heart])
    return {
        "lon": lon,
        "lat": lat,
        "people": round(gap.people, 1),
        "cells": len(gap.cells),
        "km2": round(gap.km2, 3),
        "street_km": round(gap.street_km, 2),
        "street": cells.streets[heart],
        "areas": dict(cells.city.boundaries.of(lon, lat)),
        "nearest_s": _later(gap.nearest_s, looked.mobilisation_s),
        "remedies": [_remedy(one, looked, likely) for one in gap.remedies],
    }


def _remedy(one: Remedy, looked: Looked, likely: Sequence[Likely]) -> Row:
    place = None if one.site is None else likely[one.site]
    return {
        "means": one.means,
        "people": round(one.people, 1),
        "everywhere": round(one.everywhere, 1),
        "mode": one.mode,
        "minutes": None if one.minutes is None else one.minutes + looked.mobilisation_s / 60,
        "site": place and {"name": place.name, "kind": place.kind, "lon": place.lon, "lat": place.lat},
    }


def outline_text(gap: Gap, number: int) -> str:
    shape = shapely.to_geojson(shapely.set_precision(gap.outline, GRAIN_DEG, mode="pointwise"))
    return f'{{"type":"Feature","geometry":{shape},"properties":{{"gap":{number}}}}}'


def remark_row(remark: Remark) -> Row:
    names = "、".join(remark.names)
    text = say(remark.code, language(), count=remark.count, names=names, **remark.params)
    return {"code": remark.code, "count": remark.count, "names": list(remark.names), "text": text}


def _later(seconds: float | None, mobilisation_s: float) -> float | None:
    return None if seconds is None else round(seconds + mobilisation_s, 1)
