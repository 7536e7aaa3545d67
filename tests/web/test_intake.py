"""Over HTTP: a call while it is typed, 120, calls about one event, places that are known only roughly."""

import pytest
import sqlalchemy as sa

from dispatch.log.event import Recorded
from dispatch.web.principal import Role
from dispatch.web.touched import touched
from tests.web.grid import Clock, GridCentre, Hand, call, place

TAIL = {"building": "3", "unit": "2", "floor": "18", "room": "1802"}
CALLER = {"name": "王女士", "phone": "13812345678"}


@pytest.fixture
def desk(centre: GridCentre) -> Hand:
    return centre.hand()


def row(desk: Hand, incident: int) -> dict[str, object]:
    rows = desk.get("/board").json["rows"]
    return next(row for row in rows if (row["table"], row["id"]) == ("incidents", incident))


class TestPreview:
    def test_it_shows_what_would_follow_and_writes_nothing(self, desk: Hand, centre: GridCentre) -> None:
        before = centre.office.log.view()[1]
        shown = desk.post("/incidents/preview?limit=3", call())
        assert shown.status_code == 200
        assert [(need["role"], need["count"], need["unmet"]) for need in shown.json["needs"]] == [
            ("patient", 1, 1),
            ("kit", 1, 1),
        ]
        assert [(one["volunteer"], one["rank"]) for one in shown.json["people"]] == [("V01", 1), ("V03", 2), ("V02", 3)]
        assert (shown.json["duplicates"], shown.json["areas"]) == ([], {})
        assert centre.office.log.view()[1] == before

    def test_it_is_what_taking_the_call_then_shows(self, centre: GridCentre) -> None:
        desk = centre.hand()
        shown = desk.post("/incidents/preview", call()).json
        incident = desk.post("/incidents", call()).json["id"]
        people = desk.get(f"/incidents/{incident}/candidates").json["people"]
        assert [(one["volunteer"], one["picked"], one["role"]) for one in shown["people"]] == [
            (one["volunteer"], one["picked"], one["role"]) for one in people
        ]
        wave = desk.post(f"/incidents/{incident}/alerts").json
        assert shown["chance"] == pytest.approx(wave["chance"], abs=0.01)

    def test_without_a_place_nobody_has_a_time(self, desk: Hand) -> None:
        shown = desk.post("/incidents/preview", {"type": "fire", "level": 1}).json
        assert {one["eta_s"] for one in shown["people"]} <= {None}
        assert shown["needs"]

    def test_what_may_be_the_same_event_is_offered_without_its_phone(self, desk: Hand) -> None:
        first = desk.post("/incidents", call(caller=CALLER)).json["id"]
        shown = desk.post("/incidents/preview", call(caller={"phone": "+8613812345678"}))
        (found,) = shown.json["duplicates"]
        assert (found["incident"], found["same_phone"]) == (first, True)
        assert found["reasons"] == ["near", "recent", "same_phone", "same_type"]
        assert found["distance_m"] == pytest.approx(0, abs=0.01)
        assert "5678" not in shown.text

    def test_only_a_desk_may_ask(self, centre: GridCentre) -> None:
        for role in (Role.AUDITOR, Role.PLANNER, Role.PARTNER):
            assert centre.hand(role).post("/incidents/preview", call()).status_code == 403


