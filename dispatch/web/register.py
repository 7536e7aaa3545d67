"""AEDs as rows of plain JSON, for the board and for whoever asks."""

from datetime import date, datetime
from typing import Literal

from dispatch.aeds.model import Aed, AedState
from dispatch.aeds.opening import opening
from dispatch.aeds.shelf import against
from dispatch.links.navigation import navigation
from dispatch.web.out import Out
from maps.speeds import Mode

Row = dict[str, object]


class AedFields(Out):
    """`state`: what it is worth today, with the last days of pads and battery. `week`: from Monday on, the spans of
    minutes in which it can be taken (none: shut; one that ends before it begins runs over midnight); null where the
    hours are not known, and then it counts as closed. `custodian`: whether one is on record; they are told apart."""

    id: str
    name: str
    lon: float
    lat: float
    floor: str | None
    hours: str | None
    week: list[list[list[int]]] | None
    pads_until: date | None
    battery_until: date | None
    state: AedState
    custodian: bool


class AedRow(AedFields):
    table: Literal["aeds"]


class AedNow(AedFields):
    """`open`: whether it can be taken now; `against`: why not, a state, `shut` or `hours_unknown`."""

    open: bool
    against: str | None


class FetchOut(Out):
    """The AED that somebody is to fetch: where it hangs, and `links` to there by map. `against`: why it cannot be taken
    any more, null while it can."""

    id: str
    name: str
    floor: str | None
    hours: str | None
    against: str | None
    links: dict[str, str]


def fetch_row(aed: Aed, local: datetime, mode: Mode) -> Row:
    return {
        "id": aed.id,
        "name": aed.name,
        "floor": aed.floor,
        "hours": aed.hours,
        "against": against(aed, local),
        "links": navigation(aed.lon, aed.lat, mode, aed.name),
    }


def aed_row(aed: Aed, day: date) -> Row:
    """Who keeps it and how one gets at it is told apart, to whom it is written down."""
    hours = opening(aed.hours)
    spans = None if hours is None else [_spans(one.spans) if one is not None else [] for one in hours.days]
    return {
        "name": aed.name,
        "lon": aed.lon,
        "lat": aed.lat,
        "floor": aed.floor,
        "hours": aed.hours,
        "week": spans,
        "pads_until": aed.pads_until.isoformat() if aed.pads_until else None,
        "battery_until": aed.battery_until.isoformat() if aed.battery_until else None,
        "state": aed.standing(day),
        "custodian": aed.particulars is not None,
    }


def aed_now(aed: Aed, local: datetime) -> Row:
    """`local`: the centre's own time."""
    reason = against(aed, local)
    return {"id": aed.id, **aed_row(aed, local.date()), "open": reason is None, "against": reason}


def _spans(spans: tuple[tuple[int, int], ...]) -> list[list[int]]:
    return [list(one) for one in spans or ((0, 24 * 60),)]
