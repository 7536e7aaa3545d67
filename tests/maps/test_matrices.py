"""Times from sites to cells: against networkx on cut edges for a thousand cells of real streets, and the other way."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from maps.cities import City, import_city, write_network
from maps.matrices import column, times_matrix
from maps.snapping import Snapped, snap
from maps.speeds import Mode
from maps.travel import weigh
from tests.maps.five_node_town import town
from tests.maps.plain_dijkstra import OFF_ROAD_S_PER_M, PlainGraph

LIMIT_S = 900.0


@pytest.fixture(scope="module")
def chengdu(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    root = tmp_path_factory.mktemp("cities")
    return import_city(shared_data / "chengdu.osm.pbf", name="chengdu", root=root, layers=(write_network,))


def by_networkx(plain: PlainGraph, site: Snapped, cells: Snapped, limit_s: float) -> list[float]:
    """One plain search from the cut site; the cells are then met by hand, from either end of their edge or along it."""
    plain.graph.add_node("origin")
    edge, along = int(site.edge[0]), float(site.along[0])
    plain._cut(edge, {"origin": along})
    from_site = nx.single_source_dijkstra_path_length(plain.graph, "origin")
    plain.graph.remove_node("origin")
    found = []
    for there, share, off_m in zip(cells.edge.tolist(), cells.along.tolist(), cells.off_m.tolist(), strict=True):
        (tail, head), (with_s, against_s) = plain.ends[there], plain.costs[there]
        ways = [from_site.get(tail, np.inf) + share * with_s if share else from_site.get(tail, np.inf)]
        ways.append(from_site.get(head, np.inf) + (1 - share) * against_s if share < 1 else from_site.get(head, np.inf))
        if there == edge and share != along:
            ways.append((share - along) * with_s if share > along else (along - share) * against_s)
        elif there == edge:
            ways.append(0.0)
        seconds = min(ways) + (off_m + float(site.off_m[0])) * OFF_ROAD_S_PER_M
        found.append(seconds if seconds <= limit_s else np.inf)
    return found


@pytest.mark.parametrize("mode", list(Mode))
def test_a_thousand_cells_are_covered_as_a_plain_search_says(chengdu: City, mode: Mode) -> None:
    network, rng = chengdu.network, np.random.default_rng(8)
    low, high = network.shape_lonlat.min(axis=0), network.shape_lonlat.max(axis=0)
    cells = snap(network, rng.uniform(low, high, (1300, 2)), mode=mode)
    cells = cells[np.flatnonzero(cells.found)[:1000]]
    sites = cells[rng.choice(len(cells), 6, replace=False)]
    found = times_matrix(weigh(network, mode), sites, cells, LIMIT_S)
    plain = PlainGraph(network, mode)
    expected = np.array([by_networkx(plain, sites[at], cells, LIMIT_S) for at in range(len(sites))]).T
    assert found.shape == (1000, 6)
    np.testing.assert_array_equal(np.isfinite(found), np.isfinite(expected))
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-3)


def test_few_cells_are_searched_from_and_say_the_same(chengdu: City) -> None:
    """One-way streets: times towards a cell are those from the sites, not the way back."""
    network, rng = chengdu.network, np.random.default_rng(9)
    low, high = network.shape_lonlat.min(axis=0), network.shape_lonlat.max(axis=0)
    points = snap(network, rng.uniform(low, high, (60, 2)), mode=Mode.CAR)
    weights = weigh(network, Mode.CAR)
    few, many = points[:20], points
    np.testing.assert_allclose(
        times_matrix(weights, many, few, LIMIT_S), times_matrix(weights, many, many, LIMIT_S)[:20], rtol=1e-6
    )


def test_a_moved_site_is_one_column(chengdu: City) -> None:
    network, rng = chengdu.network, np.random.default_rng(10)
    low, high = network.shape_lonlat.min(axis=0), network.shape_lonlat.max(axis=0)
    points = snap(network, rng.uniform(low, high, (300, 2)), mode=Mode.EBIKE)
    weights = weigh(network, Mode.EBIKE)
    whole = times_matrix(weights, points[:5], points, LIMIT_S)
    for at in range(5):
        np.testing.assert_array_equal(column(weights, points[at], points, LIMIT_S), whole[:, at])


def test_what_has_no_street_is_never_reached() -> None:
    network = town()
    points = snap(network, np.array([[9.0, 0.0], [9.5, 0.5], [9.003, 0.0]]), mode=Mode.WALK)
    found = times_matrix(weigh(network, Mode.WALK), points, points, LIMIT_S)
    assert np.isfinite(found).tolist() == [[True, False, True], [False, False, False], [True, False, True]]
