"""A large file is cut to the neighbourhood of an area first: what is read five times then is a hundredth of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import osmium
import osmium.filter
import osmium.osm

from maps.sources import OSM_SUFFIXES, Progress
from maps.ways import Area

LARGE_BYTES = 2_000_000
AROUND_DEG = 0.02
"""Two kilometres: no road goes so far in one straight piece, so that none that crosses the area is missed."""
SMALLEST_ADMIN_LEVEL = 6
"""Borders of provinces and countries would bring their whole length along."""


@contextmanager
def clipped(source: Path, area: Area | None, progress: Progress, *, large: int = LARGE_BYTES) -> Iterator[Path]:
    """The source itself, or for an OSM file of more than `large` bytes a smaller one that is gone afterwards, with
    everything that has a point within 2 km of the area's box, whole.

    One pass in Python over everything but plain points (Milan: 4 s), one in C++ for the points.
    """
    if area is None or not source.name.endswith(OSM_SUFFIXES) or not source.is_file() or source.stat().st_size <= large:
        yield source
        return
    progress("clipping", None)
    with TemporaryDirectory() as folder:
        smaller = Path(folder) / "clipped.osm.pbf"
        _clip(source, smaller, area.bounds)
        yield smaller


def _clip(source: Path, target: Path, bounds: tuple[float, float, float, float]) -> None:
    west, south, east, north = bounds
    west, south, east, north = west - AROUND_DEG, south - AROUND_DEG, east + AROUND_DEG, north + AROUND_DEG

    def near(place: osmium.osm.Location) -> bool:
        return place.valid() and west <= place.lon <= east and south <= place.lat <= north

    ways: set[int] = set()
    tagged = osmium.filter.EmptyTagFilter()
    tagged.enable_for(osmium.osm.NODE)  # a way without tags may be a border's
    things = osmium.FileProcessor(source).with_locations().with_filter(tagged)
    with osmium.BackReferenceWriter(target, ref_src=source) as out:
        for thing in things:
            if isinstance(thing, osmium.osm.Node):
                if near(thing.location):
                    out.add_node(thing)
            elif isinstance(thing, osmium.osm.Way):
                if any(near(node.location) for node in thing.nodes):
                    ways.add(thing.id)
                    out.add_way(thing)
            elif isinstance(thing, osmium.osm.Relation) and _local(thing, ways):
                out.add_relation(thing)


def _local(relation: osmium.osm.Relation, ways: set[int]) -> bool:
    level = relation.tags.get("admin_level") or ""
    wide = level.isdecimal() and int(level) < SMALLEST_ADMIN_LEVEL
    return not wide and any(member.type == "w" and member.ref in ways for member in relation.members)
