"""Reads a PDF back: its tags as a tree, its fonts, where its words stand."""

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