class TestAmbulance:
    def test_it_is_told_with_the_call_and_changed_later(self, desk: Hand) -> None:
        told = {"notified": True, "at": "2026-01-01T00:00:00Z", "number": "0417"}
        taken = desk.post("/incidents", call(ambulance=told)).json
        assert taken["ambulance"] == {"notified": True, "at": "2026-01-01T00:00:00.000000Z", "number": "0417"}
        undone = desk.post(f"/incidents/{taken['id']}/ambulance", {"notified": False}).json
        assert undone["ambulance"] == {"notified": False, "at": None, "number": None}
        now = desk.post(f"/incidents/{taken['id']}/ambulance", {"notified": True}).json["ambulance"]
        assert now["notified"]
        assert now["at"] is not None
        assert row(desk, taken["id"])["ambulance"] == now

    def test_nobody_asked_is_not_the_same_as_not_notified(self, desk: Hand) -> None:
        assert desk.post("/incidents", call()).json["ambulance"] is None

    def test_it_cannot_be_notified_later_than_now(self, desk: Hand) -> None:
        told = {"notified": True, "at": "2100-01-01T00:00:00Z"}
        refused = desk.post("/incidents", call(ambulance=told))
        assert (refused.status_code, refused.json["code"]) == (422, "ambulance_in_future")

    def test_its_number_is_sealed(self, centre: GridCentre) -> None:
        centre.hand().post("/incidents", call(ambulance={"notified": True, "number": "CASE-0417"}))
        with centre.store.engine.connect() as database:
            written = database.execute(sa.text("SELECT data FROM events")).scalars().all()
        assert [data for data in written if "told_at" in data]
        assert not [data for data in written if "CASE-0417" in data]


class TestTheDoor:
    def test_it_is_kept_in_parts_and_told_to_who_goes(self, centre: GridCentre) -> None:
        desk, phone = centre.hand(), centre.hand(Role.VOLUNTEER, volunteer="V01")
        incident = desk.post("/incidents", call(address="一街小区", tail=TAIL)).json["id"]
        assert row(desk, incident)["tail"] == TAIL
        [asked] = desk.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]}).json["alerts"]
        assert row(phone, incident)["tail"] is None
        phone.post(f"/alerts/{asked['id']}/answer", {"answer": "accept"})
        assert row(phone, incident)["tail"] == TAIL

    def test_parts_may_be_missing(self, desk: Hand) -> None:
        taken = desk.post("/incidents", call(tail={"room": "1802"})).json
        assert taken["tail"] == {"building": None, "unit": None, "floor": None, "room": "1802"}
        assert desk.post("/incidents", call(tail={})).json["tail"] is None


