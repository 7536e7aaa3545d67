"""Closed roads, the weather, and what can be reached through them."""

import json

from apiflask import APIBlueprint
from flask import Response, request
from werkzeug import Response as WerkzeugResponse

from dispatch.clock import stamp, stamped
from dispatch.conditions.events import RoadClosed
from dispatch.errors import Refused
from dispatch.log.event import Recorded
from dispatch.web.answers import answer, created, repeatable
from dispatch.web.auth import EVERY_ROLE, allow, me, require_answers_for
from dispatch.web.bodies import CircleQuery, ClosureIn, RouteQuery, WeatherIn, ZonesQuery, drawn
from dispatch.web.circle import Question
from dispatch.web.circle_day import Mark
from dispatch.web.geojson import CircleDayOut, FeaturesOut, RouteOut
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.rows import Row
from dispatch.web.shapes import ClosureFields, WeatherOut

blueprint = APIBlueprint("streets", __name__, url_prefix="/api/v1", tag="streets")

MAPPING = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.PLANNER, Role.AUDITOR, Role.ADMIN)
GEOJSON = "application/geo+json"


@blueprint.post("/closures")
@blueprint.input(ClosureIn, arg_name="body")
@blueprint.output(ClosureFields, status_code=201)
@allow(Role.DISPATCHER)
def close_roads(body: ClosureIn) -> Response:
    """A line or point closes the roads it runs along, a polygon those it meets; the next question knows it."""
    shape = drawn(body.geometry) if body.geometry is not None else body.edges or []
    recorded = office().conditions.close_roads(
        shape, reason=body.reason, until=body.until, by=me().by, request=repeatable(body)
    )
    closed = _closed(recorded[0])
    return created(closed, f"/api/v1/closures/{closed['id']}")


@blueprint.delete("/closures/<int:closure>")
@blueprint.output({}, status_code=204)
@allow(Role.DISPATCHER)
def reopen(closure: int) -> Response:
    office().conditions.reopen(closure, by=me().by, request=repeatable())
    return Response(status=204)


@blueprint.get("/weather")
@blueprint.output(WeatherOut)
@allow(*EVERY_ROLE)
def weather() -> Response:
    return answer({"weather": office().log.board().conditions.weather})


@blueprint.put("/weather")
@blueprint.input(WeatherIn, arg_name="body")
@blueprint.output(WeatherOut)
@allow(Role.DISPATCHER)
def change_weather(body: WeatherIn) -> Response:
    """Rain slows everybody down, by mode."""
    office().conditions.change_weather(body.weather, by=me().by, request=repeatable(body))
    return answer({"weather": body.weather})


@blueprint.get("/zones")
@blueprint.input(ZonesQuery, location="query", arg_name="query")
@blueprint.output(FeaturesOut, content_type=GEOJSON)
@allow(*MAPPING)
def zones(query: ZonesQuery) -> WerkzeugResponse:
    """Around each station, where one of its people is within so many minutes, by the roads as they are now.

    One feature a station and band. A band that mobilisation uses up has no geometry.
    """
    return _geojson(office().zones.stations(query.mode, query.bands(), response=query.count == "response"))


@blueprint.get("/circle")
@blueprint.input(CircleQuery, location="query", arg_name="query")
@blueprint.output(FeaturesOut, content_type=GEOJSON)
@allow(*MAPPING)
def circle(query: CircleQuery) -> WerkzeugResponse:
    """Where those who are on duty now, free and hold the skill would be within so many minutes of the call.

    One feature a skill and cover, with how many people they are and the share of the area and of where people live
    that they cover: `people_by` says what the latter is judged by. With `at`: as it was then, or as the roster has it.
    """
    if query.at is not None:
        return _geojson(office().circle_day.features(_asked(query), query.at))
    return _geojson(office().circle.features(_asked(query)))


@blueprint.get("/circle/day")
@blueprint.input(CircleQuery, location="query", arg_name="query")
@blueprint.output(CircleDayOut)
@allow(*MAPPING)
def circle_day(query: CircleQuery) -> Response:
    """What the circle of one skill covers, hour by hour: the last day as it was, the next as the roster has it.
    `complete` false: some hours are still being worked out, so ask again."""
    if len(query.skills()) > 1:
        raise Refused("one_skill")
    marks = office().circle_day.marks(_asked(query))
    rows = [_mark(one) for one in marks]
    return answer({"marks": rows, "complete": all(one.figures for one in marks)})


@blueprint.get("/route")
@blueprint.input(RouteQuery, location="query", arg_name="query")
@blueprint.output(RouteOut)
@allow(Role.DISPATCHER, Role.DUTY_OFFICER, Role.AUDITOR, Role.VOLUNTEER)
def route(query: RouteQuery) -> Response:
    """The way of one assignment from where the volunteer is now to the scene."""
    going = office().log.board().incidents.assignments.get(query.assignment)
    if going is not None:
        require_answers_for(going.volunteer)
    way = office().incidents.route(query.assignment)
    if way is None:
        return answer({"assignment": query.assignment, "seconds": None, "metres": None, "geometry": None})
    line = {"type": "LineString", "coordinates": way.lonlat.tolist()}
    return answer({"assignment": query.assignment, "seconds": way.seconds, "metres": way.metres, "geometry": line})


def _asked(query: CircleQuery) -> Question:
    return Question(query.skills(), query.team, query.kit, query.covers(), query.minutes)


def _mark(one: Mark) -> Row:
    known = one.figures
    return {
        "at": stamp(one.at),
        "planned": one.planned,
        "people": known.people if known else None,
        "people_shares": list(known.people_shares) if known else None,
        "area_share": known.area_share if known else None,
    }


def _closed(recorded: Recorded) -> Row:
    event = recorded.event
    assert isinstance(event, RoadClosed)
    return {
        "id": event.closure,
        "reason": event.reason,
        "until": stamped(event.until),
        "at": stamp(recorded.at),
        "by": recorded.by,
        "edges": list(event.edges),
        "geometry": json.loads(event.geometry) if event.geometry else None,
    }


def _geojson(found: str) -> WerkzeugResponse:
    """Consoles ask again after every change; what is still the same costs a header."""
    sent = Response(found, mimetype=GEOJSON)
    sent.add_etag()
    sent.cache_control.no_cache = True
    return sent.make_conditional(request)
