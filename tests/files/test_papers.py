"""One paper, two forms: the same words in both, whatever people write."""

import json
import re
from datetime import UTC, datetime
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from django.http import Http404
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from hypothesis import given, settings
from hypothesis import strategies as st

from atelier_local.ground.files import papers
from atelier_local.ground.files.models import Filed
from atelier_local.ground.files.operations import file_paper
from atelier_local.ground.files.papers import (
    Break,
    Bullets,
    Heading,
    Paper,
    Para,
    Quote,
    Signatures,
    Table,
)

AT = datetime(2026, 11, 12, 8, tzinfo=UTC)
PRICES = Table(
    "Prix des offres",
    ("Titulaire", "Prix (€ HT)", "Points"),
    (
        ("Groupement C", "97 800", "24,10"),
        ("Groupement D", "84 500", "27,90"),
        ("Total", "182 300", ""),
    ),
    widths=(3, 2, 1),
    numeric=frozenset({1, 2}),
    total=True,
)
LETTER = Paper(
    "Rejet de votre offre",
    "rejection",
    facts=(("Consultation", "Collines du Perche"), ("Référence", "2026-AL-7")),
    blocks=(
        Para("Madame, Monsieur,"),
        Para("Votre offre, reçue le 12 juillet, n'a pas été retenue : elle est classée deuxième."),
        Heading(1, "Les motifs"),
        Heading(2, "Ce qui vous est propre"),
        Bullets(("La méthode va vers les habitants.", "Le calendrier reste à préciser ?")),
        PRICES,
        Quote("Une équipe de terrain.", "Collège des collectivités"),
        Break(),
        Heading(1, "Les voies de recours"),
        Para("Tribunal administratif de Caen\n3, rue Arthur-Le-Duc"),
        Signatures(("Camille Renaud\nCheffe de service",)),
    ),
    footer="Accord-cadre fictif · dossier 7",
    fictitious=True,
    sender=("Direction départementale des territoires", "Cité administrative", "61000 Alençon"),
    recipient=("Atelier des Collines", "12, rue du Marché", "61400 Mortagne-au-Perche"),
    dated="Alençon, le 12 novembre 2026",
)
HOSTILE = (
    '#read("/etc/passwd") {{ 7*7 }} {% x %} =cmd|calc <w:p/> & ]]> \u202eenvers\u202c \x00\x07 '
    "\ufffe \ud800 \U0001f600 $x$ *a* _b_ @ref [[x]] // /* ' \" \\"
)


def pdf_text(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def docx_text(docx: bytes) -> str:
    """Every word of the body, in the order in which it is read."""
    parts = []
    for block in Document(BytesIO(docx)).iter_inner_content():
        if isinstance(block, WordTable):
            parts += [cell.text for row in block.rows for cell in row.cells]
        else:
            parts.append(block.text)
    return "\n".join(parts)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("\x02", ""))


def test_a_paper_reads_back():
    assert papers.from_json(json.loads(json.dumps(papers.to_json(LETTER)))) == LETTER


def test_the_digest_is_that_of_the_words():
    again = papers.from_json(papers.to_json(LETTER))
    assert papers.digest(again) == papers.digest(LETTER)
    changed = papers.to_json(LETTER) | {"dated": "Alençon, le 13 novembre 2026"}
    assert papers.digest(papers.from_json(changed)) != papers.digest(LETTER)


def test_the_pdf_is_for_screen_readers_and_archives():
    pdf = papers.pdf(LETTER, AT)
    with pdfium.PdfDocument(pdf) as read:
        assert len(read) == 2
        assert read.is_tagged()
        assert read.get_metadata_value("Title") == "Rejet de votre offre"
        assert [item.get_title() for item in read.get_toc()] == [
            "Les motifs",
            "Ce qui vous est propre",
            "Les voies de recours",
        ]
    assert b"/Lang(fr-FR)" in pdf
    assert b"pdfuaid:part" in pdf


def test_the_docx_is_made_of_real_headings_lists_and_tables():
    document = Document(BytesIO(papers.docx(LETTER, AT)))
    assert document.core_properties.title == "Rejet de votre offre"
    assert document.core_properties.language == "fr-FR"
    styled = [(p.style.name, p.text) for p in document.paragraphs]
    assert ("Title", "Rejet de votre offre") in styled
    assert ("Heading 1", "Les motifs") in styled
    assert ("Heading 2", "Ce qui vous est propre") in styled
    assert ("List Bullet", "La méthode va vers les habitants.") in styled
    assert all(text.strip() for _, text in styled)
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr-FR"}
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
    footer = document.sections[0].footer.paragraphs[0]
    assert footer.text.startswith("Accord-cadre fictif")
    fields = footer._p.iter(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]


