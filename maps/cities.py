"""Imported cities: a folder each, written whole or not at all.

    ROOT/NAME/city.toml        what people may edit, and which import is the city's
    ROOT/NAME/import-…/        arrays and layers of one import

An import writes a fresh `import-…` folder, syncs it to disk and then replaces `city.toml`: that one rename makes the
new folder the city's. Killed at any moment before, the old city stands; what was left is swept by the next import.
"""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from maps import boundaries, compounds, isochrones, settings, structures, tiles
from maps.boundaries import Boundaries
from maps.clipping import clipped
from maps.compounds import Compounds
from maps.errors import BadInput
from maps.gazetteer.entries import FILE_NAME as NAMES_FILE
from maps.graphs import as_osm_file
from maps.isochrones import Raster
from maps.places import PUBLIC, Servers
from maps.roads import RoadNetwork
from maps.settings import Bounds, Imported, Settings
from maps.sources import SUFFIXES, Progress, Reading, read, sha256
from maps.speeds import Mode
from maps.structures import Structures
from maps.ways import Area

if TYPE_CHECKING:
    from maps.gazetteer.search import Gazetteer

FILE = "city.toml"
PREFIX = "import-"
NAME = re.compile(r"\w[\w-]{0,39}")


def quiet(step: str, fraction: float | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, eq=False, kw_only=True)
class City(Settings):
    """An imported city, open: its settings, and its network memory-mapped from `folder`."""

    name: str
    folder: Path
    imported: Imported
    network: RoadNetwork

    @cached_property
    def rasters(self) -> Mapping[Mode, Raster]:
        """Its cells, snapped for each mode. Read at the first call (Milan: 50 ms)."""
        return {mode: Raster.open(self.folder, mode) for mode in Mode}

    @cached_property
    def compounds(self) -> Compounds:
        """What may stand behind walls. Read at the first call."""
        return Compounds.open(self.folder)

    @cached_property
    def gazetteer(self) -> "Gazetteer":
        """Its names. Read at the first call (Milan: 60 ms); BadInput where an older import left none."""
        from maps.gazetteer.search import Gazetteer  # pinyin takes .2 s to load, and most commands need none

        return Gazetteer.open(self.folder, self.network)

    @cached_property
    def structures(self) -> Structures:
        """Its bridges and tunnels."""
        return Structures.open(self.folder)

    @property
    def complete(self) -> bool:
        """Whether it has every layer that an import writes by now."""
        return (self.folder / NAMES_FILE).exists() and (self.folder / structures.FILE).exists()

    @cached_property
    def boundaries(self) -> Boundaries:
        """Districts, streets, communities. Read at the first call."""
        return boundaries.open_boundaries(self.folder.parent, self.folder)

    @property
    def bbox(self) -> Bounds:
        return self.imported.bbox

    @property
    def checksum(self) -> str:
        """Of the network (`RoadNetwork.checksum`): what a database says of the city that it was made for."""
        return self.imported.checksum


@dataclass(frozen=True, eq=False)
class Draft:
    """An import under way: what the layers are made from, and the folder that they are written to."""

    source: Path
    reading: Reading
    folder: Path
    progress: Progress
    attribution: str

    @property
    def bbox(self) -> Bounds:
        west, south = self.reading.network.shape_lonlat.min(axis=0)
        east, north = self.reading.network.shape_lonlat.max(axis=0)
        return float(west), float(south), float(east), float(north)


def write_network(draft: Draft) -> None:
    draft.progress("writing", None)
    draft.reading.network.save(draft.folder)


def write_cells(draft: Draft) -> None:
    for done, mode in enumerate(Mode):
        draft.progress("cells", done / len(Mode))
        isochrones.raster(draft.reading.network, mode=mode).save(draft.folder)


def write_compounds(draft: Draft) -> None:
    draft.progress("compounds", None)
    compounds.read(draft.source, draft.bbox).save(draft.folder)
    structures.read(draft.source).save(draft.folder)
    if settings.in_china(draft.bbox):
        boundaries.of_the_map(draft.source, draft.bbox).save(draft.folder)


def write_base_map(draft: Draft) -> None:
    tiles.build(draft.source, draft.folder, bounds=draft.bbox, progress=draft.progress, attribution=draft.attribution)


def write_names(draft: Draft) -> None:
    from maps.gazetteer.reading import read as names

    draft.progress("names", None)
    area = draft.reading.area or shapely.box(*draft.bbox)
    names(draft.source, draft.reading.network, area).save(draft.folder)


