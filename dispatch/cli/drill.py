"""`dispatch drill`: whether a scenario file can be played, what it says, and what came of it played in memory."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from immutables import Map
from pydantic import TypeAdapter

from dispatch.config import Config
from dispatch.drills.model import Scenario
from dispatch.drills.scenario import inside, parsed, place_by_name, read, scenario, schema
from dispatch.incidents import plans
from dispatch.incidents.planbook import SHIPPED
from dispatch.people.demo import fictional_roster, fictional_stations
from dispatch.places.finding import Finder
from dispatch.places.model import Places
from dispatch.reports.aftermath import Aftermath
from dispatch.simulate.rehearsal import rehearse
from dispatch.simulate.ward import Crew, Ward
from maps.cities import City, open_city

ROSTER_SEED = 15
PEOPLE = 240
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


def told(aftermath: Aftermath) -> Any:
    return TypeAdapter(Aftermath).dump_python(aftermath, mode="json")


def _crew(city: City, people: int) -> Crew:
    stations = fictional_stations(city.network, seed=ROSTER_SEED)
    return Crew(stations, fictional_roster(stations, seed=ROSTER_SEED, day=BEGINS.date(), people=people), watches=1)


def _shown(told: Scenario) -> str:
    """As JSON: what would be played, and to how many."""
    dumped = TypeAdapter(Scenario).dump_python(told, mode="json")
    return json.dumps({**dumped, "enrolled": len(told.enrolled)}, ensure_ascii=False, indent=1)
