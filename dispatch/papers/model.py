"""A paper as a row of blocks, which PDF and Word print alike."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """`small`: a note below what it is about."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`widths`: of the columns, as shares of the line. The first column is a name, the others are figures."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


@dataclass(frozen=True, slots=True)
class Picture:
    """`png` side by side; `height_cm` of each. `told`: what they show, for who cannot see them."""

    png: Sequence[bytes]
    height_cm: float
    told: str


@dataclass(frozen=True, slots=True)
class NextPage:
    pass


Block = Heading | Text | Table | Picture | NextPage


@dataclass(frozen=True, slots=True)
class Paper:
    """`foot` stands below every page. `fictional` is written over the title of what is not a real city."""

    title: str
    subtitle: str
    blocks: Sequence[Block]
    foot: str
    language: str
