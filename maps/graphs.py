"""Street graphs of osmnx, saved as GraphML or downloaded for a named place, become OpenStreetMap files.

So the one importer reads them all. A graph keeps less than a file: of the tags those that osmnx was told to keep, and
of ways that a simplified edge joins, one list a tag. Such an edge is as open and as fast as the narrowest of them.
"""

import ast
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import osmium
import pyproj
import shapely
from osmium.osm import mutable

from maps.access import FORBIDDEN, OPEN_TO, PRIVATE, limit_kmh
from maps.errors import BadInput
from maps.places import NODE_TAGS, WAY_TAGS, Servers, download, is_place
from maps.roads import WGS84
from maps.sources import GRAPH_SUFFIX, Progress
from maps.speeds import CLASS_INDEX, Mode

if TYPE_CHECKING:
    import networkx as nx  # graphs and their libraries take seconds to load, and few imports need them

Point = tuple[float, float]

_AGAINST_DRAWING = ("-1", "reverse", "T")  # osmnx turns such a way, so that its edges point where traffic goes


@contextmanager
def as_osm_file(source: Path, servers: Servers, progress: Progress) -> Iterator[Path]:
    """An OSM file with the roads of `source`: itself, or one written from its graph that is gone afterwards.

    Raises BadInput where a graph is projected or no street graph, where the place is not found, or where a server
    can't be reached, is silent for `servers.timeout_s`, or refuses.
    """
    if not is_place(source) and not (source.is_file() and source.name.endswith(GRAPH_SUFFIX)):
        yield source
        return
    graph = download(source.name, servers, progress) if is_place(source) else _load(source, progress)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "graph.osm.pbf"
        try:
            _write(graph, file, source.name)
        except BadInput:
            raise
        except (KeyError, ValueError, shapely.GEOSException) as problem:
            raise BadInput("graph_foreign", file=source.name, reason=str(problem)) from problem
        except (OSError, RuntimeError) as problem:
            raise BadInput("disk_refused", reason=str(problem)) from problem
        del graph
        yield file


def _load(source: Path, progress: Progress) -> "nx.MultiDiGraph[int]":
    import networkx as nx

    progress("reading_graph", None)
    try:
        return cast("nx.MultiDiGraph[int]", nx.read_graphml(source, node_type=int, force_multigraph=True))
    except (SyntaxError, KeyError, ValueError, nx.NetworkXException) as problem:
        raise BadInput("graph_foreign", file=source.name, reason=str(problem)) from problem


class _Piece(NamedTuple):
    """An edge of the graph: a stretch of a way between two of its nodes."""

    way: str  # OSM id, or a list of them
    tags: tuple[tuple[str, str], ...]
    tail: int
    bends: tuple[Point, ...]
    head: int

    def turned(self) -> "_Piece":
        return self._replace(tail=self.head, bends=self.bends[::-1], head=self.tail)


def _write(graph: "nx.MultiDiGraph[int]", file: Path, name: str) -> None:
    _check_crs(str(graph.graph["crs"]), name)
    ways = _numbered(_chained(_pieces(graph)))
    if not ways:
        raise BadInput("source_without_roads", file=name)
    places = {node: (float(at["x"]), float(at["y"])) for node, at in graph.nodes(data=True)}
    for node, (lon, lat) in places.items():
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            raise BadInput("coordinates_out_of_range", point=node, lon=lon, lat=lat)
    every = shapely.MultiPoint([*places.values(), *(bend for way in ways.values() for it in way for bend in it.bends)])
    with osmium.SimpleWriter(file, header=_header(every.bounds, graph.graph.get("created_date", ""))) as out:
        for node in sorted(places, key=_osm_order):
            out.add_node(mutable.Node(id=node, location=places[node], tags=_tags(graph.nodes[node], NODE_TAGS)))
        fresh = count(max(0, *places) + 1)
        for ident in sorted(ways, key=_osm_order):
            nodes = [ways[ident][0].tail]
            for piece in ways[ident]:
                for bend in piece.bends:
                    nodes.append(next(fresh))
                    out.add_node(mutable.Node(id=nodes[-1], location=bend))
                nodes.append(piece.head)
            out.add_way(mutable.Way(id=ident, nodes=nodes, tags=dict(ways[ident][0].tags)))


def _numbered(ways: Iterable[list[_Piece]]) -> dict[int, list[_Piece]]:
    """The ways by their OSM id; what is left of one whose id is taken has a new negative one."""
    numbered: dict[int, list[_Piece]] = {}
    more = [way for way in ways if numbered.setdefault(int(_values(way[0].way)[0]), way) is not way]
    return numbered | dict(enumerate(more, min(0, *numbered) - len(more))) if more else numbered


