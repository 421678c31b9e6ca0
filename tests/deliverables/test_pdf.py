"""Each PDF read back: what a screen reader, an archivist and a printer find in it."""

import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from atelier_local.steps.deliverables import press
from atelier_local.steps.deliverables.rules import PAGES
from tests.deliverables import reading

EXAMPLES = Path(__file__).with_name("examples")


@pytest.fixture(scope="module", params=press.DOCUMENTS)
def read(request):
    document = request.param
    data = json.loads((EXAMPLES / f"{document}.json").read_text("utf-8"))
    pdf = press.typeset(document, data)
    with pdfium.PdfDocument(pdf) as opened:
        yield document, data, pdf, opened


def all_tags(opened) -> list[reading.Tag]:
    return [tag for page in opened for top in reading.tags(page) for tag in top.walk()]


def test_it_says_what_it_is(read):
    _, data, pdf, opened = read
    assert opened.is_tagged()
    assert opened.get_metadata_value("Title") == data["document"]["title"]
    assert b"/Lang(fr-FR)" in pdf
    assert b"pdfuaid:part" in pdf
    assert b"pdfaid:part" in pdf
    assert b"/DisplayDocTitle true" in pdf


def test_its_bookmarks_go_to_each_chapter(read):
    _, _, _, opened = read
    marks = list(opened.get_toc())
    assert len(marks) >= 3
    assert all(mark.get_title().strip() for mark in marks)
    pages = [mark.get_dest().get_index() for mark in marks]
    assert pages == sorted(pages)


def test_every_figure_says_what_it_shows(read):
    _, _, _, opened = read
    figures = [tag for tag in all_tags(opened) if tag.kind == "Figure"]
    assert figures
    assert all(len(tag.alt) > 10 for tag in figures)


def test_every_table_has_its_header(read):
    """A table that goes on from the page before was announced there: its header is told once."""
    _, _, _, opened = read
    tables, goes_on = 0, False
    for page in opened:
        tags = [tag for top in reading.tags(page) for tag in top.walk()]
        for rank, table in enumerate(tag for tag in tags if tag.kind == "Table"):
            announced = any(tag.kind == "TH" for tag in table.walk())
            assert announced or (goes_on and rank == 0)
            tables += announced
        goes_on = any(tag.kind == "Table" for tag in tags)
    assert tables


def test_its_fonts_travel_with_it_and_can_be_read(read):
    _, _, _, opened = read
    assert all(reading.fonts_embedded(page) for page in opened)
    assert min(reading.smallest(page) for page in opened) >= 6.99


def test_nothing_leaves_the_sheet(read):
    _, _, _, opened = read
    assert {i: found for i, page in enumerate(opened, 1) if (found := reading.beyond(page))} == {}
    assert {i: found for i, page in enumerate(opened, 1) if (found := reading.inked(page))} == {}


def test_its_length(read):
    document, _, _, opened = read
    low, high = PAGES.get(document, (4, 40))
    assert low <= len(opened) <= high
