"""Stand-ins for Nominatim and Overpass on this machine, that know one place."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import osmium
import shapely

PLACE = "Five Corners, Equator"


def found(outline: shapely.Geometry) -> list[dict[str, Any]]:
    """What Nominatim answers (`format=json&polygon_geojson=1`) where it knows one place."""
    west, south, east, north = outline.bounds
    return [
        {
            "place_id": 1,
            "lat": str((south + north) / 2),
            "lon": str((west + east) / 2),
            "display_name": PLACE,
            "importance": 0.5,
            "boundingbox": [str(south), str(north), str(west), str(east)],
            "geojson": shapely.geometry.mapping(outline),
        }
    ]


def elements(file: Path) -> list[dict[str, Any]]:
    """What Overpass answers (`[out:json]`) to a question for all highways of an OSM file and their nodes."""
    tracker = osmium.IdTracker()
    ways = []
    for way in osmium.FileProcessor(file, osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway")):
        tracker.add_references(way)
        nodes = [node.ref for node in way.nodes]
        ways.append({"type": "way", "id": way.id, "nodes": nodes, "tags": dict(way.tags)})
    nodes = osmium.FileProcessor(file, osmium.osm.NODE).with_filter(tracker.id_filter())
    return [{"type": "node", "id": n.id, "lat": n.lat, "lon": n.lon, "tags": dict(n.tags)} for n in nodes] + ways


class Handler(BaseHTTPRequestHandler):
    server: "OsmServer"

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        self._answer(self.server.places if self.path.startswith("/search?") and asked["q"] == [PLACE] else [])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(parse_qs(body)["data"][0])
        time.sleep(self.server.delay_s)
        self._answer(self.server.overpass)

    def _answer(self, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


class OsmServer(ThreadingHTTPServer):
    """Both servers at one address; set what they answer."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.places: list[dict[str, Any]] = []
        self.overpass: dict[str, Any] = {"elements": []}
        self.status = 200
        self.delay_s = 0.0
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """A client that did not wait is what some tests are about."""


@contextmanager
def osm_server() -> Iterator[OsmServer]:
    with OsmServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
