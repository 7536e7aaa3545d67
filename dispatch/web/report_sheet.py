"""A report as one flat table, for spreadsheets: each figure with what it is of, its interval and its n."""

from collections.abc import Iterable, Iterator, Mapping

from dispatch.records.columns import Column
from dispatch.records.writing import Cell
from dispatch.reports.calibration import Scores
from dispatch.reports.figures import Share
from dispatch.reports.promise import Group
from dispatch.reports.report import Report
from dispatch.words import say

COLUMNS = (
    Column("section", "部分", "Part"),
    Column("figure", "指标", "Figure"),
    Column("group", "分组", "Of"),
    Column("value", "数值", "Value"),
    Column("unit", "单位", "Unit"),
    Column("low", "95%区间下限", "95 % low"),
    Column("high", "95%区间上限", "95 % high"),
    Column("hits", "达到数", "Hits"),
    Column("n", "样本数", "n"),
    Column("missing", "缺记录数", "Missing"),
)
Line = tuple[Cell, ...]
GROUPS = {"by_hour": "hour", "by_team": "team", "by_type": "type", "by_level": "level"}


def lines(told: Report, language: str) -> Iterator[Line]:
    sheet = _Sheet(told.stations, language)
    yield from sheet.whole(told)
    yield from sheet.promise(told)
    yield from sheet.intervals(told)
    yield from sheet.calibration(told)
    yield from sheet.activation(told)
    yield from sheet.load(told)


class _Sheet:
    def __init__(self, stations: Mapping[str, str], language: str) -> None:
        self._stations = stations
        self._language = language

    def whole(self, told: Report) -> Iterator[Line]:
        yield self._plain("period", "from", str(told.first), "day")
        yield self._plain("period", "to", str(told.last), "day")
        yield self._plain("period", "mode", self._say(f"incident_mode.{told.mode}"), None)
        yield self._plain("period", "incidents", told.incidents, "incidents")
        yield self._plain("period", "merged", told.merged, "calls")
        for mode, count in told.excluded.items():
            yield self._plain("period", "excluded", count, "incidents", self._say(f"incident_mode.{mode}"))

    def promise(self, told: Report) -> Iterator[Line]:
        found = told.promise
        yield self._share("promise", "from_report", found.from_report)
        yield self._share("promise", "from_occurrence", found.from_occurrence)
        for name, count in (
            ("occurrence_unknown", found.occurrence_unknown),
            ("running", found.running),
            *found.failures.items(),
            ("closed_early", found.closed_early),
        ):
            yield self._plain("promise", name, count, "incidents")
        for group in found.by_station:
            yield self._share("promise", "by_station", group.kept, self._station(group))
        for figure, area in GROUPS.items():
            for group in getattr(found, figure):
                yield self._share("promise", figure, group.kept, self._name(area, group.name))

    def intervals(self, told: Report) -> Iterator[Line]:
        for one in told.intervals:
            name = self._say(f"report.interval.{one.name}")
            counted: Line = (None, None, None, one.n, one.missing)
            yield (*self._head("intervals", "median", name), one.median_s, self._unit("seconds"), *counted)
            yield (*self._head("intervals", "p90", name), one.p90_s, self._unit("seconds"), *counted)
            if one.within is not None and one.standard is not None:
                yield self._share("intervals", "within", one.within, f"{name} ≤ {one.standard.seconds:g} s")

    def calibration(self, told: Report) -> Iterator[Line]:
        yield from self._scores("people", told.calibration.people)
        yield from self._scores("waves", told.calibration.waves)

    def activation(self, told: Report) -> Iterator[Line]:
        found = told.activation
        yield self._share("activation", "alerted", found.total.alerted)
        yield self._plain("activation", "after", found.total.after_s, "seconds")
        yield self._plain("activation", "not_eligible", found.not_eligible, "incidents")
        yield self._share("activation", "automatic", found.automatic)
        for desk in found.by_desk:
            yield self._share("activation", "alerted", desk.alerted, self._say("report.desk", n=desk.name))
        for hour in found.by_hour:
            yield self._share("activation", "alerted", hour.alerted, self._name("hour", hour.name))
        yield self._plain("activation", "overridden", found.overridden, "waves")

    def load(self, told: Report) -> Iterator[Line]:
        found = told.load
        yield self._plain("load", "people", found.people, "people")
        yield self._plain("load", "alerts", found.alerts, "alerts")
        for name in ("weekly_median", "weekly_p90", "weekly_max"):
            value, counted = getattr(found, name), (None, None, None, found.person_weeks, None)
            yield (*self._head("load", name), value, self._unit("alerts"), *counted)
        yield (*self._head("load", "gini"), found.gini, None, None, None, None, found.people, None)
        yield self._share("load", "accepted", found.accepted)
        yield self._plain("load", "unanswered", found.unanswered, "alerts")
        for hour in found.by_hour:
            yield self._share("load", "accepted", hour.yes, self._name("hour", hour.name))
        yield self._share("load", "wasted", found.wasted)

    def _scores(self, of: str, scores: Scores) -> Iterable[Line]:
        name = self._say(f"report.chance.{of}")
        counted: Line = (None, None, None, scores.n, scores.without_chance + scores.let_be)
        yield (*self._head("calibration", "brier", name), scores.brier, None, *counted)
        for one in scores.bins:
            tenth = f"{name} {one.low:.1f}–{one.low + 0.1:.1f}"
            yield (*self._head("calibration", "predicted", tenth), one.predicted, None, None, None, None, None, None)
            yield self._share("calibration", "observed", one.observed, tenth)

    def _share(self, section: str, figure: str, share: Share, group: Cell = None) -> Line:
        return (
            *self._head(section, figure, group),
            share.share,
            self._unit("share"),
            share.low,
            share.high,
            share.hits,
            share.n,
            None,
        )

    def _plain(self, section: str, figure: str, value: Cell, unit: str | None, group: Cell = None) -> Line:
        named = self._unit(unit) if unit else None
        return (*self._head(section, figure, group), value, named, None, None, None, None, None)

    def _head(self, section: str, figure: str, group: Cell = None) -> tuple[Cell, Cell, Cell]:
        return self._say(f"report.section.{section}"), self._say(f"report.figure.{figure}"), group

    def _name(self, area: str, name: str | None) -> str:
        return f"{name}:00" if area == "hour" else self._say(f"{area}.{name}")

    def _station(self, group: Group) -> str:
        return self._say("report.no_station") if group.name is None else self._stations.get(group.name, group.name)

    def _unit(self, unit: str) -> str:
        return self._say(f"report.unit.{unit}")

    def _say(self, code: str, **params: object) -> str:
        return say(code, self._language, **params)
