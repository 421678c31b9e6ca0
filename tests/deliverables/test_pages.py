"""The pages of the documents: who sees them, who acts, what they ask of the database."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.operations import grant
from atelier_local.programme.people.enums import Role
from atelier_local.steps.deliverables.assembly import data_of
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState
from atelier_local.steps.deliverables.models import Deliverable, Section
from atelier_local.steps.deliverables.operations import comment, write_section
from atelier_local.steps.deliverables.queries import facts
from atelier_local.steps.framing.operations import request_document
from tests.factories.ateliers import an_epci
from tests.factories.deliverables import (
    AT,
    a_draft,
    a_frozen,
    a_shared,
    an_asked,
)
from tests.factories.framing import CALENDAR, a_framed_atelier
from tests.factories.people import LONG_AGO
from tests.pages import assert_queries

K = DeliverableKind
DAYS = [date(2026, 3, 2), *[date(2027, 1, 28)] * 4]
"""For which the five documents are promised."""


def url(name: str, told, *args) -> str:
    return reverse(f"deliverables:{name}", args=[told.atelier.slug, *args])


def due(days: int) -> dict[str, str]:
    """What is typed for opinions to be given in so many days."""
    return {"due_on": f"{clock.today() + timedelta(days=days):%d/%m/%Y}"}


def test_members_read_and_strangers_find_nothing(told, cast, as_):
    section = a_draft(told, cast).sections.get()
    paths = [
        url("deliverables", told),
        url("deliverable", told, K.BOOKLET),
        url("section", told, section.pk),
    ]
    members = (cast.camille, cast.bastien, cast.hélène, cast.olivia, cast.paul, cast.agnès)
    for path in paths:
        for person in (*members, cast.dina):
            assert as_(person).get(path).status_code == 200
        for person in (cast.eve, cast.stranger):
            assert as_(person).get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("write_section", {"dina"}),
        ("freeze", {"camille"}),
        ("publish", {"camille"}),
    ],
)
def test_who_acts_on_a_document(told, cast, as_, name, may):
    a_draft(told, cast)
    for who in ("camille", "bastien", "paul", "dina"):
        answer = as_(getattr(cast, who)).get(url(name, told, K.BOOKLET))
        assert answer.status_code == (200 if who in may else 403)


def test_the_section_of_another_atelier_is_not_here(told, cast, as_):
    section = a_draft(told, cast).sections.get()
    other = a_framed_atelier(
        cast, slug="ailleurs", epci=an_epci("200000001"), framework=told.atelier.framework
    )
    grant(other, cast.eve, Role.TEAM, by=cast.camille, at=AT)
    for name, key in (
        ("section", section.pk),
        ("rewrite_section", section.pk),
        ("pdf", K.BOOKLET),
    ):
        path = reverse(f"deliverables:{name}", args=["ailleurs", key])
        assert as_(cast.eve).get(path).status_code == 404
    assert as_(cast.dina).get(url("deliverable", told, "roman")).status_code == 404


def test_as_many_queries_with_one_section_as_with_three(told, cast, as_):
    draft = a_draft(told, cast)
    an_asked(told, cast, K.FRAMING_NOTE)
    browser = as_(cast.dina)
    paths = [
        url("deliverables", told),
        url("deliverable", told, K.BOOKLET),
        url("section", told, draft.sections.get().pk),
        url("write_section", told, K.BOOKLET),
    ]
    browser.get(paths[0])  # what a process looks up once
    one = [assert_queries(browser, path) for path in paths]
    a_draft(told, cast, sections=3)
    for kind in (K.LOGBOOK, K.ROADMAP):
        an_asked(told, cast, kind)
    assert [assert_queries(browser, path) for path in paths] == one


def test_an_asked_document_keeps_within_its_queries(told, cast, as_):
    a_shared(told, cast, K.BOOKLET)
    browser = as_(cast.camille)
    browser.get(url("deliverables", told))
    assert_queries(browser, url("deliverable", told, K.BOOKLET))
    a_draft(told, cast, K.FRAMING_NOTE)
    assert_queries(browser, url("deliverable", told, K.FRAMING_NOTE))
    assert_queries(browser, url("publish", told, K.BOOKLET))


def test_the_page_says_what_is_missing_and_where(told, cast, as_):
    page = as_(cast.dina).get(url("deliverable", told, K.BOOKLET)).content.decode()
    assert "aucune section n’est écrite" in page
    assert url("write_section", told, K.BOOKLET) in page


def test_the_page_says_what_a_reader_would_look_for(told, cast, as_):
    section = a_draft(told, cast).sections.get()
    section.deliverable.atelier = told.atelier
    comment(section, "À quelle heure ?", by=cast.paul, at=AT)
    page = as_(cast.dina).get(url("deliverable", told, K.BOOKLET)).text
    for words in ("n’empêche pas de soumettre", "1 remarque à traiter", "aucune leçon"):
        assert words in page


def test_what_is_missing_leads_nobody_to_a_closed_door(told, cast, as_):
    for person in (cast.camille, cast.paul, cast.dina):
        browser = as_(person)
        board = browser.get(url("deliverables", told)).context["board"]
        lifts = {reason.lift for one in board.standings for reason in one.missing}
        assert {browser.get(lift).status_code for lift in lifts} == {200}
    request_document(told.atelier, title="Crues", owner="Syndicat", by=cast.dina, at=LONG_AGO)
    note = url("deliverable", told, K.FRAMING_NOTE)
    read = as_(cast.dina).get(note).context["standing"].gaps
    lifts = {reason.lift for reason in read if "/marche/" not in reason.lift}  # none is signed here
    assert {as_(cast.dina).get(lift).status_code for lift in lifts} == {200}
    told_to_all = as_(cast.paul).get(note).text.partition('id="completer"')[2]
    assert "Crues" in told_to_all
    assert "href" not in told_to_all.partition("</section>")[0]


def test_the_five_documents_are_promised_for_a_day(told, cast, as_):
    path = url("due_dates", told)
    may = {p for p in cast.everyone if as_(p).get(path).status_code == 200}
    assert may == {cast.camille, cast.dina}
    browser = as_(cast.dina)
    proposed = browser.get(path).context["form"].initial
    assert proposed["framing_note"] < CALENDAR[Stage.WORKSHOP_1][0] < proposed["booklet"]
    given = {kind.value: f"{day:%d/%m/%Y}" for kind, day in zip(K, DAYS, strict=True)}
    assert browser.post(path, given | {"booklet": "01/01/2020"}).status_code == 422
    assert browser.post(path, given | {"roadmap": ""}).status_code == 302
    assert facts(told.atelier).dated == 4
    browser.post(path, given)
    assert facts(told.atelier).dated == 5
    assert_queries(browser, path)
    assert "attendu pour le 2 mars 2026" in browser.get(url("deliverables", told)).text.replace(
        "\u00a0", " "
    )
    dates = data_of(a_draft(told, cast, K.FRAMING_NOTE), at=AT)["calendar"]["dates"]
    handed = [one["label"] for one in dates if one["label"].startswith("Remise")]
    assert handed == ["Remise\u00a0: note de cadrage", "Remise\u00a0: carnet de suivi, rapport "
                      "final, feuille de route et livret de capitalisation"]  # fmt: skip
    assert Line.objects.filter(kind="deliverables.promised").count() == 2


def test_writing_a_section(told, cast, as_):
    given = {
        "place": "recit",
        "title": "Le soir",
        "text": "On reste chez soi.",
        "cites": "F-001 : le dit",
    }
    browser = as_(cast.dina)
    answer = browser.post(url("write_section", told, K.FINAL_REPORT), given)
    section = Deliverable.objects.get(kind=K.FINAL_REPORT).sections.get()
    assert answer.url == url("section", told, section.pk)
    assert section.node.rests_on.get().source_id == told.finding.pk
    path = url("rewrite_section", told, section.pk)
    assert browser.post(path, given | {"title": "La nuit", "cites": ""}).status_code == 302
    section.node.refresh_from_db()
    assert section.node.words == "La nuit"


def test_a_refused_section_keeps_what_was_typed(told, cast, as_):
    given = {"place": "recit", "title": "", "text": "Tapé longuement.", "cites": "Z-9 : non"}
    answer = as_(cast.dina).post(url("write_section", told, K.FINAL_REPORT), given)
    assert answer.status_code == 422
    assert "Tapé longuement." in answer.content.decode()
    assert not Deliverable.objects.exists()


def test_asking_then_approving(told, cast, as_):
    a_draft(told, cast)
    path, passed = url("ask_validation", told, K.BOOKLET), due(-1)
    late = as_(cast.dina).post(path, passed)
    assert late.status_code == 422
    assert "la date des avis attendus est déjà passée" in plain(late)
    assert passed["due_on"] in late.text  # what was typed stays
    assert as_(cast.dina).post(path, due(0)).status_code == 302
    page = as_(cast.paul).get(url("deliverable", told, K.BOOKLET)).content.decode()
    assert "Valider au titre de" in page
    opinion = {"college": "partners", "opinion": "favourable_with_reservation"}
    bare = as_(cast.paul).post(url("approve", told, K.BOOKLET), opinion)
    assert bare.status_code == 422
    given = opinion | {"reservation": "Le car est à la Région."}
    assert as_(cast.paul).post(url("approve", told, K.BOOKLET), given).status_code == 302
    assert (
        "Le car est à la Région."
        in as_(cast.camille).get(url("deliverable", told, K.BOOKLET)).content.decode()
    )
    wrong = {"college": "state", "opinion": "favourable", "reservation": ""}
    assert as_(cast.paul).post(url("approve", told, K.BOOKLET), wrong).status_code == 422
    assert as_(cast.olivia).post(url("approve", told, K.BOOKLET), given).status_code == 403


def test_taking_back_after_a_no(told, cast, as_):
    an_asked(told, cast, K.BOOKLET)
    page, back = url("deliverable", told, K.BOOKLET), url("take_back", told, K.BOOKLET)
    no = {"college": "partners", "opinion": "unfavourable", "reservation": "Rien sur l’eau."}
    assert "Reprendre le document" not in as_(cast.dina).get(page).text
    as_(cast.paul).post(url("approve", told, K.BOOKLET), no)
    assert "Reprendre le document" not in as_(cast.paul).get(page).text
    assert as_(cast.paul).post(back, {"why": "Je le fais."}).status_code == 403
    dina = as_(cast.dina)
    assert "Reprendre le document" in dina.get(page).text
    assert dina.post(back, {"why": " "}).status_code == 422
    assert dina.post(back, {"why": "Une page sur l’eau."}).url == page
    again = dina.post(back, {"why": "Une page sur l’eau."})  # a double click
    assert "Rien n’a été fait : le document est en écriture" in plain(again)
    shown = dina.get(page).text
    assert "Soumettre de nouveau" in shown
    dina.post(url("ask_validation", told, K.BOOKLET), due(7))
    for person in (cast.paul, cast.olivia):
        shown = plain(as_(person).get(page))
        for kept in ("tour 2", "Tour 1", "Rien sur l’eau.", "Une page sur l’eau."):
            assert kept in shown
    assert "avis attendus" in shown
    assert_queries(as_(cast.paul), page)


def plain(response) -> str:
    return response.text.replace("\u202f", " ").replace("\xa0", " ")


def test_a_stale_form_says_that_the_document_moved_on(told, cast, as_):
    an_asked(told, cast, K.BOOKLET)
    stale = as_(cast.dina).post(url("ask_validation", told, K.BOOKLET), due(7))
    assert stale.status_code == 422
    assert "Rien n’a été fait : le document est soumis aux trois collèges." in plain(stale)


def test_freezing_shows_the_pages_and_asks_for_a_fact(told, cast, as_):
    a_shared(told, cast, K.BOOKLET)
    browser, path = as_(cast.camille), url("freeze", told, K.BOOKLET)
    assert "on en attend au moins 36" in browser.get(path).content.decode()
    assert browser.post(path, {"said": "oui"}).status_code == 422
    assert browser.post(path, {"said": "Livret de capitalisation"}).status_code == 302
    found = Deliverable.objects.get()
    assert found.state == DeliverableState.FROZEN
    page = browser.get(url("deliverable", told, K.BOOKLET)).content.decode()
    assert found.pdf.sha256 in page


def test_a_draft_cannot_be_frozen_from_its_page(told, cast, as_):
    a_draft(told, cast)
    path = url("freeze", told, K.BOOKLET)
    page = as_(cast.camille).get(path)
    assert "le document est en écriture" in page.content.decode()
    answer = as_(cast.camille).post(path, {"said": "Livret de capitalisation"})
    assert answer.status_code == 409
    assert Deliverable.objects.get().state == DeliverableState.DRAFT


def test_a_reference_that_is_nothing_is_told_to_its_author_before_the_colleges(told, cast, as_):
    draft = a_draft(told, cast)
    text = "Voir [[C-9 999]], [[C-9-999]] et [[X-002]]."
    section = write_section(draft, "recit-2", "La nuit", text, by=cast.dina, at=AT)
    dina, page = as_(cast.dina), url("deliverable", told, K.BOOKLET)
    shown = plain(dina.get(page))
    assert "« [[C-9 999]] », dans « La nuit » : un renvoi s’écrit [[C-1-047]]" in shown
    assert "« C-9-999 », cité dans « La nuit », ne désigne rien" in shown
    assert "X-002 », cité" not in shown
    assert f'href="{url("rewrite_section", told, section.pk)}"' in shown
    assert_queries(dina, page)
    a_draft(told, cast, K.LOGBOOK)
    board = dina.get(url("deliverables", told)).context["board"]
    alone = {one.kind: dina.get(url("deliverable", told, one.kind)) for one in board.standings}
    said = {kind: answer.context["standing"].missing for kind, answer in alone.items()}
    assert {one.kind: one.missing for one in board.standings} == said
    assert_queries(dina, url("deliverables", told))
    refused = dina.post(url("ask_validation", told, K.BOOKLET), due(7))
    assert refused.status_code == 422
    assert Deliverable.objects.get(kind=K.BOOKLET).state == DeliverableState.DRAFT


def test_what_cannot_be_frozen_says_why(told, cast, as_, monkeypatch, tmp_path):
    a_shared(told, cast, K.FRAMING_NOTE)
    Section.objects.update(text="Voir [[C-9-999]].")
    browser, path = as_(cast.camille), url("freeze", told, K.FRAMING_NOTE)
    answer = browser.post(path, {"said": "Note de cadrage"})
    assert answer.status_code == 409
    assert "« C-9-999 » est cité et ne désigne rien" in plain(answer)
    Section.objects.update(text="Vu.")
    monkeypatch.setattr("atelier_local.steps.deliverables.press.TEMPLATES", tmp_path)
    page = browser.get(path)  # no template: no document can be composed
    assert page.status_code == 200
    assert "n’a pas pu être composé" in page.text
    assert Deliverable.objects.get().state == DeliverableState.SHARED


def test_the_pdf_leaves_through_the_door(told, cast, as_):
    a_draft(told, cast, K.FRAMING_NOTE)
    path = url("pdf", told, K.FRAMING_NOTE)
    draft = as_(cast.paul).get(path)
    assert draft.content.startswith(b"%PDF")
    assert draft["Cache-Control"] == "private, no-store"
    assert "projet-" in draft["Content-Disposition"]
    assert as_(cast.eve).get(path).status_code == 404
    assert as_(cast.paul).get(url("pdf", told, K.BOOKLET)).status_code == 404
    frozen = a_frozen(told, cast, K.FRAMING_NOTE)
    assert as_(cast.paul).get(path).content == frozen.pdf.read()


def test_the_atelier_goes_on_from_the_list(told, cast, as_):
    browser = as_(cast.camille)
    page = browser.get(url("deliverables", told)).content.decode()
    assert page.count("n’est pas figé") == 5
    assert browser.post(url("end_production", told), {"said": "restitution"}).status_code == 409
    told.atelier.refresh_from_db()
    assert told.atelier.at_stage is Stage.PRODUCTION
    assert browser.get(url("close", told)).status_code == 200
    assert as_(cast.dina).get(url("close", told)).status_code == 403
