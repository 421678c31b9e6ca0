"""While tenders are sealed: who sees which side, and that no page tells of a deposit."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.steps.competition import operations
from atelier_local.steps.competition.models import Invitation, Notice, Slot
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG, an_epci
from tests.factories.competition import BEFORE, DEADLINE, side_of, tender
from tests.factories.people import Cast
from tests.pages import assert_queries

SIDES = ["letter", "questions", "my_tender", "receipt", "decline"]
MEMBERS = {"camille", "bastien", "hélène", "olivia", "paul", "agnès"}


def at(page: str, *args: object, slug: str = SLUG) -> str:
    return reverse(f"competition:{page}", args=[slug, *args])


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_published)


@pytest.fixture(autouse=True)
def before_the_deadline():
    clock.advance_to(BEFORE)


def statuses(as_, cast: Cast, path: str) -> dict[str, int]:
    return {name: as_(person).get(path).status_code for name, person in vars(cast).items()}


def expected(cast: Cast, allowed: set[str]) -> dict[str, int]:
    return {
        name: 200 if name in allowed else 403 if name in MEMBERS else 404 for name in vars(cast)
    }


@pytest.mark.parametrize(
    ("page", "allowed"),
    [
        ("competition", MEMBERS - {"paul"}),
        ("prepare", {"camille"}),
        ("officers", {"camille"}),
        ("discontinue", {"camille"}),
        ("opening", {"camille", "bastien", "olivia"}),
        ("interests", {"camille", "bastien", "hélène", "olivia"}),
    ],
)
def test_who_opens_the_buyers_pages(as_, cast, competition, page, allowed):
    assert statuses(as_, cast, at(page)) == expected(cast, allowed)


@pytest.mark.parametrize("page", SIDES)
def test_a_side_opens_to_its_consortium_and_to_nobody_else(as_, cast, competition, page):
    wanted = {name: 200 if name in ("dina", "eve") else 404 for name in vars(cast)}
    assert statuses(as_, cast, at(page)) == wanted


def test_eve_sees_nothing_of_dinas_side(as_, cast, competition):
    received = tender(cast.dina, competition)
    eve = as_(cast.eve)
    for page in SIDES:
        shown = eve.get(at(page)).content.decode()
        assert "Groupement E" in shown
        assert "Groupement C" not in shown
        assert received.digest not in shown
    assert "Aucun reçu n’est gardé ici" in eve.get(at("receipt")).content.decode()


def test_a_draft_competition_is_nobodys_side(as_, cast, competition):
    type(competition).objects.filter(pk=competition.pk).update(state="draft")
    assert as_(cast.dina).get(at("letter")).status_code == 404


def seen(client, path: str) -> str:
    clock.advance_to(BEFORE)
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(path).content.decode())


@pytest.mark.parametrize("name", ["camille", "bastien", "agnès", "eve"])
def test_no_page_tells_that_a_tender_is_there(as_, cast, competition, name):
    client = as_(getattr(cast, name))
    mine = ["mine"] if name == "eve" else []
    pages = [*(SIDES if name == "eve" else ["competition", "opening"])]
    paths = [at(page) for page in pages] + [reverse(f"competition:{page}") for page in mine]
    before = [seen(client, path) for path in paths]
    tender(cast.dina, competition)
    assert [seen(client, path) for path in paths] == before


def test_opening_too_early_is_refused_on_the_page(as_, cast, competition):
    clock.advance_to(DEADLINE - timedelta(seconds=5))
    refused = as_(cast.camille).post(at("opening"), {"phrase": factory.CAMILLES})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "la date limite n’est pas passée" in page
    assert factory.CAMILLES not in page
    assert "facultatif" not in page  # one of the two is needed
    assert page.count("Intérêts à déclarer") == 2
    factory.declared(cast.camille, competition, at=BEFORE)
    page = as_(cast.bastien).get(at("opening")).text
    assert (page.count("Intérêts déclarés le"), page.count("Intérêts à déclarer")) == (1, 1)


def test_asking_and_answering_through_the_screens(as_, cast, competition):
    as_(cast.eve).post(at("questions"), {"text": "Faut-il des plans ?"})
    question = competition.questions.get()
    camille = as_(cast.camille)
    sent = {"broadcast": "Faut-il des plans ?", "text": "Une coupe."}
    assert camille.post(at("answer", question.pk), sent | {"text": ""}).status_code == 422
    for _ in range(2):
        assert camille.post(at("answer", question.pk), sent).status_code == 302
    page = as_(cast.dina).get(at("questions")).content.decode()
    assert "Une coupe." in page
    assert "Eve" not in page


def test_declining_through_the_screen(as_, cast, competition):
    dina = as_(cast.dina)
    assert dina.post(at("decline"), {"reason": ""}).status_code == 422
    assert dina.post(at("decline"), {"reason": "Complets."}).url == reverse("competition:mine")
    assert "Complets." in as_(cast.camille).get(at("competition")).content.decode()


def test_preparing_and_publishing_again_is_refused_or_silent(as_, cast, competition):
    camille = as_(cast.camille)
    weights = {f"weight_{key}": weight for key, weight in factory.WEIGHTS.items()}
    said = {"deadline": "05/07/2026 12:00", "formula": "proportional", "validity_days": 120}
    again = camille.post(at("prepare"), weights | said | {"mode": "native"})
    assert again.status_code == 422
    assert "elle ne change plus" in again.content.decode()
    assert camille.post(at("publish"), {"again": competition.atelier.name}).status_code == 302
    assert competition.invitations.count() == 3


def test_what_belongs_to_another_atelier_is_not_found(as_, cast, competition):
    question = operations.ask(side_of(cast.eve, competition), "Des plans ?", by=cast.eve, at=BEFORE)
    factory.a_draft(cast, slug="ailleurs", epci=an_epci("200072999", "CC du Houlme"))
    path = reverse("competition:answer", args=["ailleurs", question.pk])
    assert as_(cast.camille).get(path).status_code == 404


def test_queries_do_not_grow_with_consortia_or_consultations(as_, cast, competition):
    camille, dina = at("competition"), reverse("competition:mine")
    few = assert_queries(as_(cast.camille), camille), assert_queries(as_(cast.dina), dina)
    others = Invitation.objects.exclude(consortium__letter="C")
    for kept in (Slot, Notice):
        kept.objects.filter(invitation__in=others).delete()
    others.delete()
    one = assert_queries(as_(cast.camille), camille), assert_queries(as_(cast.dina), dina)
    assert one == few
    for page in (*SIDES, "opening", "prepare", "officers", "interests"):
        person = cast.dina if page in SIDES else cast.camille
        assert_queries(as_(person), at(page))
