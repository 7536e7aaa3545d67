"""A paper as PDF. Chinese is written in a font that the format itself names, so none has to be installed here: each
viewer has it, or shows another one in its place."""

import io
from collections.abc import Iterator
from html import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Image, PageBreak, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from dispatch.papers.model import Block, Heading, NextPage, Paper, Picture, Table, Text

CHINESE, LATIN, LATIN_BOLD = "STSong-Light", "Helvetica", "Helvetica-Bold"
MARGIN = 1.5 * cm
WIDTH = A4[0] - 2 * MARGIN
LINE = colors.HexColor("#c9ced3")
SHADE = colors.HexColor("#eef1f2")


def to_pdf(paper: Paper) -> bytes:
    body = io.BytesIO()
    document = SimpleDocTemplate(
        body,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=1.2 * cm,
        bottomMargin=1.4 * cm,
        title=paper.title,
        lang=paper.language,
    )
    print_ = _Print(paper)
    document.build(list(print_.flow()), onFirstPage=print_.foot, onLaterPages=print_.foot)
    return body.getvalue()


class _Print:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        latin = paper.language == "en" and paper_is_latin(paper)
        if not latin:
            pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
        self._font = LATIN if latin else CHINESE
        self._bold = LATIN_BOLD if latin else CHINESE
        self._styles = {
            name: ParagraphStyle(
                name,
                fontName=font,
                fontSize=size,
                leading=size * 1.35,
                textColor=ink,
                wordWrap=None if latin else "CJK",
            )
            for name, font, size, ink in (
                ("title", self._bold, 16, colors.black),
                ("subtitle", self._font, 9, colors.HexColor("#4a545c")),
                ("heading", self._bold, 11, colors.HexColor("#00594f")),
                ("text", self._font, 8.5, colors.black),
                ("small", self._font, 7.2, colors.HexColor("#4a545c")),
                ("cell", self._font, 7.6, colors.black),
            )
        }

    def flow(self) -> Iterator[Flowable]:
        yield self._paragraph(self._paper.title, "title")
        yield self._paragraph(self._paper.subtitle, "subtitle")
        for block in self._paper.blocks:
            yield from self._blocks(block)

    def foot(self, canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont(self._font, 7)
        canvas.setFillColor(colors.HexColor("#4a545c"))
        canvas.drawString(MARGIN, 0.8 * cm, self._paper.foot)
        canvas.drawRightString(A4[0] - MARGIN, 0.8 * cm, str(document.page))
        canvas.restoreState()

    def _blocks(self, block: Block) -> Iterator[Flowable]:
        match block:
            case Heading(text):
                yield Spacer(1, 5)
                yield self._paragraph(text, "heading")
                yield Spacer(1, 2)
            case Text(text, small):
                yield self._paragraph(text, "small" if small else "text")
                yield Spacer(1, 2)
            case Table():
                yield self._table(block)
            case Picture(png, height_cm, _):
                yield self._pictures(list(png), height_cm)
            case NextPage():
                yield PageBreak()

    def _paragraph(self, text: str, style: str) -> Paragraph:
        return Paragraph(escape(text), self._styles[style])

    def _table(self, block: Table) -> Grid:
        rows = [[self._paragraph(cell, "cell") for cell in row] for row in (block.head, *block.rows)]
        grid = Grid(rows, colWidths=[WIDTH * share for share in block.widths], repeatRows=1)
        grid.setStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("BACKGROUND", (0, 0), (-1, 0), SHADE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ]
        )
        return grid

    def _pictures(self, png: list[bytes], height_cm: float) -> Flowable:
        images = [
            Image(io.BytesIO(one), height=height_cm * cm, width=WIDTH / len(png), kind="proportional") for one in png
        ]
        return Grid([images], colWidths=[WIDTH / len(png)] * len(png))


def paper_is_latin(paper: Paper) -> bool:
    """Whether Helvetica can write all of it: names of places may be Chinese in an English paper."""
    texts = [paper.title, paper.subtitle, paper.foot]
    for block in paper.blocks:
        match block:
            case Heading(text) | Text(text):
                texts.append(text)
            case Table(head, rows):
                texts += [cell for row in (head, *rows) for cell in row]
            case _:
                pass
    try:
        "".join(texts).encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
