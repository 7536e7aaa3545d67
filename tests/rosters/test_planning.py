"""Cells of a grid laid over the plan; sign-ups, drop-outs and swaps."""

from datetime import date, datetime

import pytest

from dispatch.duty.events import ShiftDropped, ShiftPlanned
from dispatch.errors import NotFound, Refused
from dispatch.rosters.events import RestPassedOver
from dispatch.rosters.model import Cell, DayKind, Need, Turn
from tests.rosters.bureau import DECEMBER, ZONE, Bureau

FIRST_AID_DAY = Need("day", "first_aid", 1)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def test_a_changed_grid_changes_only_what_differs(bureau: Bureau) -> None:
    assert bureau.plan("V1", 1, "day") == []
    first = bureau.shift("V1")
    grid = [Cell("V1", DECEMBER[0], (Turn("day", "S1"),)), Cell("V1", DECEMBER[2], (Turn("night", "S1"),))]
    written = bureau.desk.write_cells(grid, by="officer:wu")
    assert (written.planned, written.dropped, written.unchanged) == (1, 0, 1)
    written = bureau.desk.write_cells([Cell("V1", DECEMBER[0])], by="officer:wu")
    assert (written.planned, written.dropped, bureau.planned("V1")) == (0, 1, [(3, "night", "S1")])
    dropped = [one for one in bureau.post.happened() if isinstance(one, ShiftDropped)]
    assert [(one.shift, str(one.drop)) for one in dropped] == [(first, "replanned")]


def test_a_cell_that_speaks_of_one_station_leaves_the_others(bureau: Bureau) -> None:
    bureau.plan("V1", 1, "day", station="S2")
    written = bureau.desk.write_cells([Cell("V1", DECEMBER[0], (), ("S1",))], by="officer:wu")
    assert (written.unchanged, bureau.planned("V1")) == (1, [(1, "day", "S2")])


def test_what_has_begun_stays_and_what_is_over_is_not_planned(bureau: Bureau) -> None:
    bureau.plan("V1", 1, "day")
    bureau.post.at = datetime(2026, 12, 1, 9, tzinfo=ZONE)
    assert bureau.plan("V1", 1) == ["begun"]
    assert bureau.plan("V3", 1, "day") == []  # who comes late may still be written down
    bureau.post.at = datetime(2026, 12, 2, 9, tzinfo=ZONE)
    assert bureau.plan("V2", 1, "day") == ["begun"]


def test_hard_rules_hold_and_soft_ones_give_way_to_a_reason(bureau: Bureau) -> None:
    bureau.plan("V1", 1, "day")
    assert bureau.plan("V1", 1, "day", "night") == ["rest"]
    assert bureau.plan("V1", 1, "day", "night", reason="只有他在") == []
    bureau.plan("V1", 1, "day", "standby", reason="备勤")  # the same hours as the night, which goes
    assert bureau.planned("V1") == [(1, "day", "S1"), (1, "standby", "S1")]
    (passed,) = [one for one in bureau.post.happened() if isinstance(one, RestPassedOver)]
    assert ([str(one) for one in passed.rules], passed.particulars) == (["rest"], "只有他在")
    both = Cell("V1", DECEMBER[0], (Turn("day", "S1"), Turn("day", "S2")))
    written = bureau.desk.write_cells([both], reason="都要", by="officer:wu")
    assert [str(one.rule) for kept in written.kept for one in kept.conflicts] == ["overlap"]


def test_nobody_is_on_site_where_the_station_is_closed_and_standby_is_no_matter(bureau: Bureau) -> None:
    bureau.desk.record_needs("S1", [FIRST_AID_DAY], ["night"], by="officer:wu")
    assert bureau.plan("V1", 1, "night", reason="要") == ["closed"]
    assert bureau.plan("V1", 1, "standby") == []
    with pytest.raises(Refused, match="need_while_closed"):
        bureau.desk.record_needs("S1", [Need("night", "first_aid", 1)], ["night"], by="officer:wu")


def test_what_the_grid_names_and_there_is_not_is_kept_with_the_reason(bureau: Bureau) -> None:
    cells = [Cell("V9", DECEMBER[0]), Cell("V1", DECEMBER[0], (Turn("day", "S9"),)), Cell("V1", DECEMBER[1])]
    written = bureau.desk.write_cells(cells, by="officer:wu")
    assert [kept.refusal.params for kept in written.kept if kept.refusal] == [
        {"kind": "volunteer", "id": "V9"},
        {"kind": "station", "id": "S9"},
    ]
    assert written.unchanged == 1


