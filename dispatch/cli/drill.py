"""`dispatch drill`: whether a scenario file can be played, what it says, and what came of it played in memory."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from immutables import Map
from pydantic import TypeAdapter

from dispatch.cli.records import database, opened
from dispatch.cli.rosters import people_in, people_of, stations_of
from dispatch.config import Config
from dispatch.drills.model import Scenario
from dispatch.drills.scenario import inside, parsed, place_by_name, read, scenario, schema
from dispatch.errors import Refused
from dispatch.incidents import plans
from dispatch.incidents.planbook import SHIPPED, PlanBook
from dispatch.places.finding import Finder
from dispatch.places.model import Places
from dispatch.reports.aftermath import Aftermath
from dispatch.simulate.past import past_day
from dispatch.simulate.policies import listed
from dispatch.simulate.rehearsal import rehearse
from dispatch.simulate.trials import Trial, compare
from dispatch.simulate.truth import Truth
from dispatch.simulate.ward import Crew, Ward
from maps.cities import City, open_city

PEOPLE = 240
ROSTER = "Another roster, as `data import people`; else everybody on record who has a station."
BEGINS = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)
city_option = click.option("--city", "name", default="demo", show_default=True, help="An imported city.")
people_option = click.option(
    "--people",
    type=click.IntRange(12, 20_000),
    default=PEOPLE,
    show_default=True,
    help="So many fictional people in the city, all on duty; the file says who of them is enrolled.",
)
file_argument = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def drill() -> None:
    """Drills: scenario files, checked and played."""


@drill.command("check")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@city_option
@people_option
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON Schema of such files instead.")
def check(file: Path | None, name: str, people: int, as_schema: bool) -> None:
    """Print what a scenario file plays, or what is wrong with it (exit 2)."""
    if as_schema:
        click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))
        return
    if file is None:
        raise click.UsageError("FILE is missing.")
    text = read(file)
    parsed(file.name, text)
    city = open_city(name, root=Config.from_env().cities_dir)
    board = Ward(city, _crew(city, people), {}, Map(), begins_at=BEGINS, seed=0).board
    click.echo(_shown(scenario(file.name, text, board, place_by_name(Finder(city), Places()), inside(city.bbox))))


@drill.command("run")
@file_argument
@city_option
@people_option
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True)
@click.option(
    "--speed",
    type=click.FloatRange(1, 60),
    default=60.0,
    show_default=True,
    help="As on a live console: the answer windows of simulated people go by as fast. Nothing waits here.",
)
@click.option(
    "--begins",
    type=click.DateTime(["%Y-%m-%dT%H:%M"]),
    help="The city's own time; else a morning in May.",
    default=None,
)
def run(file: Path, name: str, people: int, seed: int, speed: float, begins: datetime | None) -> None:
    """Play a scenario to its end in memory, with the real desks and simulated people, and print the after-action
    report as JSON. The same seed, the same report."""
    city = open_city(name, root=Config.from_env().cities_dir)
    begins_at = BEGINS if begins is None else begins.replace(tzinfo=ZoneInfo(city.timezone)).astimezone(UTC)
    played = rehearse(
        city,
        _crew(city, people),
        plans.load(SHIPPED),
        file.name,
        read(file),
        begins_at=begins_at,
        speed=speed,
        seed=seed,
    )
    click.echo(json.dumps(told(played.aftermath), ensure_ascii=False, allow_nan=False, indent=1))


@drill.command("replay")
@click.option("--city", "name", required=True, help="The imported city that the database is of.")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="A day of the city's calendar in the database."
)
@click.option("--policy", "written", required=True, metavar="P[,P…]", help="As of `dispatch simulate`.")
@click.option("--people", "people_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=ROSTER)
@click.option(
    "--watches", type=click.IntRange(1, 12), default=3, show_default=True, help="People take turns in so many."
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True)
@click.option("--replications", type=click.IntRange(1, 10_000), default=1, show_default=True)
@database
def replay(
    name: str,
    day: datetime,
    written: str,
    people_file: Path | None,
    watches: int,
    seed: int,
    replications: int,
    database_url: str | None,
) -> None:
    """Play the real calls of a past day again, under other policies or with another roster, and print what each is
    worth as JSON, as `dispatch simulate` does. Only reads the database; the key opens the places."""
    policies = listed(written)
    with opened(database_url) as (config, _, log):
        city = open_city(name, root=config.cities_dir)
        past = past_day(log.events(), day.date(), city)
        board = log.board()
        book = PlanBook(config.data_dir)
    if not past.arrivals:
        raise Refused("no_calls_that_day", day=day.date(), dropped=json.dumps(past.dropped))
    stations = sorted(board.duty.stations.values(), key=lambda one: one.id)
    known = {station.id: station for station in stations}
    people = people_in(people_file, known) if people_file else list(board.people.volunteers.values())
    crew = Crew(stations, [one for one in people if one.station is not None], watches)
    trial = Trial(name, config.cities_dir, crew, Truth(), dict(book), [past.arrivals], seed)
    found = compare(
        trial, policies, replications, progress=lambda now: click.echo(f"{now.all_done}/{now.all_of}", err=True)
    )
    about = {"day": day.date().isoformat(), "read": past.read, "used": len(past.arrivals), "dropped": past.dropped}
    click.echo(
        json.dumps({**about, "people": len(crew.people), **found}, ensure_ascii=False, allow_nan=False, indent=1)
    )


def told(aftermath: Aftermath) -> Any:
    return TypeAdapter(Aftermath).dump_python(aftermath, mode="json")


def _crew(city: City, people: int) -> Crew:
    stations = stations_of(city)
    return Crew(stations, people_of(stations, day=BEGINS.date(), people=people), watches=1)


def _shown(told: Scenario) -> str:
    """As JSON: what would be played, and to how many."""
    dumped = TypeAdapter(Scenario).dump_python(told, mode="json")
    return json.dumps({**dumped, "enrolled": len(told.enrolled)}, ensure_ascii=False, indent=1)
