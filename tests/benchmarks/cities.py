"""The cities that the benchmarks of maps run on, and Valhalla's tiles of them, each made once under build/."""

import json
import os
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from maps.cities import City, city_from

BUILD = Path(__file__).resolve().parents[2] / "build"
SHARED = Path(os.environ.get("FIFTEEN_SHARED") or BUILD.parents[1] / "shared") / "data"


def benched(name: str) -> City:
    """The city of the shared data, imported when it is not or its file has changed."""
    return city_from(str(SHARED / f"{name}.osm.pbf"), BUILD / "cities")


def valhalla_of(name: str) -> Any | None:
    """Valhalla's engine on tiles of the same file, built at the first run (Milan: 10 to 20 s), without its limits on a
    matrix; None where it isn't installed."""
    if find_spec("valhalla") is None:
        return None
    from valhalla import Actor, get_config  # type: ignore[import-untyped,unused-ignore]

    tiles = BUILD / "valhalla" / name / "tiles"
    tiles.mkdir(parents=True, exist_ok=True)
    config = get_config(tile_extract="", tile_dir=str(tiles))
    for costing in ("pedestrian", "bicycle", "auto"):
        config["service_limits"][costing] |= {"max_matrix_location_pairs": 10**6, "max_locations": 10**4}
    # Of its two algorithms the quicker for one target: the other took 48 s by car where this takes seconds.
    config["thor"]["source_to_target_algorithm"] = "timedistancematrix"
    if not any(tiles.rglob("*.gph")):
        _build_tiles(config, (SHARED / f"{name}.osm.pbf").resolve(), tiles.parent)
    return Actor(config)


def _build_tiles(config: dict[str, Any], source: Path, folder: Path) -> None:
    from valhalla import PYVALHALLA_DIR

    file = folder / "valhalla.json"
    file.write_text(json.dumps(config), encoding="utf-8")
    # Itself, for its launcher wants the environment's programs on the PATH; it leaves notes where it runs.
    program = PYVALHALLA_DIR / "bin" / "valhalla_build_tiles"
    subprocess.run([str(program), "-c", str(file), str(source)], check=True, capture_output=True, cwd=folder)
