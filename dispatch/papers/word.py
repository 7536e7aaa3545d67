"""A paper as a Word document, to be edited on."""

import io
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from dispatch.papers.model import Block, Heading, NextPage, Paper, Picture, Table, Text

CHINESE, LATIN = "宋体", "Calibri"
PAGE_CM = (21.0, 29.7)
MARGIN_CM = 1.6
WIDTH_CM = PAGE_CM[0] - 2 * MARGIN_CM


def to_word(paper: Paper) -> bytes:
    document = Document()
    _set_up(document, paper)
    document.add_heading(paper.title, level=0)
    document.add_paragraph(paper.subtitle)
    for block in paper.blocks:
        _add(document, block)
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def _set_up(document: Docx, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(side) for side in PAGE_CM)
    for margin in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, margin, Cm(MARGIN_CM))
    section.footer.paragraphs[0].text = paper.foot
    document.core_properties.title = paper.title
    document.core_properties.author = ""
    for name, size in (("Normal", 9), ("Title", 16), ("Heading 2", 11), ("Caption", 8)):
        style: Any = document.styles[name]
        style.font.name, style.font.size = LATIN, Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.space_before = Pt(4 if name == "Heading 2" else 0)


def _add(document: Docx, block: Block) -> None:
    match block:
        case Heading(text):
            document.add_heading(text, level=2)
        case Text(text, small):
            document.add_paragraph(text, style="Caption" if small else None)
        case Table():
            _add_table(document, block)
        case Picture(png, height_cm, told):
            run = document.add_paragraph().add_run()
            for one in png:
                run.add_picture(io.BytesIO(one), height=Cm(height_cm))
            for drawn in run.element.iter(qn("wp:docPr")):
                drawn.set("descr", told)
        case NextPage():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _add_table(document: Docx, block: Table) -> None:
    grid = document.add_table(rows=1 + len(block.rows), cols=len(block.head), style="Light Grid")
    for row, cells in zip(grid.rows, (block.head, *block.rows), strict=True):
        for cell, text, share in zip(row.cells, cells, block.widths, strict=True):
            cell.width = Cm(WIDTH_CM * share)
            cell.paragraphs[0].text = text
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(8)
