"""What a browser says to the server: sealed, of one size, and each side's alone."""

import json
from base64 import b64decode, b64encode
from datetime import timedelta
from itertools import repeat
from pathlib import Path

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.refusal import Refused
from atelier_local.steps.competition import receipts, sealing
from atelier_local.steps.competition.models import Draft, LateTender, Slot, Tender
from atelier_local.steps.competition.operations import pieces
from atelier_local.steps.competition.rules import body as bodies
from atelier_local.steps.competition.views import vault
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import BEFORE, DEADLINE
from tests.pages import assert_queries

VAULT, PIECES = (reverse(f"competition:{page}", args=[SLUG]) for page in ("vault", "pieces"))
KEY = sealing.new_key()


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_published)


@pytest.fixture(autouse=True)
def before_the_deadline():
    clock.advance_to(BEFORE)
    vault._recent.clear()
    pieces._came.clear()


def b64(text: bytes) -> str:
    return b64encode(text).decode()


def told(competition, act: str, tag: str = "", letter: str = "C", **changes) -> dict:
    """What `tender.js` sends; on a save, an envelope all the same."""
    keys = [one.key for one in competition.officers.all()]
    body = factory.a_body(letter)
    core = bodies.dump(
        bodies.Body(str(competition.stream_id), "0" * 32, body.parts, expenses=body.expenses)
    )
    envelope = sealing.seal(b"" if act == vault.WITHDRAW else core, keys)
    recipient = str(KEY.to_public())
    return {
        "act": act,
        "tag": tag,
        "draft": b64(sealing.seal_draft(b"{}", recipient)),
        "recipient": recipient,
        "envelope": {
            "recipient": envelope.recipient,
            "core": b64(envelope.core),
            "keys": {pair: b64(shut) for pair, shut in envelope.keys.items()},
            "digest": sealing.digest(envelope.core),
            "commitment": sealing.digest(b"" if act == vault.WITHDRAW else core),
        },
    } | changes


def post(client, sent: dict | bytes):
    data = sent if isinstance(sent, bytes) else json.dumps(sent)
    return client.post(VAULT, data, content_type="application/json")


def test_what_the_browser_finds(as_, cast, competition):
    dina = as_(cast.dina)
    found = dina.get(VAULT)
    assert "no-store" in found["Cache-Control"]
    assert found.json() | {"now": "", "deadline": ""} == {
        "draft": "",
        "recipient": "",
        "tag": "",
        "competition": str(competition.stream_id),
        "keys": [
            {"place": one.position, "party": one.college, "recipient": one.recipient}
            for one in competition.officers.all()
        ],
        "now": "",
        "deadline": "",
    }
    assert_queries(dina, VAULT)


def test_saving_and_depositing_are_answered_alike(as_, cast, competition):
    dina = as_(cast.dina)
    saved = post(dina, told(competition, vault.SAVE))
    deposited = post(dina, told(competition, vault.DEPOSIT, saved.json()["tag"]))
    withdrawn = post(dina, told(competition, vault.WITHDRAW, deposited.json()["tag"]))
    answers = (saved, deposited, withdrawn)
    assert [answer.status_code for answer in answers] == [200] * 3
    assert {len(answer.content) for answer in answers} == {vault.ANSWER}
    assert {answer["Content-Encoding"] for answer in answers} == {"identity"}
    assert [set(answer.headers) for answer in answers] == [set(saved.headers)] * 3
    assert saved.json()["receipt"] is None
    receipt = deposited.json()["receipt"]
    assert receipts.verified(receipt, competition.receipt_key)
    assert withdrawn.json()["receipt"]["kind"] == receipts.WITHDRAWAL


def test_saving_leaves_the_slot_as_it_was(as_, cast, competition):
    slot = bytes(Slot.objects.get(invitation__consortium__letter="C").core)
    post(as_(cast.dina), told(competition, vault.SAVE))
    assert bytes(Slot.objects.get(invitation__consortium__letter="C").core) == slot
    assert Draft.objects.get().invitation.consortium.letter == "C"


def test_what_the_browser_sealed_is_what_opens(as_, cast, competition):
    post(as_(cast.dina), told(competition, vault.DEPOSIT))
    factory.open_by_both(cast, competition)
    opened = Tender.objects.get()
    assert (opened.price_eur, opened.pitch) == (factory.PRICES["C"], factory.PITCHES["C"])


def test_the_second_of_two_screens_gets_the_draft_of_the_first(as_, cast, competition):
    dina = as_(cast.dina)
    tag = post(dina, told(competition, vault.SAVE)).json()["tag"]
    first = told(competition, vault.SAVE, tag)
    assert post(dina, first).status_code == 200
    second = post(dina, told(competition, vault.DEPOSIT, tag))
    assert second.status_code == 409
    assert second.json()["draft"] == first["draft"]
    assert b64decode(second.json()["draft"])
    afresh = told(competition, vault.AFRESH, recipient=str(sealing.new_key().to_public()))
    assert post(dina, afresh).status_code == 200


