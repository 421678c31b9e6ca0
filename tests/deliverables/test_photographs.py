"""Photographs in documents: as large as their points allow, with credit, rights and consent; those
whom nobody agreed to show never go out.
"""

from functools import cache
from io import BytesIO

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from atelier_local.ground.files.pictures import size
from atelier_local.programme.thread.models import Citation
from atelier_local.refusal import Refused
from atelier_local.steps.deliverables import press, queries, rules
from atelier_local.steps.deliverables.assembly import Correction, data_of, photographs_of, printing
from atelier_local.steps.deliverables.enums import Consent, DeliverableKind, Place, Rights
from atelier_local.steps.deliverables.models import Deliverable, Photograph, Wording
from atelier_local.steps.deliverables.operations import (
    add_photograph,
    ask_validation,
    correct,
    publish,
    record_consent,
    take_up,
    write_section,
)
from atelier_local.steps.deliverables.rules.pictures import (
    COLUMN,
    DPI,
    GAP,
    INCH,
    LOWEST,
    NARROWEST,
    TALLEST,
)
from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.wall.operations import hide
from tests.factories.deliverables import AT, DUE, PICTURED, a_draft, a_frozen, a_shared
from tests.pages import assert_queries

K = DeliverableKind
SIZES = st.tuples(st.integers(1, 2000), st.integers(1, 2000))
SAID = {
    "alt": "La halle un jour de marché", "caption": "La halle, un mardi", "credit": "Équipe",
    "rights": Rights.OPEN,
}  # fmt: skip


@cache
def jpeg(width: int, height: int) -> bytes:
    shades = np.linspace(0, 255, width * height * 3).reshape(height, width, 3)
    return cv2.imencode(".jpg", shades.astype(np.uint8))[1].tobytes()


@cache
def camera_file() -> bytes:
    """As the best cameras make them: 45 million points, 40 MB."""
    noise = np.random.default_rng(1).integers(0, 256, (250, 250, 3), np.uint8)
    shown = np.tile(noise, (24, 30, 1))
    return cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()


def section_of(told, cast, kind=K.LOGBOOK):
    draft = a_draft(told, cast, kind)
    section = draft.sections.get()
    section.deliverable = draft
    return section


def added(section, cast, width=900, height=600, consent=Consent.AGREED, **more) -> Photograph:
    content = BytesIO(jpeg(width, height))
    return add_photograph(section, content, consent=consent, by=cast.dina, at=AT, **SAID | more)


@given(st.lists(SIZES.filter(lambda size: not rules.against_printing(*size)), max_size=5))
@example([(354, 888), (355, 885)])  # two so narrow that the column would make them too tall
def test_never_under_150_points_an_inch_and_never_beyond_the_column(sizes):
    shown, rows = iter(sizes), list(rules.rows(sizes))
    assert sum(map(len, rows)) == len(sizes)
    for row in rows:
        assert sum(row) + GAP * (len(row) - 1) <= COLUMN
        for wide in row:
            width, height = next(shown)
            assert NARROWEST <= wide <= width * INCH / DPI
            assert wide * height / width <= TALLEST


@given(SIZES)
def test_what_is_refused_says_why(size):
    refused = rules.against_printing(*size)
    wide, (width, height) = rules.width_of(*size), size
    assert bool(refused) == (wide < NARROWEST or wide * height / width < LOWEST)
    assert len(refused) <= 1


@pytest.mark.parametrize("place", Place)
def test_words_alone_have_no_photograph(place):
    assert bool(rules.against_showing("x", "y", place)) == (place in rules.WORDS_ALONE)
    assert rules.against_showing(" ", "y", Place.ZOOM)
    assert rules.against_showing("x", "", Place.ZOOM)


def test_a_document_shows_those_that_may_go_out(told, cast):
    section = section_of(told, cast)
    shown = added(section, cast)
    added(
        section,
        cast,
        800,
        600,
        consent=Consent.WAITING,
        alt="Personne n’a dit oui",
        caption="Gardée",
    )
    data = data_of(section.deliverable, at=AT)
    pictures = photographs_of(data)
    assert list(pictures) == [f"{shown.file.sha256}.jpg"]
    assert size(shown.file.read()) == (shown.width, shown.height) == (900, 600)
    pdf = press.typeset("logbook", data, pictures)
    with pdfium.PdfDocument(pdf) as document:
        said = " ".join(page.get_textpage().get_text_range() for page in document)
        images = [one for page in document for one in page.get_objects(filter=[3])]
        [points] = [one.get_px_size()[0] * 72 / (box[2] - box[0]) for one in images
                    if (box := one.get_bounds())]  # fmt: skip
    for words in ("La halle, un mardi", "Équipe", "Licence Ouverte 2.0 ; accord écrit"):
        assert words in said.replace("\xa0", " ").replace("\u202f", " ").replace("\r\n", " ")
    assert "Gardée" not in said
    assert points >= 150
    with_one = press.editable("logbook", data, pictures)
    assert len(with_one["docx"]) > len(press.editable("logbook", data)["docx"])
    record_consent(shown, Consent.REFUSED, by=cast.dina, at=AT)
    assert photographs_of(data_of(section.deliverable, at=AT)) == {}


