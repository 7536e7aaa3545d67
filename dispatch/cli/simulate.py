"""Policies against each other on real streets."""

import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT, default_int_handler, signal
from threading import Event
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import click
from click.core import ParameterSource

from dispatch.cli.rosters import people_in, people_of, stations_in, stations_of
from dispatch.config import Config
from dispatch.errors import Refused
from dispatch.incidents import plans
from dispatch.incidents.planbook import SHIPPED
from dispatch.jobs import Cancelled
from dispatch.simulate.calls import Stream, read_calls
from dispatch.simulate.page.page import page
from dispatch.simulate.policies import listed
from dispatch.simulate.streams import Arrival
from dispatch.simulate.trials import Progress, Trial, compare, district_level, stretches
from dispatch.simulate.truth import Truth, described, read_truth
from dispatch.simulate.ward import Crew
from dispatch.words import say
from maps.cities import City, open_city
from maps.errors import BadInput

PEOPLE = 1_200
STOPPED = 130
"""As shells say it of what Ctrl-C has ended."""
UNTOLD = ("page_file", "workers")
file_path = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--city", "name", required=True, help="An imported city.")
@click.option(
    "--calls",
    "calls_file",
    type=click.File("r", encoding="utf-8-sig", errors="replace"),
    required=True,
    help="CSV: at,type,lon,lat.",
)
@click.option("--stations", "stations_file", type=file_path, help="As `data import stations`; else 20 fictional ones.")
@click.option("--people", "people_file", type=file_path, help="As `data import people`; else 1,200 fictional ones.")
@click.option("--truth", "truth_file", type=file_path, help="What people really do (see below); else as published.")
@click.option(
    "--watches",
    type=click.IntRange(1, 12),
    default=3,
    show_default=True,
    help="People take turns in so many; 1: all on duty.",
)
@click.option(
    "--weekly-alerts", type=click.IntRange(1), help="After so many in a week others come first; else the plan's own."
)
@click.option("--policy", "written", required=True, metavar="P[,P…]", help="See below.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="The same seed, the same output."
)
@click.option(
    "--replications", type=click.IntRange(1, 10_000), default=1, show_default=True, help="Each with luck of its own."
)
@click.option(
    "--days", type=click.IntRange(1, 366), help="A replication plays a stretch of so many days, one after the other."
)
@click.option(
    "--page",
    "page_file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Also write an HTML page with plots, which stands by itself.",
)
@click.option("--workers", type=click.IntRange(1), help="So many runs side by side; else one a processor.")
@click.pass_context
def simulate(
    ctx: click.Context,
    name: str,
    calls_file: TextIO,
    stations_file: Path | None,
    people_file: Path | None,
    truth_file: Path | None,
    watches: int,
    weekly_alerts: int | None,
    written: str,
    seed: int,
    replications: int,
    days: int | None,
    page_file: Path | None,
    workers: int | None,
) -> None:
    """Play a stream of calls under several policies, with the real desks, and print what each is worth as JSON.

    Every policy meets the same calls, the same people and the same luck. The clock starts at the report; the first
    alert goes out after the city's handling time; nobody on duty, nobody alerted and nobody there are failures.
    Runs go side by side to processes of this machine, or to the Dask scheduler in FIFTEEN_DASK; Ctrl-C ends them.

    \b
    Policies:
      straight:K   the K nearest as the crow flies, at once
      road:K       the K soonest by road, at once
      top1         the soonest by road, the next at every decline and window's end
      radius:M     everyone within M metres as the crow flies, at once
      waves:KxS    the K soonest by road, K more every S seconds until a yes
      all          everyone within the limit, and only who will be there first goes:
                   the ceiling
      ours:PI      the response plan with target PI (0.95), topped up by rule

    \b
    --truth is JSON, everything optional; the planner never sees it:
      {"acceptance": {"mean": 0.35, "sd": 0.2},      how people differ (Beta)
       "history": 12,             past alerts of each that the planner learned from
       "nature": {"turnout_s": 90, "shows_up": 0.9},      what holds for everybody
       "people": {"V0001": {"acceptance": 0.6}}}          and for single ones
      of a nature: acceptance, declines, shows_up, answer_s, answer_spread,
      turnout_s, turnout_spread, night_turnout_s, travel_spread, on_scene_s,
      on_scene_spread (medians in seconds, spreads in log units)
    """
    policies = listed(written)
    if page_file and not page_file.parent.is_dir():
        raise BadInput("no_folder", file=str(page_file))
    config = Config.from_env()
    root = config.cities_dir
    city = open_city(name, root=root)
    stream = read_calls(calls_file, city)
    played = stretches(stream, days)
    if not played:
        raise Refused("no_calls", file=calls_file.name, dropped=json.dumps(stream.told()["dropped"]))
    truth = read_truth(truth_file.read_bytes(), truth_file.name) if truth_file else Truth()
    crew = _crew(city, stream, stations_file, people_file, watches)
    truth.require_known([one.id for one in crew.people])
    trial = Trial(name, root, crew, truth, plans.load(SHIPPED), played, seed, weekly_alerts)
    short = trial.unfillable()
    for role in short:
        click.echo(say("plan_unfillable", config.language, **role._asdict()), err=True)
    try:
        with _interrupts() as stopped:
            found = compare(
                trial, policies, replications, progress=_tell, max_workers=workers, dask=config.dask, cancelled=stopped
            )
    except Cancelled as stop:
        click.echo(say("simulation_stopped", config.language, done=stop.done, of=stop.of), err=True)
        ctx.exit(STOPPED)
    about = {
        "command": _command(ctx),
        "city": city.name,
        "seed": seed,
        "replications": replications,
        "days": days,
        "stations": len(crew.stations),
        "people": len(crew.people),
        "watches": watches,
        "weekly_alerts": weekly_alerts,
        "truth": described(truth),
        "calls": stream.told() | _dates(city, stream) | {"not_played": _not_played(stream, played, replications)},
        "plans_unfillable": [role._asdict() for role in short],
        "district_is": district_level(city.boundaries) or "nearest_station",
        "station_names": {one.id: one.name for one in crew.stations},
    }
    told = json.dumps({**about, **found}, ensure_ascii=False, allow_nan=False, indent=1)
    if page_file:
        page_file.write_text(page(json.loads(told), config.language), encoding="utf-8")
    click.echo(told)


