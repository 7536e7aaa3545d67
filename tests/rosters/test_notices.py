"""Who is told of an open shift and reminded of their own, and who is suggested."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dispatch.ladder import rungs, texts
from dispatch.ladder.events import AttemptDue, AttemptResult
from dispatch.ladder.model import Answer, AttemptState, Channel
from dispatch.ladder.rules import result
from dispatch.ladder.rungs import Clock
from dispatch.ladder.timetable import Leader, Timetable
from dispatch.log.event import Event
from dispatch.rosters.events import NoticeDue
from dispatch.rosters.leaders import changes
from dispatch.rosters.model import LeaderChange, Need
from tests.rosters.bureau import MALL, ZONE, Bureau

TABLE = Timetable(dict.fromkeys((1, 2, 3, 4), ()), leaders=(Leader("演示·班长", "15400000077"),))
LADDER = Clock(TABLE, False, lambda at: at.astimezone(ZONE))


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=ZONE)


def told(bureau: Bureau, when: datetime) -> list[tuple[str, int, str | None, int | None]]:
    bureau.post.at = when
    events = [one.event for one in bureau.desk.fall_due()]
    return [
        (str(one.notice_kind), one.stage, one.volunteer, one.missing) for one in events if isinstance(one, NoticeDue)
    ]


def carried(bureau: Bureau) -> list[tuple[Channel, str, str]]:
    """What the ladder hands to a sender for the notices that are new: channel, number, words."""
    board = bureau.post.board
    events: list[Event] = rungs.fall_due(board, LADDER, bureau.post.at)
    with bureau.post.log.writing(by="rule:ladder") as tx:
        tx.append(events, at=bureau.post.at)
    found = []
    for event in events:
        assert isinstance(event, AttemptDue)
        attempt = bureau.post.board.ladder.attempts[event.attempt]
        message = texts.message(
            bureau.post.board, attempt, TABLE, lambda lon, lat: {}, ident=f"x-{event.attempt}", callback=None
        )
        found.append((attempt.channel, message.to, message.text))
    return found


def test_an_open_shift_is_told_a_day_and_two_hours_before_and_not_again(bureau: Bureau) -> None:
    bureau.desk.record_needs("S1", [Need("day", "first_aid", 1), Need("day", "supply", 1)], [], by="officer:wu")
    bureau.plan("V1", 1, "day")
    bureau.plan("V1", 2, "day")
    bureau.plan("V3", 2, "day")
    assert told(bureau, at(1, 5)) == [("unfilled", 0, None, 1), ("reminder", 0, "V1", None)]
    assert told(bureau, at(1, 6)) == [("unfilled", 1, None, 1), ("reminder", 1, "V1", None)]
    assert told(bureau, at(1, 6) + timedelta(minutes=1)) == []
    assert told(bureau, at(2, 7)) == [("reminder", 1, "V1", None), ("reminder", 1, "V3", None)]


def test_it_is_next_due_when_the_next_stage_is(bureau: Bureau) -> None:
    bureau.desk.record_needs("S1", [Need("night", "first_aid", 1)], [], by="officer:wu")
    told(bureau, at(1, 0))
    bureau.post.at = at(1, 17)
    assert bureau.desk.next_due(bureau.post.board) == at(1, 18)


def test_the_contact_is_written_to_a_day_before_and_rung_two_hours_before(bureau: Bureau) -> None:
    bureau.desk.record_needs("S1", [Need("day", "first_aid", 1)], [], by="officer:wu")
    told(bureau, at(2, 0) - timedelta(hours=16))
    text = "十五分钟应急响应：东门商场站 2026-12-02 08:00 的白班还缺 1 人，请安排。收到请回复1。"
    assert carried(bureau)[-1] == (Channel.SMS, "15400000099", text)
    told(bureau, at(2, 6))
    assert [one[:2] for one in carried(bureau)] == [(Channel.VOICE, "15400000099")]


def test_without_a_number_of_the_station_the_duty_leader_hears_of_it(bureau: Bureau) -> None:
    bureau.post.duty.record_stations([replace(MALL, particulars=None)], by="admin:wu")
    bureau.desk.record_needs("S1", [Need("day", "first_aid", 1)], [], by="officer:wu")
    told(bureau, at(2, 6))
    assert [one[:2] for one in carried(bureau)] == [(Channel.LEADER, "15400000077")]


def test_who_answers_the_reminder_has_confirmed_and_who_dropped_out_is_not_reminded(bureau: Bureau) -> None:
    bureau.plan("V1", 1, "day")
    bureau.plan("V2", 1, "day")
    dropped = bureau.shift("V2")
    told(bureau, at(1, 6))
    bureau.desk.drop_out(dropped, "病了", by="officer:wu")
    ((channel, number, text),) = carried(bureau)
    assert (channel, number) == (Channel.SMS, "13800000001")
    assert text == "十五分钟应急响应：提醒您 2026-12-01 08:00 在东门商场站当班（白班），请准时签到。确认请回复1。"
    events = result(bureau.post.board, 1, AttemptState.ANSWERED, answer=Answer.ACCEPT)
    assert [type(one).__name__ for one in events] == ["AttemptResult", "ShiftConfirmed"]
    assert isinstance(events[0], AttemptResult)


def test_people_are_suggested_rested_first_then_by_load(bureau: Bureau) -> None:
    bureau.desk.record_needs("S1", [Need("day", "first_aid", 1)], [], by="officer:wu")
    bureau.plan("V1", 1, "night")
    bureau.plan("V2", 4, "day", station="S2")
    found = bureau.desk.open_slots(["S1"], days=3, suggest=5)
    (people,) = [some for one, some in found if one.day.day == 2]
    assert [(one.volunteer, [str(rule.rule) for rule in one.soft], one.rested_h, one.load_h) for one in people] == [
        ("V2", [], 36.0, 12.0),
        ("V1", ["rest"], 0.0, 12.0),
    ]


def test_a_duty_leader_gives_way_at_the_hour_that_the_file_says() -> None:
    def leaders(local: datetime) -> list[str]:
        return ["演示·早"] if 8 <= local.hour < 20 else ["演示·晚"]

    hours = [at(1, 8).time(), at(1, 20).time()]
    assert changes(hours, leaders, ZONE, at(1, 12)) == [
        LeaderChange(datetime(2026, 11, 30, 20, tzinfo=ZONE), "演示·早", "演示·晚"),
        LeaderChange(at(1, 8), "演示·晚", "演示·早"),
        LeaderChange(at(1, 20), "演示·早", "演示·晚"),
        LeaderChange(at(2, 8), "演示·晚", "演示·早"),
    ]
