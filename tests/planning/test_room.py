"""Site plans as events: what may become of one, and that the log gives the same plan back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dispatch.errors import Refused
from dispatch.log.memory import MemoryStore
from dispatch.opening import board_log, codec
from dispatch.planning.desk import PlanningDesk
from dispatch.planning.model import Check, Fate, Question, Site, SitePlan, Standing

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SITES = (Site("S1", "一号站", 104.06, 30.66, cost=3.0), Site("N1", "新站", 104.07, 30.67, Fate.ADDED))
CHECK = Check(
    1, NOON, date(2026, 10, 1), date(2026, 10, 31), 40, 2, 60, 3,
    {"p15": 0.8, "median_s": 500.0, "p90_s": None}, {"p15": 0.9, "median_s": 450.0, "p90_s": 900.0}, 0.02, 0.18,
)  # fmt: skip


@pytest.fixture
def desk() -> PlanningDesk:
    return PlanningDesk(board_log(MemoryStore(codec())), lambda: NOON)


def drawn_up(desk: PlanningDesk) -> SitePlan:
    desk.draw_up("甲", Question(), SITES, "", by="planner:li")
    return desk.find(1)


def test_a_plan_is_what_was_saved_last(desk: PlanningDesk):
    assert drawn_up(desk) == SitePlan(1, "甲", Question(), SITES, "", Standing.DRAFT, 1, "planner:li", NOON)
    asked = replace(Question(), minutes=8.0, hour=3, skill="first_aid")
    desk.save(1, 1, "乙", asked, SITES[:1], "东边不够", by="planner:wu")
    told = SitePlan(1, "乙", asked, SITES[:1], "东边不够", Standing.DRAFT, 2, "planner:wu", NOON)
    assert desk.find(1) == told
    assert desk.save(1, 2, "乙", asked, SITES[:1], "东边不够", by="planner:wu") == []
    desk.rename(1, "丙", by="planner:li")
    assert desk.find(1) == replace(told, name="丙")


def test_what_was_tried_before_a_change_counts_no_longer(desk: PlanningDesk):
    drawn_up(desk)
    desk.note_check(1, CHECK, by="planner:li")
    assert desk.find(1).checked
    desk.save(1, 1, "甲", Question(), SITES[:1], "", by="planner:li")
    assert (desk.find(1).check, desk.find(1).checked) == (CHECK, False)
    with pytest.raises(Refused, match="site_plan_unchecked"):
        desk.propose(1, by="planner:li")
    desk.note_check(1, replace(CHECK, edition=2), by="planner:li")
    desk.propose(1, by="planner:li")
    assert desk.find(1).standing is Standing.PROPOSED
    assert desk.propose(1, by="planner:li") == []


def test_a_proposed_plan_stays_as_it_was_read(desk: PlanningDesk):
    drawn_up(desk)
    desk.note_check(1, CHECK, by="planner:li")
    desk.propose(1, by="planner:li")
    with pytest.raises(Refused, match="site_plan_fixed"):
        desk.save(1, 1, "乙", Question(), SITES, "", by="planner:li")
    desk.withdraw(1, by="planner:li")
    with pytest.raises(Refused, match="site_plan_fixed"):
        desk.propose(1, by="planner:li")