def test_a_lost_or_altered_file_stops_no_document_and_is_told_before_it_freezes(told, cast, as_):
    section = section_of(told, cast)
    lost, whole = added(section, cast), added(section, cast, 800, 600)
    altered = added(section, cast, 700, 600, alt="Le lavoir")
    kept = {one.file.path: one.file.read() for one in (lost, altered)}
    lost.file.path.unlink()
    altered.file.path.chmod(0o600)
    altered.file.path.write_bytes(kept[altered.file.path][:300])
    data = data_of(section.deliverable, at=AT)
    pictures = photographs_of(data)
    assert list(pictures) == [f"{whole.file.sha256}.jpg"]
    pictures = dict.fromkeys(pictures, b"\xff\xd8\xff nothing")
    assert press.typeset("logbook", data, pictures).startswith(b"%PDF-")
    image = reverse("deliverables:photograph", args=[told.atelier.slug, section.pk, lost.pk])
    assert as_(cast.dina).get(image).status_code == 404
    a_shared(told, cast, K.LOGBOOK)
    seal = reverse("deliverables:freeze", args=[told.atelier.slug, K.LOGBOOK])
    shown = as_(cast.camille).get(seal).text
    for alt in ("La halle un jour de marché", "Le lavoir"):
        assert f"la photographie «\u202f{alt}\u202f» ne se lit plus" in shown
    for path, content in kept.items():
        path.write_bytes(content)
    assert "ne se lit plus" not in as_(cast.camille).get(seal).text


def test_whoever_corrects_a_document_is_told_of_a_photograph_lost_since(told, cast, as_):
    shown = added(section_of(told, cast), cast)
    a_frozen(told, cast, K.LOGBOOK)
    pilot, path = (
        as_(cast.camille),
        reverse("deliverables:changes", args=[told.atelier.slug, K.LOGBOOK]),
    )
    assert "ne se lit plus" not in pilot.get(path).text
    shown.file.path.unlink()
    assert "ne se lit plus" in pilot.get(path).text
    assert_queries(pilot, path)


def test_what_cannot_be_printed_is_refused_with_its_reason(told, cast):
    section = section_of(told, cast)
    for content, why in (
        (jpeg(200, 200), "200 points de large : il en faut 237"),
        (jpeg(2000, 100), "trop basse pour sa largeur"),
        (b"GIF89a", "est un GIF"),
        (jpeg(900, 600)[:300], "incomplète"),
    ):
        with pytest.raises(Refused, match=why):
            add_photograph(
                section, BytesIO(content), consent=Consent.NOBODY, by=cast.dina, at=AT, **SAID
            )
    preface = write_section(
        section.deliverable, "preface-1", "Préface", "Mots.", by=cast.dina, at=AT
    )
    preface.deliverable.kind = K.BOOKLET
    with pytest.raises(Refused, match="se lit sans photographie"):
        added(preface, cast)
    asked = a_shared(told, cast, K.ROADMAP).sections.get()
    with pytest.raises(Refused, match="ne s’écrit plus"):
        added(asked, cast)


def pictured() -> Contribution:
    return Contribution.objects.select_related("node", "activity__workshop__stream").get(
        node__words=PICTURED
    )


def test_the_photograph_of_a_card_is_taken_up_by_who_writes_and_never_by_itself(told, cast):
    section, card = section_of(told, cast), pictured()
    assert photographs_of(data_of(section.deliverable, at=AT)) == {}
    taken = {"alt": "Une source à sec", "consent": Consent.NOBODY, "by": cast.dina, "at": AT}
    shown = take_up(section, card, **taken)
    assert shown.credit == f"jointe à la contribution {card.node.number}"
    assert list(photographs_of(data_of(section.deliverable, at=AT))) == [
        f"{card.photo.file.sha256}.jpg"
    ]
    assert Citation.objects.filter(source=card.node, target=section.node).exists()
    with pytest.raises(Refused, match="montre déjà"):
        take_up(section, card, **taken)
    hide(card, "Le nom d’une personne.", by=cast.dina, at=AT)
    assert photographs_of(data_of(section.deliverable, at=AT)) == {}
    assert list(Photograph.objects.kept_back()) == [shown]


