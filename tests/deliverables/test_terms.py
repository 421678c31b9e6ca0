"""The words that the report explains: who writes them, in what order, until when."""

import pytest
from django.urls import reverse

from atelier_local.ground.journal.models import Line
from atelier_local.refusal import Refused
from atelier_local.steps.deliverables.assembly import data_of
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.deliverables.models import Term
from atelier_local.steps.deliverables.operations import explain, withdraw_term
from atelier_local.steps.deliverables.queries import standing
from tests.factories.deliverables import AT, a_draft, an_asked
from tests.factories.strategy import a_disagreement, a_scenario
from tests.pages import assert_queries

K = DeliverableKind
SAID = {"term": "Trame", "meaning": "Ce qui tient les haies ensemble."}


def url(name: str, told, *args) -> str:
    return reverse(f"deliverables:{name}", args=[told.atelier.slug, *args])


def test_a_word_is_explained_said_anew_and_withdrawn(told, cast, as_):
    path = url("terms", told, K.FINAL_REPORT)
    for person in (cast.bastien, cast.paul, cast.camille):
        assert as_(person).get(path).status_code == 200
    assert as_(cast.eve).get(path).status_code == 404
    as_(cast.bastien).post(path, SAID)
    assert not Term.objects.exists()
    desk = as_(cast.dina)
    assert "Aucun mot expliqué" in desk.get(path).content.decode()
    assert desk.get(url("terms", told, K.BOOKLET)).status_code == 404
    assert desk.post(path, SAID | {"meaning": " "}).status_code == 422
    for meaning in ("x", SAID["meaning"]):
        assert desk.post(path, SAID | {"meaning": meaning}).url == path
    assert [(one.term, one.meaning) for one in Term.objects.all()] == [tuple(SAID.values())]
    one = assert_queries(desk, path)
    for term in ("Étude", "écart"):
        desk.post(path, SAID | {"term": term})
    assert assert_queries(desk, path) == one
    [trame] = Term.objects.filter(term="Trame")
    assert desk.post(url("withdraw_term", told, K.FINAL_REPORT, trame.pk)).url == path
    assert Line.objects.filter(kind="deliverables.term_withdrawn").count() == 1
    shown = desk.get(path).content.decode()
    assert "Trame" not in shown
    assert shown.index("écart") < shown.index("Étude")


def test_the_report_prints_them_in_the_order_of_a_dictionary(told, cast):
    report = a_draft(told, cast, K.FINAL_REPORT)
    for term in ("Zone", "Étude", "écart", "Fer"):
        explain(report, term, "x", by=cast.dina, at=AT)
    printed = data_of(report, at=AT)["annexes"]["glossary"]
    assert [one["term"] for one in printed] == ["écart", "Étude", "Fer", "Zone"]


def test_a_reader_without_a_word_explained_nor_a_place_seen_is_told(told, cast):
    report = a_draft(told, cast, K.FINAL_REPORT)
    gaps = {str(gap): gap.lift for gap in standing(told.atelier, K.FINAL_REPORT, ()).gaps}
    assert gaps["aucun mot n’est expliqué"] == url("terms", told, K.FINAL_REPORT)
    assert gaps["aucun lieu n’est vu de plus près"] == url("write_section", told, K.FINAL_REPORT)
    explain(report, "Trame", "x", by=cast.dina, at=AT)
    a_zoom = report.sections.get()
    a_zoom.key = "zoom-ici"
    a_zoom.save()
    a_scenario(told.atelier, cast)
    a_disagreement(told.atelier, cast)
    assert standing(told.atelier, K.FINAL_REPORT, ()).gaps == ()


def test_words_no_longer_change_under_the_eyes_of_the_colleges(told, cast):
    asked = an_asked(told, cast, K.FINAL_REPORT)
    with pytest.raises(Refused, match="ne s’écrit plus"):
        explain(asked, "Trame", "x", by=cast.dina, at=AT)
    late = Term.objects.create(deliverable=asked, term="Trame", meaning="x")
    late.deliverable = asked
    with pytest.raises(Refused, match="ne s’écrit plus"):
        withdraw_term(late, by=cast.dina, at=AT)
