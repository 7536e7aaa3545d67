"""Places where a station could stand, each with a name to call it by."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dispatch.planning.cells import named_places, street_names
from dispatch.planning.model import Site
from maps import candidates
from maps.candidates import Place as Likely
from maps.cities import City
from maps.speeds import Mode


def likely_sites(city: City, mode: Mode, *, most: int, taken: Sequence[Site] = ()) -> tuple[Likely, ...]:
    """Places for a station that the map names, each with a name: a junction is called after its street."""
    places = named_places(city)
    stand = [candidates.Place(one.id, one.name, "station", one.lon, one.lat) for one in taken]
    found = candidates.of_the_map(city.network, places, mode=mode, most=most, taken=stand)
    names = street_names(city, np.array([(one.lon, one.lat) for one in found]).reshape(-1, 2))
    return tuple(replace(one, name=one.name or name) for one, name in zip(found, names, strict=True))
