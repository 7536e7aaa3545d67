"""Kit: read, recorded, checked, moved in and out, and what has to be restocked."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field, StringConstraints, model_validator

from dispatch.errors import NotFound, Refused
from dispatch.kits.model import Check, Entry, Item, Kit, KitState, MovementKind, Radio, Seal
from dispatch.records import kits as kit_files
from dispatch.records.cells import ident
from dispatch.web.answers import answer, created, repeatable
from dispatch.web.auth import allow, me
from dispatch.web.bodies import PLAIN, Bit, Body, Ident, Line, Moment, RecordsQuery, Seq
from dispatch.web.kit_shapes import KitDetail, KitOut, KitsOut, RestockOut, kit_row, movement_rows, restock_rows
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.records import sent_file, table_in, taken
from dispatch.web.rows import Row
from dispatch.web.setup_shapes import ImportedOut

blueprint = APIBlueprint("kits", __name__, url_prefix="/api/v1", tag="kits")

READING = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.PLANNER, Role.AUDITOR, Role.ADMIN)
KEEPING = (Role.DISPATCHER, Role.DUTY_OFFICER, Role.ADMIN)
HANDS_ON = (*KEEPING, Role.VOLUNTEER)
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Count = Annotated[int, Field(ge=0, le=100_000)]
Percent = Annotated[int, Field(ge=0, le=100)]
Day = Annotated[date, Field(strict=False)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=PLAIN)]


class ItemIn(Body):
    item: Name
    par: Count
    amount: Count
    batch: Bit | None = None
    expires_on: Day | None = None


class KitIn(Body):
    """The whole record. Either `station` or `carrier` (a volunteer). Amounts that differ from the record are booked as
    counted; incomplete, expiring and expired follow from the items and are refused as `state`."""

    kind: Code
    name: Line
    station: Ident | None = None
    carrier: Ident | None = None
    keyholder: Ident | None = None
    items: Annotated[list[ItemIn], Field(default_factory=list, max_length=200)]
    seal: Bit | None = None
    broken: bool = False
    call_sign: Bit | None = None
    battery: Percent | None = None
    state: KitState = KitState.READY

    def kit(self, number: str) -> Kit:
        items = tuple(Item(one.item, one.par, one.amount, one.batch, one.expires_on) for one in self.items)
        radio = Radio(self.call_sign, self.battery) if self.call_sign or self.battery is not None else None
        where = self.station, self.carrier, self.keyholder
        return Kit(number, self.kind, self.name, *where, items, Seal(self.seal, self.broken), radio, self.state)


class EntryIn(Body):
    """`expires_on`: of a batch that is new. `incident`: on which it was used. `to`: the set into which it is moved."""

    kind: Literal["received", "used", "moved", "returned", "written_off"]
    item: Name
    count: Annotated[int, Field(ge=1, le=100_000)]
    batch: Bit | None = None
    expires_on: Day | None = None
    incident: Seq | None = None
    to: Ident | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind == "moved") != (self.to is not None):
            raise ValueError("`to` belongs to what is moved")
        if self.incident is not None and self.kind != "used":
            raise ValueError("`incident` belongs to what was used")
        return self

    def entry(self) -> Entry:
        kind = MovementKind(self.kind)
        return Entry(kind, self.item, self.count, self.batch, self.expires_on, self.incident, self.to)


class EntriesIn(Body):
    entries: Annotated[list[EntryIn], Field(min_length=1, max_length=100)]


class CorrectIn(Body):
    movement: Seq


class CountedIn(Body):
    item: Name
    amount: Count
    batch: Bit | None = None


class CheckIn(Body):
    """What was found; left out: as it was. `happened_at`: by the clock of whoever checked."""

    counted: Annotated[list[CountedIn], Field(default_factory=list, max_length=200)]
    seal: Bit | None = None
    broken: bool | None = None
    battery: Percent | None = None
    happened_at: Moment | None = None

    def check(self, known: Kit) -> Check:
        counted = tuple((one.item, one.batch, one.amount) for one in self.counted)
        broken = known.seal.broken if self.broken is None else self.broken
        return Check(counted, Seal(self.seal or known.seal.number, broken), self.battery)


class ReportIn(Body):
    """`incident`: for which call it was taken."""

    state: Literal["ready", "in_use", "out_of_service", "missing"]
    incident: Seq | None = None
    happened_at: Moment | None = None


class PlaceIn(Body):
    station: Ident | None = None
    carrier: Ident | None = None


class KitsQuery(Body):
    """`state`: as it is today."""

    station: Ident | None = None
    kind: Code | None = None
    state: KitState | None = None


class RestockQuery(Body):
    station: Ident | None = None


@blueprint.get("/kits")
@blueprint.input(KitsQuery, location="query", arg_name="query")
@blueprint.output(KitsOut)
@allow(*READING)
def kits(query: KitsQuery) -> Response:
    """Every set; with `station`, those that lie there or are carried by its people."""
    found = [one for one in _of(query.station) if query.kind in {None, one.kind}]
    rows = [_row(one) for one in found]
    return answer({"rows": [row for row in rows if query.state in {None, row["state"]}]})


@blueprint.get("/stations/<station>/kits")
@blueprint.output(KitsOut)
@allow(*READING, Role.VOLUNTEER)
def station_kits(station: str) -> Response:
    """What lies at a station, to tick at check-in."""
    board = office().log.board()
    if station not in board.duty.stations:
        raise NotFound("station", station)
    return answer({"rows": [_row(one) for one in board.kits.at_station(station)]})


@blueprint.get("/kits/restock")
@blueprint.input(RestockQuery, location="query", arg_name="query")
@blueprint.output(RestockOut)
@allow(*READING)
def restock(query: RestockQuery) -> Response:
    """By station: what is lacking, and what expires within 30 days."""
    day = _local().date()
    return answer({"rows": [row for one in _of(query.station) for row in restock_rows(one, day)]})


@blueprint.get("/kits/<kit>")
@blueprint.output(KitDetail)
@allow(*READING)
def kit(kit: str) -> Response:
    return answer(_detail(kit))


@blueprint.put("/kits/<kit>")
@blueprint.input(KitIn, arg_name="body")
@blueprint.output(KitDetail)
@allow(*KEEPING)
def record(kit: str, body: KitIn) -> Response:
    """A new one (201), or that one corrected, whole."""
    number = ident(kit).upper()
    known = office().log.board().kits.find(number)
    _require_keeper(known or body.kit(number))
    _require_keeper(body.kit(number))
    office().kits.record([body.kit(number)], by=me().by, request=repeatable(body))
    return answer(_detail(number)) if known else created(_detail(number), f"/api/v1/kits/{number}")


@blueprint.post("/kits/<kit>/movements")
@blueprint.input(EntriesIn, arg_name="body")
@blueprint.output(KitDetail)
@allow(*HANDS_ON)
def enter(kit: str, body: EntriesIn) -> Response:
    """Lines of the ledger, all or none. Nothing is ever changed there: see `corrections`."""
    _require_keeper(_known(kit))
    for one in body.entries:
        if one.to is not None:
            _require_keeper(_known(one.to))
    office().kits.enter(kit, [one.entry() for one in body.entries], by=me().by, request=repeatable(body))
    return answer(_detail(kit))


@blueprint.post("/kits/<kit>/corrections")
@blueprint.input(CorrectIn, arg_name="body")
@blueprint.output(KitDetail)
@allow(*KEEPING)
def correct(kit: str, body: CorrectIn) -> Response:
    """Undoes one line by a counter-entry; of a move, both sides."""
    _require_keeper(_known(kit))
    office().kits.correct(kit, body.movement, by=me().by, request=repeatable(body))
    return answer(_detail(kit))


@blueprint.post("/kits/<kit>/checks")
@blueprint.input(CheckIn, arg_name="body")
@blueprint.output(KitDetail)
@allow(*HANDS_ON)
def check(kit: str, body: CheckIn) -> Response:
    """Somebody went through it: what they counted differently becomes movements."""
    known = _known(kit)
    _require_keeper(known)
    found, again = body.check(known), repeatable(body)
    office().kits.check(kit, found, by=me().by, happened_at=body.happened_at, request=again)
    return answer(_detail(kit))


@blueprint.post("/kits/<kit>/reports")
@blueprint.input(ReportIn, arg_name="body")
@blueprint.output(KitDetail)
@allow(*HANDS_ON)
def report(kit: str, body: ReportIn) -> Response:
    """Taken, brought back, unfit or gone, as a whole."""
    _require_keeper(_known(kit))
    state, again = KitState(body.state), repeatable(body)
    office().kits.report(kit, state, incident=body.incident, happened_at=body.happened_at, by=me().by, request=again)
    return answer(_detail(kit))


@blueprint.put("/kits/<kit>/place")
@blueprint.input(PlaceIn, arg_name="body")
@blueprint.output(KitOut)
@allow(*KEEPING)
def place(kit: str, body: PlaceIn) -> Response:
    """To another station, or into somebody's hands."""
    _require_keeper(_known(kit))
    office().kits.place(kit, station=body.station, carrier=body.carrier, by=me().by, request=repeatable(body))
    return answer(_row(_known(kit)))