def test_the_photograph_of_an_erased_card_goes_out_no_more(told, cast):
    card, section = pictured(), section_of(told, cast)
    taken = {"alt": "Une source à sec", "consent": Consent.NOBODY, "by": cast.dina, "at": AT}
    made = take_up(section, card, **taken)
    assert made.goes_out
    assert not Photograph.objects.kept_back().exists()
    Contribution.objects.filter(pk=card.pk).update(photo=None)
    assert Photograph.objects.kept_back().get() == made
    assert not Photograph.objects.get().goes_out


def test_the_same_photograph_again_is_the_same_told_anew(told, cast):
    section = section_of(told, cast)
    added(section, cast)
    added(section, cast, caption="La halle, un samedi")
    assert [one.caption for one in section.photographs.all()] == ["La halle, un samedi"]


def test_people_answer_for_a_picture_wherever_it_is_shown(told, cast):
    shown = added(section_of(told, cast), cast)
    again = added(section_of(told, cast, K.FINAL_REPORT), cast, consent=Consent.WAITING)
    record_consent(again, Consent.AGREED, by=cast.dina, at=AT)
    assert not Photograph.objects.kept_back().exists()
    record_consent(shown, Consent.REFUSED, by=cast.dina, at=AT)
    assert Photograph.objects.kept_back().count() == 2
    with pytest.raises(Refused, match="a refusé d’être montrée"):
        added(section_of(told, cast, K.FRAMING_NOTE), cast)
    added(section_of(told, cast, K.ROADMAP), cast, consent=Consent.WAITING)
    assert Photograph.objects.kept_back().count() == 3


def test_none_is_added_under_the_eyes_of_the_colleges(told, cast):
    stale = section_of(told, cast)
    ask_validation(Deliverable.objects.get(), due_on=DUE, by=cast.dina, at=AT)
    with pytest.raises(Refused, match="ne s’écrit plus"):
        added(stale, cast)
    assert not Photograph.objects.exists()


def test_an_agreement_taken_back_since_it_was_frozen_stops_the_publication(told, cast):
    section = section_of(told, cast)
    shown = added(section, cast, alt="La halle : un mardi")
    added(section, cast, 800, 600, alt="Jamais montrée", consent=Consent.WAITING)
    frozen = a_frozen(told, cast, K.LOGBOOK)
    frozen.atelier = told.atelier
    assert queries.taken_back(frozen) == {}
    record_consent(shown, Consent.REFUSED, by=cast.dina, at=AT)
    with pytest.raises(Refused, match="« La halle : un mardi » n’a plus d’accord"):
        publish(frozen, by=cast.camille, at=AT)


def test_an_agreement_taken_back_since_it_was_published_takes_that_version_away(
    told, cast, as_, client
):
    """Everyone then reads the corrected version, the parties both; the frozen bytes stay."""
    section = section_of(told, cast)
    shown = added(section, cast, alt="La halle")
    added(section, cast, 800, 600, alt="La halle", consent=Consent.WAITING)
    frozen = a_frozen(told, cast, K.LOGBOOK)
    frozen.atelier = told.atelier
    publish(frozen, by=cast.camille, at=AT)
    told.atelier.published_at = AT
    told.atelier.save(update_fields=["published_at"])
    path = reverse("public:document", args=[told.atelier.slug, K.LOGBOOK])
    inside = reverse("deliverables:deliverable", args=[told.atelier.slug, K.LOGBOOK])
    front = reverse("public:atelier", args=[told.atelier.slug])
    assert f'href="{path}"' in client.get(front).text
    assert client.get(path).content == frozen.pdf.read()
    assert "Plus personne" not in as_(cast.camille).get(inside).text
    at_section = [told.atelier.slug, section.pk]
    page = reverse("deliverables:photographs", args=at_section)
    said = as_(cast.dina)
    said.post(reverse("deliverables:consent", args=[*at_section, shown.pk]), {"consent": "refused"})
    assert "Le document figé la montre encore" in said.get(page).text
    gone = client.get(path)
    assert gone.status_code == 410
    assert "dès qu’une version corrigée" in gone.text
    assert "halle" not in gone.text
    listed = client.get(front).text
    assert f'href="{path}' not in listed
    assert "Retiré le temps d’une correction" in listed
    assert_queries(client, front)
    told_to_pilot = as_(cast.camille).get(inside).text
    assert "Plus personne ne la lit en public" in told_to_pilot
    assert_queries(as_(cast.camille), inside)

    change = Correction("Un accord retiré.")
    made = printing(frozen, at=AT, correction=change)
    second = {"parts": made.parts, "photographs": made.photographs, "by": cast.camille, "at": AT}
    correct(frozen, 2, "Un accord retiré.", made.pdf, made.pages, **second)
    assert made.photographs == []
    read = {q: client.get(path + q) for q in ("", "?version=1", "?version=2")}
    assert [one.status_code for one in read.values()] == [200, 410, 200]
    assert read[""].content == made.pdf
    assert f'href="{path}"' in read["?version=1"].text
    listed = client.get(front).text
    assert [f'href="{path}{q}"' in listed for q in ("", "?version=1", "?version=2")] == [1, 0, 1]
    assert "Version 1 (retirée)" in listed
    assert_queries(client, front)
    archived = reverse("deliverables:pdf", args=[told.atelier.slug, K.LOGBOOK])
    assert as_(cast.paul).get(f"{archived}?version=1").content == frozen.pdf.read()
    frozen.errata.get().pdf.path.unlink()
    assert client.get(path).status_code == 404
    Wording.objects.update(photographs=None)  # as they were kept at first: by what they show
    assert set(queries.taken_back(frozen)) == {1}
    Wording.objects.all().delete()  # nothing says what they print: none is shown
    assert set(queries.taken_back(frozen)) == {1, 2}