def _tell(now: Progress) -> None:
    click.echo(f"{now.policy} {now.done}/{now.of} ({now.all_done}/{now.all_of})", err=True)


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed. Pressed once more it interrupts at once: a single worker first ends its run."""
    asked = Event()

    def ask(*_: object) -> None:
        asked.set()
        signal(SIGINT, default_int_handler)

    before = signal(SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal(SIGINT, before)


def _command(ctx: click.Context) -> str:
    """As it would have to be given again: without what was left to the defaults, or changes nothing in the answer."""
    words = ["dispatch", "simulate"]
    for option in ctx.command.params:
        name = str(option.name)
        if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT and name not in UNTOLD:
            given = ctx.params[name]
            words += [option.opts[0], str(getattr(given, "name", given) if hasattr(given, "read") else given)]
    return shlex.join(words)


def _dates(city: City, stream: Stream) -> dict[str, Any]:
    """Of the first and the last call, by the city's calendar."""
    zone = ZoneInfo(city.timezone)
    first, last = (stream.arrivals[one].at.astimezone(zone).isoformat() for one in (0, -1))
    return {"first_at": first, "last_at": last}


def _not_played(stream: Stream, played: list[list[Arrival]], replications: int) -> int:
    """Calls beyond the last whole stretch, and of stretches that no replication came to."""
    return len(stream.arrivals) - sum(map(len, played[:replications]))


def _crew(city: City, stream: Stream, stations_file: Path | None, people_file: Path | None, watches: int) -> Crew:
    stations = stations_in(stations_file, city) if stations_file else stations_of(city)
    if people_file is None:
        return Crew(stations, people_of(stations, day=stream.arrivals[0].at.date(), people=PEOPLE), watches)
    people = people_in(people_file, {station.id: station for station in stations})
    for one in people:
        if one.station is None:
            raise Refused("station_needed_by", volunteer=one.id, file=people_file.name)
    return Crew(stations, people, watches)
