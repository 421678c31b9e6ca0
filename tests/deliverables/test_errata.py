"""What is frozen is corrected by a version beside it: who may, why, with its own digest."""

from datetime import timedelta

import pytest
from django.urls import reverse

from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.refusal import Refused
from atelier_local.steps.deliverables import rules, versions
from atelier_local.steps.deliverables.assembly import Correction, data_of, printing
from atelier_local.steps.deliverables.changes import correction
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState
from atelier_local.steps.deliverables.models import Deliverable, Section, Wording
from atelier_local.steps.deliverables.operations import correct, freeze, publish
from atelier_local.steps.framing.operations import add_risk
from atelier_local.steps.wall.operations import hide
from tests.deliverables.test_typst import words_of
from tests.factories.deliverables import AT, SAID, a_draft, a_frozen, a_shared
from tests.factories.roadmap import an_action
from tests.pages import assert_queries

K = DeliverableKind
GIVEN = {"text": "On l’a dit **deux fois**.", "reason": "Un chiffre faux.", "said": K.LOGBOOK.label}


def url(name: str, told, *args) -> str:
    return reverse(f"deliverables:{name}", args=[told.atelier.slug, *args])


@pytest.mark.parametrize("state", DeliverableState)
def test_only_what_is_frozen_is_corrected(state):
    frozen = state in (DeliverableState.FROZEN, DeliverableState.PUBLISHED)
    assert bool(rules.against_correcting(state, "Une erreur.")) is not frozen
    assert rules.against_correcting(state, " ")
    assert rules.against_correcting(state, "Une erreur.", "le même\nici", "le même\r\nici\r\n")
    assert rules.against_correcting(state, "Une erreur.", "du texte", " ")


def test_a_version_beside_the_first(told, cast, as_):
    """From the page: read first, then made; the frozen bytes do not move."""
    frozen = a_frozen(told, cast, K.LOGBOOK)
    section = frozen.sections.get()
    first, path = frozen.pdf.read(), url("correct_section", told, section.pk)
    for person in (cast.dina, cast.bastien, cast.paul):
        assert as_(person).get(path).status_code == 403
    assert as_(cast.eve).get(path).status_code == 404
    pilot = as_(cast.camille)
    assert_queries(pilot, path)

    read = pilot.post(path, GIVEN | {"relire": "1", "said": ""})
    assert read["Content-Type"] == "application/pdf"
    assert not frozen.errata.exists()
    assert pilot.post(path, GIVEN | {"reason": ""}).status_code == 422
    assert pilot.post(path, GIVEN | {"said": "oui"}).status_code == 422
    assert pilot.post(path, GIVEN).url == url("deliverable", told, K.LOGBOOK)

    [erratum] = frozen.errata.select_related("pdf")
    second = erratum.pdf.read()
    assert erratum.number == 2
    said = words_of(second).replace("\r\n", " ").replace("\xa0", " ")
    for words in ("deux fois", "Version 2, corrigée le", "Un chiffre faux.", "Document figé."):
        assert words in said
    assert frozen.pdf.sha256 in said.replace(" ", "")
    frozen = Deliverable.objects.get()
    assert (frozen.pdf.read(), frozen.state) == (first, DeliverableState.FROZEN)
    latest = url("pdf", told, K.LOGBOOK)
    bytes_of = {q: pilot.get(latest + q).content for q in ("", "?version=1", "?version=2")}
    assert bytes_of == {"": second, "?version=1": first, "?version=2": second}
    assert pilot.get(f"{latest}?version=3").status_code == 404
    assert [one.text for one in versions.versions(section)] == [GIVEN["text"], section.text]
    page = url("deliverable", told, K.LOGBOOK)
    assert erratum.pdf.sha256 in pilot.get(page).text
    assert_queries(pilot, page)


