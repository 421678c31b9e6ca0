"""The text to edit (DOCX) of a paper: real headings, real lists, tables whose header repeats.

Takes what `papers.composed` gives. Nothing is laid out by empty paragraphs or layout tables, so
that a screen reader hears what an eye sees. python-docx keeps the package, its styles and its
pictures; the body is written here, as in `odt.py`: cell after cell, the library takes ten times
as long as all the rest.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from lxml.etree import tostring

from .bundles import settled
from .emphasis import Span, spans

_FONT = "Arial"
WIDTH = 163
"""Millimetres between the margins."""
_INK, _MUTED, _THREAD = (
    RGBColor(0x16, 0x16, 0x16),
    RGBColor(0x5C, 0x58, 0x51),
    RGBColor(0xB1, 8, 63),
)
_BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>"}
_CLOSE, _FAR, _ASIDE = Pt(2).twips, Mm(85).twips, Mm(8).twips
_BOLD, _SMALL = "<w:b/>", '<w:sz w:val="18"/>'
_CREDIT = f'<w:color w:val="{_MUTED}"/><w:sz w:val="16"/>'
_RIGHT, _KEPT = '<w:jc w:val="right"/>', "<w:keepNext/>"
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
    words = "".join([*_opening(paper), *_Body(document, pictures or {}).write(paper["blocks"])])
    body = parse_xml(f"<w:body {nsdecls('w')}>{words}</w:body>")
    document.element.body[0:0] = list(body)
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


def _opening(paper: Mapping[str, Any]) -> Iterator[str]:
    """Who writes to whom, when, about what."""
    close = f'<w:spacing w:after="{_CLOSE}"/>'
    if paper["notice"]:
        yield _p(_run(paper["notice"], f'<w:color w:val="{_THREAD}"/>'))
    for number, line in enumerate(paper["sender"]):
        yield _p(_run(line, "" if number else _BOLD), close)
    for number, line in enumerate(paper["recipient"]):
        above = 0 if number else Pt(18).twips
        spacing = f'<w:spacing w:before="{above}" w:after="{_CLOSE}"/>'
        yield _p(_run(line), f'{spacing}<w:ind w:left="{_FAR}"/>')
    if paper["dated"]:
        yield _p(_run(paper["dated"]), f'<w:spacing w:before="{Pt(18).twips}"/>{_RIGHT}')
    yield _p(_run(paper["title"]), style="Title")
    for label, value in paper["facts"]:
        yield _p(_run(f"{label}\u00a0: ", _BOLD) + _run(value), close)


def _p(runs: str, more: str = "", style: str = "") -> str:
    """A paragraph; `more` are its properties, in the order of the schema."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:pPr>{named}{more}</w:pPr>" if named or more else ""
    return f"<w:p>{properties}{runs}</w:p>"


def _run(words: str, look: str = "") -> str:
    """The words, a run for each style of theirs; `look` are the properties of all of them."""
    return "".join(
        f"<w:r>{_looks(span, look)}{''.join(_parts(span.words))}</w:r>" for span in spans(words)
    )


def _looks(span: Span, look: str) -> str:
    bold = _BOLD if span.bold or look.startswith(_BOLD) else ""
    italic = "<w:i/>" if span.italic else ""
    own = f"{bold}{italic}{look.removeprefix(_BOLD)}"  # in the order of the schema
    return f"<w:rPr>{own}</w:rPr>" if own else ""


def _parts(words: str) -> Iterator[str]:
    return (_BREAKS.get(part) or _t(part) for part in re.split(r"([\t\n])", words) if part)


def _t(words: str) -> str:
    space = ' xml:space="preserve"' if words != words.strip() else ""
    return f"<w:t{space}>{escape(words)}</w:t>"


