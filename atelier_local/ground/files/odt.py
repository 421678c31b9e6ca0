"""The text to edit (ODT) of a paper, as `word.py` makes its DOCX: the same blocks, the same words.

The few elements of OpenDocument that a paper needs are written here (`odf.py` says why).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from .emphasis import spans
from .enums import MediaType
from .odf import HEAD, NAMES, packed
from .word import SIGNATURES, WIDTH

_INK, _MUTED, _THREAD = "#161616", "#5C5851", "#B1083F"


def compose(
    paper: Mapping[str, Any],
    made_at: datetime | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The bytes of the ODT of what `papers.composed` gives."""
    held = pictures or {}
    body = _Body(held)
    words = "".join([*_opening(paper), *body.write(paper["blocks"])])
    content = (
        f"{HEAD}<office:document-content {NAMES}><office:automatic-styles>"
        f"{_TABLES}{''.join(body.styles.values())}</office:automatic-styles>"
        f"<office:body><office:text>{words}</office:text></office:body></office:document-content>"
    )
    used = [(f"Pictures/{name}", held[name]) for name in sorted(body.used)]
    written = {"content.xml": content, "styles.xml": _styles(paper["footer"])}
    made_at = made_at or datetime.now(UTC)
    return packed(MediaType.ODT.value, paper["title"], made_at, written, used)


def _opening(paper: Mapping[str, Any]) -> Iterator[str]:
    """Who writes to whom, when, about what."""
    if paper["notice"]:
        yield _p(paper["notice"], "Notice")
    for number, line in enumerate(paper["sender"]):
        yield _p(line, "Close" if number else "CloseStrong")
    for number, line in enumerate(paper["recipient"]):
        yield _p(line, "Recipient" if number else "RecipientFirst")
    if paper["dated"]:
        yield _p(paper["dated"], "Dated")
    yield _p(paper["title"], "Title")
    for label, value in paper["facts"]:
        yield (
            f'<text:p text:style-name="Close"><text:span text:style-name="Strong">'
            f"{_text(label)}\u00a0: </text:span>{_text(value)}</text:p>"
        )


def _text(words: str) -> str:
    return "".join(
        _span(span.words, "Strong" * span.bold + "Emphasis" * span.italic) for span in spans(words)
    )


def _span(words: str, style: str) -> str:
    text = escape(words).replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")
    return f'<text:span text:style-name="{style}">{text}</text:span>' if style else text


def _p(words: str, style: str) -> str:
    return f'<text:p text:style-name="{style}">{_text(words)}</text:p>'