def test_needs_of_a_workday_count_on_the_saturday_that_is_worked_in_exchange(bureau: Bureau) -> None:
    needs = [Need("day", "first_aid", 1), Need("day", "first_aid", 2, DayKind.HOLIDAY)]
    bureau.desk.record_needs("S1", needs, [], by="officer:wu")
    bureau.post.at = datetime(2026, 9, 30, 12, tzinfo=ZONE)
    found = bureau.desk.open_slots(["S1"], days=11, suggest=0)
    missing = {one.day: one.missing for one, _ in found}
    assert [missing[date(2026, 10, day)] for day in (7, 8, 10)] == [2, 1, 1]


def test_somebody_signs_up_and_is_refused_in_words_where_they_cannot(bureau: Bureau) -> None:
    bureau.desk.record_needs("S1", [FIRST_AID_DAY], [], by="officer:wu")
    day = date(2026, 12, 2)

    def sign_up(volunteer: str) -> list[str]:
        recorded = bureau.desk.sign_up(volunteer, "S1", day, "day", by=f"volunteer:{volunteer}")
        return [type(one.event).__name__ for one in recorded]

    with pytest.raises(Refused, match="roster_unqualified"):
        sign_up("V3")
    bureau.plan("V2", 1, "night", station="S2")
    with pytest.raises(Refused, match="roster_rest"):
        sign_up("V2")
    assert [one.station for one in bureau.desk.open_to("V1")] == ["S1"] * 13
    assert sign_up("V1") == ["ShiftPlanned", "ShiftConfirmed"]
    assert sign_up("V1") == []
    with pytest.raises(Refused, match="roster_not_open"):
        sign_up("V2")
    with pytest.raises(Refused, match="roster_not_open"):  # what they have is at another station
        bureau.desk.sign_up("V1", "S2", day, "day", by="volunteer:V1")


def test_who_drops_out_leaves_the_shift_open_and_only_their_own(bureau: Bureau) -> None:
    bureau.desk.record_needs("S1", [FIRST_AID_DAY], [], by="officer:wu")
    bureau.plan("V1", 1, "day")
    shift = bureau.shift("V1")
    with pytest.raises(Refused, match="not_yours"):
        bureau.desk.drop_out(shift, "病了", acting="V2", by="volunteer:V2")
    bureau.desk.drop_out(shift, "病了", acting="V1", by="volunteer:V1")
    assert bureau.planned("V1") == []
    assert [(one.day.day, one.missing) for one, _ in bureau.desk.open_slots(["S1"], days=2, suggest=0)] == [
        (30, 1),
        (1, 1),
    ]
    with pytest.raises(NotFound):
        bureau.desk.confirm(shift, by="volunteer:V1")


def test_a_swap_is_offered_taken_and_approved(bureau: Bureau) -> None:
    bureau.desk.record_needs("S1", [FIRST_AID_DAY], [], by="officer:wu")
    bureau.plan("V1", 1, "day")
    bureau.plan("V2", 5, "day", station="S2")
    given, back = bureau.shift("V1"), bureau.shift("V2")
    bureau.desk.offer_swap(given, None, acting="V1", by="volunteer:V1")
    with pytest.raises(Refused, match="roster_unqualified"):
        bureau.desk.take_swap(1, "V3", None, by="volunteer:V3")
    with pytest.raises(Refused, match="swap_not_taken"):
        bureau.desk.approve_swap(1, by="officer:wu")
    bureau.desk.take_swap(1, "V2", back, by="volunteer:V2")
    bureau.desk.approve_swap(1, by="officer:wu")
    assert (bureau.planned("V1"), bureau.planned("V2")) == ([(5, "day", "S2")], [(1, "day", "S1")])
    assert not bureau.post.board.rosters.swaps


def test_a_swap_that_nobody_took_lapses_when_the_shift_begins(bureau: Bureau) -> None:
    bureau.plan("V1", 1, "day")
    bureau.desk.offer_swap(bureau.shift("V1"), None, acting="V1", by="volunteer:V1")
    bureau.post.at = datetime(2026, 12, 1, 8, tzinfo=ZONE)
    assert "SwapEnded" in [type(one.event).__name__ for one in bureau.desk.fall_due()]
    assert not bureau.post.board.rosters.swaps


def test_a_whole_month_of_people_is_laid_over_the_plan_twice(bureau: Bureau) -> None:
    turns = {0: ("day",), 1: ("night",), 2: ()}
    cells = [
        Cell(who, day, tuple(Turn(one, "S1") for one in turns[(number + shift) % 3]))
        for shift, who in enumerate(("V1", "V2", "V3"))
        for number, day in enumerate(DECEMBER)
    ]
    written = bureau.desk.write_cells(cells, reason="56 小时", by="officer:wu")
    assert (written.planned, len(written.kept)) == (62, 0)
    again = bureau.desk.write_cells(cells, by="officer:wu")
    assert (again.events, again.unchanged) == ((), 93)
    assert sum(isinstance(one, ShiftPlanned) for one in bureau.post.happened()) == 62