def test_a_card_lends_nothing_that_its_author_kept_or_that_is_hidden(told, cast):
    section, card = section_of(told, cast), pictured()
    taken = {"alt": "Une source à sec", "consent": Consent.NOBODY, "by": cast.dina, "at": AT}
    with pytest.raises(Refused, match="ne prête pas"):
        take_up(section, told.said, **taken)
    hide(card, "Le nom d’une personne.", by=cast.dina, at=AT)
    with pytest.raises(Refused, match="ne prête pas"):
        take_up(section, card, **taken)


def test_a_camera_file_of_forty_megabytes_is_taken_and_one_beyond_keeps_what_was_typed(
    told, cast, as_
):
    section = section_of(told, cast)
    path = reverse("deliverables:photographs", args=[told.atelier.slug, section.pk])
    dina, whole = as_(cast.dina), camera_file()
    assert 39_000_000 < len(whole) < 42_000_000
    taken = SimpleUploadedFile("DSC_0042.JPG", whole, "image/jpeg")
    assert dina.post(path, SAID | {"consent": "nobody", "picture": taken}).url == path
    [kept] = section.photographs.select_related("file")
    assert (kept.width, kept.height) == (2000, 1600)
    assert kept.file.size < 3_000_000
    more = SimpleUploadedFile("DSC_0043.JPG", whole + bytes(4_000_000), "image/jpeg")
    refused = dina.post(path, SAID | {"consent": "nobody", "picture": more})
    assert refused.status_code == 422
    for said in ("dépasse 40 Mo", SAID["alt"], SAID["caption"]):
        assert said in refused.text.replace("\xa0", " ").replace("\u202f", " ")


def test_the_page_of_photographs(told, cast, as_):
    section = section_of(told, cast)
    path = reverse("deliverables:photographs", args=[told.atelier.slug, section.pk])
    dina = as_(cast.dina)
    given = SAID | {"consent": "waiting"}
    picture = SimpleUploadedFile("halle.jpg", jpeg(900, 600), "image/jpeg")
    assert dina.post(path, given | {"picture": picture, "credit": ""}).status_code == 422
    picture.seek(0)
    assert dina.post(path, given | {"picture": picture}).url == path
    [kept] = section.photographs.all()
    assert "ne sort pas" in dina.get(path).text
    assert_queries(dina, path)
    card = {"card-card": pictured().pk, "card-consent": "nobody", "card-alt": "Une source à sec"}
    taking = reverse("deliverables:take_up_photograph", args=[told.atelier.slug, section.pk])
    assert dina.post(taking, card | {"card-alt": ""}).status_code == 422
    assert dina.post(taking, card).url == path
    assert "Reprendre celle" not in dina.get(path).text
    args = [told.atelier.slug, section.pk, kept.pk]
    image, consent = (
        reverse(f"deliverables:{name}", args=args) for name in ("photograph", "consent")
    )
    assert dina.get(image)["Content-Type"] == "image/jpeg"
    paul = as_(cast.paul)
    assert paul.get(image).status_code == 404
    assert image not in paul.get(path).text
    assert as_(cast.dina).post(consent, {"consent": "agreed"}).url == path
    kept.refresh_from_db()
    assert kept.goes_out
    assert as_(cast.paul).get(image).status_code == 200
    assert "Ajouter une photographie" not in paul.get(path).text
    assert paul.post(consent, {"consent": "refused"}).status_code == 403
    assert paul.post(taking, card).status_code == 403
    assert as_(cast.eve).get(image).status_code == 404
