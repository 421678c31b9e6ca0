"""Photographs of any shape; one that is missing or broken leaves no hole and stops nothing."""

import struct
import zlib
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from docx import Document

from atelier_local.steps.deliverables import press


def png(wide: int, tall: int) -> bytes:
    """A plain picture of so many points."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = zlib.compress((b"\x00" + b"\x40\x80\xc0" * wide) * tall)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, tall, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def shown(*names: str) -> dict[str, Any]:
    shots = [
        {"picture": name, "alt": f"La halle, vue {name}", "credit": "Équipe", "caption": name}
        for name in names
    ]
    blocks = [{"text": "Avant."}, {"photographs": shots}, {"text": "Après."}]
    return {
        "document": {"title": "Un document", "date": "2027-01-02"},
        "atelier": {"name": "Un territoire"},
        "portrait": {"title": "Portrait", "blocks": blocks},
    }


def images(pdf: bytes) -> int:
    with pdfium.PdfDocument(pdf) as opened:
        found = (p.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5) for p in opened)
        return sum(len(list(page)) for page in found)


def in_docx(files: dict[str, bytes]) -> list[tuple[int, int]]:
    shapes = Document(BytesIO(files["docx"])).inline_shapes
    return [(shape.width, shape.height) for shape in shapes]


@pytest.mark.parametrize(("wide", "tall"), [(600, 400), (200, 900), (3000, 200), (1, 1)])
def test_any_shape_is_shown_whole_in_the_text_to_edit(wide, tall):
    held = {"p1.png": png(wide, tall)}
    assert images(press.typeset("booklet", shown("p1.png"), held)) == 1
    [(width, height)] = in_docx(press.editable("booklet", shown("p1.png"), held))
    assert width / height == pytest.approx(wide / tall, rel=0.02)


def test_a_photograph_of_forty_megabytes_goes_through():
    """What a camera adds to a picture, after its head (JFIF), is most of it here."""
    light = cv2.imencode(".jpg", np.full((40, 60, 3), 90, np.uint8))[1].tobytes()
    said = b"\xff\xfe" + struct.pack(">H", 65_535) + bytes(65_533)
    held = {"p1.jpg": light[:20] + said * 611 + light[20:]}
    assert len(held["p1.jpg"]) > 40_000_000
    assert images(press.typeset("booklet", shown("p1.jpg"), held)) == 1
    files = press.editable("booklet", shown("p1.jpg"), held)
    assert len(in_docx(files)) == 1


BROKEN = {
    "empty": b"",
    "no picture": b"PK\x03\x04 something else",
    "cut short": png(600, 400)[:60],
    "damaged": png(600, 400).replace(b"IDAT", b"IDOT"),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_picture_is_left_out(content):
    held = {"p1.png": content, "p2.png": png(60, 40)}
    pdf = press.typeset("booklet", shown("p1.png", "p2.png"), held)
    assert images(pdf) == 1
    press.editable("booklet", shown("p1.png", "p2.png"), held)


def test_a_missing_picture_is_left_out():
    data = shown("p1.png", "p2.png")
    assert images(press.typeset("booklet", data, {"p2.png": png(60, 40)})) == 1
    assert len(in_docx(press.editable("booklet", data, {"p2.png": png(60, 40)}))) == 1
    assert images(press.typeset("booklet", data)) == 0