def test_both_forms_say_the_same_words():
    plain = papers.from_json(papers.to_json(LETTER) | {"footer": "", "fictitious": False})
    one_page = Paper(**vars(plain) | {"blocks": tuple(b for b in plain.blocks if b != Break())})
    printed, edited = words(pdf_text(papers.pdf(one_page))), words(docx_text(papers.docx(one_page)))
    pages = words("1 / 2 2 / 2") if "2" in printed[-1:] else words("1 / 1")
    assert sorted(printed) == sorted(edited + pages)
    assert [w for w in printed if w in {"motifs", "Prix", "Tribunal", "Signataire"}] == [
        w for w in edited if w in {"motifs", "Prix", "Tribunal", "Signataire"}
    ]


def test_a_fingerprint_broken_over_lines_is_copied_whole():
    """Nothing between its signs but the ends of lines: pasted, it is the fingerprint."""
    digest = papers.digest(LETTER)
    narrow = Table("Empreintes", ("Pli", "Reçu", "Empreinte"), (("1", "Oui", digest),))
    copied = pdf_text(papers.pdf(Paper("Reçu", "receipt", blocks=(Para(digest), narrow))))
    assert copied.count(digest) == 1, "too long for its column"
    assert copied.replace("\r\n", "").count(digest) == 2
    assert "\u200b" not in copied


def test_a_fictitious_paper_says_so_first():
    for text in (pdf_text(papers.pdf(LETTER)), docx_text(papers.docx(LETTER))):
        assert words(text)[:2] == ["Document", "fictif"]


def everywhere(value: str) -> Paper:
    """The same words wherever a paper takes some."""
    table = Table(value, (value, value), ((value, value),), numeric=frozenset({1}))
    quote, signed = Quote(value, value), Signatures((value,))
    blocks = (Heading(1, value), Para(value), Bullets((value,)), table, quote, signed)
    more = {"sender": (value,), "recipient": (value, value), "dated": value, "footer": value}
    return Paper(value, "rejection", facts=((value, value),), blocks=blocks, **more)


def test_what_people_write_stays_words():
    paper = everywhere(HOSTILE)
    for text in (pdf_text(papers.pdf(paper)), docx_text(papers.docx(paper))):
        assert "root:" not in text
        assert "#read(" in text.replace("\r\n", "")
        assert "{{ 7*7 }}" in text
        assert "=cmd|calc" in text
        assert "<w:p/>" in text
        assert "[grinning face]" in text.replace("\r\n", " ")


@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=60).filter(str.strip))
@settings(max_examples=25)
def test_any_word_makes_a_docx_that_opens(value: str):
    Document(BytesIO(papers.docx(everywhere(value))))
    assert papers.from_json(papers.to_json(everywhere("a" + value)))


def test_long_words_and_long_tables_stay_on_the_page():
    rows = tuple((f"Ligne {n}", "f" * 64, "1,00") for n in range(200))
    paper = Paper(
        "Empreintes", "minutes", blocks=(Table("Empreintes", ("N°", "SHA-256", "€"), rows),)
    )
    with pdfium.PdfDocument(papers.pdf(paper)) as read:
        pages = [page.get_textpage().get_text_range() for page in read]
        assert all("SHA-256" in text for text in pages)
        for page in read:
            left, _, right, _ = page.get_bbox()
            assert 0 <= left < right <= page.get_width()
    assert len(Document(BytesIO(papers.docx(paper))).tables[0].rows) == 201


def test_words_that_cannot_be_seen_say_so():
    assert papers.pdf(everywhere("\u200b")).startswith(b"%PDF-")


def test_an_empty_paper_is_a_title():
    empty = Paper("Rien", "minutes", blocks=(Para(""), Bullets(()), Signatures(()), Break()))
    assert words(pdf_text(papers.pdf(empty))) == ["Rien", "1", "1"]
    assert words(docx_text(papers.docx(empty)))[0] == "Rien"


@pytest.mark.parametrize(
    "wrong",
    [
        {"caption": " "},
        {"header": ()},
        {"rows": (("a",),)},
        {"widths": (1,)},
    ],
)
def test_a_table_has_a_caption_a_header_and_full_rows(wrong):
    with pytest.raises(ValueError, match=r"a table has|each row"):
        Table(**{"caption": "Prix", "header": ("a", "b"), "rows": (("1", "2"),)} | wrong)


@pytest.mark.django_db
def test_what_is_issued_is_kept_as_it_was_said():
    filed = file_paper(LETTER, subject="contract:1", at=AT)
    kept = Filed.objects.get()
    assert (kept.digest, str(kept)) == (papers.digest(LETTER), "Rejet de votre offre")
    assert papers.from_json(kept.paper) == LETTER
    answer = papers.answer(filed, "docx")
    assert 'filename="Rejet de votre offre.docx"' in answer["Content-Disposition"]
    assert papers.answer(filed, "pdf").content.startswith(b"%PDF-")
    with pytest.raises(Http404):
        papers.answer(filed, "html")


@pytest.mark.django_db
def test_a_paper_with_characters_of_no_database_is_filed():
    file_paper(everywhere(HOSTILE), subject="contract:1", at=AT)
    assert "\x00" not in Filed.objects.get().paper["title"]
