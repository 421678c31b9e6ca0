"""Reads a PDF back: its tags as a tree, its fonts, where its words stand; `faults` says it all."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw


@dataclass
class Tag:
    """An element of the structure that a screen reader walks."""

    kind: str
    alt: str
    children: list["Tag"] = field(default_factory=list)

    def walk(self) -> Iterator["Tag"]:
        yield self
        for child in self.children:
            yield from child.walk()


def _text(read: Callable, element) -> str:
    size = read(element, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(element, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le")


def _tag(element) -> Tag:
    children = (
        raw.FPDF_StructElement_GetChildAtIndex(element, i)
        for i in range(raw.FPDF_StructElement_CountChildren(element))
    )
    return Tag(
        _text(raw.FPDF_StructElement_GetType, element),
        _text(raw.FPDF_StructElement_GetAltText, element),
        [_tag(child) for child in children if child],
    )


def tags(page: pdfium.PdfPage) -> list[Tag]:
    """The tags of a page, each element with what it holds there."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    try:
        return [
            _tag(raw.FPDF_StructTree_GetChildAtIndex(tree, i))
            for i in range(raw.FPDF_StructTree_CountChildren(tree))
        ]
    finally:
        raw.FPDF_StructTree_Close(tree)


def texts(page: pdfium.PdfPage) -> Iterator[pdfium.PdfObject]:
    return page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=5)


def fonts_embedded(page: pdfium.PdfPage) -> bool:
    found = (raw.FPDFTextObj_GetFont(text) for text in texts(page))
    return all(raw.FPDFFont_GetIsEmbedded(font) == 1 for font in found)


def smallest(page: pdfium.PdfPage) -> float:
    """The size of the smallest words, in points; `inf` where there are none."""
    least = float("inf")
    for text in texts(page):
        size = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(text, size)
        least = min(least, size.value * abs(text.get_matrix().d))
    return least


def beyond(page: pdfium.PdfPage, margin: float = 10.0) -> list[tuple[float, ...]]:
    """Where words stand that come nearer to an edge of the sheet than `margin` points."""
    width, height = page.get_size()
    return [
        box
        for box in (text.get_bounds() for text in texts(page))
        if box[0] < margin or box[1] < margin or box[2] > width - margin or box[3] > height - margin
    ]


def inked(page: pdfium.PdfPage, millimetres: float = 12) -> list[str]:
    """The outer bands of a text page, as printed, that hold ink; a page that bleeds has none.

    Rendered, so that a drawing or a picture that leaves the measure is seen as well as words.
    """
    image = page.render(scale=1, grayscale=True)
    pixels, wide, tall = bytes(image.buffer), image.width, image.height
    rows = [pixels[i * image.stride : i * image.stride + wide] for i in range(tall)]
    band = round(millimetres / 25.4 * 72)
    if any(rows[y][x] < 250 for y in (0, tall - 1) for x in (0, wide - 1)):
        return []
    sides = {"left": slice(0, band), "right": slice(wide - band, wide)}
    return [name for name, columns in sides.items() if any(min(row[columns]) < 250 for row in rows)]


def collisions(page: pdfium.PdfPage) -> list[tuple[float, ...]]:
    """Where words stand on other words; a halo, which is the same words, is none."""
    boxes = sorted((text.get_bounds() for text in texts(page)), key=lambda box: box[1])
    found = []
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            if other[1] >= one[3]:
                break
            wide = min(one[2], other[2]) - max(one[0], other[0])
            tall = min(one[3], other[3]) - max(one[1], other[1])
            least = min(_area(one), _area(other))
            same = max(abs(a - b) for a, b in zip(one, other, strict=True)) < 4
            if wide > 0 and tall > 0 and not same and wide * tall > 0.35 * least:
                found.append(tuple(round(x) for x in one))
    return found


def _area(box: tuple[float, ...]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


SMALLEST = 7
"""Points under which nothing is printed."""


def faults(pdf: bytes, title: str = "") -> list[str]:
    """What a screen reader, an archivist or a printer would send back; any title will do, unless
    one is expected.
    """
    with pdfium.PdfDocument(pdf) as opened:
        return [*_whole(pdf, opened, title), *_figures(opened), *_tables(opened), *_pages(opened)]


FEW_BOOKMARKS = "too few bookmarks, or an empty one"


def assert_accessible(pdf: bytes) -> None:
    """A letter or minutes: as a document, but it may be too short for three headings."""
    assert set(faults(pdf)) <= {FEW_BOOKMARKS}


def _whole(pdf: bytes, opened: pdfium.PdfDocument, title: str) -> Iterator[str]:
    named = {opened.get_metadata_value("Title")} - {""}
    checks = {
        "not tagged": opened.is_tagged(),
        "not its title": opened.get_metadata_value("Title") in ({title} if title else named),
        "no language": b"/Lang(fr-FR)" in pdf,
        "not PDF/UA": b"pdfuaid:part" in pdf,
        "not PDF/A": b"pdfaid:part" in pdf,
        "its title is not shown": b"/DisplayDocTitle true" in pdf,
    }
    yield from (name for name, held in checks.items() if not held)
    marks = list(opened.get_toc())
    if len(marks) < 3 or not all(mark.get_title().strip() for mark in marks):
        yield FEW_BOOKMARKS
    pages = [mark.get_dest().get_index() for mark in marks]
    if pages != sorted(pages):
        yield "bookmarks out of order"


def _figures(opened: pdfium.PdfDocument) -> Iterator[str]:
    for number, page in enumerate(opened, 1):
        for tag in (tag for top in tags(page) for tag in top.walk()):
            if tag.kind == "Figure" and len(tag.alt) < 11:
                yield f"page {number}: a figure says nothing"


def _tables(opened: pdfium.PdfDocument) -> Iterator[str]:
    """A table that goes on from the page before was announced there: its header is told once."""
    goes_on = False
    for number, page in enumerate(opened, 1):
        found = [tag for top in tags(page) for tag in top.walk() if tag.kind == "Table"]
        for rank, table in enumerate(found):
            if not any(tag.kind == "TH" for tag in table.walk()) and (rank or not goes_on):
                yield f"page {number}: a table without header"
        goes_on = bool(found)


def _pages(opened: pdfium.PdfDocument) -> Iterator[str]:
    for number, page in enumerate(opened, 1):
        if not fonts_embedded(page):
            yield f"page {number}: a font that is not embedded"
        if smallest(page) < SMALLEST - 0.01:
            yield f"page {number}: words of {smallest(page):.1f} pt"
        for name, found in (("beyond the sheet", beyond), ("on each other", collisions)):
            if places := found(page):
                yield f"page {number}: words {name}, {places[:3]}"
        if sides := inked(page):
            yield f"page {number}: ink in the {' and '.join(sides)} margin"


def fonts_of(pdf: bytes) -> dict[str, str]:
    """The words of a PDF by the name of the font that sets them."""
    found: dict[str, str] = {}
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_chars()):
                name = ctypes.create_string_buffer(80)
                raw.FPDFText_GetFontInfo(text, index, name, 80, ctypes.c_int())
                letter = chr(raw.FPDFText_GetUnicode(text, index))
                found[name.value.decode()] = found.get(name.value.decode(), "") + letter
    return found
