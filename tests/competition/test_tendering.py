"""Before the deadline, a tender is a row that nobody can read and that nothing tells of."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core import mail
from django.http import Http404

from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.models import Invitation, Tender
from tests.factories import competition as factory
from tests.factories.competition import BEFORE, DEADLINE, side_of, tender


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_published)


def rows() -> dict[str, int]:
    """How many rows every table holds."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed
    }


def test_a_deposit_writes_its_own_row_and_nothing_else(
    cast, competition, caplog, django_capture_on_commit_callbacks
):
    before, heads = rows(), competition.stream.head_seq
    caplog.set_level(0)
    with django_capture_on_commit_callbacks() as later:
        tender(cast.dina, competition)
    after = rows()
    assert after.pop("competition.Tender") == before.pop("competition.Tender") + 1
    assert after == before
    assert (later, mail.outbox, caplog.records) == ([], [], [])
    competition.stream.refresh_from_db()
    assert competition.stream.head_seq == heads


def test_what_is_kept_does_not_contain_the_price_nor_the_words(cast, competition):
    tender(cast.dina, competition, price_eur=Decimal("97431.25"))
    kept = Tender.objects.values().get()
    envelope = bytes(kept["ciphertext"])
    assert kept["price_eur"] is None
    assert (kept["pitch"], kept["method"], kept["team_note"]) == ("", "", "")
    assert b"97431" not in envelope
    assert b"haies" not in envelope


def test_the_receipt_tells_the_instant_and_the_digest(cast, competition):
    received = tender(cast.dina, competition)
    side = side_of(cast.dina, competition)
    assert received.deposited_at == BEFORE
    assert len(received.digest) == 64
    assert queries.receipt(side.invitation) == received


def test_the_last_tender_replaces_the_one_before(cast, competition):
    first = tender(cast.dina, competition)
    second = tender(cast.dina, competition, at=BEFORE + timedelta(hours=1))
    assert Tender.objects.count() == 1
    assert (first.replaced, second.replaced) == (0, 1)
    assert second.digest != first.digest


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1)])
def test_at_the_deadline_it_is_too_late(cast, competition, late):
    with pytest.raises(Refused, match="date limite est passée"):
        tender(cast.dina, competition, at=DEADLINE + late)
    assert not Tender.objects.exists()


def test_one_second_before_it_is_not(cast, competition):
    assert tender(cast.dina, competition, at=DEADLINE - timedelta(seconds=1))


def test_eve_has_her_side_only_and_others_have_none(cast, competition):
    assert side_of(cast.eve, competition).consortium.letter == "E"
    for person in (cast.camille, cast.bastien, cast.agnès, cast.stranger):
        with pytest.raises(Http404):
            side_of(person, competition)


def test_declining_gives_its_reason_and_takes_the_tender_back(cast, competition):
    side = side_of(cast.dina, competition)
    tender(cast.dina, competition)
    with pytest.raises(Refused, match="dites pourquoi"):
        operations.decline(side, " ", by=cast.dina, at=BEFORE)
    for _ in range(2):
        operations.decline(side, "Notre paysagiste part.", by=cast.dina, at=BEFORE)
    assert not Tender.objects.exists()
    assert Invitation.objects.get(pk=side.invitation.pk).decline_reason == "Notre paysagiste part."
    with pytest.raises(Refused, match="ne répondrait pas"):
        tender(cast.dina, competition)


def test_a_question_is_answered_to_all_without_its_author(
    cast, competition, django_capture_on_commit_callbacks
):
    side = side_of(cast.eve, competition)
    asked = [operations.ask(side, "Faut-il des plans ?", by=cast.eve, at=BEFORE) for _ in range(2)]
    assert asked[0] == asked[1]
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            operations.answer(asked[0], "Une coupe suffit.", by=cast.camille, at=BEFORE)
    assert cast.dina.email in {address for message in mail.outbox for address in message.to}
    assert not any("Eve" in message.body for message in mail.outbox)
    (shown,) = queries.questions_for(side_of(cast.dina, competition).invitation)
    assert set(shown) == {"id", "text", "asked_at", "answer", "answered_at"}
    with pytest.raises(Refused, match="déjà sa réponse"):
        operations.answer(asked[1], "Autre chose.", by=cast.camille, at=BEFORE)