Layer = Callable[[Draft], None]
LAYERS: tuple[Layer, ...] = (write_network, write_cells, write_compounds, write_base_map, write_names)
"""What an import writes into its folder, in this order; each names its own steps to `draft.progress`."""


def import_city(
    source: Path,
    *,
    name: str,
    root: Path,
    within: Area | None = None,
    title: str | None = None,
    population: int | None = None,
    licence: str | None = None,
    fictional: bool | None = None,
    layers: Sequence[Layer] = LAYERS,
    servers: Servers = PUBLIC,
    progress: Progress = quiet,
) -> City:
    """Import `source` as the city `name` under `root`, in place of the one of that name if there is one.

    It is an OSM file, a graph of osmnx (.graphml), or the name of a place that `servers` are asked for. What is not
    given here keeps what people wrote in the old `city.toml`, unless that was of another place. Raises BadInput, the
    old city untouched, where the source, the area or the name is at fault (`maps.graphs.as_osm_file`,
    `maps.sources.read`) or the disk refuses. Imports under one root wait for each other. `progress(step, fraction)`
    hears each step as it begins.
    """
    check_name(name)
    edits = {"title": title, "population": population, "licence": licence, "fictional": fictional}
    with (
        as_osm_file(source, servers, progress) as whole,
        clipped(whole, within, progress) as file,
        _only_importer(root),
    ):
        return _import(source, file, root / name, within, edits, layers, progress)


def _import(
    source: Path,
    file: Path,
    home: Path,
    within: Area | None,
    edits: Mapping[str, Any],
    layers: Sequence[Layer],
    progress: Progress,
) -> City:
    for other in _homes(home.parent):
        with suppress(BadInput):  # an unreadable city.toml is the business of who opens that city
            _sweep(other)
    reading = read(file, origin=source, within=within, progress=progress)
    with _fresh_folder(home) as folder:
        draft = Draft(file, reading, folder, progress, edits.get("licence") or tiles.ATTRIBUTION)
        for write in layers:
            write(draft)
        imported = Imported(folder.name, reading.network.checksum(), draft.bbox, reading.facts, reading.tally)
        _sync(folder)
        _replace(home / FILE, settings.render(_settle(home, imported, edits), imported))
    _sweep(home)
    return open_city(home.name, root=home.parent)


def _settle(home: Path, imported: Imported, edits: Mapping[str, Any]) -> Settings:
    """The settings after an import: what is given, else what the old city of this place had, else a first guess."""
    lon, lat = (imported.bbox[0] + imported.bbox[2]) / 2, (imported.bbox[1] + imported.bbox[3]) / 2
    known = Settings(home.name, settings.timezone_at(lon, lat))
    if (home / FILE).exists():
        old, before = settings.load(home / FILE)
        if before.bbox[0] <= lon <= before.bbox[2] and before.bbox[1] <= lat <= before.bbox[3]:
            known = old
    given = {key: value for key, value in edits.items() if value is not None}
    return replace(known, data_date=imported.facts.date or known.data_date, **given)


def open_city(name: str, *, root: Path) -> City:
    """The city of that name, its arrays memory-mapped; BadInput where there is none, or its files are damaged."""
    home = root / name
    if NAME.fullmatch(name) is None or not (home / FILE).is_file():
        raise BadInput("city_unknown", city=name, known=", ".join(list_cities(root)) or "-")
    edited, imported = settings.load(home / FILE)
    folder = home / imported.folder
    return City(**vars(edited), name=name, folder=folder, imported=imported, network=RoadNetwork.open(folder))


def is_complete(name: str, root: Path) -> bool:
    """Whether the city of that name is there, whole, and of this version."""
    try:
        return open_city(name, root=root).complete
    except BadInput:
        return False


def list_cities(root: Path) -> tuple[str, ...]:
    """The names of the imported cities, in order."""
    return tuple(home.name for home in _homes(root) if (home / FILE).is_file())


def city_from(text: str, root: Path, *, progress: Progress = quiet) -> City:
    """The city that `text` names: an imported one, or a file to import, imported under the file's own name.

    A file is read again only when its content is no longer what was imported, or the import is damaged.
    """
    if not text.endswith(SUFFIXES):
        return open_city(text, root=root)
    source = Path(text)
    if not source.is_file():
        raise BadInput("source_missing", file=text)
    name = name_of(source)
    with _only_importer(root):
        if city := _if_of(source, name, root):
            return city
        with as_osm_file(source, PUBLIC, progress) as file:
            return _import(source, file, root / name, None, {}, LAYERS, progress)


