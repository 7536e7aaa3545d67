"""Two in five requests fail and the server is killed amid them: nobody is forgotten, nobody called twice."""

from pathlib import Path

from dispatch.ladder.model import Channel
from tests.ladder.trial import CALLED, Rungs, findings, p99, trial
from tests.web.grid import import_grid

ALERTS, KILLS, FAULTS = 80, 5, 0.4
RUNGS = Rungs(voice_s=(0, 3), sms_s=1, tablet_s=4)


def test_no_attempt_is_lost_and_none_made_twice_while_the_gateway_fails_and_the_server_is_killed(
    tmp_path: Path,
) -> None:
    cities = import_grid(tmp_path)
    url = f"sqlite:///{tmp_path / 'trial.sqlite'}"
    with trial(tmp_path / "centre", cities, url, alerts=ALERTS, rungs=RUNGS, faults=FAULTS) as one:
        one.alert_everybody()
        one.kill_and_start(KILLS, timeout_s=30)
        one.until(one.over, timeout_s=60)
        found, board = findings(one), one.log.board()
        told = one.timelines()
    assert found.needed <= set(found.rang) <= found.due
    assert set(found.rang.values()) == {1}
    assert found.refused == 0
    assert found.requests > len(found.rang) * 1.3  # a message that came through at once was asked for once
    assert max(found.late_s) <= 5
    assert p99(found.knocked_s) <= 5
    assert found.declined <= found.told
    assert {one.alert for one in board.ladder.attempts.values()} == set(range(1, ALERTS + 1))
    on_timeline = {event["attempt"] for event in told if event["kind"] == "AttemptDue" and event["channel"] in CALLED}
    assert on_timeline == found.due
    ended = {event["attempt"] for event in told if event["kind"] in {"AttemptHanded", "AttemptResult"}}
    assert found.due <= ended
    pages = [one for one in board.ladder.attempts.values() if one.channel is Channel.PAGE]
    assert len(pages) == ALERTS
