"""Before publication: what invented prices would be worth, and what is kept out of the library."""

from decimal import Decimal
from html import unescape
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.agreement.models import AwardCriterion
from atelier_local.steps.competition import queries, rules
from atelier_local.steps.competition.enums import Mode, PriceFormula
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.people import LONG_AGO
from tests.pages import assert_queries

PRICES = [Decimal(100_000), Decimal(80_000), Decimal(90_000)]


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_draft)


@pytest.fixture(autouse=True)
def long_ago():
    clock.advance_to(LONG_AGO)


def at(page: str) -> str:
    return reverse(f"competition:{page}", args=[SLUG])


def test_a_gap_is_worth_its_points():
    by_formula = {trial.formula: trial for trial in queries.trials(PRICES, 25, Decimal(100_000))}
    linear = by_formula[PriceFormula.LINEAR]
    prices, points = zip(*linear.points, strict=True)
    assert list(prices) == sorted(PRICES)
    assert points == (Decimal("25"), Decimal("21.88"), Decimal("18.75"))
    assert linear.per_thousand == Decimal("0.31")
    assert [points for _, points in linear.without_lowest] == [Decimal(25), Decimal("22.22")]
    assert by_formula[PriceFormula.ESTIMATE].per_thousand == Decimal("0.25")


def test_one_price_alone_or_two_alike_are_no_accident():
    (first, *_) = queries.trials([Decimal(1), Decimal(1)], 40, Decimal(1))
    assert [points for _, points in first.points] == [Decimal(40), Decimal(40)]
    assert first.per_thousand == 0


def test_trying_shows_every_formula_and_refuses_the_others_with_their_reason(
    as_, cast, competition
):
    camille = as_(cast.camille)
    assert_queries(camille, at("try_out"))
    page = camille.get(at("try_out")).content.decode()
    for formula in PriceFormula:
        assert formula.label.split(",")[0] in page.replace("\u202f", " ")
    tables, form = page.partition("<h1")[2].split('<div class="grille g85" id="essai">')
    assert 'href="#essai"' in tables
    assert "<form" in form
    assert "<table" in tables
    assert 'class="grille' not in tables  # a formula reads on a line or two: full width
    for page_of in ("try_out", "prepare"):
        shown = camille.get(at(page_of)).content.decode()
        for refused in rules.REFUSED:
            assert refused.label in shown
            assert refused.reason.split(" :")[0].split(",")[0][1:] in shown
    wrong = camille.get(at("try_out"), {"weight": "0", "estimate": "abc", "price_1": "-3"})
    assert wrong.status_code == 422
    assert "Rien n’est calculé" in wrong.text
    assert 'value="abc"' in wrong.text
    assert competition.stream.lines.filter(kind="competition.published").count() == 0


def asked(**typed) -> dict[str, str]:
    """Two invented tenders: the first cheap and poor, the second dear and well marked."""
    marks = {f"marks_{key}": "5 9" for key in ("understanding", "method", "team", "environment")}
    prices = {"price_1": "60 000", "price_2": "100 000", "price_3": "", "price_4": ""}
    return {"weight": "25", "estimate": "100 000"} | prices | marks | typed


def test_the_page_says_at_which_weight_another_tender_would_lead(as_, cast, competition):
    """75 × 0.9 + 25 × 0.6 = 82.50 against 75 × 0.5 + 25 = 62.50: equal at a price of 50 %."""
    camille = as_(cast.camille)
    assert_queries(camille, at("try_out") + "?" + urlencode(asked()))
    seen = camille.get(at("try_out"), asked()).context["balance"]
    assert seen.first == 2
    assert dict(seen.orders)[PriceFormula.PROPORTIONAL] == [
        (2, Decimal("82.50")), (1, Decimal("62.50"))
    ]  # fmt: skip
    assert {one.label: (one.below, one.above) for one in seen.moved}["Prix"] == (None, None)
    AwardCriterion.objects.filter(is_price=True).update(weight_max=60)
    seen = camille.get(at("try_out"), asked()).context["balance"]
    price = next(one for one in seen.moved if one.label == "Prix")
    assert (price.weight, price.bounds, price.below, price.above) == (25, (5, 60), None, (50, 1))
    page = unescape(camille.get(at("try_out"), asked()).text)
    assert "<b>offre 1</b> à 50 %" in page.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"marks_team": "5"}, "Il faut 2 notes"),
        ({"marks_team": "5 onze"}, "séparées par des espaces"),
        ({"marks_team": "5 11"}, "de 0 à 10"),
        ({"marks_team": "5 7,3"}, "demi-points"),
        ({"marks_team": ""}, "obligatoire"),
        ({"weight": "100"}, "99"),
    ],
)
def test_invented_marks_are_marks_and_what_was_typed_stays(as_, cast, competition, typed, why):
    answer = as_(cast.camille).get(at("try_out"), asked(**typed))
    assert answer.status_code == 422
    assert why in answer.text
    assert "balance" not in answer.context
    assert 'value="60 000"' in answer.text.replace("\u202f", " ").replace("\xa0", " ")


def test_who_tries(as_, cast, competition):
    for page in ("try_out", "prepare", "publish"):
        assert as_(cast.bastien).get(at(page)).status_code == 403
        assert as_(cast.dina).get(at(page)).status_code == 404
        assert as_(cast.agnès).get(at(page)).status_code == 403


def test_the_form_keeps_all_that_the_letter_says(as_, cast, competition):
    camille = as_(cast.camille)
    assert_queries(camille, at("prepare"))
    sent = {f"weight_{key}": weight for key, weight in factory.WEIGHTS.items()} | {
        "mode": "place",
        "place_reference": "DDT61-2026-07",
        "object_text": "Un objet.",
        "contact": cast.camille.pk,
        "deadline": "03/07/2026 12:00",
        "questions_until": "26/06/2026 12:00",
        "grids_due": "20/07/2026",
        "validity_days": "90",
        "formula": "estimate",
        "estimate_eur": "100 000",
        "envelope_disclosed": "on",
        "hearing": "on",
        "hearing_minutes": "45",
        "calendar_clause": "Douze.",
        "team_clause": "Treize.",
        "confidential_clause": "Quatorze.",
        "court": "Tribunal.",
    }
    assert camille.post(at("prepare"), sent | {"weight_price": "26"}).status_code == 422
    assert camille.post(at("prepare"), sent | {"contact": cast.dina.pk}).status_code == 422
    assert camille.post(at("prepare"), sent).status_code == 302
    competition.refresh_from_db()
    assert competition.clauses == {"12": "Douze.", "13": "Treize.", "14": "Quatorze."}
    assert (competition.mode, competition.estimate_cents) == (Mode.PLACE, 10_000_000)
    assert (competition.standstill, competition.hearing_minutes) == (False, 45)
    again = camille.get(at("prepare")).content.decode()
    for words in ("Treize.", "DDT61-2026-07", "26/06/2026 12:00", "20/07/2026", "Tribunal."):
        assert words in again
    written = queries.draft(competition)
    assert queries.against_publishing(written, LONG_AGO) == ()
