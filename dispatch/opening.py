"""From settings to a log that is ready."""

import hashlib
import platform
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dispatch.board import Board
from dispatch.config import EMBEDDED, ROOT, Config
from dispatch.errors import Refused
from dispatch.folds import KINDS, fold
from dispatch.hours.tables import KEPT as HOURS_KEPT
from dispatch.incidents.tables import project
from dispatch.log.codec import Codec
from dispatch.log.contract import Store
from dispatch.log.dialects import open_database
from dispatch.log.log import Log
from dispatch.log.sealing import Seal
from dispatch.log.store import SqlStore
from dispatch.people.positions import forget
from dispatch.reports.tables import KEPT
from dispatch.tables import commitments
from maps.cities import City

KEY_FILE = "particulars.key"


def codec() -> Codec:
    return Codec(KINDS)


def open_store(config: Config, *, create: bool = True) -> SqlStore:
    """The centre's database, its tables up to date. The key is the configured one, else the file's under `data_dir`.
    `create`: an SQLite file is made where there is none."""
    database = open_database(config.url, create=create)
    seal = Seal(config.particulars_key) if config.particulars_key else Seal.from_file(config.data_dir / KEY_FILE)
    store = SqlStore(
        database, codec(), seal, derived={commitments: project, **KEPT, **HOURS_KEPT}, consequences=[forget]
    )
    store.prepare()
    return store


def board_log(store: Store) -> Log[Board]:
    """The log of the whole board on any store."""
    return Log(store, fold, Board(), fingerprint=fingerprint())


def open_log(config: Config) -> Log[Board]:
    return board_log(open_store(config))


def claim(log: Log[Board], city: City) -> None:
    """Makes the database this city's, or refuses where it is another's. A new map of the same city is welcome when no
    road is closed: closures name edges of the map that they were drawn on."""
    renewed = () if log.board().conditions.closures else ("map_checksum",)
    log.claim(city=city.name, timezone=city.timezone, map_checksum=city.checksum, renewed=renewed)


def settled(config: Config, city: City) -> Config:
    """The settings with the city's database named and claimed. Where none is named it is an embedded one: the first of
    the file served last, the ordinary one and the city's own that no other city has claimed."""
    if config.database_url:
        _claim(config, city)
        return config
    *others, own = config.embedded, config.data_dir / EMBEDDED, config.data_dir / f"{city.name}.sqlite"
    for file in others:
        try:
            return _embedded(config, file, city)
        except Refused as refusal:
            if refusal.code != "other_city":
                raise
    return _embedded(config, own, city)


def _embedded(config: Config, file: Path, city: City) -> Config:
    """The settings with this file as the city's, and as the one that commands without a server mean from now on."""
    config = replace(config, database_url=f"sqlite:///{file}")
    _claim(config, city)
    config.serving.write_text(file.name, encoding="utf-8")
    return config


def _claim(config: Config, city: City) -> None:
    store = open_store(config)
    try:
        claim(board_log(store), city)
    finally:
        store.close()


def fingerprint() -> str:
    """Names the code that folds: any change of our own sources makes the snapshots folded before unusable."""
    sources = hashlib.sha256(platform.python_version().encode())
    for path in sorted(_sources()):
        sources.update(path.read_bytes())
    return sources.hexdigest()


def _sources() -> Iterator[Path]:
    yield from (ROOT / "dispatch").glob("*/*.py")
    yield ROOT / "dispatch" / "board.py"
    yield ROOT / "dispatch" / "folds.py"
    yield from (ROOT / "maps").glob("*.py")
    yield from (ROOT / "maps" / "gazetteer").glob("*.py")
