"""Land divided by lines: faces that share their vertices, streets along the lines. No two lines cross but at a vertex.

A segment may later get a vertex in its middle. Who still remembers the old pair of vertices finds what has become of it
by `refreshed`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from maps.demo_city.drawing import F8, XY, Drawing

Segment = tuple[int, int]
Ring = list[int]  # vertices counter-clockwise, the first not repeated

BORDERS = frozenset({"shore", "rail", "edge"})  # lines that are no streets


@dataclass
class Street:
    """A line of the land: `kind` is a value of `highway` or a border; vertices in drawing order."""

    kind: str
    name: str
    nodes: list[int]
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Land:
    drawing: Drawing
    vertices: dict[XY, int] = field(default_factory=dict)  # those of the plan's own lines
    streets: list[Street] = field(default_factory=list)
    arms: Counter[int] = field(default_factory=Counter)  # how many segments meet at a vertex
    _owner: dict[Segment, Street] = field(default_factory=dict)
    _ending: dict[int, list[Street]] = field(default_factory=dict)
    _middle: dict[Segment, int] = field(default_factory=dict)

    def add(self, street: Street) -> Street:
        for segment in pairwise(street.nodes):
            self._owner[key(segment)] = street
            self.arms.update(segment)
        for end in (street.nodes[0], street.nodes[-1]):
            self._ending.setdefault(end, []).append(street)
        self.streets.append(street)
        return street

    def street(self, segment: Segment) -> Street:
        """The street or border that runs along a segment."""
        return self._owner[key(segment)]

    def ending(self, vertex: int) -> Sequence[Street]:
        return self._ending.get(vertex, ())

    def departure(self, street: Street, vertex: int) -> F8:
        """The direction in which a street leaves one of its ends, metres."""
        nodes = street.nodes if street.nodes[0] == vertex else street.nodes[::-1]
        here, there = self.drawing.at(nodes[:2])
        away: F8 = there - here
        return away

    def insert(self, segment: Segment, xy: Iterable[float]) -> int:
        """A new vertex on a segment."""
        vertex = self.drawing.node(xy)
        self._middle[key(segment)] = vertex
        for half in ((segment[0], vertex), (vertex, segment[1])):
            self._owner[key(half)] = self._owner[key(segment)]
        self.arms[vertex] += 2
        return vertex

    def refreshed(self, nodes: Sequence[int]) -> list[int]:
        """The same line with every vertex that was set on it since."""
        line = [nodes[0]]
        for segment in pairwise(nodes):
            self._follow(segment, line)
        return line

    def _follow(self, segment: Segment, line: list[int]) -> None:
        middle = self._middle.get(key(segment))
        if middle is None:
            line.append(segment[1])
        else:
            self._follow((segment[0], middle), line)
            self._follow((middle, segment[1]), line)

    def ring(self, ring: Ring) -> Ring:
        """A face's ring, refreshed."""
        return self.refreshed([*ring, ring[0]])[:-1]

    def divide(self, ring: Ring, street: Street) -> tuple[Ring, Ring]:
        """Lay a street across a face from one of its vertices to another; the two faces left."""
        self.add(street)
        line = street.nodes
        first = ring.index(line[0])
        ring = ring[first:] + ring[:first]
        last = ring.index(line[-1])
        return ring[: last + 1] + line[-2:0:-1], ring[last:] + line[:-1]


def key(segment: Segment) -> Segment:
    return segment if segment[0] < segment[1] else (segment[1], segment[0])
