"""The three stores, each under the same tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from dispatch.log.contract import Store
from dispatch.log.dialects import Database, open_database
from dispatch.log.memory import MemoryStore
from dispatch.log.sealing import Seal
from dispatch.log.store import SqlStore
from tests.log.toy import codec

KEY = Fernet.generate_key().decode()

Opener = Callable[..., SqlStore]


@pytest.fixture
def key() -> str:
    return KEY


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either make."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'log.sqlite'}"


@pytest.fixture
def open_sql() -> Iterator[Opener]:
    """Opens a database as often as asked, each time as another process would; by URL, or as a test's own dialect."""
    opened: list[SqlStore] = []

    def open_once_more(where: str | Database, **settings: object) -> SqlStore:
        database = open_database(where) if isinstance(where, str) else where
        store = SqlStore(database, codec(), Seal(KEY), **settings)
        opened.append(store)
        store.prepare()
        return store

    yield open_once_more
    for store in opened:
        store.close()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path, open_sql: Opener) -> Callable[[], Store]:
    """As another process would; the log on a list cannot be opened twice and hands out itself."""
    if request.param == "memory":
        store = MemoryStore(codec())
        return lambda: store
    if request.param == "postgres":
        address = request.getfixturevalue("postgres_url")
    else:
        address = f"sqlite:///{tmp_path / 'log.sqlite'}"
    return lambda: open_sql(address)


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()
