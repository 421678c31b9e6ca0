"""The number at the treasury."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.steps.contract import operations, rules
from tests.contract.test_modifications import notify, propose
from tests.contract.test_team import LATER, the_contract
from tests.factories.ateliers import SLUG
from tests.factories.contract import a_notified_contract, priced
from tests.pages import assert_queries


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_notified_contract(cast, body=priced))


def at(page: str) -> str:
    return reverse(f"contract:{page}", args=[SLUG])


@given(st.text(max_size=12))
def test_a_number_has_ten_digits_or_is_not_there(number):
    right = not number or (len(number) == 10 and number.isascii() and number.isdecimal())
    assert (rules.against_numbering(number) == ()) is right


def test_the_number_is_on_every_paper_that_follows(cast):
    operations.number_engagement(the_contract(), "15 1234 5678", by=cast.camille, at=LATER)
    contract = the_contract()
    assert contract.engagement_number == "1512345678"
    operations.number_engagement(contract, "1512345678", by=cast.camille, at=LATER)
    assert contract.atelier.stream.lines.filter(kind="contract.numbered").count() == 1
    assert "1512345678" in str(notify(cast, propose(cast)).paper.paper)


def test_through_the_screens(as_, cast):
    clock.advance_to(LATER)
    camille = as_(cast.camille)
    refused = camille.post(at("number"), {"number": "12"})
    assert (refused.status_code, "dix chiffres" in refused.content.decode()) == (422, True)
    assert 'value="12"' in refused.content.decode()
    assert camille.post(at("number"), {"number": "1512345678"}).status_code == 302
    page = as_(cast.dina).get(at("payments")).content.decode()
    assert "1512345678" in page
    answer = as_(cast.camille).post(at("number"), {"number": ""}, follow=True)
    assert "Le numéro d’engagement est effacé." in answer.content.decode()
    assert the_contract().engagement_number == ""


@pytest.mark.parametrize("page", ["number", "penalise"])
def test_only_the_buyer_writes_them(as_, cast, page):
    seen = {name: as_(who).get(at(page)).status_code for name, who in vars(cast).items()}
    outside = {"eve", "stranger"}
    assert seen == {
        name: 200 if name == "camille" else 404 if name in outside else 403 for name in seen
    }
    assert_queries(as_(cast.camille), at(page))
