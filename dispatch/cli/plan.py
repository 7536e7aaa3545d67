"""`dispatch plan`: which stations to open in a city next, by exact times over its streets. No database is touched."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from dispatch.cli.travel import LONGEST_MIN, city_option, mode_option
from dispatch.config import Config
from dispatch.links.crs import Crs
from dispatch.records import premises, sheets
from dispatch.records.columns import find_table
from dispatch.records.demand import read_demand
from dispatch.words import say
from maps import candidates, gaps, plans
from maps.boundaries import Level
from maps.candidates import Place
from maps.cities import City, open_city
from maps.covered import Figures, by_area
from maps.criticality import Spot, most_critical
from maps.demand import cells, files
from maps.demand.model import Demand, Remark
from maps.errors import BadInput
from maps.gazetteer.entries import Names
from maps.matrices import F4
from maps.robust import tried
from maps.siting.question import Model
from maps.snapping import Snapped, snap
from maps.speeds import Conditions, Mode, Weather
from maps.structures import middle, structures
from maps.travel import Weights, weigh

file_option = click.Path(exists=True, dir_okay=False, path_type=Path)
DECIDED_IN_S = 60.0
GAPS = 20


@dataclass(frozen=True, eq=False)
class Case:
    """All that a plan is made from."""

    city: City
    weights: Weights
    demand: Demand
    cells: Snapped
    sites: plans.Sites


@click.command()
@city_option
@click.option("--stations", type=file_option, required=True, help="Those of today: GeoJSON, CSV or Excel.")
@click.option("--demand", "demand_file", type=file_option, help="Weighted places; else what the map says of homes.")
@click.option("--minutes", type=float, default=15.0, show_default=True, help="What counts as covered, travel only.")
@mode_option
@click.option("--add", type=int, default=1, show_default=True, help="How many sites more; lscp finds it itself.")
@click.option("--model", type=click.Choice([str(model) for model in Model]), default="mclp", show_default=True)
@click.option("--candidates", "candidates_file", type=file_option, help="Premises; else places of the map.")
@click.option("--movable", is_flag=True, help="Stations of today may be given up for others.")
@click.option("--total-people", type=float, help="What the weights of the demand come to.")
@click.option("--cell-m", type=float, help="The size of cells; else the finest that makes no more than 5,000.")
@click.option("--budget", type=float, help="What the sites that are opened may cost together.")
@click.option("--second", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="backup: of double cover.")
@click.option("--weather", type=click.Choice([str(one) for one in Weather]), default="clear", show_default=True)
@click.option("--night", is_flag=True)
@click.option("--crs", type=click.Choice([one.value for one in Crs]), help="Of all the files that name none.")
@click.option("--places", help="Demand: places of these kinds, each counting one (school, community, …).")
@click.option(
    "--robust", is_flag=True, help="Also try the plan at night, in rain and flood, without bridges or streets."
)
@click.option("--time-limit", type=float, default=DECIDED_IN_S, show_default=True, metavar="S", help="Of solving.")
def plan(
    city_name: str,
    stations: Path,
    demand_file: Path | None,
    mode: str,
    candidates_file: Path | None,
    crs: str | None,
    **asked: Any,
) -> None:
    """Where the next stations should stand: the plan, what it gains and what no plan can beat, as JSON.

    The fewest sites that cover all (lscp), the most people covered (mclp), or twice (backup), or though people are
    busy (mexclp), the least travel in sum (pmedian) or at worst (pcentre).
    """
    wish = _wish(**asked)
    city = open_city(city_name, root=Config.from_env().cities_dir)
    network = city.network
    weights = weigh(network, Mode(mode), Conditions(weather=Weather(asked["weather"]), night=asked["night"]))
    today, remarks = _premises(stations, crs)
    if candidates_file:
        offered, more = _premises(candidates_file, crs)
        remarks = (*remarks, *more)
    else:
        offered = candidates.of_the_map(network, _names(city), mode=Mode(mode), taken=today)
    sites = plans.usable(network, today, offered, Mode(mode))
    demand = _demand(city, demand_file, crs, asked["places"], asked["total_people"], asked["cell_m"])
    _say("plan_progress_times", cells=len(demand), sites=len(sites.places))
    case = Case(city, weights, demand, snap(network, demand.lonlat, mode=Mode(mode)), sites)
    times = plans.table(weights, sites, case.cells, wish)
    _say("plan_progress_solving", model=str(wish.model), seconds=wish.seconds)
    found = plans.choose(wish, demand, sites, times)
    found = plans.measured(found, weights, demand, sites, case.cells, wish.limit_s)
    told = _told(case, wish, found, times)
    if asked["robust"]:
        _say("plan_progress_robust")
        told |= _bad_days(case, wish, found)
    told["reports"] = [_report(one) for one in (*remarks, *_unplaced(case), *demand.remarks, *found.remarks)]
    click.echo(json.dumps(told, ensure_ascii=False))


def _wish(
    *,
    model: str,
    add: int,
    minutes: float,
    movable: bool,
    budget: float | None,
    second: float,
    time_limit: float,
    **_: Any,
) -> plans.Wish:
    if not 0 < minutes <= LONGEST_MIN:
        raise BadInput("minutes_unreadable", text=minutes)
    if not (math.isfinite(time_limit) and time_limit >= 0):
        raise BadInput("siting_number", name="time-limit", value=time_limit)
    return plans.Wish(Model(model), add, 60 * minutes, movable, second, budget, time_limit)


def _premises(file: Path, crs: str | None) -> tuple[tuple[Place, ...], tuple[Remark, ...]]:
    """Those that could be read, and a remark on the rows that could not."""
    language = Config.from_env().language
    table = find_table(sheets.read(file), premises.COLUMNS, language)
    intake = premises.read_premises(table, crs=None if table.crs else crs)
    bad = [f"{file.name} {one.row}: {say(one.code, language, **one.params)}" for one in intake.bad]
    if not intake.things:
        raise BadInput("plan_no_premises", file=file.name, reason=bad[0] if bad else "")
    return intake.things, (Remark.on("site_unreadable", bad),) if bad else ()


def _names(city: City) -> Sequence[Any]:
    try:
        return Names.open(city.folder).places
    except BadInput:  # an import older than names: junctions will do
        return ()


def _demand(
    city: City, file: Path | None, crs: str | None, places: str | None, total: float | None, cell_m: float | None
) -> Demand:
    if places and file is None:
        kinds = [kind.strip() for kind in places.split(",")]
        return files.of_places(city.network, _names(city), kinds, total=total, cell_m=cell_m)
    if file is None:
        return cells.of_the_map(city.network, city.compounds, total=total or city.population, cell_m=cell_m)
    return read_demand(file, city, crs=crs, total=total, cell_m=cell_m)


def _unplaced(case: Case) -> list[Remark]:
    """Demand from which no street of the mode is near: uncovered whatever is built."""
    lost = np.flatnonzero(~case.cells.found)
    if not len(lost):
        return []
    people = float(case.demand.weight[lost].sum())
    return [Remark.on("demand_no_street", [case.demand.names[row] for row in lost], people=people)]


def _told(case: Case, wish: plans.Wish, found: plans.Plan, times: F4) -> dict[str, Any]:
    answer, sites, demand = found.answer, case.sites, case.demand
    places = sites.places
    return {
        "city": case.city.name,
        "mode": str(case.weights.mode),
        "minutes": wish.limit_s / 60,
        "model": str(answer.model),
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": answer.gap,
        "status": answer.status,
        "start": answer.start,
        "p": len(found.open),
        "sites": [_site(places[at], existing=at < sites.existing) for at in found.open],
        "added": [places[at].id for at in found.added],
        "dropped": [places[at].id for at in found.dropped],
        "candidates": len(places) - sites.existing,
        "demand": {
            "source": str(demand.source),
            "weakness": say(demand.weakness, Config.from_env().language),
            "cells": len(demand),
            "cell_m": demand.cell_m,
            "people": float(demand.weight.sum()),
        },
        "before": _figures(found.before),
        "after": _figures(found.after),
        "gaps": _gaps(case, wish, times[:, list(found.open)], times),
        "areas": _areas(case, wish, times[:, list(found.open)]),
    }


def _site(place: Place, *, existing: bool) -> dict[str, Any]:
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "lon": place.lon,
        "lat": place.lat,
        "existing": existing,
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "people": figures.people,
        "covered": figures.covered,
        "covered_share": figures.share,
        "double": figures.folds[1],
        "double_share": figures.double_share,
        "uncovered": figures.uncovered,
        "uncovered_cells": figures.uncovered_cells,
        "uncovered_km2": figures.uncovered_km2,
        "uncovered_street_km": figures.uncovered_street_km,
        "mean_s": figures.mean_s,
        "median_s": figures.median_s,
        "p90_s": figures.p90_s,
    }


def _gaps(case: Case, wish: plans.Wish, open_times: F4, times: F4) -> list[dict[str, Any]]:
    """What the plan leaves uncovered, the most people first."""
    mode, network = case.weights.mode, case.city.network
    found = gaps.gaps(
        network, case.demand, open_times, wish.limit_s, mode=mode, cures=gaps.Cures(times[:, case.sites.existing :])
    )
    return [
        {
            "people": gap.people,
            "cells": len(gap.cells),
            "lon": gap.lon,
            "lat": gap.lat,
            "km2": gap.km2,
            "street_km": gap.street_km,
            "remedies": [_remedy(case, one) for one in gap.remedies],
        }
        for gap in found[:GAPS]
    ]


def _remedy(case: Case, remedy: gaps.Remedy) -> dict[str, Any]:
    site = None if remedy.site is None else case.sites.places[case.sites.existing + remedy.site].id
    return {"means": str(remedy.means), "people": remedy.people, "site": site, "minutes": remedy.minutes}


def _areas(case: Case, wish: plans.Wish, times: F4) -> list[dict[str, Any]]:
    known = case.city.boundaries
    return [
        {"level": str(level), "name": name, "people": one.people, "covered_share": one.share}
        for level in Level
        if known.count(level)
        for name, one in by_area(case.demand, times, wish.limit_s, known, level)
    ]


def _bad_days(case: Case, wish: plans.Wish, found: plans.Plan) -> dict[str, Any]:
    """The plan's covered share on each, and the streets whose closing costs most."""
    lonlat = np.array([(case.sites.places[at].lon, case.sites.places[at].lat) for at in found.open])
    spot = Spot(case.weights, lonlat, case.demand, wish.limit_s)
    network = case.city.network
    outcomes, worst = tried(spot, structures(network, case.city.structures))
    streets = most_critical(spot)
    return {
        "robust": [
            {
                "trial": str(one.trial),
                "covered_share": one.figures.share,
                "people": one.figures.covered,
                "structure": one.structure
                and {
                    "kind": str(one.structure.kind),
                    "name": one.structure.name,
                    "lon": one.structure.lon,
                    "lat": one.structure.lat,
                },
            }
            for one in outcomes
        ],
        "critical": [
            {
                "people": one.people,
                "edges": one.edges.tolist(),
                "streets": sorted({network.names[network.edge_name[edge]] for edge in one.edges.tolist()} - {""}),
                "lonlat": network.unproject(middle(network, one.edges))[0].tolist(),
            }
            for one in streets.worst
        ],
        "critical_rest": streets.rest,
        "structures_known": case.city.structures.known,
        "structures_rest": worst.rest,
    }


def _report(remark: Remark) -> dict[str, Any]:
    told = remark.told()
    params = {name: value for name, value in told.items() if name not in ("code", "names")}
    return {**told, "text": say(remark.code, Config.from_env().language, names="、".join(remark.names), **params)}


def _say(code: str, **params: Any) -> None:
    click.echo(say(code, Config.from_env().language, **params), err=True)
