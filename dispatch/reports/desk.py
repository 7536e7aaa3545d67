"""Where a report is asked for: reads the period's rows, and counts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Engine

from dispatch.board import Board
from dispatch.incidents.centre import Centre
from dispatch.incidents.model import IncidentMode
from dispatch.log.log import Log
from dispatch.reports.model import Period
from dispatch.reports.report import Report, days, report
from dispatch.reports.tables import read


class Reports:
    """Nothing is kept: each report is as of now."""

    def __init__(self, engine: Engine, log: Log[Board], centre: Centre, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._log = log
        self._centre = centre
        self._now = now

    def of(self, first: date | None, last: date | None, mode: IncidentMode, *, reader: str) -> Report:
        """Of whole days; refused as `report.days` says. Cost: 2 to 4 s for 8,000 incidents."""
        now = self._now()
        period = Period(*days(first, last, self._centre.day(now)), self._centre.timezone)
        board = self._log.board()
        teams = {ident: one.team for ident, one in board.people.volunteers.items()}
        with self._engine.connect() as connection:
            found = read(connection, period)
        told = report(found, period, mode=mode, teams=teams, now=now, reader=reader)
        mentioned = {group.name for group in told.promise.by_station}
        names = {ident: one.name for ident, one in board.duty.stations.items() if ident in mentioned}
        return replace(told, stations=names)
