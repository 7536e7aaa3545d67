"""HiGHS, asked so that its answer can be trusted: no gap is let pass as none, and every way to end has its name."""

from dataclasses import dataclass, replace

import highspy
import numpy as np
import scipy.sparse as sp
from highspy._core import _Highs as Highs  # highspy.Highs adds callbacks, and prints a banner into stdout

from maps.siting.question import F8, I8, Bools

PROVEN = 1e-9
"""Relative gap up to which two sums of floats are one. HiGHS by itself calls 1e-4 optimal."""
WHOLE = 1e-6
STATUSES = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kTimeLimit: "time_limit",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "unbounded_or_infeasible",
    highspy.HighsModelStatus.kMemoryLimit: "memory_limit",
}


_IMPLIED = highspy.HighsVarType.kImplicitInteger  # type: ignore[attr-defined]  # its stub forgets it


@dataclass(frozen=True, slots=True)
class Program:
    """Minimise cost·v + offset with low ≤ rows·v ≤ high and least ≤ v ≤ most; `whole` columns are integers.

    `stepped`: costs are integers, and with whole columns fixed the others have an optimum in integers; so the value is
    an integer, and a bound may be rounded up.
    """

    cost: F8
    least: F8
    most: F8
    whole: Bools
    rows: sp.csr_array
    low: F8
    high: F8
    offset: float = 0.0
    stepped: bool = False


@dataclass(frozen=True, slots=True)
class Solved:
    """`values` are the best columns found, whether proven or not; `bound` is what nothing can be below."""

    status: str
    values: F8 | None
    bound: float | None
    seconds: float


def solve_program(program: Program, *, start: I8 | None = None, seconds: float | None = None) -> Solved:
    """`start`: values of the first columns, which HiGHS completes. `seconds` of solving, after which it stops.

    HiGHS 1.16 was seen to lift a start into a better plan in its presolve, prove that, and hand back the start as the
    optimum. Where the plan does not meet the bound it is therefore asked again, without the start.
    """
    solved = _once(program, start, seconds)
    if start is None or solved.status != "optimal" or solved.values is None or solved.bound is None:
        return solved
    value = float(program.cost @ solved.values) + program.offset
    if value - solved.bound <= max(2 * WHOLE, 1e-8 * abs(value)):
        return solved
    again = _once(program, None, None if seconds is None else seconds - solved.seconds)
    return replace(again, seconds=again.seconds + solved.seconds)


def linear(program: Program) -> tuple[float | None, F8]:
    """The optimum when halves of anything may be had, None where there is none, and the rows' shadow prices."""
    highs = Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    stated = _stated(program)
    stated.integrality_ = [highspy.HighsVarType.kContinuous] * program.cost.size
    highs.passModel(stated)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None, np.zeros(program.rows.shape[0])
    return float(highs.getInfo().objective_function_value), np.asarray(highs.getSolution().row_dual, np.float64)


def relaxed_bound(program: Program, *, seconds: float) -> float | None:
    """What nothing can be below when halves of anything may be had; None where nothing was found out in time.

    By an interior point without crossover, which is what takes long. Whatever shadow prices come of it, by their signs
    they weigh the rows into one, and every column lies between its limits: so the sum holds, however far the solver
    came (Neumaier & Shcherbina 2004, safe bounds). Columns without limits make it None.
    """
    highs = Highs()
    options: dict[str, bool | float | str] = {
        "output_flag": False,
        "threads": 1,
        "solver": "ipx",
        "run_crossover": "off",
        "time_limit": max(seconds, 0.0),
    }
    for option, value in options.items():
        highs.setOptionValue(option, value)
    stated = _stated(program)
    stated.integrality_ = [highspy.HighsVarType.kContinuous] * program.cost.size
    if highs.passModel(stated) == highspy.HighsStatus.kError:
        return None
    highs.run()
    prices = np.asarray(highs.getSolution().row_dual, np.float64)
    return _weighed(program, prices) if prices.size == program.rows.shape[0] and np.isfinite(prices).all() else None


def _weighed(program: Program, prices: F8) -> float | None:
    up = np.where(np.isfinite(program.low), np.maximum(prices, 0.0), 0.0)
    down = np.where(np.isfinite(program.high), np.minimum(prices, 0.0), 0.0)
    rest = program.cost - program.rows.T @ (up + down)
    total = program.offset
    for weight, limit in (
        (up, program.low),
        (down, program.high),
        (np.maximum(rest, 0.0), program.least),
        (np.minimum(rest, 0.0), program.most),
    ):
        used = weight != 0
        total += float(weight[used] @ limit[used])
    return total if np.isfinite(total) else None


def _once(program: Program, start: I8 | None, seconds: float | None) -> Solved:
    highs = Highs()
    for option, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_rel_gap": PROVEN if not program.stepped else 0.0,
        "mip_abs_gap": 0.0 if program.stepped else WHOLE,
        "time_limit": np.inf if seconds is None else max(seconds, 0.0),
    }.items():
        highs.setOptionValue(option, value)
    if highs.passModel(_stated(program)) == highspy.HighsStatus.kError:
        return Solved("model_error", None, None, 0.0)
    if start is not None:
        highs.setSolution(start.size, np.arange(start.size, dtype=np.int32), start.astype(np.float64))
    highs.run()
    return _read(highs, program)


def _stated(program: Program) -> highspy.HighsLp:
    stated = highspy.HighsLp()
    stated.num_row_, stated.num_col_ = program.rows.shape
    stated.col_cost_, stated.offset_ = program.cost, program.offset
    stated.col_lower_, stated.col_upper_ = program.least, program.most
    stated.row_lower_, stated.row_upper_ = program.low, program.high
    # Told so, HiGHS steps by integers itself. An absolute gap just below 1 instead lets it pass over the next integer.
    other = _IMPLIED if program.stepped else highspy.HighsVarType.kContinuous
    stated.integrality_ = [highspy.HighsVarType.kInteger if whole else other for whole in program.whole]
    stated.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    stated.a_matrix_.start_ = program.rows.indptr
    stated.a_matrix_.index_ = program.rows.indices
    stated.a_matrix_.value_ = program.rows.data
    return stated


def _read(highs: Highs, program: Program) -> Solved:
    model_status = highs.getModelStatus()
    status = STATUSES.get(model_status, model_status.name.removeprefix("k").lower())
    found = highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.asarray(highs.getSolution().col_value) if found else None
    return Solved(status, values, _bound(highs, program, status), highs.getRunTime())


def _bound(highs: Highs, program: Program, status: str) -> float | None:
    if not program.whole.any():
        return float(highs.getInfo().objective_function_value) if status == "optimal" else None
    bound = highs.getInfo().mip_dual_bound
    if not np.isfinite(bound):
        return None
    return float(np.ceil(bound - WHOLE)) if program.stepped else float(bound)
