"""`dispatch solve`: where sites should stand, from a matrix of distances or times alone. No city is needed."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from dispatch.records import sheets
from maps.errors import BadInput
from maps.siting.answers import Answer
from maps.siting.answers import solve as solve_siting
from maps.siting.question import F8, WITH_RADIUS, WITHOUT_WEIGHTS, Model, Question

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
CORNERS = {"", "id", "demand", "row", "cell", "point", "编号", "名称", "需求点"}
NAMED = 20
"""Rows that the result names; all are counted."""
NO_NUMBERS = {"nan", "inf", "infinity", "none", "null"}
"""What stands where a number is missing: never a heading."""

file_option = click.Path(exists=True, dir_okay=False, path_type=Path)
Rows = list[tuple[int, tuple[sheets.Value, ...]]]
Name = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """The matrix [n, m] with the names of its rows and columns: numbers from 0 where the file has none."""

    apart: F8
    rows: tuple[Name, ...]
    sites: tuple[Name, ...]


@click.command()
@click.argument("model", type=click.Choice([str(model) for model in Model]))
@click.option(
    "--distances", "matrix", type=file_option, required=True, help="Rows demand, columns sites; empty: no way."
)
@click.option("--weights", "weights_file", type=file_option, help="One weight a row, or id,weight; else each counts 1.")
@click.option("--sites", "sites_file", type=file_option, help="Table of site, cost and capacity.")
@click.option("--p", type=int, help="How many sites are open in all, the fixed ones too; lscp finds it itself.")
@click.option("--radius", type=float, help="What counts as covered, in the matrix's unit, itself included.")
@click.option("--fixed", default="", metavar="A,B", help="Sites that stay open.")
@click.option("--budget", type=float, help="What the open sites may cost together; then at most --p are opened.")
@click.option("--busy", type=float, default=0.3, show_default=True, help="mexclp: the share of time a unit is taken.")
@click.option("--several", is_flag=True, help="mexclp: more than one unit may stand at a site.")
@click.option(
    "--second", type=float, help="backup: the share of double cover in the goal, instead of everyone once first."
)
@click.option("--time-limit", type=float, metavar="S", help="Seconds of solving; then the best so far, with its gap.")
def solve(
    model: str,
    matrix: Path,
    weights_file: Path | None,
    sites_file: Path | None,
    p: int | None,
    radius: float | None,
    fixed: str,
    time_limit: float | None,
    **options: Any,
) -> None:
    """Choose sites: the fewest that cover all (lscp), the most weight covered (mclp), or covered twice (backup), or
    though units are busy (mexclp), the least distance in sum (pmedian) or at worst (pcentre).

    Prints the plan, what it is worth, what no plan can beat (bound), the gap between and how the search ended, as JSON.
    """
    if time_limit is not None and not (math.isfinite(time_limit) and time_limit >= 0):
        raise BadInput("siting_number", name="time-limit", value=time_limit)
    chosen, table = Model(model), read_matrix(matrix)
    question = Question(
        table.apart,
        np.ones(len(table.rows)) if weights_file is None else read_weights(weights_file, table),
        p=None if chosen is Model.LSCP else p,
        radius=radius if chosen in WITH_RADIUS else None,
        fixed=tuple(sorted({_site(name, table) for name in fixed.split(",") if name.strip()})),
        names=tuple(str(name) for name in table.sites),
        **options | (_site_columns(sites_file, table) if sites_file else {}),
    )
    answer = solve_siting(chosen, question, seconds=time_limit)
    given = {"p": p is not None, "radius": radius is not None, "weights": weights_file is not None}
    click.echo(json.dumps(_told(answer, question, table, given), ensure_ascii=False))


def _told(answer: Answer, question: Question, table: Table, given: dict[str, bool]) -> dict[str, object]:
    unused = {
        "p": answer.model is Model.LSCP,
        "radius": answer.model not in WITH_RADIUS,
        "weights": answer.model in WITHOUT_WEIGHTS,
    }
    return {
        "model": str(answer.model),
        "objective": _plain(answer.objective),
        "sites": [table.sites[site] for site in answer.sites],
        "bound": _plain(answer.bound),
        "status": answer.status,
        "gap": answer.gap,
        "start": _plain(answer.start),
        "demand": question.rows,
        "candidates": question.sites,
        "weight": _plain(float(question.weights.sum())),
        "weightless": int((question.weights == 0).sum()),
        "out_of_reach": {
            "count": len(answer.out_of_reach),
            "rows": [table.rows[row] for row in answer.out_of_reach[:NAMED]],
        },
        "ignored": [name for name, is_given in given.items() if is_given and unused[name]],
    }


def _plain(value: float | None) -> float | None:
    return int(value) if value is not None and value.is_integer() else value


def read_matrix(path: Path) -> Table:
    """With or without a header of site names, with or without a first column of row names. Raises BadInput."""
    rows = _rows(path)
    if not rows:
        raise BadInput("siting_empty")
    has_header = _is_header(rows[0][1])
    header = rows[0][1] if has_header else None
    body = rows[1:] if has_header else rows
    if not body:
        raise BadInput("siting_empty")
    width = len(rows[0][1])
    for number, cells in body:
        if len(cells) != width:
            raise BadInput("siting_ragged", file=path.name, line=number, cells=len(cells), wanted=width)
    named = header is not None and _has_names(header, body)
    apart = [[_distance(path, number, cell) for cell in cells[named:]] for number, cells in body]
    names = tuple(_name(cells[0]) for _, cells in body) if named else tuple(range(len(body)))
    sites = tuple(range(width)) if header is None else tuple(_name(cell) for cell in header[named:])
    _refuse_twice("siting_site_twice", "site", sites)
    _refuse_twice("siting_row_twice", "row", names)
    return Table(np.array(apart, np.float64).reshape(len(body), -1), names, sites)


def read_weights(path: Path, table: Table) -> F8:
    """By position where there is one column, by the rows' names where there are two. [n]"""
    rows = _rows(path)
    if rows and _is_heading(rows[0][1][-1]):
        rows = rows[1:]
    if len({len(cells) for _, cells in rows}) > 1 or any(len(cells) > 2 for _, cells in rows):
        raise BadInput("siting_weights_columns", file=path.name)
    numbers = [_number(path, number, cells[-1]) for number, cells in rows]
    if len(numbers) != len(table.rows):
        raise BadInput("siting_weights_count", weights=len(numbers), rows=len(table.rows))
    if rows and len(rows[0][1]) == 2:
        names = [_name(cells[0]) for _, cells in rows]
        _refuse_twice("siting_row_twice", "row", names)
        of = dict(zip(map(str, names), numbers, strict=True))
        if missing := [name for name in table.rows if str(name) not in of]:
            raise BadInput("siting_weight_missing", file=path.name, row=missing[0])
        numbers = [of[str(name)] for name in table.rows]
    return np.array(numbers, np.float64)


