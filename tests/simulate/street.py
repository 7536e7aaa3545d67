"""One straight street on which people live so many minutes' walk from the scene, and a centre in memory on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from immutables import Map
from pyproj import Geod

from dispatch.duty.model import Station
from dispatch.incidents.model import Call, CallParticulars, IncidentType, Need, Place, Response
from dispatch.people.model import Qualification, Team, Volunteer
from dispatch.simulate.policies import Policy
from dispatch.simulate.run import Played, Run
from dispatch.simulate.streams import Arrival
from dispatch.simulate.truth import PUBLISHED
from dispatch.simulate.volunteers import Draws, Nature
from dispatch.simulate.ward import Crew, Ward, plans_for
from maps.cities import City, import_city, write_network
from maps.speeds import Mode

WEST, SOUTH = 104.06, 30.66
METRES_A_MINUTE = 5_000 / 60
MINUTES = range(12)
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
EXACT = Nature(
    acceptance=1.0,
    declines=1.0,
    shows_up=1.0,
    answer_spread=0.0,
    turnout_spread=0.0,
    night_turnout_s=0.0,
    travel_spread=0.0,
    on_scene_s=60.0,
    on_scene_spread=0.0,
)
"""Everybody says yes after 45 s, sets out 105 s later, and walks as the map says."""
AS_PUBLISHED = replace(PUBLISHED, night_turnout_s=0.0, on_scene_s=60.0)


def corner(minutes: float) -> tuple[float, float]:
    """So many minutes' walk to the east of the scene."""
    lon, lat, _ = Geod(ellps="WGS84").fwd(WEST, SOUTH, 90, minutes * METRES_A_MINUTE)
    return round(lon, 7), round(lat, 7)


def build(folder: Path) -> City:
    corners = [corner(minutes) for minutes in MINUTES]
    nodes = "".join(f'<node id="{number}" lat="{lat}" lon="{lon}"/>' for number, (lon, lat) in enumerate(corners, 1))
    refs = "".join(f'<nd ref="{number}"/>' for number in range(1, len(corners) + 1))
    way = f'<way id="1">{refs}<tag k="highway" v="residential"/></way>'
    file = folder / "street.osm"
    file.write_text(f'<osm version="0.6">{nodes}{way}</osm>', encoding="utf-8")
    return import_city(file, name="street", root=folder / "cities", layers=(write_network,))


def crew(minutes: Sequence[int]) -> Crew:
    """At each of these corners a station with one first-aider, always on duty: M2 lives two minutes away."""
    stations = [Station(f"S{one}", f"虚构站{one}", "community", *corner(one)) for one in minutes]
    people = [
        Volunteer(f"M{one}", Team.MEDICAL, Mode.WALK, f"S{one}", qualifications=(Qualification("first_aid"),))
        for one in minutes
    ]
    return Crew(stations, people, watches=1)


def calls(count: int, *, every: timedelta = timedelta(hours=2)) -> list[Arrival]:
    """At the street's western end."""
    call = Call(IncidentType.MEDICAL, 3, particulars=CallParticulars(Place(WEST, SOUTH)))
    return [Arrival(NOON + number * every, call) for number in range(count)]


def open_ward(city: City, minutes: Sequence[int], policy: Policy, *, wanted: int = 1, seed: int = 1) -> Ward:
    needs = (Need("patient", Team.MEDICAL, wanted, ("first_aid",)),)
    plans = {(IncidentType.MEDICAL, 3): Response(needs)}
    played = plans_for(plans, policy.target, begins_s=60)
    return Ward(city, crew(minutes), played, Map(), begins_at=NOON, seed=seed, wanted=plans)


def play(
    city: City,
    natures: Mapping[int, Nature],
    policy: Policy,
    arrivals: Sequence[Arrival],
    *,
    wanted: int = 1,
    seed: int = 1,
) -> Played:
    """`natures`: of the person who lives so many minutes away."""
    ward = open_ward(city, list(natures), policy, wanted=wanted, seed=seed)
    theirs = {f"M{minutes}": nature for minutes, nature in natures.items()}
    return Run(ward, policy, theirs, Draws(seed), begins_s=60.0).play(arrivals)
