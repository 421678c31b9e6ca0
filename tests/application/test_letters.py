"""Letters: what may be joined, who reads it, what there is to sign."""

import io
import zipfile
from datetime import date

import pypdfium2 as pdfium
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from atelier_local.ground.files import papers as forms
from atelier_local.refusal import Refused
from atelier_local.steps.application import operations, papers, queries
from atelier_local.steps.application.enums import EligibilityItem, LetterKind
from tests.factories.application import (
    a_note,
    a_rejected_note,
    a_selected_note,
    a_submitted_note,
)
from tests.factories.ateliers import QUESTION, SLUG
from tests.factories.people import LONG_AGO
from tests.pages import assert_queries

LETTERS = reverse("application:letters", args=[SLUG])
FILE = reverse("application:letter_file", args=[SLUG, "support"])
SENT = {"kind": "support", "signatory": "La présidente", "received_on": "02/01/2026"}
PDF = b"%PDF-1.7 signed"


def an_office_file(members: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


WORD = {"[Content_Types].xml": "", "word/document.xml": ""}
ODT = an_office_file({"mimetype": "application/vnd.oasis.opendocument.text"})
DOCX = an_office_file(WORD)
MACROS = an_office_file(WORD | {"word/vbaProject.bin": ""})


def send(browser, name: str, content: bytes, **changed):
    upload = SimpleUploadedFile(name, content, content_type="application/pdf")
    return browser.post(LETTERS, SENT | {"upload": upload} | changed)


@pytest.mark.parametrize(
    ("name", "content", "suffix"),
    [("signée.pdf", PDF, ".pdf"), ("signée.odt", ODT, ".odt"), ("signée.docx", DOCX, ".docx")],
)
def test_a_signed_letter_is_joined_and_read_again(as_, cast, name, content, suffix):
    a_note(cast)
    assert send(as_(cast.bastien), name, content).status_code == 302
    got = as_(cast.paul).get(FILE)
    assert got.content == content
    assert (
        f'filename="collines-lettre-de-soutien-de-la-collectivite{suffix}"'
        in got.headers["Content-Disposition"]
    )
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lettre.pdf", b"MZ\x90\x00 not a letter"),
        ("lettre.pdf", b"<html><script>alert(1)</script></html>"),
        ("lettre.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("lettre.docx", MACROS),
        ("lettre.docx", b"PK\x03\x04 broken"),
        ("photo.pdf", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_what_is_no_letter_is_refused_in_french_and_nothing_is_kept(as_, cast, name, content):
    note = a_note(cast)
    refused = send(as_(cast.bastien), name, content)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "n’est pas d’un type accepté" in page
    assert "La présidente" in page
    assert note.letters.count() == 0


def test_too_big_or_empty_is_refused(as_, cast):
    note = a_note(cast)
    big = send(as_(cast.bastien), "lettre.pdf", PDF + b"0" * 10_000_000)
    assert big.status_code == 422
    assert "dépasse 10" in big.content.decode()
    assert send(as_(cast.bastien), "lettre.pdf", b"").status_code == 422
    assert note.letters.count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.pdf",
        "con.pdf",
        '<svg onload="alert(1)">.pdf',
        "=cmd|calc.pdf",
        "a\u202efdp.exe",
        "x" * 300 + ".pdf",
        "deux\r\nlignes.pdf",
        "nul\x00.pdf",
        ".",
    ],
)
def test_a_hostile_name_never_comes_out(as_, cast, name):
    """The file leaves under a name of ours; its own is cleaned and shown to nobody."""
    note = a_note(cast)
    told = {"by": cast.bastien, "at": LONG_AGO}
    upload = ContentFile(PDF + name.encode(), name=name)
    operations.record_letter(
        note, LetterKind.SUPPORT, "La présidente", date(2026, 1, 2), upload=upload, **told
    )
    got = as_(cast.camille).get(FILE)
    assert got.headers["Content-Disposition"] == (
        'attachment; filename="collines-lettre-de-soutien-de-la-collectivite.pdf"'
    )
    stored = note.letters.get().stored
    assert not set(stored.name) & set('/\\<>:"|?*\r\n\x00\u202e')
    assert len(stored.name) <= 120
    assert "onload" not in as_(cast.camille).get(LETTERS).content.decode()


def test_a_correction_without_a_file_keeps_the_one_that_was_there(as_, cast):
    note = a_note(cast)
    bastien = as_(cast.bastien)
    send(bastien, "lettre.pdf", PDF)
    page = bastien.get(LETTERS + "?piece=support").content.decode()
    assert 'value="La présidente"' in page
    bastien.post(LETTERS, SENT | {"signatory": "Le premier vice-président"})
    letter = note.letters.select_related("stored").get()
    assert letter.signatory == "Le premier vice-président"
    assert letter.stored.read() == PDF
    told = note.atelier.stream.lines.filter(kind="application.letter_recorded")
    assert [("sha256" in line.payload) for line in told.order_by("seq")] == [True, False]


def test_a_letter_no_longer_changes_once_the_note_is_handed_in(as_, cast):
    note = a_submitted_note(cast)
    with pytest.raises(Refused, match="ne change plus"):
        operations.record_letter(
            note, LetterKind.SUPPORT, "X", date(2026, 1, 2),
            upload=ContentFile(PDF, name="x.pdf"), by=cast.bastien, at=LONG_AGO,
        )  # fmt: skip
    assert send(as_(cast.bastien), "lettre.pdf", PDF).status_code == 422


def test_who_reads_a_signed_letter(as_, cast):
    a_note(cast)
    send(as_(cast.bastien), "lettre.pdf", PDF)
    within = {"camille", "bastien", "hélène", "olivia", "paul", "agnès"}
    for path in (FILE, reverse("application:letter_model", args=[SLUG, "support", "docx"])):
        seen = {name for name, p in vars(cast).items() if as_(p).get(path).status_code == 200}
        assert seen == within
        assert as_(cast.dina).get(path).status_code == 404


def test_what_is_not_there_is_not_found(as_, cast):
    note = a_note(cast)
    camille = as_(cast.camille)
    told = {"by": cast.camille, "at": LONG_AGO}
    operations.record_letter(note, LetterKind.SUPPORT, "X", date(2026, 1, 2), **told)
    for path in (
        FILE,
        reverse("application:letter_file", args=[SLUG, "commitment"]),
        reverse("application:letter_file", args=[SLUG, "autre"]),
        reverse("application:letter_model", args=[SLUG, "support", "odt"]),
        reverse("application:letter_model", args=[SLUG, "autre", "pdf"]),
        reverse("application:decision", args=[SLUG, "pdf"]),
    ):
        assert camille.get(path).status_code == 404, path


# What there is to sign ------------------------------------------------------------------


def words_of(paper: forms.Paper) -> tuple[str, str]:
    """Its words as a PDF and as a text to edit, on one line each."""
    document = pdfium.PdfDocument(forms.pdf(paper))
    printed = " ".join(page.get_textpage().get_text_range() for page in document)
    edited = Document(io.BytesIO(forms.docx(paper)))
    cells = [cell.text for table in edited.tables for row in table.rows for cell in row.cells]
    written = " ".join([*(p.text for p in edited.paragraphs), *cells])
    return " ".join(printed.split()), " ".join(written.split())


@pytest.mark.parametrize("kind", list(LetterKind))
def test_a_model_says_what_is_known_and_leaves_the_rest(cast, kind):
    note = a_note(cast)
    paper = papers.letter(kind, papers.known(note.atelier))
    for words in words_of(paper):
        assert QUESTION.removesuffix(" ?") in words.replace("\u202f", " ")
        assert "CC des Collines" in words
        assert "DDT de l’Orne" in words
        assert papers.BLANK in words
        assert "Document fictif" in words


def test_the_decision_says_why_and_what_was_looked_at(as_, cast):
    note = a_selected_note(cast)
    paper = papers.decision(note, queries.grid(note), papers.known(note.atelier))
    for words in words_of(paper):
        assert "est retenue" in words
        assert "Une question claire, une équipe prête." in words
        assert all(item.label in words for item in EligibilityItem)
    got = as_(cast.bastien).get(reverse("application:decision", args=[SLUG, "docx"]))
    assert got.status_code == 200


def test_a_rejection_is_said_as_such(cast):
    note = a_rejected_note(cast)
    paper = papers.decision(note, queries.grid(note), papers.known(note.atelier))
    assert "n’est pas retenue" in words_of(paper)[1]


def test_queries_do_not_grow_with_letters(as_, cast):
    a_note(cast)
    bastien = as_(cast.bastien)
    few = assert_queries(bastien, LETTERS)
    for kind in LetterKind:
        send(bastien, f"{kind}.pdf", PDF + kind.encode(), kind=kind)
    assert assert_queries(bastien, LETTERS) == few
