"""Runs the benchmarks: `python -m tests.benchmarks [NAME…]`, all of them without names.

A benchmark is a module `bench_*.py` beside this file with a `NAME` and a `main() -> dict`: its values are figures, or
tables (a list of rows, each a dict with the same columns). Each prints here and lands in build/bench/NAME.json with
the machine it ran on. One that raises is printed with its traceback; the others still run, and the exit code is 1.
"""

import importlib
import json
import logging
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER.parent.parent / "build" / "bench"
MACHINE = {"python": platform.python_version(), "system": platform.platform(), "cpus": os.cpu_count()}


def benchmarks() -> dict[str, ModuleType]:
    """Every benchmark by its NAME, in the order of the files."""
    modules = [importlib.import_module(f"tests.benchmarks.{file.stem}") for file in sorted(FOLDER.glob("bench_*.py"))]
    return {module.NAME: module for module in modules}


def shown(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) and abs(value) < 1e4 else str(value)


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    lines = [list(rows[0]), *([shown(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("    " + "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def print_result(result: Mapping[str, Any]) -> None:
    for name, value in result.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            print(f"  {name}")
            print_table(value)
        else:
            print(f"  {name}: {shown(value)}")


def run(name: str, module: ModuleType) -> bool:
    """Whether the benchmark came to a result."""
    print(f"\n{name}", flush=True)
    try:
        result = module.main()
    except Exception:
        logging.exception("%s failed", name)
        return False
    print_result(result)
    report = {"name": name, "machine": MACHINE, "result": result}
    (RESULTS / f"{name}.json").write_text(json.dumps(report, ensure_ascii=False, indent=2), encoding="utf-8")
    return True


def main(names: Sequence[str]) -> int:
    """Exit code: 0 all ran, 1 one failed, 2 a name is unknown."""
    known = benchmarks()
    if unknown := [name for name in names if name not in known]:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    RESULTS.mkdir(parents=True, exist_ok=True)
    outcomes = [run(name, known[name]) for name in names or known]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