def _site_columns(path: Path, table: Table) -> dict[str, F8]:
    """`costs` and `capacity` [m], of those columns that the table has."""
    rows = _rows(path)
    header = [str(cell or "").strip().casefold() for cell in rows[0][1]] if rows else []
    known = {"cost": "costs", "capacity": "capacity"}
    if "site" not in header or not set(known) & set(header):
        raise BadInput("siting_sites_header", file=path.name)
    at, found = header.index("site"), [name for name in known if name in header]
    of: dict[int, list[float]] = {}
    for number, cells in rows[1:]:
        if len(cells) != len(header):
            raise BadInput("siting_ragged", file=path.name, line=number, cells=len(cells), wanted=len(header))
        site = _site(str(cells[at]), table)
        if site in of:
            raise BadInput("siting_site_twice", site=table.sites[site])
        of[site] = [_number(path, number, cells[header.index(name)]) for name in found]
    if missing := [name for site, name in enumerate(table.sites) if site not in of]:
        raise BadInput("siting_site_missing", file=path.name, site=missing[0])
    columns = np.array([of[site] for site in range(len(table.sites))], np.float64).T
    return {known[name]: column for name, column in zip(found, columns, strict=True)}


def _rows(path: Path) -> Rows:
    """Without lines that are empty altogether."""
    filled = [row for sheet in sheets.read(path)[:1] for row in sheet.rows]
    return [
        (number, cells) for number, cells in filled if len(cells) > 1 or any(str(cell or "").strip() for cell in cells)
    ]


def _is_header(cells: Sequence[sheets.Value]) -> bool:
    """Or the numbers from 0 behind an empty corner, as pandas writes columns that have no names."""
    counted = _name(cells[0]) == "" and [_name(cell) for cell in cells[1:]] == [str(at) for at in range(len(cells) - 1)]
    return counted or any(map(_is_heading, cells))


def _is_heading(cell: sheets.Value) -> bool:
    return not _is_number(cell) and _name(cell) != "" and _name(cell).casefold().lstrip("+-") not in NO_NUMBERS


def _has_names(header: Sequence[sheets.Value], body: Rows) -> bool:
    return _name(header[0]).casefold() in CORNERS or all(_is_heading(cells[0]) for _, cells in body)


def _is_number(cell: sheets.Value) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and NUMBER.fullmatch(cell.strip()) is not None)


def _number(path: Path, line: int, cell: sheets.Value) -> float:
    value = float(str(cell)) if _is_number(cell) else math.nan
    if not math.isfinite(value):
        raise BadInput("siting_cell", file=path.name, line=line, value="" if cell is None else str(cell)[:40])
    return value


def _distance(path: Path, line: int, cell: sheets.Value) -> float:
    return math.inf if _name(cell) == "" else _number(path, line, cell)


def _name(cell: sheets.Value) -> str:
    return str(cell if cell is not None else "").strip()


def _site(name: str, table: Table) -> int:
    names = [str(site) for site in table.sites]
    if name.strip() not in names:
        raise BadInput("siting_site_unknown", site=name.strip())
    return names.index(name.strip())


def _refuse_twice(code: str, what: str, names: Sequence[Name]) -> None:
    seen: set[Name] = set()
    for name in names:
        if name in seen or name == "":
            raise BadInput(code, **{what: name})
        seen.add(name)
