"""A month asked of the board, filled, and written by the desk: what is planned holds the desk's own rules of rest."""

from datetime import date

from dispatch.duty.model import Slot
from dispatch.rosters.filling.asked import ask, cells_of
from dispatch.rosters.filling.fill import fill
from dispatch.rosters.model import Need
from dispatch.rosters.rest import against
from tests.rosters.bureau import NOON, TERMS, ZONE, Bureau


def test_what_is_planned_holds_the_desks_rules_of_rest() -> None:
    bureau = Bureau()
    bureau.desk.record_needs("S1", [Need("day", "first_aid", 2), Need("night", "first_aid", 1)], [], by="officer:wu")
    bureau.plan("V1", 10, "night")
    leave = {"V2": {date(2026, 12, 24), date(2026, 12, 25)}}
    asked = ask(bureau.post.board, TERMS, ZONE, "2026-12", NOON, leave=leave, reach_minutes=60)
    filled = fill(asked.question, seconds=10)
    cells = cells_of(bureau.post.board, TERMS, ZONE, asked.question, filled.turns)
    written = bureau.desk.write_cells(cells, by="officer:wu")
    assert (written.planned, written.kept, written.warned) == (len(filled.turns), (), ())
    for who in ("V1", "V2"):
        slots: list[Slot] = [one.slot for one in bureau.post.board.duty.all_shifts_of(who)]
        assert [against(one, [other for other in slots if other != one], TERMS.rest, ZONE) for one in slots] == [
            []
        ] * len(slots)
        assert len(slots) > 10
    assert {day for day, *_ in bureau.planned("V2")} & {23, 24, 25} <= {23}
