"""`dispatch solve` as it is typed: what a file may look like, what comes back, and what is refused by name."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli import main

# Three hamlets on a line, 0 – 4 – 9; a station may stand in each of them.
LINE = "cell,a,b,c\nr0,0,4,9\nr1,4,0,5\nr2,9,5,0\n"


def solve(folder: Path, *options: str, distances: str | bytes = LINE, **files: str) -> Result:
    matrix = folder / "distances.csv"
    matrix.write_bytes(distances if isinstance(distances, bytes) else distances.encode())
    given = [*options, "--distances", str(matrix)]
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        given += [f"--{name}", str(folder / f"{name}.csv")]
    return CliRunner().invoke(main, ["solve", *given], env={"LC_ALL": "en_US.UTF-8"})


def told(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_plan_is_told_with_its_proof(tmp_path: Path) -> None:
    assert told(solve(tmp_path, "mclp", "--p", "1", "--radius", "4")) == {
        "model": "mclp",
        "objective": 2,
        "sites": ["a"],
        "bound": 2,
        "status": "optimal",
        "gap": 0.0,
        "start": 2,
        "demand": 3,
        "candidates": 3,
        "weight": 3,
        "weightless": 0,
        "out_of_reach": {"count": 0, "rows": []},
        "ignored": [],
    }


@pytest.mark.parametrize(
    ("options", "objective", "sites"),
    [
        ("lscp --radius 4 --p 1", 2, ["a", "c"]),
        ("backup --radius 5 --p 2", 2, ["a", "b"]),
        ("mexclp --radius 4 --p 1 --busy .5", 1, ["a"]),
        ("pmedian --p 1", 9, ["b"]),
        ("pcentre --p 1", 5, ["b"]),
        ("pcentre --p 1 --fixed c", 9, ["c"]),
    ],
)
def test_every_model_answers(tmp_path: Path, options: str, objective: float, sites: list[str]) -> None:
    answer = told(solve(tmp_path, *options.split()))
    assert (answer["status"], answer["objective"], answer["bound"]) == ("optimal", objective, objective)
    assert len(answer["sites"]) == len(sites)


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("0,4,9\n4,0,5\n9,5,0\n", [1]),
        (",0,1,2\n0,0,4,9\n1,4,0,5\n2,9,5,0\n", ["1"]),
        ("a,b,c\n0,4,9\n4,0,5\n9,5,0\n", ["b"]),
        ("\ufeff编号;甲;乙;丙\r\n一;0;4;9\r\n二;4;0;5\r\n\r\n三;9;5;0\r\n", ["乙"]),
        ("编号,甲,乙,丙\n一,0,4,9\n二,4,0,5\n三,9,5,0\n".encode("gb18030"), ["乙"]),
    ],
)
def test_a_matrix_may_have_names_or_none(tmp_path: Path, text: str | bytes, sites: list[object]) -> None:
    answer = told(solve(tmp_path, "pmedian", "--p", "1", distances=text))
    assert (answer["objective"], answer["sites"], answer["demand"]) == (9, sites, 3)


@pytest.mark.parametrize("weights", ["1\n1\n9\n", "weight\n1\n1\n9\n", "cell,people\nr2,9\nr0,1\nr1,1\n"])
def test_weights_go_by_position_or_by_name(tmp_path: Path, weights: str) -> None:
    answer = told(solve(tmp_path, "pmedian", "--p", "1", weights=weights))
    assert (answer["objective"], answer["sites"], answer["weight"]) == (14, ["c"], 11)


def test_costs_and_capacities_come_with_the_sites(tmp_path: Path) -> None:
    sites = "site,cost,capacity\na,1,1\nb,5,1\nc,1,1\n"
    answer = told(solve(tmp_path, "mclp", "--p", "2", "--radius", "9", "--budget", "2", sites=sites))
    assert (answer["objective"], answer["sites"]) == (2, ["a", "c"])


def test_what_is_out_of_reach_or_without_weight_is_counted_and_what_is_not_used_is_said(tmp_path: Path) -> None:
    apart = "cell,a,b\nr0,0,\nr1,,\nr2,3,1\n"
    answer = told(solve(tmp_path, "lscp", "--p", "1", "--radius", "2", distances=apart, weights="1\n1\n0\n"))
    assert (answer["status"], answer["objective"], answer["sites"]) == ("infeasible", None, [])
    assert (answer["out_of_reach"], answer["weightless"]) == ({"count": 1, "rows": ["r1"]}, 1)
    assert answer["ignored"] == ["p", "weights"]


@pytest.mark.parametrize(
    ("options", "files", "named"),
    [
        ("mclp --p 4 --radius 4", {}, "4 sites can't be opened"),
        ("mclp --p 0 --radius 4", {}, "0 sites can't be opened"),
        ("mclp --p 1", {}, "mclp needs --radius"),
        ("pmedian", {}, "pmedian needs --p"),
        ("pmedian --p 1 --fixed a,z", {}, "no site “z”"),
        ("pmedian --p 1 --fixed a,b", {}, "2 sites are fixed"),
        ("pmedian --p 1 --time-limit -1", {}, "time-limit can't be -1"),
        ("pmedian --p 1", {"weights": "1\n-2\n3\n"}, "row 2 is -2"),
        ("pmedian --p 1", {"weights": "1\n\n3\n"}, "2 weights for 3 rows"),
        ("pmedian --p 1", {"weights": ""}, "0 weights for 3 rows"),
        ("pmedian --p 1", {"weights": "r0,1\nr1,\nr2,1\n"}, "line 2: “” is no number"),
        ("pmedian --p 1", {"weights": "nan\n1\n1\n"}, "line 1: “nan” is no number"),
        ("pmedian --p 1", {"weights": "r0,1\nr1,1\nr9,1\n"}, "no weight for row r2"),
        ("pmedian --p 1", {"weights": "r0,1\nr0,1\nr2,1\n"}, "Row “r0”"),
        ("pmedian --p 1", {"sites": "site,cost\na,1\n"}, "nothing of site “b”"),
        ("pmedian --p 1", {"distances": "a,b\n1,2\n3\n"}, "line 3: 1 cells where 2"),
        ("pmedian --p 1", {"distances": "a,b\n1,nan\n"}, "line 2: “nan” is no number"),
        ("pmedian --p 1", {"distances": "1,inf\n1,2\n"}, "line 1: “inf” is no number"),
        ("pmedian --p 1", {"distances": "1,1e999\n"}, "line 1: “1e999” is no number"),
        ("pmedian --p 1", {"distances": "a,b\n1,-2\n"}, "Row 1, column 2 of the matrix is -2"),
        ("pmedian --p 1", {"distances": "a,a\n1,2\n"}, "Site “a”"),
        ("pmedian --p 1", {"distances": "id,a\nr,2\nr,3\n"}, "Row “r”"),
        ("pmedian --p 1", {"distances": ""}, "no rows"),
        ("pmedian --p 1", {"distances": "a,b\n"}, "no rows"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, options: str, files: dict[str, str], named: str) -> None:
    result = solve(tmp_path, *options.split(), **files)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.search(re.escape(named), result.stderr), result.stderr
