"""What is shown at check-in, what is doubted, and what the officer makes of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from immutables import Map

from dispatch.duty import rules
from dispatch.duty.arriving import Brought, Doubt, Handover, HeldState, Proof, Proved
from dispatch.duty.checks import Here, LastSeen, Shown
from dispatch.duty.codes import code_at, step_of
from dispatch.duty.events import CheckedOut, CheckInHeld, HandoverNoted, HeldDecided
from dispatch.duty.model import Slot, Standby
from dispatch.duty.receiving import Arrival
from dispatch.duty.reception import ReceptionDesk
from dispatch.duty.standing import StationState
from dispatch.errors import NotFound, Refused
from dispatch.incidents.model import Assignment, Incidents, Progress
from tests.duty.post import MALL, MIDNIGHT, SCHOOL, Post

NORTH_100_M, NORTH_2_KM = 100 / 111_320, 2000 / 111_320
BY, OFFICER = "volunteer:V1", "duty_officer:S1"


class Desk(Post):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.seen: LastSeen | None = None
        self.reception = ReceptionDesk(
            self.log,
            self.now,
            timezone=ZoneInfo("Asia/Shanghai"),
            secret=lambda station, pairing: f"{station} {pairing}".encode(),
            seen=lambda _: self.seen,
        )

    def code(self, station: str = "S1", at: datetime | None = None, pairing: int = 1) -> str:
        return code_at(f"{station} {pairing}".encode(), step_of(at or self.at))

    def here(self, north: float = 0.0, accuracy_m: float = 10.0, at: datetime | None = None) -> Here:
        return Here(MALL.lon, MALL.lat + north, accuracy_m, at or self.at)

    def come(
        self, shown: Shown, station: str = "S1", *, happened_at: datetime | None = None, **what: object
    ) -> tuple[Doubt, ...]:
        """What is doubted, if anything."""
        arrival = Arrival("V1", station, **what)  # type: ignore[arg-type]
        recorded = self.reception.check_in(arrival, shown, happened_at=happened_at, by=BY)
        return next((one.event.doubts for one in recorded if isinstance(one.event, CheckInHeld)), ())


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.reception.pair("S1", by=OFFICER)
    return made


def test_a_code_and_a_place_put_somebody_on_duty_with_what_they_brought(desk: Desk):
    brought = Brought(radio=True, kit_check=("K1",))
    assert desk.come(Shown(desk.code(), here=desk.here(NORTH_100_M)), brought=brought, note="AED 在二楼") == ()
    present = desk.board.duty.on_duty["V1"]
    assert present.proof == Proof(Proved.CODE, step_of(desk.at), 100, 10)
    assert present.brought == brought
    assert desk.board.duty.handovers["S1"] == Handover("V1", desk.at, "AED 在二楼")
    assert "AED" not in "".join(kept.data for kept in desk.log.store.kept)


def test_the_five_false_check_ins_are_all_held(desk: Desk):
    """2 km off, an old code, a fix that says nothing, two stations, a code used again."""
    old = desk.code()
    desk.later(minutes=5)
    assert desk.come(Shown(here=desk.here(NORTH_2_KM))) == (Doubt.TOO_FAR,)
    assert desk.come(Shown(here=desk.here(accuracy_m=500.0))) == (Doubt.ACCURACY_POOR,)
    assert desk.come(Shown(old)) == (Doubt.CODE_OLD,)
    assert dict(desk.board.duty.on_duty) == {}
    assert desk.come(Shown(desk.code(), here=desk.here())) == ()
    desk.reception.check_out("V1", "S1", by=BY)
    assert desk.come(Shown(desk.code(), here=desk.here())) == (Doubt.CODE_REPLAYED,)
    desk.duty.check_in("V1", "S2", by="dispatcher:zhao")
    desk.later(hours=1)
    assert desk.come(Shown(desk.code(), here=desk.here())) == (Doubt.TWO_STATIONS,)
    assert desk.board.duty.on_duty["V1"].station == "S2"
    assert [one.held for one in desk.happened() if isinstance(one, CheckInHeld)] == [1, 1, 1, 2, 3]


@pytest.mark.parametrize(
    ("north", "accuracy_m", "minutes_old", "doubts"),
    [
        (0.0, 100.0, 0, ()),
        (159 / 111_320, 10.0, 0, ()),
        (161 / 111_320, 10.0, 0, (Doubt.TOO_FAR,)),
        (249 / 111_320, 100.0, 0, ()),
        (0.0, 101.0, 0, (Doubt.ACCURACY_POOR,)),
        (NORTH_2_KM, 500.0, 0, (Doubt.TOO_FAR, Doubt.ACCURACY_POOR)),
        (0.0, 10.0, 6, (Doubt.POSITION_OLD,)),
        (0.0, 10.0, -3, (Doubt.CLOCK_OFF,)),
    ],
)
def test_a_place_is_measured_against_the_stations_radius_and_its_own_accuracy(
    desk: Desk, north: float, accuracy_m: float, minutes_old: int, doubts: tuple[Doubt, ...]
):
    here = desk.here(north, accuracy_m, desk.at - timedelta(minutes=minutes_old))
    assert desk.come(Shown(here=here)) == doubts


def test_the_house_counts_as_the_station_too(desk: Desk):
    house = MALL.lon, MALL.lat + NORTH_2_KM
    desk.duty.record_stations([replace(MALL, building=house)], by="admin:wu")
    assert desk.come(Shown(here=desk.here(NORTH_2_KM))) == ()


@pytest.mark.parametrize(("km", "doubts"), [(20.0, ()), (30.0, (Doubt.IMPOSSIBLE_SPEED,))])
def test_nobody_comes_faster_than_a_car_can(desk: Desk, km: float, doubts: tuple[Doubt, ...]):
    """Ten minutes at 150 km/h are 25 km."""
    desk.seen = LastSeen((MALL.lon, MALL.lat + km * 1000 / 111_320), desk.at - timedelta(minutes=10), 20.0)
    assert desk.come(Shown(here=desk.here())) == doubts


def test_where_they_checked_out_counts_as_seen_unless_a_rule_did_it(desk: Desk):
    far = replace(SCHOOL, lat=MALL.lat + 0.5)
    desk.duty.record_stations([far], by="admin:wu")
    desk.duty.check_in("V1", "S2", by=BY)
    desk.duty.check_out("V1", "S2", by=BY)
    desk.later(minutes=5)
    assert desk.come(Shown(desk.code())) == (Doubt.IMPOSSIBLE_SPEED,)
    desk.duty.check_in("V2", "S2", by=BY)
    desk.duty.check_out("V2", "S2", by="rule:demo")
    assert "V2" not in desk.board.duty.left


def test_where_no_tablet_shows_codes_the_plain_form_is_taken_and_marked(desk: Desk):
    assert desk.come(Shown(), "S2") == ()
    assert desk.board.duty.on_duty["V1"].proof == Proof(Proved.UNPROVED)
    desk.reception.check_out("V1", "S2", by=BY)
    assert desk.come(Shown()) == (Doubt.PROOF_MISSING,)
    assert desk.come(Shown("12345678"), "S2") == (Doubt.STATION_UNPAIRED,)


def test_the_plain_form_of_somebody_elsewhere_is_refused_by_name(desk: Desk):
    desk.duty.check_in("V1", "S1", by=BY)
    with pytest.raises(Refused, match="on_duty_elsewhere"):
        desk.come(Shown(), "S2")
    with pytest.raises(Refused, match="on_duty_elsewhere"):
        desk.come(Shown(vouched=True), "S2")


def test_the_desk_vouches(desk: Desk):
    assert desk.come(Shown(vouched=True)) == ()
    assert desk.board.duty.on_duty["V1"].proof == Proof(Proved.VOUCHED)


def test_codes_of_an_earlier_pairing_hold_no_more(desk: Desk):
    assert desk.reception.pair("S1", by=OFFICER) == []
    desk.reception.pair("S1", anew=True, by=OFFICER)
    assert desk.come(Shown(desk.code(pairing=1))) == (Doubt.CODE_WRONG,)
    assert desk.come(Shown(desk.code(pairing=2))) == ()


def test_the_same_once_more_is_the_same_check_in(desk: Desk):
    shown = Shown(desk.code(), here=desk.here())
    assert desk.come(shown) == ()
    assert desk.come(shown) == ()
    desk.reception.check_out("V1", "S1", by=BY)
    desk.later(seconds=60)
    doubted = Shown(desk.code(), here=desk.here(NORTH_2_KM))
    assert desk.come(doubted) == (Doubt.TOO_FAR,)
    assert desk.come(doubted) == (Doubt.TOO_FAR,)
    assert list(desk.board.duty.held) == [1]


def test_what_was_delivered_late_counts_from_when_it_happened_with_code_and_place(desk: Desk):
    then = desk.at
    shown = Shown(desk.code(at=then), here=desk.here(at=then))
    desk.later(hours=3)
    assert desk.come(Shown(desk.code(at=then)), happened_at=then) == (Doubt.DELIVERED_LATE,)
    assert desk.come(Shown(here=desk.here(at=then)), happened_at=then) == (Doubt.DELIVERED_LATE,)
    assert desk.come(shown, happened_at=then) == ()
    assert desk.board.duty.on_duty["V1"].at == then
    assert desk.board.duty.held[1].state is HeldState.OVERTAKEN


@pytest.mark.parametrize("minutes", [3, -24 * 60 - 1])
def test_a_time_that_cannot_be_counts_from_its_arrival_and_is_looked_at(desk: Desk, minutes: int):
    told = desk.at + timedelta(minutes=minutes)
    assert desk.come(Shown(desk.code()), happened_at=told) == (Doubt.CLOCK_OFF,)
    assert desk.board.duty.held[1].at == desk.at


@pytest.mark.parametrize(("minutes", "off"), [(-60, -60), (-61, None), (-15, -15), (40, 40)])
def test_early_and_late_are_said_and_doubted_by_nobody(desk: Desk, minutes: int, off: int | None):
    desk.duty.record_stations([replace(MALL, shift_required=True)], by="admin:wu")
    starts = desk.at - timedelta(minutes=minutes)
    desk.duty.plan_shifts([Slot("V1", "S1", starts, starts + timedelta(hours=8))], by="planner:he")
    assert desk.come(Shown(desk.code())) == (() if off is not None else (Doubt.NO_SHIFT,))
    if off is not None:
        proof = desk.board.duty.on_duty["V1"].proof
        assert proof is not None
        assert proof.minutes_off == off


def test_a_confirmed_one_is_on_duty_since_they_came_and_no_longer_elsewhere(desk: Desk):
    desk.duty.check_in("V1", "S2", by=BY)
    came = desk.later(hours=1)
    desk.come(Shown(desk.code(), here=desk.here()), kit=("aed",), note="钥匙在前台")
    desk.later(minutes=10)
    desk.reception.confirm(1, by=OFFICER)
    present = desk.board.duty.on_duty["V1"]
    assert (present.station, present.at, present.kit) == ("S1", came, ("aed",))
    held = desk.board.duty.held[1]
    assert (held.state, held.decided_by, held.decided_at) == (HeldState.CONFIRMED, OFFICER, desk.at)
    assert desk.happened()[-1:] == [HeldDecided(1, "V1", "S1", HeldState.CONFIRMED, None)]
    assert HandoverNoted("S1", "V1", "钥匙在前台") in desk.happened()
    with pytest.raises(Refused, match="held_decided"):
        desk.reception.confirm(1, by=OFFICER)


def test_a_rejected_one_never_was_on_duty_and_its_reason_is_kept(desk: Desk):
    desk.come(Shown(here=desk.here(NORTH_2_KM)))
    desk.reception.reject(1, "人不在站内", by=OFFICER)
    assert dict(desk.board.duty.on_duty) == {}
    held = desk.board.duty.held[1]
    assert (held.state, held.reason) == (HeldState.REJECTED, "人不在站内")
    with pytest.raises(NotFound):
        desk.reception.reject(7, None, by=OFFICER)


def test_who_left_before_anybody_looked_has_the_hours_of_their_stay(desk: Desk):
    came = desk.at
    desk.come(Shown(here=desk.here(NORTH_2_KM)))
    left = desk.later(hours=4)
    desk.reception.check_out("V1", "S1", by=BY)
    desk.later(hours=1)
    begun, *_, ended = desk.reception.confirm(1, by=OFFICER)
    assert (begun.when, ended.event, ended.when) == (came, CheckedOut("V1", "S1"), left)
    assert dict(desk.board.duty.on_duty) == {}


def test_what_nobody_looks_at_lapses_after_a_day(desk: Desk):
    desk.come(Shown(here=desk.here(NORTH_2_KM)))
    due = desk.reception.next_due(desk.board)
    assert due == desk.at + timedelta(hours=24)
    desk.at = due
    [lapsed] = desk.reception.fall_due()
    assert (lapsed.by, lapsed.event) == ("rule:held_lapsed", HeldDecided(1, "V1", "S1", HeldState.LAPSED, None))
    assert desk.reception.next_due(desk.board) is None


def test_a_closed_station_takes_nobody_on_site_but_standby(desk: Desk):
    desk.reception.set_state("S1", StationState.CLOSED, "停水", by=OFFICER)
    with pytest.raises(Refused) as caught:
        desk.come(Shown(vouched=True))
    assert (caught.value.code, caught.value.params) == ("station_closed", {"station": "S1", "reason": "停水"})
    assert desk.come(Shown(), standby=Standby(600)) == ()
    with pytest.raises(Refused, match="reason_needed"):
        desk.reception.set_state("S2", StationState.DEGRADED, None, by=OFFICER)


def test_a_station_shut_by_its_hours_can_be_opened_for_a_night(desk: Desk):
    """It is midnight in Chengdu."""
    desk.duty.record_stations([replace(MALL, hours="08:00-20:00")], by="admin:wu")
    with pytest.raises(Refused) as caught:
        desk.come(Shown(desk.code()))
    assert (caught.value.code, caught.value.params) == ("station_shut", {"station": "S1", "hours": "08:00-20:00"})
    desk.reception.set_state("S1", StationState.OPEN, "台风", by=OFFICER)
    assert desk.come(Shown(desk.code())) == ()
    desk.reception.set_state("S1", None, None, by=OFFICER)
    assert dict(desk.board.duty.standings) == {}


def test_a_forgotten_check_out_is_closed_an_hour_after_its_end(desk: Desk):
    ends = desk.at + timedelta(hours=8)
    desk.duty.check_in("V1", "S1", by=BY, until=ends)
    desk.duty.check_in("V2", "S1", by=BY)
    assert desk.reception.next_due(desk.board) == ends + timedelta(minutes=60)
    desk.at = ends + timedelta(minutes=59)
    assert desk.reception.fall_due() == []
    desk.later(minutes=1)
    [closed] = desk.reception.fall_due()
    assert (closed.by, closed.event) == ("rule:forgotten_check_out", CheckedOut("V1", "S1", forgotten=True))
    assert set(desk.board.duty.on_duty) == {"V2"}


def test_who_was_out_for_a_while_is_on_the_same_shift_until_its_end(desk: Desk):
    desk.duty.record_stations([replace(MALL, shift_required=True)], by="admin:wu")
    ends = desk.at + timedelta(hours=8)
    desk.duty.plan_shifts([Slot("V1", "S1", desk.at, ends)], by="planner:he")
    assert desk.come(Shown(desk.code())) == ()
    desk.later(minutes=60)
    desk.reception.check_out("V1", "S1", by=BY)
    desk.later(minutes=30)
    assert desk.come(Shown(desk.code())) == ()
    assert desk.board.duty.on_duty["V1"].until == ends


def test_whoever_is_on_an_assignment_is_not_closed(desk: Desk):
    desk.duty.check_in("V1", "S1", by=BY, until=desk.at + timedelta(hours=1))
    going = Assignment(1, 1, 1, "V1", "patient", Progress.EN_ROUTE, ())
    busy = replace(desk.board, incidents=Incidents(assignments=Map({1: going})))
    assert (rules.next_forgotten(busy), rules.close_forgotten(busy, MIDNIGHT + timedelta(days=1))) == (None, [])
