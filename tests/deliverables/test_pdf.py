"""Each PDF read back: what a screen reader, an archivist and a printer find in it."""

import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from atelier_local.ground.files import papers
from atelier_local.ground.files.papers import Heading, Paper, Para, Table
from atelier_local.steps.deliverables import press
from atelier_local.steps.deliverables.assembly import marks_of
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.deliverables.rules import warnings_on_pages
from tests.deliverables import reading

EXAMPLES = Path(__file__).with_name("examples")


@pytest.mark.parametrize("document", press.DOCUMENTS)
def test_nothing_to_send_back(document):
    data = json.loads((EXAMPLES / f"{document}.json").read_text("utf-8"))
    pdf, told = press.counted(document, data)
    assert reading.faults(pdf, data["document"]["title"]) == []
    with pdfium.PdfDocument(pdf) as opened:
        assert len(opened) == told["pages"]
    assert not warnings_on_pages(DeliverableKind(document), told["pages"], marks_of(told))


def test_what_is_wrong_is_seen():
    """The reader itself: another title, too few chapters, words too small."""
    table = Table("Prix", ("Offre", "Prix"), (("A", "1"),))
    paper = Paper("Une lettre", "letter", blocks=(Heading(1, "Objet"), Para("Bonjour."), table))
    pdf = papers.pdf(paper)
    assert reading.faults(pdf, "Une autre") == [
        "not its title",
        "too few bookmarks, or an empty one",
    ]
    untagged = pdf.replace(b"/MarkInfo", b"/MarkOops").replace(b"pdfuaid:part", b"pdfuaid:trap")
    assert {"not tagged", "not PDF/UA"} <= set(reading.faults(untagged, "Une lettre"))
