"""Places by name, address or corner; pins that a dispatcher confirms."""

from dataclasses import asdict
from typing import Annotated, Literal

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field, StringConstraints, field_validator

from dispatch.links.crs import Crs, to_wgs84
from dispatch.places.events import PlacePinned
from dispatch.places.model import Spot
from dispatch.web.answers import answer, repeatable
from dispatch.web.auth import allow, me
from dispatch.web.bodies import PLAIN, Body, Latitude, Line, Longitude
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.principal import Role
from maps.addresses import PARTS, Address
from maps.gazetteer.kinds import PlaceKind
from maps.gazetteer.search import Found, LonLat

blueprint = APIBlueprint("places", __name__, url_prefix="/api/v1", tag="places")

NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,15})?"


class PlacesQuery(Body):
    """`near`: lon,lat in WGS-84; of what fits alike the nearest goes first."""

    q: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=PLAIN)]
    limit: Annotated[int, Field(ge=1, le=50)] = 8
    near: Annotated[str, StringConstraints(pattern=f"^{NUMBER},{NUMBER}$")] | None = None

    @field_validator("near")
    @classmethod
    def _on_earth(cls, near: str | None) -> str | None:
        if near is not None:
            lon, lat = _lonlat(near)
            if abs(lon) > 180 or abs(lat) > 90:
                raise ValueError("not on earth")
        return near

    def around(self) -> LonLat | None:
        return None if self.near is None else _lonlat(self.near)


class PinIn(Body):
    """A place as it was confirmed: the compound, building or entrance, never a unit, floor or room."""

    name: Line
    lon: Longitude
    lat: Latitude
    crs: Crs
    kind: PlaceKind = PlaceKind.OTHER

    def spot(self) -> Spot:
        lon, lat = to_wgs84(self.crs, self.lon, self.lat)
        return Spot(self.name, round(lon, 9), round(lat, 9))


class AddressOut(Out):
    """Numbers in plain digits: building 3, unit 2, floor 18, room 1802."""

    street: str | None
    number: str | None
    compound: str | None
    building: str | None
    unit: str | None
    floor: str | None
    room: str | None
    rest: str | None


class FoundOut(Out):
    """`within` tells places of one name apart. `uncertainty_m` null: a point. `score` 1: the name itself."""

    id: str
    kind: PlaceKind
    name: str
    within: str | None
    lon: float
    lat: float
    uncertainty_m: float | None
    source: Literal["map", "pin", "list"]
    score: float


class PlacesOut(Out):
    """`address`: what was typed, taken apart, where it says more than a name."""

    query: str
    address: AddressOut | None
    results: list[FoundOut]


class PinOut(Out):
    id: int
    kind: PlaceKind
    name: str
    lon: float
    lat: float


@blueprint.get("/places")
@blueprint.input(PlacesQuery, location="query", arg_name="query")
@blueprint.output(PlacesOut)
@allow(Role.DISPATCHER, Role.DUTY_OFFICER, Role.PLANNER, Role.AUDITOR)
def places(query: PlacesQuery) -> Response:
    """By Chinese characters, pinyin, initials or Latin letters, mistyped or misheard; by address; by two streets."""
    found = office().finder.find(office().log.board().places, query.q, limit=query.limit, near=query.around())
    parts = _parts(found.address) if found.address else None
    return answer({"query": query.q, "address": parts, "results": [_row(one) for one in found.results]})


@blueprint.post("/pins")
@blueprint.input(PinIn, arg_name="body")
@blueprint.output(PinOut, status_code=201)
@allow(Role.DISPATCHER)
def pin(body: PinIn) -> Response:
    """From now on the place is found by this name."""
    recorded = office().places.pin(body.spot(), body.kind, by=me().by, request=repeatable(body))
    event = recorded[0].event
    assert isinstance(event, PlacePinned)
    spot = event.particulars or body.spot()
    return answer({"id": event.pin, "kind": event.kind, **asdict(spot)}, 201)


@blueprint.delete("/pins/<int:pin>")
@blueprint.output({}, status_code=204)
@allow(Role.DISPATCHER)
def unpin(pin: int) -> Response:
    office().places.unpin(pin, by=me().by, request=repeatable())
    return Response(status=204)


def _parts(address: Address) -> dict[str, str | None]:
    return {part: getattr(address, part) for part in PARTS}


def _row(found: Found) -> dict[str, object]:
    return asdict(found)


def _lonlat(text: str) -> LonLat:
    lon, lat = map(float, text.split(","))
    return lon, lat
