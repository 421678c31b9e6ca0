"""What to read before marking, and the whole of a tender for whoever may read it."""

import hashlib

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, sealing
from atelier_local.steps.competition.enums import Phase, TenderPart
from atelier_local.steps.competition.models import Evaluator
from atelier_local.steps.competition.rules import where
from atelier_local.steps.competition.rules.body import Body, FileEntry, Someone, Sub
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, BEFORE, an_evaluator, invited
from tests.pages import assert_queries

P = TenderPart
PLAN = b"%PDF-1.7 le plan de la vall\xc3\xa9e"


@pytest.mark.parametrize(
    ("label", "environmental", "wanted"),
    [
        ("Compréhension de la demande", False, [P.UNDERSTANDING]),
        ("Méthode et animation", False, [P.METHOD, P.OUTREACH, P.CALENDAR, P.SAMPLES]),
        ("Adéquation de l’équipe", False, [P.TEAM]),
        ("Prise en compte de l’environnement", True, [P.COMMITMENTS]),
        ("Engagements sociaux", False, [P.COMMITMENTS]),
        ("Originalité", False, []),
    ],
)
def test_a_criterion_is_answered_where_the_tender_uses_its_words(label, environmental, wanted):
    assert list(where.parts(label, environmental=environmental)) == wanted


@given(st.text(max_size=80), st.booleans())
def test_parts_come_once_and_in_order_whatever_a_criterion_is_called(label, environmental):
    found = where.parts(label, environmental=environmental)
    assert list(found) == [part for part in TenderPart if part in found]


def test_parts_are_called_by_their_numbers():
    assert [where.called(n) for n in ((), (2,), (2, 5), (2, 3, 5))] == [
        "",
        "partie 2",
        "parties 2 et 5",
        "parties 2, 3 et 5",
    ]


def a_whole_body(side) -> Body:
    """A team with a subcontractor, prices, a file, and one part that is not answered."""
    key = sealing.new_key()
    sealed = sealing.seal_piece(PLAN, str(key.to_public()))
    piece = operations.keep_piece(side, sealed, at=BEFORE)
    digest = hashlib.sha256(PLAN).hexdigest()
    firm = f"m:{side.consortium.members.first().pk}"
    return Body(
        "",
        parts={P.UNDERSTANDING: "Les haies.", P.METHOD: "Trois ateliers.", P.OUTREACH: "Un bus."},
        people=(
            Someone("Dina Haddad", firm, "paysage", {Phase.FRAMING: 5}),
            Someone("Ondine Rey", "s:1", "", {Phase.FRAMING: 2}),
        ),
        subs=(Sub("Hydrolis", "", "hydrologie", 100_000),),
        prices={firm: {Phase.FRAMING: 1_234_550}, "s:1": {Phase.WORKSHOP_1: 100_000}},
        months_tenths=125,
        files=(
            FileEntry(
                P.METHOD, "plan.pdf", len(PLAN), digest, "application/pdf", str(key), (piece,)
            ),
        ),
        missing={P.COMMITMENTS: "Nous répondons dans la méthode.", "eau": "Personne encore."},
    )


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: factory.an_opened(cast, body=a_whole_body))


@pytest.fixture(autouse=True)
def after_the_deadline():
    clock.advance_to(AFTER)


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


def test_an_evaluator_reads_all_eight_parts(as_, cast, competition):
    an_evaluator(cast.camille, competition)
    path = at("tender", invited(competition, "C").pk)
    page = as_(cast.camille).get(path).content.decode().replace("\u202f", " ")
    for words in (
        "8. Extraits de livrables",
        "Un bus.",
        "Dina Haddad",
        "Paysage, Atelier des Haies",
        "Hydrolis, sous-traitant",
        "12 345,50",
        "12,5 mois",
        "plan.pdf",
        "Nous répondons dans la méthode.",
        "Personne encore.",
    ):
        assert words in page, words
    assert_queries(as_(cast.camille), path, 13)


def test_the_grid_says_where_to_read_for_each_criterion(as_, cast, competition):
    an_evaluator(cast.camille, competition)
    cell = invited(competition, "C").pk, competition.criteria.get(key="method").pk
    page = as_(cast.camille).get(at("grid_cell", *cell)).content.decode()
    assert "Lire l’offre, parties 2, 3 et 5" in page
    assert f"{at('tender', cell[0])}#partie-2" in page
    assert "critère 2 sur 4" in page.replace("\u00a0", " ")
    assert page.count("#saisie") == 1 + 8  # « 8 notes ne sont pas mises » leads to the first
    assert "8. Extraits de livrables (vide)" in page
    assert "§ 4, 5, 7 et 9" in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert_queries(as_(cast.camille), at("grid_cell", *cell))


def test_a_file_is_opened_to_evaluators_and_told_in_the_audit(as_, cast, competition):
    path = at("opened_file", invited(competition, "C").pk, 1)
    who = {name: as_(person).get(path).status_code for name, person in vars(cast).items()}
    assert {who[name] for name in ("dina", "eve", "stranger")} == {404}
    opened = ("camille", "bastien")  # they declared before turning their keys
    outside = ("dina", "eve", "stranger")
    assert {who.pop(name) for name in opened} == {200}
    assert {code for name, code in who.items() if name not in outside} == {403}
    answer = as_(cast.camille).get(path)
    assert (answer.content, answer["Content-Type"]) == (PLAN, "application/octet-stream")
    assert "attachment" in answer["Content-Disposition"]
    assert (
        as_(cast.camille).get(at("opened_file", invited(competition, "C").pk, 2)).status_code == 404
    )
    Evaluator.objects.update(withdrawn_at=AFTER)
    assert as_(cast.camille).get(path).status_code == 403


def test_a_hostile_name_is_saved_under_a_plain_one(as_, cast, competition):
    an_evaluator(cast.camille, competition)
    tender = invited(competition, "C").tender
    tender.body["files"][0]["name"] = "../..\\CON/<svg onload=alert(1)>.pdf"
    tender.save()
    said = as_(cast.camille).get(at("opened_file", tender.pk, 1))["Content-Disposition"]
    assert said == 'attachment; filename="svg onload=alert(1).pdf"'


def test_a_file_that_is_not_what_was_sealed_is_not_given(as_, cast, competition):
    an_evaluator(cast.camille, competition)
    tender = invited(competition, "C").tender
    tender.body["files"][0]["sha256"] = "0" * 64
    tender.save()
    with pytest.raises(Refused, match="a scellé"):
        operations.open_file(competition, queries.body_of(tender).files[0])
    assert as_(cast.camille).get(at("opened_file", tender.pk, 1)).status_code == 404
