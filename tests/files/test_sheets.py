"""Sheets to be read back: where things stand, what codes say, what a picture cannot do."""

import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.files.sheets import codes, marks, reading, reading_child
from atelier_local.ground.files.sheets.forms import Area
from atelier_local.steps.workshops.paper.sheets import CARD, FORMS

KEYS = st.binary(min_size=16, max_size=16).map(bytes.hex)
LABELS = st.builds(
    codes.Label,
    st.binary(min_size=6, max_size=6).map(bytes.hex),
    st.sampled_from([form.letter for form in FORMS.values()]),
    st.integers(0, codes.LARGEST),
)


@given(LABELS, KEYS, KEYS)
def test_a_code_is_read_back_and_believed_by_its_own_key_only(label, key, other):
    text = codes.written(label, key)
    assert codes.read(text) == label
    assert codes.signed(text, key)
    assert codes.signed(text, other) == (key == other)


@given(LABELS, KEYS, st.data())
def test_a_code_with_one_sign_changed_is_refused(label, key, data):
    text = codes.written(label, key)
    place = data.draw(st.integers(2, len(text) - 2))
    sign = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
    changed = text[:place] + sign + text[place + 1 :]
    assert (codes.read(changed) is not None and codes.signed(changed, key)) == (changed == text)


@given(st.text(max_size=70))
def test_any_other_code_is_none_of_ours(text):
    assert codes.read(text) is None
    assert not codes.signed(text, "00" * 16)


def test_a_code_stays_coarse():
    text = codes.written(codes.Label("ff" * 6, "C", codes.LARGEST), "00" * 16)
    assert len(codes.drawn(text)) == 25


def test_a_code_that_the_first_reader_misses_is_read_by_the_second():
    """Of 24,000 readings of codes drawn by lot, clean or not, in the four turns, the first alone
    missed four and both together none; this one is clean, as a phone shows it.
    """
    text = "ALAEFCUBXFJHJUGADGT5EWTX5VT7BA"
    rows = np.array([[sign == "0" for sign in row] for row in codes.drawn(text)], np.uint8)
    drawn = np.kron(rows, np.full((8, 8), 255, np.uint8))
    seen, margin = 7 * CARD.code.width, 30  # pixels
    there = np.float32([[1, 0, margin + 0.3], [0, 1, margin + 0.6]])
    there[:, :2] *= seen / len(drawn)
    size = round(seen + 2 * margin)
    photograph = cv2.warpAffine(drawn, there, (size, size), flags=cv2.INTER_AREA, borderValue=255)
    dots, area = CARD.dots, CARD.code
    scale = area.width * dots / len(drawn)
    to_sheet = np.float64([[scale, 0, area.x * dots], [0, scale, area.y * dots]])
    back = to_sheet @ np.vstack([cv2.invertAffineTransform(there), [0, 0, 1]])
    sheet = cv2.warpAffine(
        photograph, back, (CARD.width * dots, CARD.height * dots), borderValue=255
    )
    flat, form = cv2.cvtColor(sheet, cv2.COLOR_GRAY2BGR), CARD.plain()
    cut = reading_child.part(sheet, form["code"], dots, more=2.5)
    alone = cv2.QRCodeDetector()
    assert not any(alone.detectAndDecode(one)[0] for one in reading_child.readings(cut))
    assert reading_child.code_in(flat, form) == text


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.letter)
def test_nothing_on_a_sheet_covers_anything_else(form):
    page = Area(0, 0, form.width, form.height)
    cuts = [cell.cut for cell in form.cells]
    apart = [*form.corners, form.code, *cuts]
    assert all(page.holds(area) for area in apart)
    met = [(a, b) for i, a in enumerate(apart) for b in apart[i + 1 :] if a.meets(b)]
    assert met == []
    assert all(cell.cut.holds(cell.written) for cell in form.cells)


def test_no_two_sheets_of_a_pack_bear_the_same_marks():
    groups = [form.group(n) for form in FORMS.values() for n in range(form.span)]
    assert len(set(groups)) == len(groups)
    assert max(groups) * 4 + 3 < 1000
    drawn = [tuple(marks.drawn(n)) for n in range(0, 1000, 7)]
    assert len(set(drawn)) == len(drawn)


# What is no photograph of a sheet -----------------------------------------------------------------


def read(picture: bytes) -> reading.Reading:
    return reading.read(picture, list(FORMS.values()))


def png(picture: np.ndarray) -> bytes:
    return cv2.imencode(".png", picture)[1].tobytes()


def test_a_landscape_has_no_sheet_and_a_fog_is_blurred():
    chance = np.random.default_rng(3)
    land = cv2.resize(chance.integers(0, 255, (60, 80, 3), np.uint8), (1200, 900))
    lines = cv2.Canny(land, 20, 40)
    assert read(png(cv2.cvtColor(lines, cv2.COLOR_GRAY2BGR))).problem == reading.NO_SHEET
    fog = cv2.GaussianBlur(land, (0, 0), 25)
    assert read(png(fog)).problem == reading.BLURRED


@pytest.mark.parametrize(
    "picture",
    [b"\xff\xd8\xff" + b"\x00" * 500, b"\x89PNG\r\n\x1a\n" + b"x" * 2000, b""],
    ids=["a false JPEG", "a false PNG", "nothing"],
)
def test_what_is_no_picture_is_said_to_be_none(picture):
    assert read(picture) == reading.Reading(b"", (), reading.UNREADABLE)


def test_a_picture_that_claims_to_be_immense_is_not_opened():
    """A PNG of fifty thousand by fifty thousand, in a hundred bytes."""
    small = png(np.zeros((2, 2, 3), np.uint8))
    huge = (50_000).to_bytes(4, "big") * 2
    forged = small[:16] + huge + small[24:]
    forged = forged[:29] + zlib.crc32(forged[12:29]).to_bytes(4, "big") + forged[33:]
    assert read(forged).problem == reading.UNREADABLE


def test_what_a_camera_adds_to_a_picture_is_not_kept():
    jpeg = cv2.imencode(".jpg", np.full((300, 300, 3), 200, np.uint8))[1].tobytes()
    place = b"Exif\x00\x00GPS 48.37 N 0.56 E"
    told = jpeg[:2] + b"\xff\xe1" + (len(place) + 2).to_bytes(2, "big") + place + jpeg[2:]
    assert b"GPS" not in read(told).kept
