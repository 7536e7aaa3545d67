"""What users draw because the map lacks it: gates, entrances, alleys."""

from collections.abc import Mapping
from typing import Annotated, Any

import shapely
from apiflask import APIBlueprint
from flask import Response
from pydantic import Field, StringConstraints

from dispatch.board import Board
from dispatch.errors import Refused
from dispatch.folds import fold
from dispatch.ground.model import Original, Secrets
from dispatch.links.crs import Crs, to_wgs84
from dispatch.log.event import Recorded
from dispatch.web.answers import answer, created, repeatable
from dispatch.web.auth import allow, me
from dispatch.web.bodies import PLAIN, Body, Latitude, Longitude, Text, drawn
from dispatch.web.drawn import alley_row, entrance_row, gate_row
from dispatch.web.office import office
from dispatch.web.out import Out
from dispatch.web.principal import Role
from dispatch.web.rows import Row
from dispatch.web.shapes import AlleyFields, EntranceFields, GateFields
from maps.speeds import Mode

blueprint = APIBlueprint("ground", __name__, url_prefix="/api/v1/ground", tag="ground")

READING = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.PLANNER, Role.AUDITOR)
DRAWING = (Role.DISPATCHER, Role.DUTY_OFFICER)
LONGEST = 500
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=PLAIN)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=PLAIN)]
Modes = Annotated[list[Mode], Field(min_length=1, max_length=3)]


class SpotIn(Body):
    lon: Longitude
    lat: Latitude
    crs: Crs
    name: Name = ""
    note: Text | None = None

    def at(self) -> tuple[float, float]:
        return to_wgs84(self.crs, self.lon, self.lat)

    def original(self) -> Original | None:
        return None if self.crs is Crs.WGS84 else (str(self.crs), self.lon, self.lat)


class GateIn(SpotIn):
    """`hours`: 06:00-22:00, several separated by commas; empty: at all hours. A code or phone that is left out of a
    correction stays as it was: screens do not know them."""

    hours: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=PLAIN)] = ""
    modes: Modes = Field(default_factory=lambda: list(Mode))
    code: Short | None = None
    phone: Short | None = None

    def secrets(self, known: Secrets | None) -> Secrets:
        sent, before = self.model_fields_set, known or Secrets()
        code = self.code if "code" in sent else before.code
        return Secrets(code, self.phone if "phone" in sent else before.phone, self.note)


class AlleyIn(Body):
    """`geometry`: a GeoJSON line from end to end; its coordinates are in `crs`."""

    geometry: dict[str, Any]
    crs: Crs
    name: Name = ""
    modes: Modes = Field(default_factory=lambda: [Mode.WALK])
    both_ways: bool = True

    def line(self) -> list[tuple[float, float]]:
        shape = drawn(self.geometry)
        if not isinstance(shape, shapely.LineString) or shape.length == 0 or len(shape.coords) > LONGEST:
            raise Refused("unusable_geometry")
        return [to_wgs84(self.crs, *point[:2]) for point in shape.coords]


class GatesOut(Out):
    gates: list[GateFields]


class EntrancesOut(Out):
    entrances: list[EntranceFields]


class AlleysOut(Out):
    alleys: list[AlleyFields]


class SecretsOut(Out):
    code: str | None
    phone: str | None


@blueprint.get("/gates")
@blueprint.output(GatesOut)
@allow(*READING)
def gates() -> Response:
    return answer({"gates": _listed(office().log.board().ground.gates, gate_row)})


@blueprint.post("/gates")
@blueprint.input(GateIn, arg_name="body")
@blueprint.output(GateFields, status_code=201)
@allow(*DRAWING)
def draw_gate(body: GateIn) -> Response:
    """On the border of a compound, school, hospital or the like, which is entered through its known gates from now."""
    return _gate_drawn(body, None)


@blueprint.put("/gates/<int:gate>")
@blueprint.input(GateIn, arg_name="body")
@blueprint.output(GateFields)
@allow(*DRAWING)
def correct_gate(gate: int, body: GateIn) -> Response:
    return _gate_drawn(body, gate)


@blueprint.delete("/gates/<int:gate>")
@blueprint.output({}, status_code=204)
@allow(*DRAWING)
def remove_gate(gate: int) -> Response:
    office().ground.remove_gate(gate, by=me().by, request=repeatable())
    return Response(status=204)


