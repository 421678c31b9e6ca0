"""The text to edit (DOCX) of a paper: real headings, real lists, tables whose header repeats.

Takes what `papers.composed` gives. Nothing is laid out by empty paragraphs or layout tables, so
that a screen reader hears what an eye sees.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from .bundles import settled
from .emphasis import spans

_FONT = "Arial"
WIDTH = 163
"""Millimetres between the margins."""
_INK, _MUTED, _THREAD = (
    RGBColor(0x16, 0x16, 0x16),
    RGBColor(0x5C, 0x58, 0x51),
    RGBColor(0xB1, 8, 63),
)
SIGNATURES = ("Signataire", "Date et signature")


def compose(
    paper: Mapping[str, Any],
    made_at: datetime | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The bytes of the DOCX; the same paper made at the same time gives the same bytes."""
    document = Document()
    _properties(document, paper["title"], made_at or datetime.now(UTC))
    _styles(document)
    _footer(document, paper["footer"])
    _opening(document, paper)
    _Body(document, pictures or {}).write(paper["blocks"])
    out = BytesIO()
    document.save(out)
    return settled(out.getvalue())


def _properties(document: DocumentObject, title: str, made_at: datetime) -> None:
    core = document.core_properties
    core.title, core.language, core.author = title[:255], "fr-FR", "Atelier Local"
    core.comments = core.last_modified_by = ""
    core.created = core.modified = made_at.astimezone(UTC).replace(tzinfo=None)


def _styles(document: DocumentObject) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(22)
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    sizes = {"Normal": 10.5, "Title": 20, "Heading 1": 14, "Heading 2": 12, "Heading 3": 10.5}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), _INK
        style.font.bold = name != "Normal"
        _font(style.element)
    document.styles["Normal"].paragraph_format.space_after = Pt(7)
    document.styles["Normal"].paragraph_format.line_spacing = 1.15
    caption, quote = document.styles["Caption"], document.styles["Quote"]
    caption.font.size, caption.font.color.rgb = Pt(9.5), _INK
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(8)
    quote.font.color.rgb = _INK
    quote.paragraph_format.left_indent = Mm(8)
    for border in document.styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")


def _font(style: Any) -> None:
    """One font for every script: the theme of the default template would win otherwise."""
    fonts = style.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FONT)


def _footer(document: DocumentObject, words: str) -> None:
    line = document.sections[0].footer.paragraphs[0]
    line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{words}\t")
    _field(line, "PAGE")
    line.add_run(" / ")
    _field(line, "NUMPAGES")
    for run in line.runs:
        run.font.size, run.font.color.rgb = Pt(8), _MUTED


def _field(line: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    line._p.append(field)


def _opening(document: DocumentObject, paper: Mapping[str, Any]) -> None:
    """Who writes to whom, when, about what."""
    if paper["notice"]:
        document.add_paragraph().add_run(paper["notice"]).font.color.rgb = _THREAD
    for number, line in enumerate(paper["sender"]):
        _close(document.add_paragraph()).add_run(line).bold = number == 0
    for number, line in enumerate(paper["recipient"]):
        paragraph = _close(document.add_paragraph(line))
        paragraph.paragraph_format.left_indent = Mm(85)
        paragraph.paragraph_format.space_before = Pt(0 if number else 18)
    if paper["dated"]:
        dated = document.add_paragraph(paper["dated"])
        dated.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        dated.paragraph_format.space_before = Pt(18)
    document.add_paragraph(paper["title"], style="Title")
    for label, value in paper["facts"]:
        fact = _close(document.add_paragraph())
        fact.add_run(f"{label}\u00a0: ").bold = True
        fact.add_run(value)


def _close(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def _write(paragraph: Paragraph, words: str) -> Paragraph:
    for span in spans(words):
        run = paragraph.add_run(span.words)
        run.bold, run.italic = span.bold or None, span.italic or None
    return paragraph


class _Body:
    """Writes the blocks one after the other."""

    def __init__(self, document: DocumentObject, pictures: Mapping[str, bytes]) -> None:
        self.document, self.pictures = document, pictures
        self.breaks = False

    def write(self, blocks: Iterable[Mapping[str, Any]]) -> None:
        for block in blocks:
            getattr(self, f"_{block['block']}")(block)

    def _add(self, words: str, style: str = "Normal") -> Paragraph:
        paragraph = _write(self.document.add_paragraph(style=style), words)
        if self.breaks:
            paragraph.paragraph_format.page_break_before = True
            self.breaks = False
        return paragraph

    def _heading(self, block: Mapping[str, Any]) -> None:
        self._add(block["text"], f"Heading {min(3, max(1, block['level']))}")

    def _para(self, block: Mapping[str, Any]) -> None:
        if block["text"]:
            self._add(block["text"])

    def _bullets(self, block: Mapping[str, Any]) -> None:
        for item in block["items"]:
            self._add(item, "List Bullet")

    def _quote(self, block: Mapping[str, Any]) -> None:
        quote = self._add(block["text"], "Quote")
        if block["who"]:
            quote.paragraph_format.keep_with_next = True
            who = self._add(f"– {block['who']}")
            who.paragraph_format.left_indent = Mm(8)

    def _picture(self, block: Mapping[str, Any]) -> None:
        if block["caption"]:
            self._add(block["caption"], "Caption")
        paragraph = self._add("")
        run = paragraph.add_run()
        shape = run.add_picture(
            BytesIO(self.pictures[block["name"]]), Mm(min(block["width"], WIDTH))
        )
        shape._inline.docPr.set("descr", block["alt"])
        if block["credit"]:
            paragraph.paragraph_format.keep_with_next = True
            run = self._add(block["credit"]).runs[0]
            run.font.size, run.font.color.rgb = Pt(8), _MUTED

    def _break(self, block: Mapping[str, Any]) -> None:
        self.breaks = True

    def _signatures(self, block: Mapping[str, Any]) -> None:
        rows = [(name, "") for name in block["names"]]
        table = self._grid("Signatures", SIGNATURES, rows, (1, 1))
        for row in table.rows[1:]:
            row.height = Mm(24)

    def _table(self, block: Mapping[str, Any]) -> None:
        header, rows = block["header"], block["rows"]
        table = self._grid(block["caption"], header, rows, block["widths"] or [1] * len(header))
        for row in table.rows:
            for column in block["numeric"]:
                row.cells[column].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if block["total"] and rows:
            _embolden(table.rows[-1])

    def _grid(
        self,
        caption: str,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
    ) -> Table:
        self._add(caption, "Caption")
        table = self.document.add_table(rows=0, cols=len(header), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        named = OxmlElement("w:tblCaption")
        named.set(qn("w:val"), caption)
        table._tbl.tblPr.append(named)
        shares = [Mm(WIDTH * width / sum(widths)) for width in widths]
        for column, share in zip(table.columns, shares, strict=True):
            column.width = share
        for words in (header, *rows):
            _fill(table.add_row(), words, shares)
        _head(table.rows[0])
        return table


def _fill(row: _Row, words: Sequence[str], widths: Sequence[Mm]) -> None:
    _flag(row, "w:cantSplit")
    for cell, text, width in zip(row.cells, words, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        for run in _write(paragraph, text).runs:
            run.font.size = Pt(9)


def _head(row: _Row) -> None:
    """The row that each page repeats and that a screen reader takes for titles."""
    _flag(row, "w:tblHeader")
    _embolden(row)


def _embolden(row: _Row) -> None:
    for cell in row.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _flag(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