def test_an_erratum_names_what_else_changed(told, cast, as_):
    """Of what moved in the Atelier, not of the section that it corrects; a reader is told."""
    frozen = a_frozen(told, cast, K.FRAMING_NOTE)
    section = frozen.sections.get()
    pilot, path = as_(cast.camille), url("correct_section", told, section.pk)
    changes = url("changes", told, K.FRAMING_NOTE)
    assert f'hx-get="{changes}"' in pilot.get(path).text
    assert "Rien n’a changé" in pilot.get(changes).text
    risk = {"risk": "Il pleut.", "answer": "On rentre.", "by": cast.dina, "at": AT}
    add_risk(told.atelier, **risk)
    part = pilot.get(changes, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert [one.title for one in part.context["changes"]] == ["Ce qui peut mal tourner"]
    assert "Il pleut." in part.text
    assert_queries(pilot, changes)
    for person in (cast.dina, cast.bastien, cast.paul):
        assert as_(person).get(changes).status_code == 403
    pilot = as_(cast.camille)
    given = GIVEN | {"said": K.FRAMING_NOTE.label}
    assert pilot.post(path, given).status_code == 302
    [erratum] = frozen.errata.select_related("pdf")
    assert erratum.moved == ["Ce qui peut mal tourner"]
    said = " ".join(words_of(erratum.pdf.read()).split())
    assert "A aussi changé depuis la version précédente" in said
    assert "Rien n’a changé" in pilot.get(changes).text
    assert "A aussi changé" in pilot.get(url("deliverable", told, K.FRAMING_NOTE)).text


def test_a_document_frozen_without_its_words_says_so(told, cast, as_):
    frozen = a_frozen(told, cast, K.LOGBOOK)
    Wording.objects.all().delete()
    pilot = as_(cast.camille)
    assert "n’ont pas été gardés" in pilot.get(url("changes", told, K.LOGBOOK)).text
    assert correction(frozen, "Une date.", at=AT).moved == ()
    assert pilot.get(url("changes", told, K.BOOKLET)).status_code == 404


def test_of_two_corrections_at_once_one_wins(told, cast, as_):
    frozen = a_frozen(told, cast, K.LOGBOOK)
    pdf = frozen.pdf.read()
    correct(frozen, 2, "Une date.", pdf, 3, by=cast.camille, at=AT)
    with pytest.raises(Refused, match="entre-temps"):
        correct(frozen, 2, "Une autre.", pdf, 3, by=cast.camille, at=AT)
    third = correct(frozen, 3, "Une autre.", pdf, 3, by=cast.camille, at=AT)
    assert [one["version"] for one in data_of(frozen, at=AT)["errata"]] == [
        "Version 1",
        "Version 2",
        "Version 3",
    ]
    assert third.section is None
    status = data_of(frozen, at=AT)["document"]["status"]
    assert status == "Texte du 9 novembre 2026, d’après l’Atelier ; le PDF figé fait foi"
    pilot, path = as_(cast.camille), url("pdf", told, K.LOGBOOK)
    pilot.get(path)
    few = assert_queries(pilot, path)
    correct(frozen, 4, "Une autre.", pdf + b"\n", 3, by=cast.camille, at=AT)
    assert assert_queries(pilot, path) == few


def test_a_draft_has_no_erratum(told, cast, as_):
    draft = a_draft(told, cast, K.LOGBOOK)
    page = as_(cast.camille).get(url("correct", told, K.LOGBOOK))
    assert "il n’est pas figé" in page.text
    with pytest.raises(Refused, match="n’est pas figé"):
        correct(draft, 2, "Trop tôt.", b"%PDF-", 1, by=cast.camille, at=AT)
    assert data_of(draft, at=AT, correction=Correction("Trop tôt."))["errata"] == []


def test_everyone_reads_what_was_corrected(told, cast, client):
    frozen = a_frozen(told, cast, K.LOGBOOK)
    frozen.atelier = told.atelier
    publish(frozen, by=cast.camille, at=AT)
    section = Section.objects.select_related("node").get()
    pdf = frozen.pdf.read() + b"\n"
    made = correct(
        frozen, 2, "Le car est à 18 h.", pdf, 3, section=section, text="Autre.",
        by=cast.camille, at=AT,
    )  # fmt: skip
    told.atelier.published_at = AT
    told.atelier.save(update_fields=["published_at"])
    here = [told.atelier.slug]
    page = client.get(reverse("public:atelier", args=here))
    for words in ("version 2", "Le car est à", made.pdf.sha256, frozen.pdf.sha256):
        assert words in page.text
    assert_queries(client, reverse("public:atelier", args=here))
    document = reverse("public:document", args=[*here, K.LOGBOOK])
    assert client.get(document).content == pdf
    assert client.get(f"{document}?version=1").content == frozen.pdf.read()
    assert client.get(f"{document}?version=4").status_code == 404


def test_a_version_of_what_is_published_is_published_as_the_first_was(told, cast):
    frozen = freeze(a_shared(told, cast, K.ROADMAP), b"%PDF-1.7 court", 1, by=cast.camille, at=AT)
    publish(frozen, by=cast.camille, at=AT)
    since = an_action(cast, told.strategy, "Faire rouler le car du matin")
    told_since = {"reason": "Une action.", "pdf": b"%PDF-1.7 autre", "pages": 1}
    correct(frozen, 2, **told_since, by=cast.camille, at=AT)
    assert Node.objects.seen_by(Sight.PUBLIC).filter(pk=since.pk).exists()
    Citation.objects.filter(target=since.pk).update(withdrawn_at=AT)
    with pytest.raises(Refused, match="ne repose plus sur rien"):
        correct(frozen, 3, **told_since, by=cast.camille, at=AT)


def test_a_card_hidden_since_is_not_published_nor_the_version_that_printed_it(told, cast, client):
    """A card of the frozen logbook names somebody: a version without it is published alone."""
    frozen = a_frozen(told, cast, K.LOGBOOK)
    frozen.atelier = told.atelier
    hide(told.said, "Un nom de personne.", by=cast.camille, at=AT + timedelta(hours=1))
    with pytest.raises(Refused, match="« C-1-001 » a été masquée depuis"):
        publish(frozen, by=cast.camille, at=AT + timedelta(hours=2))
    at = AT + timedelta(hours=3)
    pdf, pages, parts, _ = printing(frozen, at=at, correction=Correction("Un nom.")).kept
    first, second = (" ".join(words_of(read).split()) for read in (frozen.pdf.read(), pdf))
    assert f"C-1-001 « {SAID} »" in first  # another said the same words, in another room
    assert f"C-1-001 « {SAID} »" not in second
    second = {"pdf": pdf, "pages": pages, "parts": parts}
    correct(frozen, 2, "Un nom.", **second, by=cast.camille, at=at)
    publish(frozen, by=cast.camille, at=at + timedelta(hours=1))
    told.atelier.published_at = at
    told.atelier.save(update_fields=["published_at"])
    document = reverse("public:document", args=[told.atelier.slug, K.LOGBOOK])
    read = {q: client.get(document + q) for q in ("", "?version=1", "?version=2")}
    assert [one.status_code for one in read.values()] == [200, 404, 200]
    assert read[""].content == read["?version=2"].content == pdf
    assert SAID not in client.get(reverse("public:atelier", args=[told.atelier.slug])).text
