"""Paper of a hall: printed once, photographed badly, read exactly or refused clearly."""

from copy import deepcopy
from io import BytesIO

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atelier_local.ground.files.sheets import codes, reading
from atelier_local.ground.journal.models import Line
from atelier_local.programme.territories import geometry
from atelier_local.refusal import Refused
from atelier_local.steps.wall.operations import close_workshop
from atelier_local.steps.wall.paper.operations import print_pack
from atelier_local.steps.workshops.enums import SheetKind, Trouble
from atelier_local.steps.workshops.models import Cell, Pack, Photograph, Sheet
from atelier_local.steps.workshops.paper import operations as paper
from atelier_local.steps.workshops.paper import rules, sheets
from tests.factories.ateliers import an_epci
from tests.factories.paper import Hall, a_hall_with_paper, send
from tests.factories.wall import an_open_activity
from tests.factories.workshops import MORNING
from tests.photographs import DOTS, Shot, pinned, written_on

FORMS = list(sheets.FORMS.values())


@pytest.fixture(scope="module")
def made(kept):
    return kept(a_hall_with_paper)


@pytest.fixture
def hall(made, db) -> Hall:
    return deepcopy(made)


@pytest.fixture(scope="module")
def pages(made):
    return made.pages


def label_of(found: reading.Found) -> tuple[str, int]:
    label = codes.read(found.text)
    return label.letter, label.number


SHOTS = st.builds(
    Shot,
    seed=st.integers(0, 2**32 - 1),
    turns=st.integers(0, 3),
    askew=st.floats(0, 0.1),
    dark=st.floats(0, 0.6),
    blur=st.floats(0, 1.5),
    noise=st.floats(0, 10),
)
BOUNDED = settings(max_examples=8)


# Reading ----------------------------------------------------------------------------------------


@pytest.mark.once
@BOUNDED
@given(SHOTS, st.sets(st.integers(0, 7), max_size=4))
def test_a_table_sheet_is_read_however_it_lies(pages, shot, cells):
    """Turned, askew, badly lit, a little blurred: the same code, and ink where hands wrote."""
    page = written_on(pages[Hall.TABLE], *(sheets.TABLE.cells[c].written for c in cells))
    [found] = reading.read(shot.of(page), FORMS).sheets
    assert label_of(found) == ("T", 2)
    assert {rank for rank, cell in enumerate(found.cells) if cell.inked} == cells


@pytest.mark.once
@BOUNDED
@given(SHOTS, st.floats(20, 250), st.floats(40, 260))
def test_a_point_of_the_map_is_found_within_a_fiftieth_of_its_width(pages, shot, x, y):
    shot = shot.but(longest=3000)
    [found] = reading.read(shot.of(pinned(pages[Hall.MAP], x, y)), FORMS).sheets
    assert label_of(found) == ("M", 1)
    cut = cv2.imdecode(np.frombuffer(found.cells[0].picture, np.uint8), cv2.IMREAD_COLOR)
    blue, green, red = (cut[..., band].astype(int) for band in range(3))
    down, across = np.nonzero((red > 1.6 * green) & (red > 1.6 * blue) & (red > 60))
    frame, scale = sheets.FRAME, cut.shape[1] / sheets.FRAME.width
    seen = frame.x + across.mean() / scale, frame.y + down.mean() / scale
    assert np.hypot(seen[0] - x, seen[1] - y) < frame.width / 50


@pytest.mark.once
@BOUNDED
@given(SHOTS)
def test_four_cards_side_by_side_are_four_sheets(pages, shot):
    found = reading.read(shot.but(longest=2600).of(pages[Hall.CARDS]), FORMS).sheets
    assert {label_of(one) for one in found} == {("C", number) for number in range(5, 9)}


@pytest.mark.once
@BOUNDED
@given(SHOTS, st.integers(0, 3))
def test_three_corners_are_enough_unless_the_code_is_hidden_too(pages, shot, thumb):
    """A hidden corner changes nothing; under a thumb the code itself is refused, never guessed."""
    read = reading.read(shot.but(thumb=thumb).of(pages[Hall.TABLE]), FORMS)
    [found] = read.sheets
    beside_the_code = (thumb + shot.turns) % 4 == 1
    if found.problem:
        assert beside_the_code
        assert (found.problem, found.text, found.cells) == (reading.NO_CODE, "", ())
    else:
        assert label_of(found) == ("T", 2)
        assert found.corners >= 3


@pytest.mark.once
def test_two_corners_are_refused(pages):
    page = pages[Hall.TABLE].copy()
    page[-round(35 * DOTS) :] = 255
    [found] = reading.read(Shot().of(page), FORMS).sheets
    assert found.problem == reading.HIDDEN_CORNERS


