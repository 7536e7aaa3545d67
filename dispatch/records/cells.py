"""What one cell says. Every function takes a cell that is not blank and raises Refused with the reason in a code."""

import calendar
import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from dispatch.errors import Refused
from dispatch.people import phones
from dispatch.records.sheets import Value

T = TypeVar("T")

INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
DOTS = re.compile("[•‧∙・●]")
IDENT = re.compile(r"[\w-][\w.-]{0,31}")
NUMBER_AS_TEXT = re.compile(r"^(\d+)\.0+$")
IDENTITY_CARD = re.compile(r"\d{17}[\dXx]|\d{15}")
YEAR_MONTH_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})?日?)?|(\d\d)(\d\d))")
# Day 0 of Excel's calendar, which takes 1900 for a leap year; it counts right from March 1900 on.
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(20_000, 80_000)
YEARS = range(1900, 2100)
YES = frozenset({"是", "yes", "y", "true", "1", "√"})
NO = frozenset({"否", "no", "n", "false", "0"})


def is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not text(value))


def text(value: Value) -> str:
    """As typed, without what cannot be seen; a whole number without its .0; an apostrophe that only kept Excel from
    calculating is dropped."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    return " ".join(INVISIBLE.sub("", str(value)).split()).removeprefix("'")


def plain(value: Value) -> str:
    """`text` in half-width characters: for codes, numbers, dates; never for names, whose characters it may change."""
    return unicodedata.normalize("NFKC", text(value))


def name(value: Value) -> str:
    """A name in one field; the dots of foreign and minority names all become `·`."""
    return DOTS.sub("·", text(value))


def ident(value: Value) -> str:
    """A volunteer or station number: letters, digits, dots, dashes. A number that identifies a person elsewhere is
    refused, since ids appear where names may not."""
    number = plain(value)
    if IDENTITY_CARD.fullmatch(number) or phones.MOBILE.fullmatch(number):
        raise Refused("personal_number")
    if not IDENT.fullmatch(number):
        raise Refused("not_an_id")
    return number


def phone(value: Value) -> str:
    """One that was stored as a number and saved as text may end in .0."""
    return phones.parse(NUMBER_AS_TEXT.sub(r"\1", plain(value)))


def own_phone(value: Value) -> str:
    """Of one person, who can be reached by it."""
    return phones.parse_own(NUMBER_AS_TEXT.sub(r"\1", plain(value)))


def number(value: Value) -> float:
    try:
        figure = float(plain(value))
    except ValueError:
        raise Refused("not_a_number") from None
    if not math.isfinite(figure):
        raise Refused("not_a_number")
    return figure


def day(value: Value) -> date:
    """2027-05-01 · 2027/5/1 · 2027.5.1 · 2027年5月1日 · 20270501 · Excel's dates and day numbers; without a day, the
    month's last."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = plain(value).replace(" ", "").removesuffix("00:00:00")
    if written.isdecimal() and int(written) in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(written))
    found = YEAR_MONTH_DAY.fullmatch(written)
    if found is None:
        raise Refused("not_a_date")
    year, month = int(found[1]), int(found[2] or found[4] or 0)
    try:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, int(found[3] or found[5] or last))
    except ValueError:
        raise Refused("not_a_date") from None


def year(value: Value) -> int:
    """1990, or any date: of a birthday only the year is kept."""
    written = NUMBER_AS_TEXT.sub(r"\1", plain(value)).removesuffix("年")
    if written.isdecimal() and int(written) in YEARS:
        return int(written)
    return day(value).year


def yes(value: Value) -> bool:
    said = plain(value).lower()
    if said not in YES | NO:
        raise Refused("not_yes_or_no")
    return said in YES


def one_of(choices: Iterable[tuple[T, Iterable[str]]]) -> Callable[[Value], T]:
    """A parser that knows each thing under any of its names; the first of these is shown when none fits."""
    named = [(thing, list(names)) for thing, names in choices]
    by_name = {_folded(one): thing for thing, names in named for one in names}
    known = "、".join(names[0] for _, names in named)

    def parse(value: Value) -> T:
        try:
            return by_name[_folded(text(value))]
        except KeyError:
            raise Refused("unknown_choice", known=known) from None

    return parse


def _folded(said: str) -> str:
    return re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", said)).lower()