class _Body:
    """Writes the blocks one after the other."""

    def __init__(self, document: DocumentObject, pictures: Mapping[str, bytes]) -> None:
        self.document, self.pictures = document, pictures
        self.breaks, self.drawn = False, 0

    def write(self, blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
        for block in blocks:
            yield from getattr(self, f"_{block['block']}")(block)

    def _first(self, runs: str, style: str = "", more: str = "", kept: str = "") -> str:
        """What starts a page after a break."""
        page = "<w:pageBreakBefore/>" if self.breaks else ""
        self.breaks = False
        return _p(runs, f"{kept}{page}{more}", style)

    def _heading(self, block: Mapping[str, Any]) -> Iterator[str]:
        yield self._first(_run(block["text"]), f"Heading{min(3, max(1, block['level']))}")

    def _para(self, block: Mapping[str, Any]) -> Iterator[str]:
        if block["text"]:
            yield self._first(_run(block["text"]))

    def _bullets(self, block: Mapping[str, Any]) -> Iterator[str]:
        for item in block["items"]:
            yield self._first(_run(item), "ListBullet")

    def _quote(self, block: Mapping[str, Any]) -> Iterator[str]:
        yield self._first(_run(block["text"]), "Quote", kept=_KEPT if block["who"] else "")
        if block["who"]:
            yield _p(_run(f"– {block['who']}"), f'<w:ind w:left="{_ASIDE}"/>')

    def _picture(self, block: Mapping[str, Any]) -> Iterator[str]:
        if block["caption"]:
            yield self._first(_run(block["caption"]), "Caption")
        held, wide = BytesIO(self.pictures[block["name"]]), Mm(min(block["width"], WIDTH))
        shape = self.document.part.new_pic_inline(held, wide)
        self.drawn += 1
        said = {"id": str(self.drawn), "name": f"Image {self.drawn}", "descr": block["alt"]}
        for name, value in said.items():
            shape.docPr.set(name, value)
        drawn = f"<w:r><w:drawing>{tostring(shape, encoding='unicode')}</w:drawing></w:r>"
        yield self._first(drawn, kept=_KEPT if block["credit"] else "")
        if block["credit"]:
            yield _p(_run(block["credit"], _CREDIT))

    def _break(self, block: Mapping[str, Any]) -> Iterator[str]:
        self.breaks = True
        yield ""

    def _signatures(self, block: Mapping[str, Any]) -> Iterator[str]:
        rows = [(name, "") for name in block["names"]]
        yield from self._grid("Signatures", SIGNATURES, rows, (1, 1), tall=Mm(24).twips)

    def _table(self, block: Mapping[str, Any]) -> Iterator[str]:
        header, rows = block["header"], block["rows"]
        yield from self._grid(
            block["caption"],
            header,
            rows,
            block["widths"] or [1] * len(header),
            numeric=block["numeric"],
            total=bool(block["total"] and rows),
        )

    def _grid(
        self,
        caption: str,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        *,
        numeric: Sequence[int] = (),
        total: bool = False,
        tall: int = 0,
    ) -> Iterator[str]:
        yield self._first(_run(caption), "Caption")
        shares = [Mm(WIDTH * width / sum(widths)).twips for width in widths]
        height = f'<w:trHeight w:val="{tall}"/>' if tall else ""
        last = len(rows) if total else -1
        lines = [
            _row(words, shares, numeric, height, _BOLD if number == last else "")
            for number, words in enumerate(rows, 1)
        ]
        yield (
            '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:type="auto" w:w="0"/>'
            '<w:jc w:val="left"/><w:tblLayout w:type="fixed"/><w:tblLook w:firstColumn="1" '
            'w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1" '
            f'w:val="04A0"/><w:tblCaption w:val={quoteattr(caption)}/></w:tblPr><w:tblGrid>'
            f"{''.join(f'<w:gridCol w:w="{share}"/>' for share in shares)}</w:tblGrid>"
            f"{_row(header, shares, numeric, '<w:tblHeader/>', _BOLD)}{''.join(lines)}</w:tbl>"
        )


def _row(
    words: Sequence[str], widths: Sequence[int], numeric: Sequence[int], more: str, look: str
) -> str:
    """A row that no page cuts; that of titles is repeated by each page and read with each cell."""
    spacing = f'<w:spacing w:after="{_CLOSE}"/>'
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/></w:tcPr>'
        f"{_p(_run(text, look + _SMALL), spacing + (_RIGHT if column in numeric else ''))}</w:tc>"
        for column, (text, width) in enumerate(zip(words, widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{''.join(cells)}</w:tr>"