def folded(page, *corners):
    """The page, these corners (0 at the top left, clockwise) folded inwards by some 20 mm."""
    bent, side, far = page.copy(), round(25 * DOTS), round(22 * DOTS)
    height, width = page.shape[:2]
    for corner in corners:
        y, x = (0, height - side)[corner > 1], (0, width - side)[corner in (1, 2)]
        bent[y : y + side, x : x + side] = 255
        y2, x2 = y + (far, -far)[corner > 1], x + (far, -far)[corner in (1, 2)]
        bent[y2 : y2 + side, x2 : x2 + side] = page[y : y + side, x : x + side]
    return bent


@pytest.mark.once
def test_a_corner_that_is_folded_over_is_done_without(pages):
    page = folded(written_on(pages[Hall.TABLE], sheets.TABLE.cells[2].written), 2)
    [found] = reading.read(Shot().of(page), FORMS).sheets
    assert label_of(found) == ("T", 2)
    assert found.cells[2].inked


@pytest.mark.once
def test_a_crumpled_sheet_is_refused(pages):
    [found] = reading.read(Shot().of(folded(pages[Hall.TABLE], 0, 2, 3)), FORMS).sheets
    assert (found.problem, found.cells) == (reading.FOLDED, ())


# Receiving ----------------------------------------------------------------------------------------


def test_what_hands_wrote_waits_to_be_typed(hall, cast):
    written = [sheets.TABLE.cells[place].written for place in (0, 5)]
    page = written_on(hall.pages[Hall.TABLE], *written)
    received = send(hall, Shot().of(page), cast)
    assert (received.fresh, received.sheets, received.cells) == (True, 1, 2)
    sheet = Sheet.objects.get()
    assert (sheet.kind, sheet.table, sheet.about) == (SheetKind.TABLE, 1, hall.activity.pk)
    assert list(sheet.cells.filter(inked=True).values_list("position", flat=True)) == [0, 5]
    assert received.photograph.troubles == []
    assert Line.objects.get(kind="workshops.sheets_photographed").payload["sheets"] == 1


def test_the_same_photograph_is_told_once(hall, cast):
    picture = Shot().of(hall.pages[Hall.CARDS])
    first, again = send(hall, picture, cast), send(hall, picture, cast, name="copie.jpg")
    assert (first.fresh, again.fresh) == (True, False)
    assert again.photograph == first.photograph
    assert Photograph.objects.count() == 1
    assert Sheet.objects.count() == 4


def test_a_sheet_photographed_again_shows_what_was_added(hall, cast):
    cells = [cell.written for cell in sheets.TABLE.cells]
    send(hall, Shot(seed=1).of(written_on(hall.pages[Hall.TABLE], cells[0])), cast)
    first = Cell.objects.get(position=0)
    paper.typed(first, at=MORNING)
    later = written_on(hall.pages[Hall.TABLE], cells[0], cells[1])
    received = send(hall, Shot(seed=2, turns=2).of(later), cast)
    assert (Sheet.objects.count(), received.cells) == (1, 1)
    kept = Cell.objects.get(position=0)
    assert (kept.pk, kept.picture_id) == (first.pk, first.picture_id)


def test_what_is_set_aside_comes_back_once_something_is_written_there(hall, cast):
    send(hall, Shot(seed=1).of(hall.pages[Hall.TABLE]), cast)
    cell = Cell.objects.get(position=3)
    paper.set_aside(cell, by=cast.dina, at=MORNING)
    page = written_on(hall.pages[Hall.TABLE], sheets.TABLE.cells[3].written)
    assert send(hall, Shot(seed=2).of(page), cast).cells == 1
    cell.refresh_from_db()
    assert (cell.inked, cell.set_aside_at) == (True, None)


def troubles(hall, cast, picture) -> list[str]:
    received = send(hall, picture, cast)
    assert received.sheets == 0
    assert received.photograph.picture.read().startswith(b"\xff\xd8\xff")
    return received.photograph.troubles


def test_a_photograph_that_is_not_read_is_kept_with_the_reason(hall, cast):
    assert troubles(hall, cast, Shot(blur=30).of(hall.pages[Hall.TABLE])) == [Trouble.BLURRED]
    desk = np.full_like(hall.pages[Hall.TABLE], 255)
    desk[::40, :, :] = 0
    assert troubles(hall, cast, Shot().of(desk)) == [Trouble.NO_SHEET]


def test_a_sheet_of_another_workshop_is_refused(hall, cast):
    other = an_open_activity(
        cast, slug="ailleurs", epci=an_epci("200000001", "CC d’Ailleurs"),
        framework=hall.workshop.atelier.framework,
    )  # fmt: skip
    theirs = print_pack(other.workshop, other, by_table=1, by=cast.dina, at=MORNING)
    assert theirs.contents["frame"] is None
    here = Hall(other, other, theirs)
    picture = Shot().of(here.pages[0])
    assert troubles(hall, cast, picture) == [Trouble.ELSEWHERE]
    assert send(here, picture, cast).sheets == 1


