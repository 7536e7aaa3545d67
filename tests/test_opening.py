"""Which database a city gets, and that a database stays with its city."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch import clock
from dispatch.conditions.desk import ConditionsDesk
from dispatch.conditions.streets import Streets
from dispatch.config import Config
from dispatch.errors import Refused
from dispatch.opening import board_log, claim, open_store, settled
from maps.cities import City, import_city, write_network
from tests.maps.five_node_town import OSM, write_osm


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data_dir=tmp_path)


@pytest.fixture
def city(tmp_path: Path) -> Callable[..., City]:
    """A city of that name, drawn by hand."""

    def draw(name: str, text: str = OSM) -> City:
        return import_city(
            write_osm(tmp_path / f"{name}.osm", text), name=name, root=tmp_path / "cities", layers=(write_network,)
        )

    return draw


def file_of(config: Config) -> str:
    return config.url.rpartition("/")[2]


def test_commands_before_any_server_mean_the_ordinary_database_and_the_first_city_gets_it(config, city):
    assert file_of(config) == "fifteen.sqlite"
    assert file_of(settled(config, city("town"))) == "fifteen.sqlite"


def test_a_second_city_gets_a_database_of_its_own_and_each_finds_its_own_again(config, city):
    town, village = city("town"), city("village")
    files = [file_of(settled(config, one)) for one in (town, village, town, village)]
    assert files == ["fifteen.sqlite", "village.sqlite", "fifteen.sqlite", "village.sqlite"]


def test_commands_without_a_server_mean_the_database_that_was_served_last(config, city):
    settled(config, city("town"))
    settled(config, city("village"))
    assert file_of(config) == "village.sqlite"


def test_a_database_that_was_named_is_never_passed_over(config, city, tmp_path):
    named = replace(config, database_url=f"sqlite:///{tmp_path / 'named.sqlite'}")
    assert settled(named, city("town")) == named
    with pytest.raises(Refused, match="other_city known=town asked=village"):
        settled(named, city("village"))
    assert not config.serving.exists()


def test_a_new_map_is_taken_once_no_road_is_closed_on_the_old_one(config, city):
    old = city("town")
    store = open_store(config)
    log = board_log(store)
    claim(log, old)
    desk = ConditionsDesk(log, clock.now, Streets(old))
    desk.close_roads([0], reason="积水", by="dispatcher:li")
    new = city("town", OSM.replace("residential", "living_street"))
    assert new.checksum != old.checksum
    with pytest.raises(Refused, match="other_map_checksum"):
        claim(log, new)
    desk.reopen(1, by="dispatcher:li")
    claim(log, new)
    store.close()
