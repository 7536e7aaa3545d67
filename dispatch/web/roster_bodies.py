"""What is asked of rosters and written into them."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from dispatch.duty.model import ShiftKind
from dispatch.rosters.model import Cell, DayKind, Need, Template, Turn
from dispatch.rosters.terms import Code, Hour, Mark
from dispatch.web.bodies import Body, Ident, Line, Moment, Seq, Text

RosterDay = Annotated[date, Field(strict=False, ge=date(1970, 1, 1), lt=date(2200, 1, 1))]
Month = Annotated[str, StringConstraints(pattern=r"^(19[7-9]\d|20\d\d|21\d\d)-(0[1-9]|1[0-2])$")]


class MonthQuery(Body):
    """`month` left out: this one. Without `station`, all of them."""

    month: Month | None = None
    station: Ident | None = None


class OpenQuery(Body):
    """`days` from today on. `suggest`: how many people are named for each."""

    station: Ident | None = None
    days: Annotated[int, Field(ge=1, le=62)] = 3
    suggest: Annotated[int, Field(ge=0, le=20)] = 5


class TurnIn(Body):
    template: Code
    station: Ident

    def turn(self) -> Turn:
        return Turn(self.template, self.station)


class CellIn(Body):
    """What one person has on one day; no turns: 休, nothing. `at`: only what is planned at these stations is meant;
    left out: all of it."""

    volunteer: Ident
    day: RosterDay
    turns: Annotated[tuple[TurnIn, ...], Field(max_length=4, strict=False)] = ()
    at: Annotated[list[Ident], Field(min_length=1, max_length=40)] | None = None

    def cell(self, at: tuple[str, ...] | None) -> Cell:
        stations = at or (tuple(self.at) if self.at else None)
        return Cell(self.volunteer, self.day, tuple(one.turn() for one in self.turns), stations)


class CellsIn(Body):
    """`reason`: why rules of rest are passed over; without one, a cell against them is not taken over."""

    cells: Annotated[list[CellIn], Field(min_length=1, max_length=1500)]
    reason: Text | None = None
    dry_run: bool = False


class TemplateIn(Body):
    """`ends` at or before `begins`: the next day. `delay_minutes` of home standby alone."""

    mark: Mark
    name: Line
    begins: Annotated[Hour, Field(strict=False)]
    ends: Annotated[Hour, Field(strict=False)]
    kind: ShiftKind = ShiftKind.ON_SITE
    delay_minutes: Annotated[int, Field(ge=0, le=240)] | None = None
    also: Annotated[tuple[Mark, ...], Field(max_length=10, strict=False)] = ()

    def template(self, ident: str) -> Template:
        delay_s = None if self.delay_minutes is None else self.delay_minutes * 60
        return Template(ident, self.mark, self.name, self.begins, self.ends, self.kind, delay_s, tuple(self.also))


class NeedIn(Body):
    template: Code
    skill: Code
    count: Annotated[int, Field(ge=1, le=50)]
    on: DayKind | None = None

    def need(self) -> Need:
        return Need(self.template, self.skill, self.count, self.on)


class NeedsIn(Body):
    """All that the station needs. `closed`: named shifts in which nobody can be on site there."""

    needs: Annotated[list[NeedIn], Field(max_length=100)]
    closed: Annotated[tuple[Code, ...], Field(max_length=20, strict=False)] = ()


class SignUpIn(Body):
    station: Ident
    day: RosterDay
    template: Code
    volunteer: Ident | None = None


class ReasonIn(Body):
    reason: Text


class PerhapsReasonIn(Body):
    reason: Text | None = None


class OfferIn(Body):
    """`to` left out: whoever takes it."""

    to: Ident | None = None


class TakeSwapIn(Body):
    """`in_return`: the shift that whoever takes it gives for it."""

    volunteer: Ident | None = None
    in_return: Seq | None = None


class AcceptIn(Body):
    """Who answers for it from now on: a volunteer by number, or a duty leader by name."""

    successor: Ident | None = None
    name: Line | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "AcceptIn":
        if self.successor is not None and self.name is not None:
            raise ValueError("a volunteer or a name, not both")
        return self


class HomeIn(Body):
    happened_at: Moment | None = None