class _Body:
    """Writes the blocks one after the other; keeps the styles and the pictures that they need."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self.pictures = pictures
        self.styles: dict[str, str] = {}
        self.used: set[str] = set()
        self.breaks = False
        self.tables = 0

    def write(self, blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
        for block in blocks:
            yield from getattr(self, f"_{block['block']}")(block)

    def _style(self, name: str) -> str:
        """The style, or the same that starts a page after a break."""
        if not self.breaks:
            return name
        self.breaks = False
        self.styles[f"{name}Page"] = (
            f'<style:style style:name="{name}Page" style:family="paragraph" '
            f'style:parent-style-name="{name}">'
            '<style:paragraph-properties fo:break-before="page"/></style:style>'
        )
        return f"{name}Page"

    def _heading(self, block: Mapping[str, Any]) -> Iterator[str]:
        level = min(3, max(1, block["level"]))
        style = self._style(f"Heading{level}")
        yield (
            f'<text:h text:style-name="{style}" text:outline-level="{level}">'
            f"{_text(block['text'])}</text:h>"
        )

    def _para(self, block: Mapping[str, Any]) -> Iterator[str]:
        if block["text"]:
            yield _p(block["text"], self._style("Body"))

    def _bullets(self, block: Mapping[str, Any]) -> Iterator[str]:
        items = "".join(
            f"<text:list-item>{_p(item, self._style('Item'))}</text:list-item>"
            for item in block["items"]
        )
        if items:
            yield f'<text:list text:style-name="Bullets">{items}</text:list>'

    def _quote(self, block: Mapping[str, Any]) -> Iterator[str]:
        yield _p(block["text"], self._style("Quote"))
        if block["who"]:
            yield _p(f"– {block['who']}", "QuoteWho")

    def _break(self, block: Mapping[str, Any]) -> Iterator[str]:
        self.breaks = True
        yield ""

    def _picture(self, block: Mapping[str, Any]) -> Iterator[str]:
        self.used.add(block["name"])
        wide = min(block["width"], WIDTH)
        tall = block["height"] * wide / block["width"]
        if block["caption"]:
            yield _p(block["caption"], self._style("Caption"))
        yield (
            f'<text:p text:style-name="{self._style("Body")}"><draw:frame '
            f'draw:name="{escape(block["name"])}" text:anchor-type="as-char" '
            f'svg:width="{wide:.1f}mm" svg:height="{tall:.1f}mm">'
            f'<draw:image xlink:href="Pictures/{escape(block["name"])}" xlink:type="simple" '
            'xlink:show="embed" xlink:actuate="onLoad"/>'
            f"<svg:desc>{escape(block['alt'])}</svg:desc></draw:frame></text:p>"
        )
        if block["credit"]:
            yield _p(block["credit"], "Credit")

    def _signatures(self, block: Mapping[str, Any]) -> Iterator[str]:
        rows = [(name, "") for name in block["names"]]
        yield from self._grid("Signatures", SIGNATURES, rows, (1, 1), (), False, "SignatureRow")

    def _table(self, block: Mapping[str, Any]) -> Iterator[str]:
        header, rows = block["header"], block["rows"]
        widths = block["widths"] or [1] * len(header)
        numeric, total = block["numeric"], bool(block["total"] and rows)
        yield from self._grid(block["caption"], header, rows, widths, numeric, total)

    def _grid(
        self,
        caption: str,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        numeric: Sequence[int],
        total: bool,
        row_style: str = "Row",
    ) -> Iterator[str]:
        self.tables += 1
        yield _p(caption, self._style("Caption"))
        columns = "".join(
            f'<table:table-column table:style-name="{self._column(width, sum(widths))}"/>'
            for width in widths
        )
        last = len(rows) if total else -1
        lines = [
            self._row(words, numeric, row_style, "Total" if number == last else "Cell")
            for number, words in enumerate(rows, 1)
        ]
        yield (
            f'<table:table table:name="Tableau {self.tables}" table:style-name="Grid">'
            f"<table:title>{escape(caption)}</table:title>{columns}<table:table-header-rows>"
            f"{self._row(header, (), 'Row', 'Head')}</table:table-header-rows>"
            f"{''.join(lines)}</table:table>"
        )

    def _column(self, width: int, whole: int) -> str:
        name = f"Column{width}of{whole}"
        self.styles[name] = (
            f'<style:style style:name="{name}" style:family="table-column">'
            f"<style:table-column-properties "
            f'style:column-width="{WIDTH * width / whole:.2f}mm"/></style:style>'
        )
        return name

    def _row(self, words: Sequence[str], numeric: Sequence[int], row: str, style: str) -> str:
        cells = "".join(
            '<table:table-cell table:style-name="Square" office:value-type="string">'
            f"{_p(text, f'{style}Right' if column in numeric else style)}</table:table-cell>"
            for column, text in enumerate(words)
        )
        return f'<table:table-row table:style-name="{row}">{cells}</table:table-row>'


def _paragraph(name: str, text: str = "", words: str = "", parent: str = "Standard") -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph" '
        f'style:parent-style-name="{parent}"><style:paragraph-properties {text}/>'
        f"<style:text-properties {words}/></style:style>"
    )


def _sized(points: float, *, bold: bool = False, colour: str = _INK) -> str:
    weight = ' fo:font-weight="bold"' if bold else ""
    return f'fo:font-size="{points}pt" fo:color="{colour}"{weight}'


_TABLES = (
    '<style:style style:name="Grid" style:family="table"><style:table-properties '
    f'style:width="{WIDTH}mm" table:align="left" fo:margin-bottom="7pt"/></style:style>'
    '<style:style style:name="Row" style:family="table-row">'
    '<style:table-row-properties fo:keep-together="always"/></style:style>'
    '<style:style style:name="SignatureRow" style:family="table-row">'
    '<style:table-row-properties style:min-row-height="24mm"/></style:style>'
    '<style:style style:name="Square" style:family="table-cell">'
    '<style:table-cell-properties fo:border="0.5pt solid #8C867B" fo:padding="1mm"/>'
    "</style:style>"
)
"""Of tables, rows and cells: a word processor only reads these beside the text itself."""
_KEPT = 'fo:keep-with-next="always"'
_PARAGRAPHS = (
    ("Body", 'fo:margin-bottom="7pt" fo:line-height="115%"', ""),
    ("Title", 'fo:margin-top="18pt" fo:margin-bottom="10pt"', _sized(20, bold=True)),
    ("Notice", 'fo:margin-bottom="7pt"', f'fo:color="{_THREAD}"'),
    ("Close", 'fo:margin-bottom="2pt"', ""),
    ("CloseStrong", 'fo:margin-bottom="2pt"', 'fo:font-weight="bold"'),
    ("Recipient", 'fo:margin-left="85mm" fo:margin-bottom="2pt"', ""),
    ("RecipientFirst", 'fo:margin-left="85mm" fo:margin-top="18pt"', ""),
    ("Dated", 'fo:text-align="end" fo:margin-top="18pt"', ""),
    ("Item", 'fo:margin-bottom="3pt"', ""),
    ("Caption", f'fo:margin-top="8pt" fo:margin-bottom="3pt" {_KEPT}', _sized(9.5, bold=True)),
    ("Credit", 'fo:margin-bottom="7pt"', _sized(8, colour=_MUTED)),
    ("Quote", f'fo:margin-left="8mm" fo:margin-bottom="3pt" {_KEPT}', 'fo:font-style="italic"'),
    ("QuoteWho", 'fo:margin-left="8mm" fo:margin-bottom="7pt"', ""),
    ("Cell", 'fo:margin-bottom="2pt"', _sized(9)),
    ("CellRight", 'fo:margin-bottom="2pt" fo:text-align="end"', _sized(9)),
    ("Head", 'fo:margin-bottom="2pt"', _sized(9, bold=True)),
    ("Total", 'fo:margin-bottom="2pt"', _sized(9, bold=True)),
    ("TotalRight", 'fo:margin-bottom="2pt" fo:text-align="end"', _sized(9, bold=True)),
    ("Footer", "", _sized(8, colour=_MUTED)),
)
_HEADINGS = "".join(
    f'<style:style style:name="Heading{level}" style:display-name="Heading {level}" '
    f'style:family="paragraph" style:parent-style-name="Standard" '
    f'style:default-outline-level="{level}"><style:paragraph-properties '
    f'fo:margin-top="{above}pt" fo:margin-bottom="5pt" {_KEPT}/>'
    f"<style:text-properties {_sized(size, bold=True)}/></style:style>"
    for level, size, above in ((1, 14, 18), (2, 12, 12), (3, 10.5, 9))
)


def _styles(footer: str) -> str:
    """Named styles, so that whoever edits the text changes a style once; one page, its footer."""
    font = 'style:font-name="Arial" fo:font-size="10.5pt" fo:language="fr" fo:country="FR"'
    return (
        f"{HEAD}<office:document-styles {NAMES}>"
        "<office:font-face-decls>"
        '<style:font-face style:name="Arial" svg:font-family="Arial"/></office:font-face-decls>'
        '<office:styles><style:default-style style:family="paragraph">'
        f"<style:text-properties {font}/></style:default-style>"
        '<style:style style:name="Standard" style:family="paragraph"/>'
        f"{''.join(_paragraph(*one) for one in _PARAGRAPHS)}{_HEADINGS}"
        '<style:style style:name="Strong" style:family="text">'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="Emphasis" style:family="text">'
        '<style:text-properties fo:font-style="italic"/></style:style>'
        '<style:style style:name="StrongEmphasis" style:family="text">'
        '<style:text-properties fo:font-weight="bold" fo:font-style="italic"/></style:style>'
        '<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" '
        'text:bullet-char="–"><style:list-level-properties text:space-before="2mm" '
        'text:min-label-width="4mm"/></text:list-level-style-bullet></text:list-style>'
        "</office:styles>"
        '<office:automatic-styles><style:page-layout style:name="A4">'
        '<style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" '
        'fo:margin-left="25mm" fo:margin-right="22mm" fo:margin-top="20mm" '
        'fo:margin-bottom="22mm"/></style:page-layout></office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="Standard" '
        'style:page-layout-name="A4"><style:footer><text:p text:style-name="Footer">'
        f"{_text(footer)} · <text:page-number text:select-page={quoteattr('current')}/> / "
        "<text:page-count/></text:p></style:footer></style:master-page></office:master-styles>"
        "</office:document-styles>"
    )
