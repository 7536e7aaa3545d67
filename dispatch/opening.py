"""From settings to a log that is ready."""

import hashlib
import platform
from collections.abc import Iterator
from pathlib import Path

from dispatch.board import Board
from dispatch.config import ROOT, Config
from dispatch.folds import KINDS, fold
from dispatch.incidents.tables import project
from dispatch.log.codec import Codec
from dispatch.log.contract import Store
from dispatch.log.dialects import open_database
from dispatch.log.log import Log
from dispatch.log.sealing import Seal
from dispatch.log.store import SqlStore
from dispatch.people.positions import forget
from dispatch.tables import commitments

KEY_FILE = "particulars.key"


def codec() -> Codec:
    return Codec(KINDS)


def open_store(config: Config, *, create: bool = True) -> SqlStore:
    """The centre's database, its tables up to date. The key is the configured one, else the file's under `data_dir`.
    `create`: an SQLite file is made where there is none."""
    database = open_database(config.url, create=create)
    seal = Seal(config.particulars_key) if config.particulars_key else Seal.from_file(config.data_dir / KEY_FILE)
    store = SqlStore(database, codec(), seal, derived={commitments: project}, consequences=[forget])
    store.prepare()
    return store


def board_log(store: Store) -> Log[Board]:
    """The log of the whole board on any store."""
    return Log(store, fold, Board(), fingerprint=fingerprint())


def open_log(config: Config) -> Log[Board]:
    return board_log(open_store(config))


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
