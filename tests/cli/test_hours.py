"""`dispatch data export hours` as it is typed."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from dispatch.cli import main
from dispatch.config import Config
from dispatch.duty.events import CheckedIn, CheckedOut
from dispatch.hours.events import HoursApproved, HoursPosted
from dispatch.hours.model import DayMinutes
from dispatch.log.contract import Entry
from dispatch.log.event import Event
from dispatch.opening import open_store

EIGHT = datetime(2026, 11, 24, tzinfo=UTC)
DAYS = (DayMinutes(date(2026, 11, 30), 30), DayMinutes(date(2026, 12, 1), 60))


def test_a_month_of_posted_hours_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FIFTEEN_DATA", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    store = open_store(Config(data_dir=tmp_path))
    told: list[Event] = [CheckedIn("V1", "S01", None, ()), CheckedOut("V1", "S01")]
    told += [HoursApproved("V1", 1, None, DAYS), HoursPosted("V1", 1)]
    with store.writing() as turn:
        turn.append(
            [Entry(event, EIGHT + timedelta(hours=n), None, "dispatcher:li", None) for n, event in enumerate(told)]
        )
    store.close()
    file = tmp_path / "hours.csv"
    for more, lines in (
        (["--month", "2026-12"], [",V1,在站值班,2026-12-01,S01,站点值班值守,1.0,dispatcher:li,1"]),
        (["--month", "2026-10"], []),
    ):
        ended = CliRunner().invoke(main, ["data", "export", "hours", str(file), *more])
        assert (ended.exit_code, ended.output) == (0, f'{{"file": "{file}", "rows": {len(lines)}}}\n')
        assert file.read_text(encoding="utf-8-sig").splitlines()[1:] == lines
    assert CliRunner().invoke(main, ["data", "export", "hours", str(file), "--month", "11"]).exit_code == 2
