"""What every test may ask for: the shared data, a PostgreSQL of its own, a browser that draws maps.

On a developer's machine a missing service skips loudly (`-ra` prints why); under CI=true it fails.
"""

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parent.parent
POSTGRES_SERVER = os.environ.get("FIFTEEN_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")

# WebGL without a graphics card: SwiftShader under ANGLE.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


def missing(what: str) -> NoReturn:
    """Skip, or fail where nothing may be skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must not skip: {what}", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real city extracts and instances, read where it lies."""
    folder = Path(os.environ.get("FIFTEEN_SHARED") or ROOT.parent / "shared") / "data"
    if not folder.is_dir():
        missing(f"no shared data at {folder} (set FIFTEEN_SHARED)")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.Engine]:
    """A connection outside any transaction to the server that `FIFTEEN_TEST_POSTGRES` names."""
    engine = sa.create_engine(POSTGRES_SERVER, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5})
    try:
        engine.connect().close()
    except sa.exc.OperationalError as refusal:
        missing(f"no PostgreSQL answers at {engine.url.render_as_string()}: {refusal.orig}")
    yield engine
    engine.dispose()


_database_numbers = itertools.count(1)


@pytest.fixture
def postgres_url(postgres_server: sa.Engine) -> Iterator[str]:
    """A new empty database for one test, dropped after it, whoever is still connected."""
    name = f"fifteen_test_{os.getpid()}_{next(_database_numbers)}"
    with postgres_server.connect() as server:
        server.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield postgres_server.url.set(database=name).render_as_string(hide_password=False)
        server.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium for pytest-playwright, which otherwise looks for its own download."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        missing("no chromium on the PATH")
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGS}