@blueprint.get("/gates/<int:gate>/secrets")
@blueprint.output(SecretsOut)
@allow(*DRAWING)
def secrets(gate: int) -> Response:
    """What opens the gate. That it was looked at is written down."""
    known = office().ground.secrets(gate)
    office().accounts.note_look(me().by, f"gate:{gate}", "code and phone")
    return answer({"code": known.code, "phone": known.phone})


@blueprint.get("/entrances")
@blueprint.output(EntrancesOut)
@allow(*READING)
def entrances() -> Response:
    return answer({"entrances": _listed(office().log.board().ground.entrances, entrance_row)})


@blueprint.post("/entrances")
@blueprint.input(SpotIn, arg_name="body")
@blueprint.output(EntranceFields, status_code=201)
@allow(*DRAWING)
def draw_entrance(body: SpotIn) -> Response:
    """At the door of a building, where everyone who is called into it goes from now."""
    return _entrance_drawn(body, None)


@blueprint.put("/entrances/<int:entrance>")
@blueprint.input(SpotIn, arg_name="body")
@blueprint.output(EntranceFields)
@allow(*DRAWING)
def correct_entrance(entrance: int, body: SpotIn) -> Response:
    return _entrance_drawn(body, entrance)


@blueprint.delete("/entrances/<int:entrance>")
@blueprint.output({}, status_code=204)
@allow(*DRAWING)
def remove_entrance(entrance: int) -> Response:
    office().ground.remove_entrance(entrance, by=me().by, request=repeatable())
    return Response(status=204)


@blueprint.get("/alleys")
@blueprint.output(AlleysOut)
@allow(*READING)
def alleys() -> Response:
    return answer({"alleys": _listed(office().log.board().conditions.alleys, alley_row)})


@blueprint.post("/alleys")
@blueprint.input(AlleyIn, arg_name="body")
@blueprint.output(AlleyFields, status_code=201)
@allow(*DRAWING)
def draw_alley(body: AlleyIn) -> Response:
    """Joined at its ends to the nearest road within 25 m; it is in the next time, route and zone."""
    return _alley_drawn(body, None)


@blueprint.put("/alleys/<int:alley>")
@blueprint.input(AlleyIn, arg_name="body")
@blueprint.output(AlleyFields)
@allow(*DRAWING)
def correct_alley(alley: int, body: AlleyIn) -> Response:
    return _alley_drawn(body, alley)


@blueprint.delete("/alleys/<int:alley>")
@blueprint.output({}, status_code=204)
@allow(*DRAWING)
def remove_alley(alley: int) -> Response:
    office().conditions.remove_alley(alley, by=me().by, request=repeatable())
    return Response(status=204)


def _gate_drawn(body: GateIn, gate: int | None) -> Response:
    before = office().log.board().ground.gates.get(gate or 0)
    recorded = office().ground.draw_gate(
        body.at(),
        gate=gate,
        name=body.name,
        hours=body.hours,
        modes=body.modes,
        particulars=body.secrets(before.particulars if before else None),
        original=body.original(),
        by=me().by,
        request=repeatable(body),
    )
    [row] = _listed(_after(recorded).ground.gates, gate_row)
    return answer(row) if gate else created(row, f"/api/v1/ground/gates/{row['id']}")


def _entrance_drawn(body: SpotIn, entrance: int | None) -> Response:
    recorded = office().ground.draw_entrance(
        body.at(),
        entrance=entrance,
        name=body.name,
        particulars=Secrets(note=body.note),
        original=body.original(),
        by=me().by,
        request=repeatable(body),
    )
    [row] = _listed(_after(recorded).ground.entrances, entrance_row)
    return answer(row) if entrance else created(row, f"/api/v1/ground/entrances/{row['id']}")


def _alley_drawn(body: AlleyIn, alley: int | None) -> Response:
    recorded = office().conditions.draw_alley(
        body.line(),
        alley=alley,
        name=body.name,
        modes=body.modes,
        both_ways=body.both_ways,
        crs=str(body.crs),
        by=me().by,
        request=repeatable(body),
    )
    [row] = _listed(_after(recorded).conditions.alleys, alley_row)
    return answer(row) if alley else created(row, f"/api/v1/ground/alleys/{row['id']}")


def _after(recorded: list[Recorded]) -> Board:
    """A board that holds nothing but what these events drew."""
    return fold(Board(), recorded[0])


def _listed(things: Mapping[int, Any], written: Any) -> list[Row]:
    return [{"id": ident, **written(things[ident])} for ident in sorted(things)]
