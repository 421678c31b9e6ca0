"""A consultation given up after its choice: until when, and what stays to be read of it."""

import pytest

from atelier_local import clock
from atelier_local.clock import day_of
from atelier_local.programme.people.models import Message
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import Letter
from atelier_local.steps.contract.queries import award_of
from tests.competition.test_awarding import at, told
from tests.factories import competition as factory
from tests.factories.competition import AFTER
from tests.pages import assert_queries


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_reported)


@pytest.fixture(autouse=True)
def after_the_deadline():
    clock.advance_to(AFTER)


def test_a_consultation_is_given_up_until_the_contract_is_signed(as_, cast, competition):
    """An agreement that ended in between, a budget cut: a choice does not bind to sign."""
    given = told(cast, competition)
    assert at("discontinue") in as_(cast.camille).get(at("competition")).text
    reason = "Le budget de l’Atelier est supprimé."
    operations.discontinue(competition, reason, by=cast.camille, at=AFTER)
    given.refresh_from_db()
    assert (given.withdrawn_at, given.withdrawal_reason) == (AFTER, reason)
    assert competition.at_state is CompetitionState.DISCONTINUED
    assert award_of(competition.atelier) is None
    told_of_it = set(Message.objects.filter(body__contains=reason).values_list("to", flat=True))
    assert {cast.dina.email, cast.eve.email} <= told_of_it
    page = as_(cast.camille).get(at("competition"))
    assert (page.status_code, at("discontinue") in page.text) == (200, False)
    assert as_(cast.dina).get(at("my_result")).status_code == 200


def test_what_was_sent_stays_to_be_read_once_the_consultation_is_given_up(as_, cast, competition):
    given = told(cast, competition)
    operations.discontinue(competition, "Plus de budget.", by=cast.camille, at=AFTER)
    camille = as_(cast.camille)
    assert at("letters") in camille.get(at("competition")).text
    page = camille.get(at("letters"))
    assert page.status_code == 200
    assert "Ce choix est abandonné" in page.text
    assert "Plus de budget." in page.text
    for gone in (at("runner_up"), "Renvoyer", "Signature possible"):
        assert gone not in page.text
    papers_of = [
        ("decision", "docx"),
        *(("letter_document", one.pk, "docx") for one in given.letters.all()),
    ]
    for name, *args in papers_of:
        assert at(name, *args) in page.text
        assert camille.get(at(name, *args)).content.startswith(b"PK")
    assert camille.post(at("letters")).status_code == 200
    assert given.letters.count() == Letter.objects.count()
    assert_queries(camille, at("competition"))
    assert_queries(camille, at("letters"))
    cast.camille.organisation = cast.eve.organisation
    cast.camille.save()
    camille = as_(cast.camille)
    assert at("letters") not in camille.get(at("competition")).text
    for name, *args in [("letters",), *papers_of]:
        assert camille.get(at(name, *args)).status_code == 409


def test_given_up_before_any_choice_there_is_no_letter_to_read(as_, cast, competition):
    operations.discontinue(competition, "Plus de budget.", by=cast.camille, at=AFTER)
    camille = as_(cast.camille)
    assert at("letters") not in camille.get(at("competition")).text
    assert camille.get(at("letters")).status_code == 404
    assert camille.get(at("decision", "pdf")).status_code == 404


def test_once_signed_a_consultation_is_not_given_up(as_, cast, competition):
    given = told(cast, competition)
    operations.record_conclusion(given, day_of(AFTER), by=cast.camille, at=AFTER)
    assert at("discontinue") not in as_(cast.camille).get(at("competition")).text
    with pytest.raises(Refused, match="le marché est signé"):
        operations.discontinue(competition, "Trop tard.", by=cast.camille, at=AFTER)
    assert queries.winner(competition) == given
