"""The register of AEDs: read, recorded, and told what became of one."""

from datetime import date
from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field, StringConstraints

from dispatch.aeds.model import NOBODY, Aed, AedState, Custodian
from dispatch.errors import NotFound, Refused
from dispatch.links.crs import Crs, to_wgs84
from dispatch.people import phones
from dispatch.records.cells import ident
from dispatch.web.answers import answer, created, repeatable
from dispatch.web.auth import allow, me
from dispatch.web.bodies import PLAIN, Body, Latitude, Line, Longitude, Moment, Text
from dispatch.web.geojson import FeaturesOut
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.principal import Role
from dispatch.web.register import AedNow, aed_now
from dispatch.web.rows import Row

blueprint = APIBlueprint("aeds", __name__, url_prefix="/api/v1/aeds", tag="aeds")

READING = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.PLANNER, Role.AUDITOR, Role.ADMIN)
KEEPING = (Role.ADMIN, Role.DUTY_OFFICER)
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=PLAIN)]
Day = Annotated[date, Field(strict=False)]


class AedIn(Body):
    """`hours`: OpenStreetMap's syntax or plain words (9:00-21:00, 24小时, 周一至周五 8:00-18:00); without readable ones
    it is never counted as open. What is left out of custodian, phone and access stays as it was."""

    name: Line
    lon: Longitude
    lat: Latitude
    crs: Crs
    floor: Short | None = None
    hours: Line | None = None
    pads_until: Day | None = None
    battery_until: Day | None = None
    state: AedState = AedState.READY
    custodian: Line | None = None
    phone: Short | None = None
    access: Text | None = None

    def aed(self, number: str, known: Aed | None) -> Aed:
        original = None if self.crs is Crs.WGS84 else (str(self.crs), self.lon, self.lat)
        place = to_wgs84(self.crs, self.lon, self.lat)
        expiry = (self.pads_until, self.battery_until)
        keeper = self._keeper(known.particulars if known else None)
        return Aed(number, self.name, *place, self.floor, self.hours, *expiry, self.state, original, keeper)

    def _keeper(self, known: Custodian | None) -> Custodian | None:
        sent, before = self.model_fields_set, known or NOBODY
        phone = phones.parse(self.phone) if self.phone else None
        name = self.custodian if "custodian" in sent else before.name
        access = self.access if "access" in sent else before.access
        keeper = Custodian(name, phone if "phone" in sent else before.phone, access)
        return None if keeper == NOBODY else keeper


class AedReport(Body):
    """`happened_at`: by the clock of whoever tells."""

    state: AedState
    happened_at: Moment | None = None


class CustodianOut(Out):
    name: str | None
    phone: str | None
    access: str | None


@blueprint.get("")
@blueprint.output(FeaturesOut)
@allow(*READING)
def aeds() -> Response:
    """Every AED as a GeoJSON point; its properties say whether it can be taken now, and why not."""
    known = office().log.board().aeds.known
    return answer({"type": "FeatureCollection", "features": [_feature(_now(known[one])) for one in sorted(known)]})


@blueprint.get("/<aed>")
@blueprint.output(AedNow)
@allow(*READING)
def aed(aed: str) -> Response:
    return answer(_now(_known(aed)))


@blueprint.put("/<aed>")
@blueprint.input(AedIn, arg_name="body")
@blueprint.output(AedNow)
@allow(*KEEPING)
def record(aed: str, body: AedIn) -> Response:
    """A new one (201), or that one corrected, whole."""
    known = office().log.board().aeds.known.get(ident(aed))
    told = body.aed(aed, known)
    west, south, east, north = office().city.bbox
    if not (west <= told.lon <= east and south <= told.lat <= north):
        raise Refused("outside_city", lon=told.lon, lat=told.lat)
    office().aeds.record([told], by=me().by, request=repeatable(body))
    return answer(_now(told)) if known else created(_now(told), f"/api/v1/aeds/{aed}")


@blueprint.patch("/<aed>")
@blueprint.input(AedReport, arg_name="body")
@blueprint.output(AedNow)
@allow(*KEEPING, Role.DISPATCHER, Role.VOLUNTEER)
def report(aed: str, body: AedReport) -> Response:
    """What became of it: taken, brought back, gone, unfit. A volunteer tells of the one that they are fetching."""
    return _told(aed, body)


@blueprint.post("/<aed>/reports")
@blueprint.input(AedReport, arg_name="body")
@blueprint.output(AedNow)
@allow(*KEEPING, Role.DISPATCHER, Role.VOLUNTEER)
def report_later(aed: str, body: AedReport) -> Response:
    """The same, for phones that keep what they could not send."""
    return _told(aed, body)


@blueprint.get("/<aed>/custodian")
@blueprint.output(CustodianOut)
@allow(*KEEPING, Role.DISPATCHER, Role.VOLUNTEER)
def custodian(aed: str) -> Response:
    """Who keeps it and how one gets at it; for a volunteer once they have accepted to fetch it. That it was looked at
    is written down."""
    keeper = office().aeds.custodian(aed, acting=me().volunteer)
    office().accounts.note_look(me().by, f"aed:{aed}", "custodian")
    return answer({"name": keeper.name, "phone": keeper.phone, "access": keeper.access})


def _told(aed: str, body: AedReport) -> Response:
    who, again = me(), repeatable(body)
    office().aeds.report(aed, body.state, acting=who.volunteer, happened_at=body.happened_at, by=who.by, request=again)
    return answer(_now(_known(aed)))


def _known(number: str) -> Aed:
    known = office().log.board().aeds.known.get(number)
    if known is None:
        raise NotFound("aed", number)
    return known


def _now(one: Aed) -> Row:
    return aed_now(one, office().now().astimezone(office().centre.timezone))


def _feature(row: Row) -> Row:
    place = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    return {"type": "Feature", "geometry": place, "properties": row}
