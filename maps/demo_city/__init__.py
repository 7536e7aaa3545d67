"""The demo city 演示城: a river city that does not exist, drawn from a seed as an ordinary OpenStreetMap file.

- drawing: OpenStreetMap objects in metres, and the file; lines: geometry on arrays
- districts, plan, grain: what the city is to be
- land, streets: faces parted by streets until they are blocks
- lots, houses, lanes: a block as ground, what fits on it, the ways inside walls
- compounds, grounds, nature: what stands there
- roads: the streets as ways; places, names: what things are called
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from maps.cities import City, import_city, quiet
from maps.demo_city.drawing import Drawing
from maps.demo_city.grounds import BUILDERS, draw_campuses, use_of
from maps.demo_city.lots import Town, lots
from maps.demo_city.names import Names
from maps.demo_city.nature import draw_promenades, draw_railway, draw_water
from maps.demo_city.places import TITLE, draw_places
from maps.demo_city.plan import draw_up
from maps.demo_city.roads import Roads, set_one_ways
from maps.demo_city.streets import Growth, lay_out
from maps.sources import Progress

NAME = "demo"
SEED = 15
POPULATION = 600_000
LICENCE = "CC0 1.0, 虚构地图 · fictional, no real data"


def make(root: Path, *, progress: Progress = quiet) -> City:
    """Draw the city and import it as `demo` under `root`. Raises BadInput where the disk refuses."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / f"{NAME}.osm.pbf"
        progress("drawing", None)
        write(source)
        return import_city(
            source,
            name=NAME,
            root=root,
            title=TITLE,
            population=POPULATION,
            licence=LICENCE,
            fictional=True,
            progress=progress,
        )


def write(path: Path, *, seed: int = SEED) -> None:
    """Write the city of a seed as an OSM file; the same seed gives the same bytes. About 6 s on one core."""
    draw(seed).save(path)


def draw(seed: int) -> Drawing:
    rng = np.random.default_rng(seed)
    plan, drawing = draw_up(rng), Drawing()
    names = Names(rng, (line.name for line in plan.lines))
    land, rings = lay_out(plan, drawing)
    blocks = list(Growth(land, plan, names, rng).blocks(rings))
    town = Town(plan, land, drawing, names, rng)
    set_one_ways(town)
    draw_water(town)
    draw_promenades(town)
    draw_railway(town)
    built = [(use_of(town, lot), lot) for lot in lots(town, [block for block in blocks if block.use != "water"])]
    for use, lot in built:
        BUILDERS[use](town, lot)
    draw_campuses(town, built)
    draw_places(town, built)
    Roads(town).draw()
    drawing.raze_what_streets_cross()
    return drawing
