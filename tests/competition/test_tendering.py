"""Before the deadline, a tender lies in a slot that was full already, and nothing tells of it."""

from base64 import b64decode
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.http import Http404

from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, receipts, sealing
from atelier_local.steps.competition.models import Invitation, LateTender, Slot, Tender
from atelier_local.steps.competition.sealing import Envelope
from tests.factories import competition as factory
from tests.factories.competition import BEFORE, DEADLINE, side_of, tender


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_published)


def contents() -> dict[str, list]:
    """Every row of every table, as it is."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.managed
    }


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_a_deposit_changes_one_row_and_nothing_else(
    cast, competition, caplog, django_capture_on_commit_callbacks
):
    before, kept, heads = contents(), files(), competition.stream.head_seq
    caplog.set_level(0)
    with django_capture_on_commit_callbacks() as later:
        tender(cast.dina, competition)
    after = contents()
    changed = [label for label in after if after[label] != before[label]]
    assert changed == ["competition.Slot"]
    slots = zip(before["competition.Slot"], after["competition.Slot"], strict=True)
    assert sum(one != other for one, other in slots) == 1
    assert (later, mail.outbox, caplog.records, files()) == ([], [], [], kept)
    competition.stream.refresh_from_db()
    assert competition.stream.head_seq == heads


def shapes(competition) -> dict[str, tuple]:
    """Of each slot, what one copy of the database shows: nothing but lengths, to a few hundred."""
    return {
        slot.invitation.consortium.letter: (
            len(slot.core) // 1_000,
            {pair: len(b64decode(shut)) // 1_000 for pair, shut in slot.keys.items()},
            len(slot.stamp) // 1_000,
        )
        for slot in Slot.objects.filter(invitation__competition=competition).select_related(
            "invitation__consortium"
        )
    }


def test_one_copy_does_not_tell_who_has_tendered_nor_how_many(cast, competition):
    published = shapes(competition)
    assert set(published) == {"A", "C", "E"}
    tender(cast.dina, competition, pitch="Long. " * 5_000)
    operations.withdraw(side_of(cast.eve, competition), by=cast.eve, at=BEFORE)
    assert shapes(competition) == published
    assert published["A"] == published["C"] == published["E"]


def test_what_is_kept_does_not_contain_the_price_nor_the_words(cast, competition):
    tender(cast.dina, competition, price_eur=Decimal("97431.25"))
    everything = repr(contents()).encode()
    for secret in (b"97431", b"Nous avons compris les haies", b"AGE-SECRET"):
        assert secret not in everything
    assert not Tender.objects.exists()


def test_the_receipt_tells_the_instant_and_the_digest_and_is_signed(cast, competition):
    received = tender(cast.dina, competition)
    assert received.at == BEFORE
    assert (len(received.digest), received.kind) == (64, "deposit")
    assert received.key == competition.receipt_key
    assert receipts.verified(received.json(), competition.receipt_key) == received
    line = competition.stream.lines.get(kind="competition.published")
    assert line.payload["receipt_key"] == competition.receipt_key


@pytest.mark.parametrize(
    "changes",
    [
        {"deposited_at": "2026-07-03T09:59:59.999999+00:00"},
        {"consortium": "Groupement E"},
        {"digest": "0" * 64},
        {"kind": "withdrawal"},
        {"signature": "00" * 64},
        {"signature": "?"},
        {"signature": None},
        {"v": 2},
    ],
)
def test_a_receipt_that_was_changed_is_no_receipt(cast, competition, changes):
    received = tender(cast.dina, competition)
    assert receipts.verified(received.json() | changes, competition.receipt_key) is None


def test_another_key_signs_no_receipt_of_ours(cast, competition, settings):
    settings.SECRET_KEY = "une autre clé"
    forged = tender(cast.dina, competition)
    assert receipts.verified(forged.json(), competition.receipt_key) is None


def test_the_last_tender_replaces_the_one_before(cast, competition):
    first = tender(cast.dina, competition)
    slot = Slot.objects.get(invitation__consortium__letter="C")
    second = tender(cast.dina, competition, at=BEFORE + timedelta(hours=1))
    assert Slot.objects.count() == 3
    assert second.digest != first.digest
    assert bytes(Slot.objects.get(pk=slot.pk).core) != bytes(slot.core)


def test_a_withdrawn_tender_may_be_deposited_again(cast, competition):
    tender(cast.dina, competition)
    side = side_of(cast.dina, competition)
    gone = operations.withdraw(side, by=cast.dina, at=BEFORE)
    assert gone.kind == receipts.WITHDRAWAL
    again = tender(cast.dina, competition)
    factory.open_by_both(cast, competition)
    assert Tender.objects.get().digest == again.digest


@pytest.mark.parametrize("after", [timedelta(0), timedelta(microseconds=1), timedelta(days=300)])
def test_from_the_deadline_on_it_is_late_and_kept_aside(cast, competition, after):
    slot = bytes(Slot.objects.get(invitation__consortium__letter="C").core)
    received = tender(cast.dina, competition, at=DEADLINE + after)
    assert received.kind == receipts.LATE
    kept = LateTender.objects.get()
    assert (kept.digest, kept.arrived_at, kept.by) == (
        received.digest,
        DEADLINE + after,
        cast.dina,
    )
    assert bytes(Slot.objects.get(invitation__consortium__letter="C").core) == slot
    assert not competition.stream.lines.filter(kind="competition.late_tender_kept").exists()


def test_one_microsecond_before_it_is_not(cast, competition):
    received = tender(cast.dina, competition, at=DEADLINE - timedelta(microseconds=1))
    assert received.kind == receipts.DEPOSIT
    assert not LateTender.objects.exists()


def test_late_tenders_cannot_fill_the_disk(cast, competition):
    for rank in range(20):
        tender(cast.dina, competition, at=DEADLINE + timedelta(seconds=rank))
    with pytest.raises(Refused, match="20 plis tardifs"):
        tender(cast.dina, competition, at=DEADLINE + timedelta(hours=1))


def test_a_tender_too_long_is_refused_with_its_size(cast, competition):
    with pytest.raises(Refused, match="octets"):
        tender(cast.dina, competition, pitch="é" * 200_000)


def hostile(keys, honest: Envelope) -> dict[str, tuple[Envelope, str]]:
    right = "0" * 64
    return {
        "not age": (replace(honest, core=b"?" * (sealing.CORE + 200)), right),
        "too short": (replace(honest, core=b"age"), right),
        "too long": (replace(honest, core=honest.core + b"0" * 5_000), right),
        "no recipient": (replace(honest, recipient="age1rien"), right),
        "no keys": (replace(honest, keys={}), right),
        "one order only": (replace(honest, keys={"1>2": honest.keys["1>2"]}), right),
        "key for a stranger": (replace(honest, keys=honest.keys | {"1>9": b""}), right),
        "huge key": (replace(honest, keys=honest.keys | {"1>2": b"0" * 5_000}), right),
        "no commitment": (honest, "<script>"),
    }


@pytest.mark.parametrize("case", [*hostile([], Envelope("", b"", {"1>2": b"", "2>1": b""}))])
def test_hostile_envelopes_are_refused_or_harm_their_side_only(cast, competition, case):
    keys = [one.key for one in competition.officers.all()]
    envelope, commitment = hostile(keys, sealing.seal(b"{}", keys))[case]
    side = side_of(cast.dina, competition)
    with suppress(Refused):
        operations.receive(side, envelope, commitment, by=cast.dina, at=BEFORE)
    tender(cast.eve, competition)
    factory.open_by_both(cast, competition)
    assert [t.invitation.consortium.letter for t in queries.tenders(competition)] == ["E"]


# --- Drafts ---------------------------------------------------------------------------------------


def draft(side, tag="", key=None, text=b"un brouillon", at=BEFORE, **more):
    key = key or KEY
    recipient = str(key.to_public())
    sealed = sealing.seal_draft(text, recipient)
    return operations.save_draft(side, sealed, recipient, tag, at=at, **more)


KEY = sealing.new_key()


def test_a_draft_is_kept_closed_and_changes_its_tag(cast, competition):
    side = side_of(cast.dina, competition)
    first = draft(side)
    second = draft(side, first, text=b"la suite")
    assert second != first
    kept = queries.draft_of(side.invitation)
    assert sealing.open_draft(bytes(kept.body), KEY) == b"la suite"
    assert queries.draft_of(side_of(cast.eve, competition).invitation) is None


def test_of_two_screens_the_second_is_told_what_the_first_kept(cast, competition):
    side = side_of(cast.dina, competition)
    tag = draft(side)
    draft(side, tag, text=b"la premiere")
    with pytest.raises(operations.Overtaken) as overtaken:
        draft(side, tag, text=b"la seconde")
    assert sealing.open_draft(bytes(overtaken.value.draft.body), KEY) == b"la premiere"


def test_another_key_only_starts_afresh(cast, competition):
    side = side_of(cast.dina, competition)
    tag = draft(side)
    tender(cast.dina, competition)
    with pytest.raises(Refused, match="celle du brouillon"):
        draft(side, tag, key=sealing.new_key())
    slot = bytes(Slot.objects.get(invitation=side.invitation).core)
    assert draft(side, "", key=sealing.new_key(), afresh=True)
    assert bytes(Slot.objects.get(invitation=side.invitation).core) == slot


def test_after_the_deadline_no_draft_is_kept(cast, competition):
    with pytest.raises(Refused, match="date limite"):
        draft(side_of(cast.dina, competition), at=DEADLINE)


def test_a_draft_of_another_size_is_refused(cast, competition):
    side = side_of(cast.dina, competition)
    with pytest.raises(Refused, match="taille"):
        operations.save_draft(side, b"court", str(KEY.to_public()), "", at=BEFORE)


# --- Sides ----------------------------------------------------------------------------------------


def test_eve_has_her_side_only_and_others_have_none(cast, competition):
    assert side_of(cast.eve, competition).consortium.letter == "E"
    for person in (cast.camille, cast.bastien, cast.agnès, cast.stranger):
        with pytest.raises(Http404):
            side_of(person, competition)


def test_declining_gives_its_reason_and_takes_the_tender_back(cast, competition):
    side = side_of(cast.dina, competition)
    tender(cast.dina, competition)
    full = bytes(Slot.objects.get(invitation=side.invitation).core)
    with pytest.raises(Refused, match="dites pourquoi"):
        operations.decline(side, " ", by=cast.dina, at=BEFORE)
    for _ in range(2):
        operations.decline(side, "Notre paysagiste part.", by=cast.dina, at=BEFORE)
    assert bytes(Slot.objects.get(invitation=side.invitation).core) != full
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
