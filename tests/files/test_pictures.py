"""Photographs are drawn anew: upright, bounded, without what they say of whoever took them."""

import contextlib
import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.files import pictures
from atelier_local.ground.files.sheets import reading
from tests.factories.pictures import a_jpeg, a_png


def exif(orientation: int, order: str = ">") -> tuple[bytes, bytes]:
    mark = b"MM" if order == ">" else b"II"
    tiff = mark + struct.pack(f"{order}HIH", 42, 8, 2)
    tiff += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff += struct.pack(f"{order}HHII", 0x8825, 4, 1, 99) + b"\0\0\0\0"
    return b"\xe1", b"Exif\0\0" + tiff + b"48.3765 N 0.5612 E"


def with_segments(jpeg: bytes, *segments: tuple[bytes, bytes]) -> bytes:
    more = b"".join(b"\xff" + m + struct.pack(">H", len(b) + 2) + b for m, b in segments)
    return jpeg[:2] + more + jpeg[2:]


def with_chunk(png: bytes, name: bytes, body: bytes) -> bytes:
    whole = name + body
    chunk = struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))
    return png[:33] + chunk + png[33:]


def a_photograph(width: int, height: int, suffix: str = ".jpg") -> bytes:
    """Dark, with a light corner at the top left."""
    shown = np.full((height, width, 3), 20, np.uint8)
    shown[: height // 2, : width // 2] = 235
    return cv2.imencode(suffix, shown)[1].tobytes()


def seen(picture: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)


def light_corner(picture: bytes) -> str:
    shown = seen(picture)
    height, width = shown.shape
    down, across = np.unravel_index(
        np.argmax(cv2.resize(shown, (2, 2), interpolation=cv2.INTER_AREA)), (2, 2)
    )
    return f"{width}×{height} {('top', 'bottom')[down]} {('left', 'right')[across]}"


def test_nothing_but_the_image_is_kept():
    told = with_segments(
        a_photograph(80, 40), exif(1), (b"\xfe", b"Samsung de Nour"), (b"\xed", b"Photoshop"),
        (b"\xe2", b"MPF"),
    )  # fmt: skip
    kept = pictures.redrawn(told + b"un film de deux secondes")
    assert light_corner(kept) == "80×40 top left"
    for secret in (b"Nour", b"48.3765", b"Exif", b"film", b"MPF", b"Photoshop"):
        assert secret in told + b"film"
        assert secret not in kept


@pytest.mark.parametrize(
    ("way", "shown"),
    [
        (2, "80×40 top right"), (3, "80×40 bottom right"), (4, "80×40 bottom left"),
        (5, "40×80 top left"), (6, "40×80 top right"), (7, "40×80 bottom right"),
        (8, "40×80 bottom left"),
    ],
)  # fmt: skip
def test_it_is_turned_the_way_its_camera_says(way, shown):
    order = "<" if way % 2 else ">"
    told = with_segments(a_photograph(80, 40), exif(way, order))
    assert light_corner(pictures.redrawn(told)) == shown


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_it_is_brought_down_to_two_thousand_points(suffix):
    kept = pictures.redrawn(a_photograph(3000, 1500, suffix))
    assert kept.startswith(b"\xff\xd8\xff")
    assert seen(kept).shape == (1000, 2000)


def test_a_png_loses_its_words():
    told = with_chunk(a_png(), b"tEXt", b"Author\0Nour")
    pictures.check(told)
    assert b"Nour" not in pictures.redrawn(told)


@given(st.data())
def test_a_picture_cut_short_is_refused_and_a_damaged_one_breaks_nothing(data):
    whole = data.draw(st.sampled_from([a_jpeg(), a_png()]))
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(pictures.NotAPicture):
        pictures.check(whole[:cut])
    spoilt = bytearray(whole)
    spoilt[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(pictures.NotAPicture):
        pictures.check(bytes(spoilt))


HEIC = struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + bytes(400)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "n’est pas une image"), (b"%PDF-1.7", "n’est pas une image"),
        (b"<svg/>", "n’est pas une image"), (b"RIFF\0\0\0\0WEBP", "n’est pas une image"),
        (b"GIF89a", "image fixe"), (HEIC, "HEIC"), (b"\xff\xd8\xff\xd9", "pas d’image"),
        (with_chunk(a_png(), b"acTL", struct.pack(">II", 9, 0)), "animée"),
        (a_photograph(80, 40)[:-30], "incomplète"), (a_png()[:-5], "incomplète"),
        (with_chunk(a_png(), b"IDAT", b"x" * 40), "abîmée"),
    ],
)  # fmt: skip
def test_what_is_no_photograph_says_why(content, why):
    with pytest.raises(pictures.NotAPicture, match=why):
        pictures.redrawn(content)


@pytest.mark.parametrize("size", [(12_001, 1), (10_000, 10_000), (0, 5)])
def test_a_picture_too_big_to_show_is_refused_before_it_is_decoded(size):
    for made in (a_jpeg(*size), a_png(*size)):
        with pytest.raises(pictures.NotAPicture, match=r"points"):
            pictures.check(made)


def test_beyond_two_at_a_time_a_picture_waits_then_says_so(monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0)
    for _ in range(reading.AT_ONCE):
        reading._turns.acquire()
    try:
        with pytest.raises(pictures.NotAPicture, match="dans un instant"):
            pictures.redrawn(a_jpeg())
    finally:
        for _ in range(reading.AT_ONCE):
            reading._turns.release()
    assert pictures.redrawn(a_jpeg())
