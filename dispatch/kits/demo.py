"""Plainly fictional kit for a city that has none: three sets a station, and bags that some people have at
home. What is in them stands in `data/demo/kits.toml`; the same day gives the same kit."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from dispatch.board import Board
from dispatch.config import ROOT
from dispatch.duty.model import Station
from dispatch.kits.desk import KitDesk
from dispatch.kits.model import Item, Kit, KitState, Radio, Seal
from dispatch.log.log import Log
from dispatch.people.demo import is_fictional
from dispatch.people.model import Volunteer

FILE = ROOT / "data" / "demo" / "kits.toml"
BY = "rule:demo"
BATTERY = 90


@cache
def texts(file: Path = FILE) -> Mapping[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def fictional_kits(stations: Sequence[Station], people: Sequence[Volunteer], *, day: date) -> list[Kit]:
    """Whole and sealed, but for what the file says is wrong with some: one that expires that day, one that did, one
    that lacks something, an open seal, a flat battery, one that nobody finds."""
    said = texts()
    flaws = {(one["station"], one["kind"]): one for one in said["flaw"]}
    keyholders = {one.station: one.id for one in reversed(people)}
    lying = [
        _set(f"K{number:02}{letter}", one, flaws.get((number, one["kind"]), {}), number, day, station, keyholders)
        for number, station in enumerate(stations, 1)
        for letter, one in zip("ABC", said["set"], strict=True)
    ]
    bags = [
        _carried(said["carried"], number, volunteer, day)
        for number, volunteer in enumerate(people[:: said["carried"]["every"]], 1)
    ]
    return [*lying, *bags]


def furnish(log: Log[Board], kits: KitDesk, *, day: date) -> None:
    """Where the log has none, for fictional people alone."""
    board = log.board()
    people = [one for _, one in sorted(board.people.volunteers.items()) if is_fictional(one)]
    if not board.kits.known and people:
        stations = [one for _, one in sorted(board.duty.stations.items())]
        kits.record(fictional_kits(stations, people, day=day), by=BY)


def _set(
    ident: str,
    said: Mapping[str, Any],
    flaw: Mapping[str, Any],
    number: int,
    day: date,
    station: Station,
    keyholders: Mapping[str | None, str],
) -> Kit:
    sign = said.get("call_sign")
    return Kit(
        ident,
        said["kind"],
        said["name"].format(number=number),
        station.id,
        keyholder=keyholders.get(station.id),
        items=tuple(_item(one, number, day, flaw) for one in said["items"]),
        seal=Seal(f"F{number:03}", bool(flaw.get("broken"))),
        radio=Radio(sign.format(number=number), flaw.get("battery", BATTERY)) if sign else None,
        reported=KitState(flaw.get("state", KitState.READY)),
    )


def _carried(said: Mapping[str, Any], number: int, volunteer: Volunteer, day: date) -> Kit:
    items = tuple(_item(one, number, day, {}) for one in said["items"])
    return Kit(f"B{number:02}", said["kind"], said["name"].format(number=number), carrier=volunteer.id, items=items)


def _item(said: Mapping[str, Any], number: int, day: date, flaw: Mapping[str, Any]) -> Item:
    own = flaw if flaw.get("item") == said["name"] else {}
    days = own.get("days", said.get("days"))
    until = None if days is None else day + timedelta(days=days)
    amount = own.get("amount", said["par"])
    return Item(said["name"], said["par"], amount, f"B26{number:02}" if until else None, until)
