"""A site plan as papers: the same figures in every file, two pages, nothing left out without a word."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import openpyxl
import pypdfium2
import pytest
from docx import Document

from dispatch.conditions.model import Conditions
from dispatch.papers.commission import Commission, variants
from dispatch.papers.writing import FILES, write
from dispatch.planning.cells import people_cells
from dispatch.planning.model import Count, Fate, Question, Site, SitePlan, Standing
from dispatch.planning.planned import WEEK_HOURS
from maps.cities import open_city
from maps.speeds import Mode
from tests.web.grid import corner, import_grid

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
PEOPLE = 6400


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_grid(tmp_path_factory.mktemp("papers"))


def ordered(
    cities: Path, *, language: str = "zh-CN", name: str = "东门新站", people: int | None = PEOPLE
) -> Commission:
    """Today one station in a corner, on foot; the plan adds one opposite. By day somebody is there."""
    today = Site("S01", "一号站", *corner(1, 1))
    added = Site("P1", "=新站", *corner(6, 6), Fate.ADDED, 12.5)
    plan = SitePlan(
        3,
        name,
        Question(minutes=9.6, mode=Mode.WALK, count=Count.TRAVEL, people=people),
        (today, added),
        "夜间值守 <b>另议</b> & 其他",
        Standing.DRAFT,
        2,
        "dispatcher:test",
        AT,
    )
    cells = people_cells(open_city("grid", root=cities), people)
    staffed = tuple(frozenset({"S01"} if 8 <= hour % 24 < 20 else ()) for hour in range(WEEK_HOURS))
    return Commission(
        cities, "grid", plan, (today,), cells.demand, people is not None, Conditions(), staffed, 210, 250, language, AT
    )


def files(order: Commission) -> dict[str, bytes]:
    steps = list(write(order))
    of = len(variants(order.plan.question)) + 1
    assert [(done, whole) for done, whole, _ in steps] == [(done, of) for done in range(1, of + 1)]
    return dict(steps[-1][2])


@pytest.fixture(scope="module")
def written(cities: Path) -> dict[str, bytes]:
    return files(ordered(cities))


def pdf_text(body: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(body)
    try:
        texts = []
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
        return texts
    finally:
        document.close()


def test_every_file_is_there_and_the_pdf_has_two_pages(written: dict[str, bytes]) -> None:
    assert tuple(written) == FILES
    first, second = pdf_text(written["pdf"])
    assert "东门新站" in first
    assert "另议" in first
    assert "12.5 万元/年" in first
    assert "尚未导入行政区划" in second


def test_the_figures_are_those_of_the_streets(written: dict[str, bytes], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written["xlsx"]))
    rows = {row[0]: row[1:] for row in book["指标"].iter_rows(min_row=2, values_only=True)}
    today, plan = rows["按时覆盖人口"]
    # Four streets of 144 s in 9.6 minutes: the corner of the town cuts today's circle, and the other is its mirror.
    assert plan > 1.5 * today > 0
    assert rows["未覆盖人口"] == (pytest.approx(PEOPLE - today), pytest.approx(PEOPLE - plan))
    (tmp_path / "plan.gpkg").write_bytes(written["gpkg"])
    layer = gpd.read_file(tmp_path / "plan.gpkg", layer="cells")
    assert layer[layer.sites_plan > 0].people.sum() == pytest.approx(plan)
    assert layer[layer.sites_today > 0].people.sum() == pytest.approx(today)
    collection = json.loads(written["geojson"])
    cells = [one["properties"] for one in collection["features"] if one["properties"]["layer"] == "cells"]
    assert sum(one["people"] for one in cells if one["sites_plan"]) == pytest.approx(plan)
    share = f"{plan / PEOPLE:.1%}"
    assert share in pdf_text(written["pdf"])[0]
    assert share in "".join(one.text for one in Document(io.BytesIO(written["docx"])).paragraphs)


def test_staffed_cover_counts_only_hours_in_which_somebody_is_planned(written: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written["xlsx"]))
    today = next(book["指标"].iter_rows(min_row=2, values_only=True))[1] / PEOPLE
    first = pdf_text(written["pdf"])[0]
    assert f"{today / 2:.1%}" in first
    assert "0.0% (周一0时)" in first


def test_no_name_becomes_a_formula_and_pictures_are_told(written: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written["xlsx"]))
    sites = list(book["站点"].iter_rows(min_row=2))
    assert [(row[1].value, row[1].data_type, row[3].value) for row in sites] == [
        ("一号站", "s", None),
        ("=新站", "s", 12.5),
    ]
    with zipfile.ZipFile(io.BytesIO(written["docx"])) as parts:
        assert parts.read("word/document.xml").decode().count('descr="地图') == 1


def test_an_english_paper_of_a_city_whose_people_nobody_counted(cities: Path) -> None:
    told = pdf_text(files(ordered(cities, language="en", name="East gate", people=None))["pdf"])
    assert len(told) == 2
    assert "Response stations, a plan: East gate" in told[0]
    assert "People covered in time" in told[0]
