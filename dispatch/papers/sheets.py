"""All figures of a plan as one workbook: the whole of what the two pages show the beginning of."""

import io
from collections.abc import Iterator, Sequence

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dispatch.papers.commission import Commission
from dispatch.papers.findings import Area, Findings
from dispatch.papers.pages import AREA_COLUMNS, GAP_COLUMNS, SITE_COLUMNS, Teller
from dispatch.planning.survey import CURVE_MINUTES
from dispatch.records.writing import Cell, append
from maps.boundaries import Level
from maps.gaps import Gap

Sheet = tuple[str, Sequence[str], Sequence[Sequence[Cell]]]


def to_sheets(commission: Commission, findings: Findings) -> bytes:
    """Numbers as numbers, people and seconds as they were reckoned."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, head, rows in _sheets(commission, findings):
        sheet = book.create_sheet(name)
        for row in (head, *rows):
            append(sheet, row)
        for column in range(1, len(head) + 1):
            sheet.cell(1, column).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(column)].width = 20
        sheet.freeze_panes = "A2"
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _sheets(commission: Commission, findings: Findings) -> Iterator[Sheet]:
    teller = Teller(commission)
    yield _figures(teller, findings)
    yield _sites(teller, commission, findings)
    for level, areas in findings.areas.items():
        yield _areas(teller, level, areas)
    yield _gaps(teller, findings)
    yield _sensitivity(teller, findings)
    yield _curve(teller, findings)


def _figures(teller: Teller, findings: Findings) -> Sheet:
    tell, before_s, both = teller.say, findings.mobilisation_s, (findings.base.today, findings.base.plan)
    return (
        tell("paper.sheet.figures"),
        [tell("paper.figure"), tell("paper.today"), tell("paper.plan")],
        [
            [tell("paper.row.covered"), *(one.covered for one in both)],
            [tell("paper.row.double"), *(one.folds[1] for one in both)],
            [tell("paper.row.uncovered"), *(one.uncovered for one in both)],
            [tell("paper.row.median"), *(_minutes(one.median_s, before_s) for one in both)],
            [tell("paper.row.p90"), *(_minutes(one.p90_s, before_s) for one in both)],
        ],
    )


def _sites(teller: Teller, commission: Commission, findings: Findings) -> Sheet:
    tell, worth = teller.say, findings.worth
    return (
        tell("paper.sheet.sites"),
        [tell("paper.site.id"), *(tell(f"paper.site.{one}") for one in SITE_COLUMNS), "lon", "lat"],
        [
            [one.id, one.name, tell(f"planning.fate.{one.fate}"), one.cost, worth.get(one.id), one.lon, one.lat]
            for one in commission.plan.sites
        ],
    )


def _areas(teller: Teller, level: Level, areas: Sequence[Area]) -> Sheet:
    tell = teller.say
    beside = [(one.name or tell("paper.elsewhere"), one.beside.today, one.beside.plan) for one in areas]
    return (
        tell(f"paper.level.{level}"),
        [tell(f"paper.level.{level}"), *(tell(f"paper.area.{one}") for one in AREA_COLUMNS)],
        [[name, plan.people, today.share, plan.share, plan.uncovered] for name, today, plan in beside],
    )


def _gaps(teller: Teller, findings: Findings) -> Sheet:
    tell, before_s = teller.say, findings.mobilisation_s

    def row(street: str, gap: Gap) -> list[Cell]:
        remedy = teller.remedy(gap, findings.likely, before_s)
        return [street, gap.people, _minutes(gap.nearest_s, before_s), remedy, gap.lon, gap.lat, gap.km2]

    return (
        tell("paper.sheet.gaps"),
        [*(tell(f"paper.gap.{one}") for one in GAP_COLUMNS), "lon", "lat", "km²"],
        [row(street, gap) for street, gap in zip(findings.streets, findings.gaps, strict=True)],
    )


def _sensitivity(teller: Teller, findings: Findings) -> Sheet:
    tell = teller.say
    return (
        tell("paper.sheet.sensitivity"),
        [tell("paper.if"), *(tell(f"paper.sheet.{one}") for one in ("today", "today_twice", "plan", "plan_twice"))],
        [
            [teller.variant(key), one.today.share, one.today.double_share, one.plan.share, one.plan.double_share]
            for key, one in findings.others.items()
        ],
    )


def _curve(teller: Teller, findings: Findings) -> Sheet:
    tell = teller.say
    curves = zip(CURVE_MINUTES, findings.curve_today, findings.curve_plan, strict=True)
    return (
        tell("paper.sheet.curve"),
        [tell("paper.sheet.minutes"), tell("paper.today"), tell("paper.plan")],
        [list(row) for row in curves],
    )


def _minutes(seconds: float | None, before_s: float) -> float | None:
    return None if seconds is None else round((seconds + before_s) / 60, 2)
