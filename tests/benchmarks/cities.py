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
    """Valhalla's actor on tiles of the same file; None where it isn't installed. Building Milan takes a minute."""
    if find_spec("valhalla") is None:
        return None
    import valhalla

    folder = BUILD / "valhalla" / name
    config = folder / "valhalla.json"
    if not config.exists():
        (folder / "tiles").mkdir(parents=True, exist_ok=True)
        settings = valhalla.get_config(tile_extract="", tile_dir=folder / "tiles")
        builder = Path(valhalla.PYVALHALLA_DIR) / "bin" / "valhalla_build_tiles"
        drafted = folder / "draft.json"
        drafted.write_text(json.dumps(settings), encoding="utf-8")
        source = (SHARED / f"{name}.osm.pbf").resolve()
        # It leaves notes in its working directory.
        subprocess.run([builder, "-c", drafted, source], check=True, capture_output=True, cwd=folder)
        drafted.rename(config)
    return valhalla.Actor(str(config))