@blueprint.post("/records/kit")
@blueprint.input(RecordsQuery, location="query", arg_name="query")
@blueprint.output(ImportedOut)
@allow(Role.ADMIN)
def import_kits(query: RecordsQuery) -> Response:
    """A file of kit, one row an item, as on the command line."""
    here, content = office(), sent_file()
    board = here.log.board()
    places = kit_files.Places(board.duty.stations, board.people.volunteers)
    intake = kit_files.read_kits(table_in(content, kit_files.COLUMNS), board.kits.known, places)
    return taken(intake, query, content, here.kits.would_record, here.kits.record)


def _of(station: str | None) -> list[Kit]:
    """A duty officer sees their own station's (`other_station`)."""
    who, board = me(), office().log.board()
    if who.role is Role.DUTY_OFFICER and station not in {None, who.station}:
        raise Refused("other_station", station=station)
    wanted = who.station if who.role is Role.DUTY_OFFICER else station
    if wanted is not None and wanted not in board.duty.stations:
        raise NotFound("station", wanted)
    known = board.kits.known
    return [known[one] for one in sorted(known) if wanted in {None, _home(known[one])}]


def _home(kit: Kit) -> str | None:
    """The station that answers for it: where it lies, or where whoever carries it belongs."""
    if kit.station is not None:
        return kit.station
    carrier = office().log.board().people.volunteers.get(kit.carrier or "")
    return carrier.station if carrier else None


def _require_keeper(kit: Kit) -> None:
    """Duty officers keep what is their station's, volunteers what they carry, or what lies where they are on duty."""
    who = me()
    if who.role is Role.DUTY_OFFICER and _home(kit) != who.station:
        raise Refused("other_station", station=_home(kit))
    if who.role is not Role.VOLUNTEER:
        return
    present = office().log.board().duty.on_duty.get(str(who.volunteer))
    here = present is not None and kit.station is not None and kit.station == present.station
    if not here and kit.carrier != who.volunteer:
        raise Refused("not_your_kit", kit=kit.id)


def _known(number: str) -> Kit:
    known = office().log.board().kits.find(number)
    if known is None:
        raise NotFound("kit", number)
    return known


def _local() -> datetime:
    return office().now().astimezone(office().centre.timezone)


def _row(one: Kit) -> Row:
    return kit_row(office().log.board(), one, _local())


def _detail(number: str) -> Row:
    one = _known(number)
    return {**_row(one), "movements": movement_rows(office().log.board().kits.movements.get(one.id, ()))}
