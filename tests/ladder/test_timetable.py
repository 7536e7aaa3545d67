"""The file of the ladder: as shipped, and broken."""

from datetime import datetime, time
from pathlib import Path

import pytest

from dispatch.errors import Refused
from dispatch.ladder.book import NAME, SHIPPED, LadderBook
from dispatch.ladder.model import Channel
from dispatch.ladder.timetable import Leader, load, parsed

TEXT = SHIPPED.read_text(encoding="utf-8")


def test_as_shipped_the_gravest_are_called_at_once_with_the_page():
    table = load(SHIPPED)
    assert [(str(step.channel), step.after_s) for step in table.steps[1]] == [
        ("page", 0),
        ("voice", 0),
        ("sms", 20),
        ("tablet", 40),
        ("voice", 60),
        ("call_list", 90),
    ]
    assert table.steps[1] == table.steps[2]
    for steps in table.steps.values():
        first, again = (step.after_s for step in steps if step.channel is Channel.VOICE)
        assert 0 < again - first <= 180


LEADER = '[[leader]]\nname = "演示·甲"\nphone = "13800000001"\n'


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("voice_s = [0, 60]", "voice_s = [0, 181]", "within 180 s"),
        ("voice_s = [0, 60]", "voice_s = [0]", "within 180 s"),
        ("levels = [1, 2]", "levels = [1]", "level 2"),
        ("levels = [1, 2]", "levels = [1, 2, 3]", "level 3"),
        ("sms_s = 20", "sms_s = -1", "rungs.0.sms_s"),
        ("sms_s = 20", "fax_s = 20", "rungs.0.fax_s"),
        ("[nobody]", '[[leader]]\nname = "演示·甲"\nphone = "12"\n[nobody]', "leader.0.phone"),
        ("[nobody]", f"{LEADER}from = 22\n[nobody]", "leader.0.from: as 22:00"),
        ("[nobody]", f'{LEADER}to = "06:00+08:00"\n[nobody]', "leader.0.to: as 22:00"),
        ("[nobody]", "[nobody", "Expected"),
    ],
)
def test_what_is_wrong_is_refused_by_name(old: str, new: str, named: str):
    with pytest.raises(Refused) as refusal:
        parsed(NAME, TEXT.replace(old, new, 1))
    assert (refusal.value.code, refusal.value.params["file"]) == ("broken_ladder", NAME)
    assert named in str(refusal.value.params["reason"])


def test_a_broken_file_leaves_the_old_ladder_in_force_until_it_is_mended(tmp_path: Path):
    book = LadderBook(tmp_path)
    own = tmp_path / NAME
    own.write_text(TEXT.replace("told_s = 240", "told_s = 300"), encoding="utf-8")
    assert book.look()
    own.write_text("rungs = 7", encoding="utf-8")
    assert book.look()
    assert not book.look()
    assert (book.timetable.told_s, book.edition.trouble and book.edition.trouble.code) == (300, "broken_ladder")
    own.unlink()
    assert book.look()
    assert (book.timetable.told_s, book.edition.trouble) == (240, None)


@pytest.mark.parametrize(("hour", "on_duty"), [(19, False), (20, True), (23, True), (7, True), (8, False)])
def test_a_leader_of_the_night_is_on_duty_past_midnight(hour: int, on_duty: bool):
    night = Leader("演示·甲", "15400000091", time(20), time(8))
    assert night.on_duty(datetime(2026, 11, 24, hour, 0)) is on_duty  # noqa: DTZ001 - a clock on the wall
