"""The roads of a place that is named, downloaded through osmnx."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from maps.access import ACCESS_KEYS, ONEWAY_KEYS
from maps.errors import BadInput
from maps.sources import SUFFIXES, Progress

if TYPE_CHECKING:
    import networkx as nx  # graphs and their libraries take seconds to load, and few imports need them

NODE_TAGS = ("barrier", *dict.fromkeys(key for keys in ACCESS_KEYS.values() for key in keys))
_SIDES = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
WAY_TAGS = (
    "highway", "name", "name:en", "maxspeed", "service", "junction", "motorroad", "conveying", "area", "bridge",
    "tunnel", *_SIDES, *(f"{side}:oneway" for side in _SIDES),
    *dict.fromkeys(key for keys in ONEWAY_KEYS.values() for key in keys),
    *(f"{key}{end}" for key in NODE_TAGS[1:] for end in ("", ":forward", ":backward")),
)  # fmt: skip
"""The tags that an import makes use of; set osmnx's `useful_tags_node` and `useful_tags_way` to keep them."""


@dataclass(frozen=True)
class Servers:
    """Whom to ask for a place and for its roads; addresses left empty are osmnx's own, the public ones."""

    nominatim: str = ""
    overpass: str = ""
    timeout_s: float = 180.0


PUBLIC = Servers()


def is_place(source: Path) -> bool:
    """Whether the text can only be the name of a place: no such file, no folder in it, no suffix that we read."""
    return source.name == str(source) and not source.name.endswith(SUFFIXES) and not source.exists()


def download(place: str, servers: Servers, progress: Progress) -> "nx.MultiDiGraph[int]":
    """Every way of the place, each edge once and drawn as its way is, with all tags that we read."""
    progress("finding_place", None)
    import osmnx
    import requests

    with _settings(servers) as settings:
        asked, nothing = settings.nominatim_url, "place_not_found"
        try:
            area = osmnx.geocode_to_gdf(place).geometry.iloc[0]
            asked, nothing = settings.overpass_url, "source_without_roads"
            progress("downloading_roads", None)
            return osmnx.graph_from_polygon(
                area, network_type="all", simplify=False, retain_all=True, truncate_by_edge=True
            )
        except requests.Timeout as problem:
            host = urlsplit(asked).hostname
            raise BadInput("place_timeout", place=place, host=host, seconds=servers.timeout_s) from problem
        except requests.HTTPError as problem:
            raise BadInput(
                "place_refused", place=place, host=urlsplit(asked).hostname, reason=str(problem)
            ) from problem
        except OSError as problem:
            raise BadInput("place_unreachable", place=place, host=urlsplit(asked).hostname) from problem
        except UserWarning as problem:
            raise BadInput("place_too_large", place=place) from problem
        except (TypeError, ValueError) as problem:  # osmnx: nothing found, or nothing with an outline
            raise BadInput(nothing, file=place) from problem


@contextmanager
def _settings(servers: Servers) -> Iterator[Any]:
    """osmnx's settings, as we need them while the block runs. They are its module's, so others must not run beside."""
    from osmnx import settings

    changes = {
        "all_oneway": True,
        "useful_tags_node": list(NODE_TAGS),
        "useful_tags_way": list(WAY_TAGS),
        "use_cache": False,
        "doh_url_template": None,
        "requests_timeout": servers.timeout_s,
        "requests_kwargs": {"hooks": {"response": _refuse_in_part}},
        "nominatim_url": servers.nominatim or settings.nominatim_url,
        "overpass_url": servers.overpass or settings.overpass_url,
        "overpass_rate_limit": not servers.overpass,  # a server of one's own has no queue to ask after
    }
    before = {name: getattr(settings, name) for name in changes}
    vars(settings).update(changes)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", "This area is", UserWarning)  # … ten times what Overpass gives at once
            yield settings
    finally:
        vars(settings).update(before)


def _refuse_in_part(response: Any, **_: object) -> None:
    """osmnx would ask a busy server again for ever, and take what Overpass found before it gave up for all there is."""
    from requests import HTTPError

    response.raise_for_status()
    if b'"remark"' in response.content[-1000:]:
        raise HTTPError(response.json().get("remark"))
