from pathlib import Path

import pytest

from maps.cities import City, import_city, write_network
from tests.simulate.street import build
from tests.simulate.theatre import Theatre
from tests.web.grid import write_osm


@pytest.fixture(scope="session")
def grid(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder: Path = tmp_path_factory.mktemp("grid")
    return import_city(write_osm(folder / "grid.osm"), name="grid", root=folder / "cities", layers=(write_network,))


@pytest.fixture
def theatre(grid: City) -> Theatre:
    return Theatre(grid)


@pytest.fixture(scope="session")
def street(tmp_path_factory: pytest.TempPathFactory) -> City:
    return build(tmp_path_factory.mktemp("street"))