def _osm_order(ident: int) -> tuple[bool, int]:
    """Readers that build areas insist on it."""
    return ident > 0, abs(ident)


def _check_crs(crs: str, name: str) -> None:
    try:
        if pyproj.CRS(crs).equals(WGS84, ignore_axis_order=True):
            return
    except pyproj.exceptions.CRSError:
        pass
    raise BadInput("graph_projected", file=name, crs=crs)


def _header(bounds: tuple[float, ...], created: str) -> osmium.io.Header:
    """The box of the graph, so that no road is cut, and the day it was made."""
    header = osmium.io.Header()
    header.add_box(osmium.osm.Box(*bounds))
    if created:
        header.set("osmosis_replication_timestamp", created.replace(" ", "T") + "Z")
    return header


def _pieces(graph: "nx.MultiDiGraph[int]") -> Iterable[_Piece]:
    """The edges, the two directions of a two-way street as one, drawn as its way is where osmnx still knows that."""
    found: dict[_Piece, _Piece] = {}
    for tail, head, data in sorted(graph.edges(data=True), key=lambda edge: str(edge[2].get("reversed")) == "True"):
        tags = _tags(data, WAY_TAGS)
        direction = set(_values(data.get("oneway", "False")))
        tags["oneway"] = "yes" if "True" in direction else (direction - {"False"} or {""}).pop()
        bends = shapely.get_coordinates(shapely.from_wkt(str(data["geometry"])))[1:-1] if "geometry" in data else ()
        piece = _Piece(
            str(data["osmid"]),
            tuple((key, value) for key, value in tags.items() if value),
            tail,
            tuple((float(lon), float(lat)) for lon, lat in bends),
            head,
        )
        if tags["oneway"] in _AGAINST_DRAWING:
            piece = piece.turned()
        same = piece._replace(way=str(sorted(_values(piece.way))), tags=())
        found.setdefault(same if tags["oneway"] else min(same, same.turned()), piece)
    return found.values()


def _chained(pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """The pieces of each way one after the other again; a ring begins where it meets most others."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[_Piece]] = defaultdict(list)
    met: Counter[int] = Counter()
    for piece in pieces:
        groups[piece.way, piece.tags].append(piece)
        met.update((piece.tail, piece.head))
    ways: list[list[_Piece]] = []
    for group in groups.values():
        after: dict[int, list[_Piece]] = defaultdict(list)
        for piece in group:
            after[piece.tail].append(piece)
        heads = {piece.head for piece in group}
        for start in sorted(after, key=lambda node: (node in heads, -met[node])):
            ways += _trail(start, after)
    return ways


def _trail(start: int, after: Mapping[int, list[_Piece]]) -> list[list[_Piece]]:
    """What can be walked from a node, using up `after`: one line, also through crossings with itself (Hierholzer), or
    several where parts of the way are missing."""
    line: list[_Piece] = []
    walked: list[_Piece] = []
    while walked or after.get(start):
        if onward := after.get(walked[-1].head if walked else start):
            walked.append(onward.pop())
        else:
            line.append(walked.pop())
    parts: list[list[_Piece]] = []
    for piece in reversed(line):
        if parts and parts[-1][-1].head == piece.tail:
            parts[-1].append(piece)
        else:
            parts.append([piece])
    return parts


def _tags(data: Mapping[str, Any], keys: Iterable[str]) -> dict[str, str]:
    return {key: min(_values(data[key]), key=partial(_width, key)) for key in keys if key in data}


def _width(key: str, value: str) -> float:
    """How much a value of a tag lets through, for comparison with other values of the same tag."""
    if key == "highway":
        return sum(value in OPEN_TO[mode] for mode in Mode) - CLASS_INDEX.get(value, 0) / len(CLASS_INDEX)
    if key == "maxspeed":
        limit = limit_kmh(value)
        return math.inf if math.isnan(limit) else limit
    return 0 if value in FORBIDDEN else 1 if value in PRIVATE else 2


def _values(attribute: object) -> list[str]:
    """One value or several: osmnx writes a list as Python does."""
    text = str(attribute)
    if text.startswith("["):
        try:
            return [str(value) for value in ast.literal_eval(text)] or [""]
        except (SyntaxError, ValueError):
            pass  # a street may be called "[1]a"
    return [text]
