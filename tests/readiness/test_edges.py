"""A station that falls short is told of once it has lasted for a minute, and so is that it recovered."""

from datetime import timedelta

from dispatch.readiness.model import Lacking, Shortfall
from tests.readiness.post import Post


def ready(post: Post) -> None:
    """Both stations have whom they must have."""
    post.arrive(1, "first_aid")
    post.arrive(2, "first_aid")
    post.arrive(3, "nurse", station="S2")
    assert post.pass_by() == []


def test_it_is_told_after_a_minute_and_once(post: Post) -> None:
    ready(post)
    post.duty.check_out("V1", "S1", by="test")
    began = post.at + timedelta(seconds=1)
    assert post.pass_by(seconds=1) == []
    assert post.desk.next_due(post.board) == began + timedelta(minutes=1)
    assert post.pass_by(seconds=59) == []
    assert post.pass_by(seconds=1) == ["StationFellShort S1"]
    lacking = (Lacking("first_aid", 2, 1),)
    assert dict(post.board.readiness.short) == {"S1": Shortfall("S1", began + timedelta(minutes=1), lacking)}
    assert [post.pass_by(minutes=1) for _ in range(3)] == [[], [], []]
    post.duty.check_in("V1", "S1", by="test")
    assert [post.pass_by(seconds=30) for _ in range(3)] == [[], [], ["StationRecovered S1"]]
    assert dict(post.board.readiness.short) == {}
    assert post.log.rebuilt() == post.board


def test_a_change_of_shift_rings_nobody(post: Post) -> None:
    ready(post)
    post.duty.check_out("V1", "S1", by="test")
    assert post.pass_by(seconds=40) == []
    post.arrive(4, "first_aid")
    assert [post.pass_by(seconds=40) for _ in range(4)] == [[], [], [], []]


def test_the_minute_of_the_minimum_alone_is_enough(post: Post) -> None:
    """At eight in the evening one of the medical team is enough, at eight in the morning it is not any more."""
    post.arrive(1, "first_aid")
    post.arrive(3, "nurse", station="S2")
    post.pass_by()
    assert post.pass_by(minutes=2) == ["StationFellShort S1"]
    post.pass_by(hours=8)
    assert post.pass_by(minutes=2) == ["StationRecovered S1"]
    post.pass_by(hours=12)
    assert post.pass_by(minutes=2) == ["StationFellShort S1"]


def test_two_servers_tell_it_once(post: Post) -> None:
    ready(post)
    other = type(post.desk)(post.log, post.now, centre=post.desk._centre)
    other.fall_due()
    post.duty.check_out("V1", "S1", by="test")
    post.pass_by(seconds=2)
    other.fall_due()
    assert post.pass_by(seconds=60) == ["StationFellShort S1"]
    assert other.fall_due() == []
