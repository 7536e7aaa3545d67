"""Figures as the reader writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.words import say


@dataclass(frozen=True, slots=True)
class Teller:
    """In one language. `stations`: names by id."""

    language: str
    stations: Mapping[str, str]

    def say(self, code: str, **params: object) -> str:
        return say(f"sim.{code}", self.language, **params)

    def share(self, value: float | None) -> str:
        return "–" if value is None else f"{100 * value:.1f}{self._percent}"

    def tick(self, value: float) -> str:
        """On an axis, no finer than it has to be."""
        return f"{round(100 * value, 1):g}{self._percent}"

    def points(self, value: float | None) -> str:
        """A difference of shares, in percentage points; the unit stands in the column's head."""
        return "–" if value is None else _signed(100 * value, 1)

    def number(self, value: float | None, digits: int = 2) -> str:
        return "–" if value is None else f"{value:,.{digits}f}"

    def signed(self, value: float | None) -> str:
        return "–" if value is None else _signed(value, 2)

    def between(self, low: str, high: str) -> str:
        return self.say("between", low=low, high=high)

    def time(self, one: Mapping[str, Any], name: str) -> str:
        """A quantile; that so many never came is said."""
        if one[f"{name}_never"]:
            return self.say("never")
        seconds = one[f"{name}_s"]
        if seconds is None:
            return "–"
        minutes, rest = divmod(round(seconds), 60)
        return say("ui.minutes_seconds", self.language, m=minutes, s=rest)

    def group(self, split: str, name: str) -> str:
        """A group of a split in words: a role, an hour, a district or a station."""
        if split == "by_skill":
            return say(f"role.{name}", self.language)
        if split == "by_hour":
            return f"{name}:00"
        return self.say("nowhere") if name == "-" else self.stations.get(name, name)

    @property
    def _percent(self) -> str:
        return "%" if self.language == "zh-CN" else " %"


def _signed(value: float, digits: int) -> str:
    told = f"{abs(value):.{digits}f}"
    sign = "" if float(told) == 0 else "+" if value > 0 else "−"
    return sign + told
