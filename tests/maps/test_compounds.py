"""What an import keeps of compounds, by a block of a town that is drawn by hand."""

from pathlib import Path

import pytest
import shapely

from maps.cities import City, open_city
from maps.compounds import NONE, Compounds
from maps.errors import BadInput
from maps.speeds import Mode
from tests.ground.walled import at, imported


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return imported(tmp_path_factory.mktemp("walled"))


def test_a_walled_area_has_the_gates_on_its_border(city: City):
    compounds = city.compounds
    assert (list(compounds.names), compounds.compounds) == (["虚构苑", ""], 1)
    [gates] = compounds.gates.values()
    south, east = sorted(gates, key=lambda one: one.lat)
    assert (south.name, south.hours, south.modes) == ("南门", "", {Mode.WALK})
    assert (east.name, east.hours, east.modes) == ("东门", "06:00-22:00", {Mode.WALK, Mode.CAR})


def test_without_its_tag_it_is_no_walled_area(tmp_path: Path):
    assert imported(tmp_path, walled=False).compounds.gates == {}


def test_a_place_lies_in_compounds_and_in_a_building(city: City):
    compounds = city.compounds
    assert compounds.around(*at(100, 100)) == [0]
    assert compounds.around(*at(20, 100)) == []
    assert compounds.building_at(*at(75, 120), reach_m=5) == 1
    assert compounds.building_at(*at(100, 120), reach_m=5) is None
    assert compounds.building_at(*at(100, 120), reach_m=11) == 1
    assert compounds.levels[1] == 11


@pytest.mark.parametrize(("east_m", "borders"), [(30, [0]), (10, [0]), (50, [0]), (-5, []), (100, [])])
def test_a_gate_is_of_the_border_that_it_is_near(city: City, east_m: float, borders: list[int]):
    assert city.compounds.bordering(*at(east_m, 140), reach_m=30) == borders


def test_an_older_import_has_none_and_a_damaged_one_says_so(city: City, tmp_path: Path):
    assert Compounds.open(tmp_path) is NONE
    (tmp_path / "compounds.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="compounds_unreadable"):
        Compounds.open(tmp_path)


def test_what_was_saved_is_what_is_opened(city: City):
    root = city.folder.parent.parent
    again = open_city(city.name, root=root).compounds
    assert shapely.equals_exact(again.shapes, city.compounds.shapes).all()
    assert again.gates == city.compounds.gates
