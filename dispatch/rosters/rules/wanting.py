"""What the centre says that it needs: named shifts, and how many of which skill a station needs in each."""

from collections.abc import Sequence

from dispatch.board import Board
from dispatch.duty.model import ShiftKind
from dispatch.errors import NotFound, Refused
from dispatch.log.event import Event
from dispatch.rosters.events import NeedsRecorded, TemplateRecorded, TemplateRetired
from dispatch.rosters.grid import is_skill
from dispatch.rosters.model import Need, Template, Terms

OFF_MARKS = frozenset({"休", "o", "off", "-", "/"})
"""What a cell says for nothing; no shift may be called so."""


def record_template(board: Board, template: Template, terms: Terms) -> list[Event]:
    """Over the one of that id. Refuses a mark that means another shift, or none."""
    named = board.rosters.named(terms)
    if named.get(template.id) == template:
        return []
    marks = {mark.casefold() for mark in template.marks}
    for mark in sorted(marks & OFF_MARKS):
        raise Refused("template_mark_taken", mark=mark, template="休")
    for other in named.values():
        both = marks & {mark.casefold() for mark in other.marks}
        if other.id != template.id and both:
            raise Refused("template_mark_taken", mark=min(both), template=other.id)
    if (template.delay_s is not None) != (template.kind is ShiftKind.HOME_STANDBY):
        raise Refused("template_delay", template=template.id)
    return [
        TemplateRecorded(
            template.id,
            template.mark,
            template.name,
            template.begins,
            template.ends,
            template.kind,
            template.delay_s,
            template.also,
        )
    ]


def retire_template(board: Board, template: str, terms: Terms) -> list[Event]:
    """What is planned by it stays."""
    if template not in board.rosters.named(terms):
        raise NotFound("template", template)
    return [TemplateRetired(template)]


def record_needs(board: Board, station: str, needs: Sequence[Need], closed: Sequence[str], terms: Terms) -> list[Event]:
    """All that the station needs, instead of what it needed before."""
    if station not in board.duty.stations:
        raise NotFound("station", station)
    named = board.rosters.named(terms)
    for template in (*(one.template for one in needs), *closed):
        if template not in named:
            raise NotFound("template", template)
    said = set()
    for one in needs:
        if not is_skill(one.skill):
            raise Refused("unknown_skill", skill=one.skill)
        if one.template in closed:
            raise Refused("need_while_closed", template=one.template, station=station)
        if (key := (one.template, one.skill, one.on)) in said:
            raise Refused("need_twice", template=one.template, skill=one.skill)
        said.add(key)
    if (board.rosters.needs.get(station, ()), board.rosters.closed.get(station, ())) == (tuple(needs), tuple(closed)):
        return []
    return [NeedsRecorded(station, tuple(needs), tuple(closed))]
