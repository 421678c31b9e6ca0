"""Photographs keep the picture and lose what they say of whoever took them."""

import contextlib
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.files import pictures
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


def test_the_picture_alone_is_kept_byte_for_byte():
    plain = a_jpeg()
    told = with_segments(
        plain, exif(1), (b"\xfe", b"Samsung de Nour"), (b"\xed", b"Photoshop"), (b"\xe2", b"MPF")
    )
    assert pictures.bare(told + b"un film de deux secondes") == pictures.bare(plain)
    assert pictures.bare(pictures.bare(told)) == pictures.bare(told)
    for secret in (b"Nour", b"48.3765", b"Exif", b"film", b"MPF"):
        assert secret not in pictures.bare(told)


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("way", range(2, 9))
def test_which_way_up_is_kept_and_nothing_else(order, way):
    kept = pictures.bare(with_segments(a_jpeg(), exif(way, order)))
    assert pictures._orientation(kept[kept.index(b"Exif") + 6 :]) == way
    assert b"48.3765" not in kept
    assert len(kept) < len(a_jpeg()) + 60


def test_a_png_keeps_what_shows():
    plain = a_png()
    words = b"tEXt" + b"Author\0Nour"
    chunk = struct.pack(">I", len(words) - 4) + words + struct.pack(">I", zlib.crc32(words))
    assert pictures.bare(plain[:33] + chunk + plain[33:] + b"apres") == plain


@given(st.data())
def test_a_picture_cut_short_or_damaged_is_refused_or_whole(data):
    whole = data.draw(st.sampled_from([a_jpeg(), a_png()]))
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(pictures.NotAPicture):
        pictures.bare(whole[:cut])
    spoilt = bytearray(whole)
    spoilt[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(pictures.NotAPicture):
        assert pictures.bare(bytes(spoilt))[:2] == whole[:2]


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7", b"<svg/>", b"\xff\xd8\xff\xd9"])
def test_what_is_no_photograph_is_refused(content):
    with pytest.raises(pictures.NotAPicture):
        pictures.bare(content)


@pytest.mark.parametrize("size", [(12_001, 1), (10_000, 10_000), (0, 5)])
def test_a_picture_too_big_to_show_is_refused(size):
    for made in (a_jpeg(*size), a_png(*size)):
        with pytest.raises(pictures.NotAPicture):
            pictures.bare(made)