def test_after_the_deadline_a_deposit_is_kept_aside_and_nothing_else_is(as_, cast, competition):
    clock.advance_to(DEADLINE + timedelta(seconds=1))
    dina = as_(cast.dina)
    assert post(dina, told(competition, vault.SAVE)).status_code == 422
    late = post(dina, told(competition, vault.DEPOSIT)).json()
    assert late["late"] is True
    assert late["receipt"]["kind"] == receipts.LATE
    assert (LateTender.objects.count(), Draft.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "change",
    [
        b"",
        b"[" * 50_000,
        b"[]",
        b"\xff",
        {"act": "publish_"},
        {"tag": 1},
        {"draft": "é"},
        {"draft": ""},
        {"recipient": "age1rien"},
        {"envelope": None},
        {"envelope": {}},
        {"envelope": {"keys": {}, "core": "%%%", "digest": "", "commitment": ""}},
    ],
)
def test_what_is_not_readable_is_refused_and_changes_nothing(as_, cast, competition, change):
    slots = list(Slot.objects.order_by("pk").values_list())
    sent = change if isinstance(change, bytes) else told(competition, vault.DEPOSIT) | change
    answer = post(as_(cast.dina), sent)
    assert (answer.status_code, bool(answer.json()["reasons"])) == (422, True)
    assert list(Slot.objects.order_by("pk").values_list()) == slots


def test_an_envelope_changed_on_its_way_is_refused(as_, cast, competition):
    sent = told(competition, vault.DEPOSIT)
    sent["envelope"]["digest"] = "0" * 64
    answer = post(as_(cast.dina), sent)
    assert (answer.status_code, "a changé en route" in answer.json()["reasons"][0]) == (422, True)


# --- Pieces ---------------------------------------------------------------------------------------


def send(client, sealed: bytes):
    return client.post(PIECES, sealed, content_type="application/octet-stream")


def test_a_piece_comes_back_as_it_was_and_its_time_says_nothing(as_, cast, competition):
    dina = as_(cast.dina)
    sealed = sealing.seal_piece(b"%PDF-1.7", str(KEY.to_public()))
    name = send(dina, sealed).json()["id"]
    path = reverse("competition:piece", args=[SLUG, name])
    assert dina.get(path).content == sealed
    kept = pieces.folder(competition) / name
    assert kept.stat().st_mtime == competition.published_at.timestamp()
    assert not list(Path(kept.parent).glob("*.part"))
    assert "dina" not in str(kept)


@pytest.mark.parametrize("name", ["0" * 32, "../../secret-key", "x", "%2e%2e%2f"])
def test_what_is_no_piece_is_not_found(as_, cast, competition, name):
    here = reverse("competition:pieces", args=[SLUG])
    assert as_(cast.dina).get(f"{here}{name}/").status_code == 404


def test_a_piece_that_is_not_sealed_or_too_many_at_once_are_refused(as_, cast, competition):
    dina = as_(cast.dina)
    for wrong in (b"", b"%PDF-1.7", b"age-encryption.org/v1\n", b"x" * (sealing.PIECE + 900)):
        assert send(dina, wrong).status_code == 422
    sealed = sealing.seal_piece(b"", str(KEY.to_public()))
    vault._recent[competition.invitations.get(consortium__letter="C").pk].extend(
        [vault.time.monotonic()] * 200
    )
    assert send(dina, sealed).status_code == 429


def test_no_side_takes_the_room_of_another_nor_learns_that_it_took_its_own(as_, cast, monkeypatch):
    """Room for two pieces: dina fills hers with three tries; eve still has both of hers."""
    monkeypatch.setattr(pieces, "room", lambda: 2)
    sealed = sealing.seal_piece(b"", str(KEY.to_public()))
    dina = as_(cast.dina)
    assert [send(dina, sealed).status_code for _ in range(3)] == [201, 201, 422]
    eve = as_(cast.eve)
    assert [send(eve, sealed).status_code for _ in range(2)] == [201, 201]
    told = send(eve, sealed).json()["reasons"][0]
    assert "la place de votre groupement est occupée" in told
    assert "consultation" not in told


LARGEST = [1] * (bodies.FILES - 4) + [
    sealing.PIECE * 30,
    100_000_000,
    100_000_000,
    300_000_000 - 200_000_000 - sealing.PIECE * 30 - (bodies.FILES - 4),
]
"""Sizes of the files of a tender as large as may be, most of them alone in a piece."""


def test_the_largest_tender_is_replaced_twice_and_sent_again_in_a_room_that_ends(cast, competition):
    """Counted without a disk: each piece of three versions comes twice, then the room is full."""
    side = factory.side_of(cast.dina, competition)
    of_one = sum(-(-size // (sealing.PIECE - 4)) for size in LARGEST)
    assert (len(LARGEST), sum(LARGEST)) == (bodies.FILES, 300_000_000)
    for _ in range(3 * 2 * of_one):
        pieces._take(side)
    more = repeat(side, 6 * bodies.FILES)
    with pytest.raises(Refused, match="occupée par les fichiers déjà envoyés"):
        list(map(pieces._take, more))


def test_a_piece_that_could_not_be_written_takes_no_room(as_, cast, competition, monkeypatch):
    monkeypatch.setattr(pieces, "room", lambda: 1)
    side = factory.side_of(cast.dina, competition)
    sealed = sealing.seal_piece(b"", str(KEY.to_public()))
    with monkeypatch.context() as disk:
        disk.setattr(pieces.os, "fsync", _full_disk)
        for _ in range(2):
            with pytest.raises(OSError, match="No space"):
                pieces.keep_piece(side, sealed, at=BEFORE)
    assert send(as_(cast.dina), sealed).status_code == 201


def _full_disk(descriptor):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("page", ["vault", "pieces"])
def test_the_vault_is_its_sides_alone(as_, cast, competition, page):
    path = reverse(f"competition:{page}", args=[SLUG])
    seen = {n: as_(p).get(path).status_code for n, p in vars(cast).items()}
    door = 200 if page == "vault" else 405
    assert seen == {n: door if n in ("dina", "eve") else 404 for n in seen}