def test_a_code_nobody_here_signed_is_unknown(hall, cast):
    picture = Shot().of(hall.pages[Hall.TABLE])
    Pack.objects.update(key="11" * 16)
    assert troubles(hall, cast, picture) == [Trouble.UNKNOWN]
    Pack.objects.update(code="ab" * 6)
    assert troubles(hall, cast, Shot(seed=5).of(hall.pages[Hall.TABLE])) == [Trouble.UNKNOWN]


def test_the_code_of_a_card_laid_over_another_is_not_believed(hall, cast):
    """The marks of card 5 around the code of card 6."""
    page = hall.pages[Hall.CARDS].copy()
    code, right = sheets.CARD.code, round(sheets.CARD.width * DOTS)
    rows = slice(round((code.y - 1) * DOTS), round((code.y + code.height + 1) * DOTS))
    left, wide = round((code.x - 1) * DOTS), round((code.width + 2) * DOTS)
    page[rows, left : left + wide] = page[rows, left + right : left + right + wide]
    received = send(hall, Shot().of(page), cast)
    assert received.photograph.troubles == [Trouble.TWICE]
    assert sorted(Sheet.objects.values_list("number", flat=True)) == [6, 7, 8]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"Bonjour", "type accept"),
        (b"%PDF-1.7", "type accept"),
        (b"\xff\xd8\xff" + b"\x00" * 25_000_000, "25.Mo"),
        (b"\xff\xd8\xff" + b"\x00" * 900, "pas une image lisible"),
    ],
    ids=["empty", "words", "a document", "too big", "no picture"],
)
def test_what_is_no_picture_is_refused(hall, cast, content, said):
    with pytest.raises(Refused, match=said):
        send(hall, content, cast)
    assert not Photograph.objects.exists()


def test_nothing_comes_in_once_the_register_is_closed(hall, cast):
    ended = MORNING.replace(day=9)
    close_workshop(hall.workshop, attendance={}, minutes="x", by=cast.dina, at=ended)
    with pytest.raises(Refused, match="clos"):
        send(hall, Shot().of(hall.pages[Hall.TABLE]), cast)
    with pytest.raises(Refused, match="clos"):
        print_pack(hall.workshop, hall.activity, cards=4, by=cast.dina, at=MORNING)


# Printing -----------------------------------------------------------------------------------------


def test_a_pack_printed_again_is_the_same_and_another_one_is_not(hall, cast):
    assert len(hall.pages) == 7  # poster, map, two tables, tally, two pages of four cards
    other = print_pack(hall.workshop, hall.activity, cards=8, by=cast.dina, at=MORNING)
    assert (hall.pack.rank, other.rank) == (1, 2)
    receipts = {
        rules.receipt(pack.key, number) for pack in (hall.pack, other) for number in range(1, 9)
    }
    assert len(receipts) == 16


def test_there_is_a_limit_to_what_a_pack_holds(hall, cast):
    for asked in ({"cards": 151}, {"by_table": 26}, {"maps": 21}, {}):
        with pytest.raises(Refused):
            print_pack(hall.workshop, hall.activity, by=cast.dina, at=MORNING, **asked)
    pack = print_pack(hall.workshop, None, poster=True, by=cast.dina, at=MORNING)
    assert pack.contents["sheets"] == []


def test_a_point_in_the_frame_is_where_it_was_drawn(hall):
    frame = geometry.Projection(**hall.pack.contents["frame"])
    for place in ((0.46, 48.31), (0.55, 48.35), (0.64, 48.39)):
        there = frame.place(*frame.point(place))
        assert np.allclose(there, place, atol=1e-4)


@given(st.sampled_from(sheets.COLUMNS), st.integers(1, sheets.ROWS))
def test_a_square_is_understood_however_it_is_typed(column, row):
    x, y = sheets.square(f"{column}{row}")
    assert sheets.square(f" {column.lower()} {row}") == (x, y)
    assert sheets.FRAME.holds(sheets.Area(x, y, 0, 0))


@given(st.text(max_size=6))
def test_what_is_no_square_has_no_place(typed):
    said = "".join(sign for sign in typed.upper() if sign.isalnum())
    squares = {f"{column}{row}" for column in sheets.COLUMNS for row in range(1, sheets.ROWS + 1)}
    assert (sheets.square(typed) is not None) == (said in squares)


def test_a_name_of_the_file_changes_nothing(hall, cast):
    picture = Shot().of(hall.pages[Hall.TALLY])
    upload = BytesIO(picture)
    received = paper.receive(
        hall.workshop, upload, name="../../x<svg>.exe", by=cast.dina, at=MORNING
    )
    assert received.photograph.picture.name == "photographie.jpg"
    assert Sheet.objects.get().kind == SheetKind.TALLY
