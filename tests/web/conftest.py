from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.grid import GridCentre, import_grid


@pytest.fixture(scope="session")
def grid_cities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_grid(tmp_path_factory.mktemp("grid"))


@pytest.fixture
def centre(tmp_path: Path, grid_cities: Path) -> Iterator[GridCentre]:
    opened = GridCentre(tmp_path / "centre", grid_cities)
    yield opened
    opened.close()