class TestMerging:
    def test_a_call_joins_in_one_request_and_nobody_is_asked_for_it(self, desk: Hand) -> None:
        first = desk.post("/incidents", call(caller=CALLER, note="摔倒")).json["id"]
        joined = desk.post("/incidents", call(caller={"name": "李先生"}, note="一样的", merge_into=first))
        assert joined.status_code == 201
        second = joined.json["id"]
        assert (joined.json["status"], joined.json["part_of"], joined.json["unmet"]) == ("duplicate", first, 0)
        main = row(desk, first)
        assert [(one["incident"], one["caller"], one["note"]) for one in main["calls"]] == [  # type: ignore[attr-defined]
            (first, {"name": "王女士", "phone": "138****5678"}, "摔倒"),
            (second, {"name": "李先生", "phone": None}, "一样的"),
        ]
        refused = desk.post(f"/incidents/{second}/alerts")
        assert (refused.status_code, refused.json["code"], refused.json["into"]) == (409, "merged_into", first)
        assert desk.get(f"/incidents/{second}/candidates").json["code"] == "merged_into"

    def test_a_call_that_cannot_join_is_not_taken(self, desk: Hand) -> None:
        assert desk.post("/incidents", call(merge_into=7)).status_code == 404
        assert [row for row in desk.get("/board").json["rows"] if row["table"] == "incidents"] == []

    def test_the_whole_counts_what_its_parts_did_and_is_pushed_with_them(self, desk: Hand, centre: GridCentre) -> None:
        first, second = (desk.post("/incidents", call()).json["id"] for _ in range(2))
        [asked] = desk.post(f"/incidents/{second}/alerts", {"volunteers": ["V01"]}).json["alerts"]
        merged = desk.post(f"/incidents/{second}/merge", {"into": first})
        assert (merged.status_code, merged.json["part_of"]) == (200, first)
        seq = centre.office.log.view()[1]
        assert desk.post(f"/alerts/{asked['id']}/answer", {"answer": "accept"}).status_code == 200
        changed = desk.get(f"/changes?after={seq}").json["rows"]
        pushed = {one["id"]: one for one in changed if one["table"] == "incidents"}
        assert pushed.keys() == {first, second}
        assert (pushed[first]["status"], pushed[first]["unmet"]) == ("dispatched", 1)
        assert pushed[first]["alerts"] == [asked["id"]]
        parted = desk.post(f"/incidents/{second}/part").json
        assert (parted["part_of"], parted["status"], parted["unmet"]) == (None, "dispatched", 1)
        assert (row(desk, first)["status"], row(desk, first)["alerts"]) == ("pending", [])

    def test_the_clock_is_that_of_the_first_report(self, tmp_path, grid_cities) -> None:  # type: ignore[no-untyped-def]
        clock = Clock()
        centre = GridCentre(tmp_path / "centre", grid_cities, now=clock)
        desk = centre.hand()
        first = desk.post("/incidents", call()).json
        clock.forward(120)
        second = desk.post("/incidents", call()).json["id"]
        desk.post(f"/incidents/{first['id']}/merge", {"into": second})
        assert row(desk, second)["reported_at"] == first["reported_at"]
        people = desk.get(f"/incidents/{second}/candidates").json["people"]
        assert people[0]["eta_parts"]["handling_s"] == 120
        centre.close()

    def test_closed_it_is_read_whole_and_a_repeated_request_reads_the_same(self, desk: Hand) -> None:
        first = desk.post("/incidents", call(), Idempotency_Key="one").json["id"]
        second = desk.post("/incidents", call(merge_into=first), Idempotency_Key="two")
        closed = desk.post(f"/incidents/{first}/close", {"disposition": "resolved"}).json
        assert [one["incident"] for one in closed["calls"]] == [first, second.json["id"]]
        assert desk.get(f"/incidents/{first}").json == closed
        part = desk.get(f"/incidents/{second.json['id']}").json
        assert (part["status"], part["disposition"], part["part_of"]) == ("closed", "duplicate", first)
        assert desk.post("/incidents", call(merge_into=first), Idempotency_Key="two").json == second.json
        kinds = [(one["incident"], one["kind"]) for one in desk.get(f"/incidents/{first}/timeline").json["events"]]
        assert (second.json["id"], "CallTaken") in kinds

    def test_callers_of_others_are_told_to_nobody_else(self, centre: GridCentre) -> None:
        desk = centre.hand()
        first = desk.post("/incidents", call(caller=CALLER, note="旧")).json["id"]
        desk.post("/incidents", call(caller={"name": "李先生"}, merge_into=first))
        assert len(row(desk, first)["calls"]) == 2  # type: ignore[arg-type]
        for hand in (centre.hand(Role.PLANNER), centre.hand(Role.DUTY_OFFICER, station="S01")):
            shown = row(hand, first)
            assert (shown["calls"], shown["caller"]) == ([], None)
        assert row(centre.hand(Role.AUDITOR), first)["calls"] != []

    def test_every_row_that_a_merging_changes_is_named(self, desk: Hand, centre: GridCentre) -> None:
        first, second = (desk.post("/incidents", call()).json["id"] for _ in range(2))
        seq = centre.office.log.view()[1]
        desk.post(f"/incidents/{second}/merge", {"into": first})
        recorded: list[Recorded] = centre.office.log.events(after=seq)
        assert touched(recorded, centre.office.log.board(), lambda _: []) == {
            ("incidents", first),
            ("incidents", second),
        }


def test_a_vague_place_makes_times_ranges(desk: Hand) -> None:
    exact = desk.post("/incidents/preview", call()).json["people"]
    assert {str(one["eta_range_s"]) for one in exact} == {"None"}
    vague = desk.post("/incidents/preview", call(location={**place(2, 1), "uncertainty_m": 300.0})).json["people"]
    for one in vague:
        low, high = one["eta_range_s"]
        assert low < one["eta_s"] < high
        assert one["eta_s"] == pytest.approx(sum(one["eta_parts"].values()))
    # A place known to a few steps is as good as exact.
    near = desk.post("/incidents/preview", call(location={**place(2, 1), "uncertainty_m": 10.0})).json["people"]
    assert [one["eta_s"] for one in near] == [one["eta_s"] for one in exact]
