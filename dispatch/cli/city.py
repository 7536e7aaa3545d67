"""`dispatch city`: import a map, list what is there, show one."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import numpy as np
from tqdm import tqdm

from dispatch.config import Config
from dispatch.links.crs import Crs, to_wgs84
from dispatch.words import say
from maps import boundaries, cities
from maps.boundaries import Level
from maps.errors import BadInput
from maps.places import Servers, is_place
from maps.roads import F8
from maps.sources import GRAPH_SUFFIX, Progress, area_of


@click.group()
def city() -> None:
    """Maps of cities: import, list, show."""


@city.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the city; the file's own when left out.")
@click.option("--within", metavar="W,S,E,N|FILE", help="Only this box (degrees), or the polygons of a GeoJSON file.")
@click.option("--title", help="Name that people see.")
@click.option("--population", type=click.IntRange(min=1), help="People who live there.")
def import_(source: Path, name: str | None, within: str | None, title: str | None, population: int | None) -> None:
    """Import an OpenStreetMap file (.osm.pbf, .osm, .osm.gz, .osm.bz2), a graph of osmnx (.graphml), or a place by its
    name, which needs the internet."""
    config = Config.from_env()
    with progress_shown(config.language) as progress:
        imported = cities.import_city(
            source,
            name=cities.name_of(source) if name is None else name,
            root=config.cities_dir,
            within=None if within is None else area_of(within),
            title=title,
            population=population,
            servers=Servers(config.nominatim_url, config.overpass_url),
            progress=progress,
        )
    if source.name.endswith(GRAPH_SUFFIX) or is_place(source):
        code = "city_of_place" if is_place(source) else "city_of_graph"
        click.echo(say(code, config.language, source=source.name), err=True)
    click.echo(told(cities.describe(imported), config.language))


@city.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def list_(as_json: bool) -> None:
    """The imported cities."""
    config = Config.from_env()
    found = {name: _described(name, config) for name in cities.list_cities(config.cities_dir)}
    if as_json:
        click.echo(json.dumps(list(found.values()), ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo(say("city_list_empty", config.language))
    for name, tells in found.items():
        code = "city_list_broken" if "error" in tells else "city_list_line"
        click.echo(say(code, config.language, **_known(tells, config.language) | {"name": f"{name:<16}"}))


@city.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def show(name: str, as_json: bool) -> None:
    """What is known of a city: size, reach of each mode, what was left out, where it comes from."""
    config = Config.from_env()
    tells = cities.describe(cities.open_city(name, root=config.cities_dir))
    click.echo(json.dumps(tells, ensure_ascii=False, indent=2) if as_json else told(tells, config.language))


@city.command("boundaries")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="Name of the city that they are of.")
@click.option("--level", type=click.Choice([one.value for one in Level]), help="What they are; else told by each area.")
@click.option("--crs", "crs", type=click.Choice([one.value for one in Crs]), help="What the coordinates are.")
def boundaries_(source: Path, name: str, level: str | None, crs: str | None) -> None:
    """Districts, streets and communities (区, 街道, 社区) of a city, from GeoJSON, GeoPackage or Shapefile.

    GeoJSON needs --crs: by its standard it is WGS84, from Amap and DataV it is GCJ02. A level that the file has takes
    the place of what the city had of it; later imports of the map keep it.
    """
    config = Config.from_env()
    home = cities.open_city(name, root=config.cities_dir).folder.parent
    found = boundaries.read(source, level=Level(level) if level else None, convert=_converted(crs) if crs else None)
    for kept, count in boundaries.keep(home, found).items():
        click.echo(say("boundaries_kept", config.language, level=kept.value, count=count, city=name))


def _converted(crs: str) -> Callable[[F8], F8]:
    def convert(points: F8) -> F8:
        return np.array([to_wgs84(crs, float(lon), float(lat)) for lon, lat in points]).reshape(-1, 2)

    return convert


def _described(name: str, config: Config) -> dict[str, Any]:
    try:
        return cities.describe(cities.open_city(name, root=config.cities_dir))
    except BadInput as problem:
        return {"name": name, "error": say(problem.code, config.language, **problem.params)}


def _known(tells: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {key: say("city_unknown_value", language) if value is None else value for key, value in tells.items()}


def told(tells: Mapping[str, Any], language: str) -> str:
    """A city's description as lines to read."""
    bbox = ", ".join(f"{edge:.5f}" for edge in tells["bbox"])
    lines = [
        say("city_show", language, **_known(tells, language) | {"bbox": bbox}),
        *(say(f"city_show_{mode}", language, **counts) for mode, counts in tells["components"].items()),
        say("city_show_boundaries", language, **tells["boundaries"]),
        say("city_show_mobilisation", language, **tells["mobilisation"]),
        say("city_show_left_out", language, **tells["tally"]),
    ]
    return "\n".join(lines)


class _Bar(tqdm):  # type: ignore[type-arg]
    monitor_interval = 0  # no thread beside it: a server forks after its import


@contextmanager
def progress_shown(language: str) -> Iterator[Progress]:
    """Shows the steps on stderr: a bar where someone watches, else a line each."""
    if not sys.stderr.isatty():
        yield _a_line_each(language)
        return
    with _Bar(total=1.0, bar_format="{desc} {bar} {percentage:3.0f}% {elapsed}", leave=False) as bar:

        def progress(step: str, fraction: float | None) -> None:
            bar.set_description_str(say(f"city_step_{step}", language), refresh=False)
            bar.n = fraction or 0.0
            bar.refresh()

        yield progress


def _a_line_each(language: str) -> Progress:
    begun: set[str] = set()

    def progress(step: str, _fraction: float | None) -> None:
        if step not in begun:
            begun.add(step)
            click.echo(say(f"city_step_{step}", language), err=True)

    return progress