def _if_of(source: Path, name: str, root: Path) -> City | None:
    """The city of that name if it opens and was imported from this very file."""
    try:
        city = open_city(name, root=root)
    except BadInput:
        return None
    return city if city.complete and city.imported.facts.sha256 == sha256(source) else None


def name_of(source: Path) -> str:
    """The name of the city that a source is imported as when nobody gives one: `chengdu.osm.pbf` → `chengdu`."""
    suffix = next((suffix for suffix in SUFFIXES if source.name.endswith(suffix)), "")
    check_name(name := re.sub(r"[^\w-]+", "-", source.name.removesuffix(suffix)).strip("-")[:40])
    return name


def check_name(name: str) -> None:
    if NAME.fullmatch(name) is None:
        raise BadInput("city_name", city=name)


def describe(city: City) -> dict[str, Any]:
    """What `dispatch city show` tells: plain values, lengths in km, counts by mode."""
    network = city.network
    return {
        "name": city.name,
        "title": city.title,
        "nodes": network.node_count,
        "edges": network.edge_count,
        "km": round(float(network.edge_length_m.sum()) / 1000, 1),
        "bbox": list(city.bbox),
        "crs": network.crs,
        "timezone": city.timezone,
        "date": city.data_date and city.data_date.isoformat(),
        "licence": city.licence,
        "population": city.population,
        "fictional": city.fictional,
        "mobilisation": asdict(city.mobilisation),
        "components": {mode.value: _component(network, mode) for mode in Mode},
        "boundaries": {level.value: city.boundaries.count(level) for level in boundaries.Level},
        "tally": asdict(city.imported.tally),
        "source": city.imported.facts.file,
        "checksum": city.checksum,
    }


def _component(network: RoadNetwork, mode: Mode) -> dict[str, Any]:
    """What a mode may use, and how much of it lies outside the main component, where nobody is snapped to."""
    open_to = network.edge_access & (mode.forward_bit | mode.back_bit) != 0
    main = network.edge_main & mode.main_bit != 0
    nodes, main_nodes = (
        len(np.unique(np.concatenate((network.edge_from[edges], network.edge_to[edges])))) for edges in (open_to, main)
    )
    km, main_km = (float(network.edge_length_m[edges].sum()) / 1000 for edges in (open_to, main))
    return {
        "nodes": main_nodes,
        "edges": int(main.sum()),
        "km": round(main_km, 1),
        "dropped_nodes": nodes - main_nodes,
        "dropped_edges": int(open_to.sum() - main.sum()),
        "dropped_km": round(km - main_km, 1),
    }


@contextmanager
def _only_importer(root: Path) -> Iterator[None]:
    """Holds the root's lock; the system frees it when the process dies."""
    with _disk():
        root.mkdir(parents=True, exist_ok=True)
        lock = (root / ".importing").open("w")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _fresh_folder(home: Path) -> Iterator[Path]:
    """A new import folder, taken away again if what is written into it fails."""
    with _disk():
        home.mkdir(exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=home))
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder)
            if not any(home.iterdir()):
                home.rmdir()
            raise


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise BadInput("disk_refused", reason=problem.strerror or str(problem)) from problem


def _homes(root: Path) -> list[Path]:
    return sorted(home for home in root.glob("*") if home.is_dir() and NAME.fullmatch(home.name))


def _sweep(home: Path) -> None:
    """Take away the import folders that are not the city's; an open one lives on until its readers close it."""
    own = settings.load(home / FILE)[1].folder if (home / FILE).exists() else None
    for folder in home.glob(f"{PREFIX}*"):
        if folder.name != own:
            shutil.rmtree(folder, ignore_errors=True)
    (home / f"{FILE}.new").unlink(missing_ok=True)
    with suppress(OSError):  # not empty: a city, or what a killed import's last child still writes
        home.rmdir()


def _replace(path: Path, text: str) -> None:
    """Write a file so that its name always means the old text or the new one, also after a power cut."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    _sync_entry(path.parent)


def _sync(folder: Path) -> None:
    for path in (*folder.iterdir(), folder, folder.parent):
        _sync_entry(path)


def _sync_entry(path: Path) -> None:
    entry = os.open(path, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
