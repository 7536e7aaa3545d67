"""Elements of a page as text. What people wrote goes through `text`; the rest is put together from elements."""

from collections.abc import Iterable, Sequence
from html import escape


def text(told: object) -> str:
    return escape(str(told))


def el(name: str, *children: str, **attributes: object) -> str:
    """`class_` is class, `stroke_width` is stroke-width; what is None is left out. Children are elements already."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{''.join(children)}</{name}>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str) -> str:
    """The first cell of a row is its head; it scrolls sideways where it is too wide."""
    top = el("tr", *(el("th", text(cell), scope="col") for cell in head))
    lines = (
        el("tr", el("th", text(first), scope="row"), *(el("td", text(cell)) for cell in rest)) for first, *rest in rows
    )
    held = el("table", el("caption", text(caption)), el("thead", top), el("tbody", *lines))
    return el("div", held, class_="wide", tabindex="0", role="region", aria_label=caption)


def _plain(value: object) -> str:
    """Tenths of a pixel are enough."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
