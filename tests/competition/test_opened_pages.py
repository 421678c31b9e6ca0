"""Once opened: my grid, the curtain, common marks, the award."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.models import Line
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import CommonMark, Mark, MiniCompetition, Tender
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, a_grid, an_evaluator, invited, settle_all
from tests.pages import assert_queries


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.an_opened)


@pytest.fixture(autouse=True)
def after_the_deadline():
    clock.advance_to(AFTER)


def cell(competition, letter: str, key: str) -> tuple[int, int]:
    return invited(competition, letter).pk, competition.criteria.get(key=key).pk


def all_grids(cast, competition):
    people = (cast.camille, cast.bastien, cast.olivia)
    evaluators = [an_evaluator(person, competition) for person in people]
    for evaluator, value in zip(evaluators, (5, 8, 6), strict=True):
        a_grid(evaluator, Decimal(value))
    competition.refresh_from_db()


def test_interests_come_before_any_reading(as_, cast, competition):
    olivia = as_(cast.olivia)
    pk = invited(competition, "C").pk
    assert olivia.get(at("grid")).status_code == 409
    assert olivia.get(at("tender", pk)).status_code == 403
    assert olivia.post(at("interests"), {"conflict": ""}).status_code == 422
    assert olivia.post(at("interests"), {"conflict": "no"}).status_code == 302
    assert olivia.get(at("grid")).status_code == 200
    assert factory.PITCHES["C"] in olivia.get(at("tender", pk)).content.decode()


def test_a_conflict_closes_the_tenders(as_, cast, competition):
    bastien = as_(cast.bastien)
    bastien.post(at("interests"), {"conflict": "yes", "note": "Ma sœur."})
    assert bastien.get(at("grid")).status_code == 409
    assert bastien.get(at("tender", invited(competition, "C").pk)).status_code == 403


def test_who_may_not_read(as_, cast, competition):
    pk = invited(competition, "C").pk
    for page, person, status in (
        ("tender", cast.agnès, 403),
        ("tender", cast.paul, 403),
        ("tender", cast.eve, 404),
        ("tender", cast.stranger, 404),
    ):
        assert as_(person).get(at(page, pk)).status_code == status


def test_each_reading_is_told_in_a_stream_that_no_screen_opens(as_, cast, competition):
    an_evaluator(cast.camille, competition)
    as_(cast.camille).get(at("tender", invited(competition, "E").pk))
    (line,) = Line.objects.filter(kind="competition.tender_read")
    assert (line.stream.kind, line.by) == ("audit", cast.camille.ref)
    assert_queries(as_(cast.camille), at("tender", invited(competition, "E").pk))


def test_a_page_of_prices_waits_for_its_line_then_is_one_reading_for_an_hour(
    as_, cast, competition
):
    an_evaluator(cast.camille, competition)
    camille, path = as_(cast.camille), at("regularity")
    lines = Line.objects.filter(kind="competition.prices_read")
    first = Client.get(camille, path)
    assert (first.status_code, first["Location"]) == (302, path)
    assert Client.get(camille, path).status_code == 200
    assert lines.count() == 1
    clock.advance_to(clock.now() + timedelta(minutes=59))
    assert Client.get(camille, path).status_code == 200
    assert lines.count() == 1
    assert Client.get(camille, at("opening")).status_code == 302
    assert lines.count() == 2  # another page is another reading
    clock.advance_to(clock.now() + timedelta(minutes=1))
    assert Client.get(camille, path).status_code == 302
    assert lines.count() == 3
    camille.logout()
    assert Client.get(as_(cast.camille), path).status_code == 302
    assert lines.count() == 4


def test_prices_shown_in_answer_to_a_form_leave_their_line_too(as_, cast, competition):
    an_evaluator(cast.camille, competition)
    path = at("low", invited(competition, "E").pk)
    assert as_(cast.camille).post(path, {"question": ""}).status_code == 422
    (line,) = Line.objects.filter(kind="competition.prices_read")
    assert line.payload["file"] == "Prix paraissant bas"


def test_marking_through_the_screen_leads_to_the_next_mark(as_, cast, competition):
    an_evaluator(cast.camille, competition)
    camille = as_(cast.camille)
    path = at("grid_cell", *cell(competition, "C", "method"))
    assert camille.post(path, {"value": "7.3", "reason": "Page 4."}).status_code == 422
    wrong = camille.post(path, {"value": "12", "reason": "Page 4."})
    assert (wrong.status_code, "Page 4." in wrong.content.decode()) == (422, True)
    assert camille.post(path, {"value": "7.5", "reason": "Page 4."}).status_code == 302
    assert Mark.objects.get().value == Decimal("7.5")
    price = at("grid_cell", *cell(competition, "C", "price"))
    assert camille.get(price).status_code == 404
    unfinished = camille.post(at("submit_grid"))
    assert (unfinished.status_code, "7 notes" in unfinished.content.decode()) == (409, True)


def test_others_marks_are_behind_the_curtain(as_, cast, competition):
    a_grid(an_evaluator(cast.camille, competition), Decimal(5))
    an_evaluator(cast.bastien, competition)
    for person in (cast.camille, cast.bastien):
        assert as_(person).get(at("analysis")).status_code == 409
    assert as_(cast.camille).get(at("award")).status_code == 409


def test_agreeing_and_awarding_through_the_screens(as_, cast, competition):
    all_grids(cast, competition)
    camille, bastien = as_(cast.camille), cast.bastien
    page = camille.get(at("analysis")).content.decode()
    assert "≠" in page
    assert "4 notes manquent" in page
    path = at("settle", *cell(competition, "C", "method"))
    assert camille.post(path, {"value": "8", "reason": ""}).status_code == 422
    assert camille.post(path, {"value": "8", "reason": "Page 12."}).status_code == 302
    assert CommonMark.objects.get().reason == "Page 12."
    assert as_(bastien).post(path, {"value": "9", "reason": "Non."}).status_code == 403
    settle_all(cast, competition)
    camille = as_(cast.camille)
    assert "82,72" in camille.get(at("analysis")).content.decode()
    for letter in "CE":
        page = at("judge", invited(competition, letter).pk)
        assert camille.post(page, {"verdict": "irregular", "reason": ""}).status_code == 422
        assert camille.post(page, {"verdict": "regular", "reason": ""}).status_code == 302
    there = [cast.camille.pk, cast.bastien.pk, cast.olivia.pk]
    assert camille.post(at("consensus"), {"present": there[:1]}).status_code == 422
    assert camille.post(at("consensus"), {"present": there}).status_code == 302
    confirmed = {"reason": "La méthode.", "again": "Groupement C"}
    early = camille.post(at("award"), confirmed)
    assert (early.status_code, "rapport d’analyse" in early.content.decode()) == (422, True)
    assert camille.post(at("report"), {"make": "1"}).status_code == 302
    assert camille.post(at("award"), confirmed | {"again": "Groupement E"}).status_code == 422
    assert camille.post(at("award"), confirmed | {"reason": " "}).status_code == 422
    for _ in range(2):
        assert camille.post(at("award"), confirmed).status_code == 302
    competition.refresh_from_db()
    assert competition.at_state is CompetitionState.AWARDED
    assert "La méthode." in as_(cast.agnès).get(at("competition")).content.decode()


def test_nothing_is_judged_nor_asked_once_the_choice_is_made(as_, cast, competition):
    camille, pk = as_(cast.camille), invited(competition, "C").pk
    acts = {
        at("regularity"): "Demander une justification",
        at("low", pk): "Demander une justification",
        at("judge", pk): "Consigner l’appréciation",
    }

    def offered() -> list[bool]:
        return [act in camille.get(page).content.decode() for page, act in acts.items()]

    camille.post(at("interests"), {"conflict": "no"})
    assert offered() == [True, True, True]
    MiniCompetition.objects.update(state=CompetitionState.AWARDED)
    assert offered() == [False, False, False]


def test_who_sees_the_common_marks(as_, cast, competition):
    all_grids(cast, competition)
    seen = {n: as_(p).get(at("analysis")).status_code for n, p in vars(cast).items()}
    evaluators = {"camille": 200, "bastien": 200, "olivia": 200, "hélène": 409}
    outside = dict.fromkeys(("dina", "eve", "stranger"), 404)
    assert seen == evaluators | outside | {"paul": 403, "agnès": 403}


def test_queries_do_not_grow_with_tenders(as_, cast, competition):
    all_grids(cast, competition)
    pages = ("grid", "analysis", "award", "competition", "opening")
    camille = as_(cast.camille)
    two = [assert_queries(camille, at(page)) for page in pages]
    Tender.objects.filter(invitation=invited(competition, "E")).update(price_eur=None)
    assert [assert_queries(camille, at(page)) for page in pages] == two
