"""All figures of a plan as one workbook: the whole of what the two pages show the beginning of."""

import io
from collections.abc import Iterator, Sequence

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dispatch.papers.commission import Commission
from dispatch.papers.findings import Findings
from dispatch.papers.pages import AREA_COLUMNS, GAP_COLUMNS, SITE_COLUMNS, Teller
from dispatch.records.writing import Cell, append

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
    tell = teller.say
    base, before_s = findings.base, findings.mobilisation_s
    yield (
        tell("paper.sheet.figures"),
        [tell("paper.figure"), tell("paper.today"), tell("paper.plan")],
        [
            [tell("paper.row.covered"), base.today.covered, base.plan.covered],
            [tell("paper.row.double"), base.today.folds[1], base.plan.folds[1]],
            [tell("paper.row.uncovered"), base.today.uncovered, base.plan.uncovered],
            [tell("paper.row.median"), *(_minutes(one.median_s, before_s) for one in (base.today, base.plan))],
            [tell("paper.row.p90"), *(_minutes(one.p90_s, before_s) for one in (base.today, base.plan))],
        ],
    )
    yield (
        tell("paper.sheet.sites"),
        [tell("paper.site.id"), *(tell(f"paper.site.{one}") for one in SITE_COLUMNS), "lon", "lat"],
        [
            [
                one.id,
                one.name,
                tell(f"planning.fate.{one.fate}"),
                one.cost,
                findings.worth.get(one.id),
                one.lon,
                one.lat,
            ]
            for one in commission.plan.sites
        ],
    )
    for level, areas in findings.areas.items():
        yield (
            tell(f"paper.level.{level}"),
            [tell(f"paper.level.{level}"), *(tell(f"paper.area.{one}") for one in AREA_COLUMNS)],
            [
                [
                    area.name or tell("paper.elsewhere"),
                    area.beside.plan.people,
                    area.beside.today.share,
                    area.beside.plan.share,
                    area.beside.plan.uncovered,
                ]
                for area in areas
            ],
        )
    yield (
        tell("paper.sheet.gaps"),
        [*(tell(f"paper.gap.{one}") for one in GAP_COLUMNS), "lon", "lat", "km²"],
        [
            [
                street,
                gap.people,
                _minutes(gap.nearest_s, before_s),
                teller.remedy(gap, findings.likely, before_s),
                gap.lon,
                gap.lat,
                gap.km2,
            ]
            for gap, street in zip(findings.gaps, findings.streets, strict=True)
        ],
    )
    yield (
        tell("paper.sheet.sensitivity"),
        [tell("paper.if"), *(tell(f"paper.sheet.{one}") for one in ("today", "today_twice", "plan", "plan_twice"))],
        [
            [
                teller.variant(key),
                beside.today.share,
                beside.today.double_share,
                beside.plan.share,
                beside.plan.double_share,
            ]
            for key, beside in findings.others.items()
        ],
    )
    yield (
        tell("paper.sheet.curve"),
        [tell("paper.sheet.minutes"), tell("paper.today"), tell("paper.plan")],
        [
            [minute, today, plan]
            for minute, (today, plan) in enumerate(zip(findings.curve_today, findings.curve_plan, strict=True))
        ],
    )


def _minutes(seconds: float | None, before_s: float) -> float | None:
    return None if seconds is None else round((seconds + before_s) / 60, 2)
