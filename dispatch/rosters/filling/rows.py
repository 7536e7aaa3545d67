"""A program is written row by row here, and handed over whole."""

from collections.abc import Iterable

import numpy as np
import scipy.sparse as sp

from maps.siting.solver import Program


class Rows:
    """Columns are numbered as they come; a row is (column, weight) pairs between two limits."""

    def __init__(self) -> None:
        self._cost: list[float] = []
        self._most: list[float] = []
        self._whole: list[bool] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._ends, self._columns, self._weights = [0], list[int](), list[float]()

    @property
    def width(self) -> int:
        return len(self._cost)

    def column(self, cost: float, most: float, *, whole: bool) -> int:
        """Between 0 and `most`."""
        self._cost.append(cost)
        self._most.append(most)
        self._whole.append(whole)
        return len(self._cost) - 1

    def row(self, pairs: Iterable[tuple[int, float]], *, low: float = -np.inf, high: float = np.inf) -> None:
        for column, weight in pairs:
            self._columns.append(column)
            self._weights.append(weight)
        self._ends.append(len(self._columns))
        self._low.append(low)
        self._high.append(high)

    def program(self, *, stepped: bool) -> Program:
        parts = (np.array(self._weights), np.array(self._columns, np.int32), np.array(self._ends, np.int32))
        return Program(
            np.array(self._cost),
            np.zeros(self.width),
            np.array(self._most),
            np.array(self._whole, bool),
            sp.csr_array(parts, shape=(len(self._low), self.width)),
            np.array(self._low),
            np.array(self._high),
            stepped=stepped,
        )
