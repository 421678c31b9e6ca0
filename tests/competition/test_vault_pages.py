"""Where the browser puts what it has sealed: one address, one size, a store that knows nothing."""

import json
import os
from base64 import b64decode, b64encode
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from atelier_local import clock
from atelier_local.steps.competition import operations, queries, receipts, sealing
from atelier_local.steps.competition.models import LateTender, Slot
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import BEFORE, DEADLINE, side_of

KEY = sealing.new_key()
RECIPIENT = str(KEY.to_public())
PIECE = sealing.seal_piece(b"un morceau", RECIPIENT)


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_published)


@pytest.fixture(autouse=True)
def before_the_deadline():
    clock.advance_to(BEFORE)


def text(sealed: bytes) -> str:
    return b64encode(sealed).decode()


def a_request(competition, act: str, tag: str = "", said: bytes = b"{}") -> dict[str, Any]:
    keys = [officer.key for officer in competition.officers.all()]
    envelope = sealing.seal(said, keys)
    return {
        "act": act.ljust(8, "_"),
        "tag": tag,
        "recipient": RECIPIENT,
        "draft": text(sealing.seal_draft(said, RECIPIENT)),
        "envelope": {
            "recipient": envelope.recipient,
            "core": text(envelope.core),
            "keys": {pair: text(shut) for pair, shut in envelope.keys.items()},
            "digest": sealing.digest(envelope.core),
            "commitment": sealing.digest(said),
        },
    }


def put(client: Client, told: dict[str, Any] | str) -> Any:
    body = told if isinstance(told, str) else json.dumps(told)
    return client.post(at("vault"), body, content_type="application/json")


def slots(competition) -> list[bytes]:
    found = Slot.objects.filter(invitation__competition=competition).order_by("pk")
    return [bytes(slot.core) for slot in found]


@pytest.mark.parametrize("page", ["vault", "pieces"])
def test_only_a_side_enters(as_, cast, competition, page):
    """`pieces` is only posted to."""
    good = 200 if page == "vault" else 405
    statuses = {name: as_(who).get(at(page)).status_code for name, who in vars(cast).items()}
    assert statuses == {name: good if name in ("dina", "eve") else 404 for name in vars(cast)}


def test_what_it_takes_to_seal_is_told_and_nothing_of_the_others(as_, cast, competition):
    as_(cast.dina).post(at("vault"), json.dumps(a_request(competition, "save")), "application/json")
    told = as_(cast.eve).get(at("vault")).json()
    assert (told["draft"], told["tag"], told["recipient"]) == ("", "", "")
    assert [key["place"] for key in told["keys"]] == [1, 2]
    assert told["competition"] == str(competition.stream_id)


def test_a_draft_is_kept_as_it_came_and_a_stale_screen_is_told(as_, cast, competition):
    dina = as_(cast.dina)
    first = put(dina, a_request(competition, "save")).json()
    told = dina.get(at("vault")).json()
    assert (told["tag"], told["recipient"]) == (first["tag"], RECIPIENT)
    assert sealing.open_draft(b64decode(told["draft"]), KEY) == b"{}"
    put(dina, a_request(competition, "save", first["tag"], b'{"v":2}'))
    stale = put(dina, a_request(competition, "save", first["tag"], b'{"v":3}'))
    assert stale.status_code == 409
    assert sealing.open_draft(b64decode(stale.json()["draft"]), KEY) == b'{"v":2}'


def test_answers_to_a_save_and_to_a_deposit_cannot_be_told_apart(as_, cast, competition):
    """Requests are compared in a browser (test_tender.py): age on the server adds noise to them."""
    dina = as_(cast.dina)
    dina.defaults["HTTP_ACCEPT_ENCODING"] = "gzip"
    tag = put(dina, a_request(competition, "save")).json()["tag"]
    answers = []
    for act in ("save", "deposit", "save", "withdraw", "afresh"):
        said = b"" if act == "withdraw" else b"{}"
        answer = put(dina, a_request(competition, act, tag, said))
        answers.append((answer.status_code, len(answer.content), sorted(answer.headers)))
        tag = answer.json()["tag"]
    assert len({repr(answer) for answer in answers}) == 1
    assert answers[0][1] == 8192


def test_a_deposit_fills_its_slot_and_its_receipt_is_good(as_, cast, competition):
    before = slots(competition)
    answer = put(as_(cast.dina), a_request(competition, "deposit")).json()
    after = slots(competition)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
    assert [len(core) for core in after] != []
    receipt = receipts.verified(answer["receipt"], receipts.public_key())
    assert receipt
    assert receipt.kind == "deposit"


def test_a_deposit_from_a_stale_screen_changes_nothing(as_, cast, competition):
    dina = as_(cast.dina)
    put(dina, a_request(competition, "save"))
    before = slots(competition)
    assert put(dina, a_request(competition, "deposit", "0" * 32)).status_code == 409
    assert slots(competition) == before


def test_after_the_deadline_a_deposit_is_kept_aside_and_a_save_is_refused(as_, cast, competition):
    dina = as_(cast.dina)
    before = slots(competition)
    clock.advance_to(DEADLINE)
    assert put(dina, a_request(competition, "save")).status_code == 422
    answer = put(dina, a_request(competition, "deposit")).json()
    assert answer["late"]
    assert answer["receipt"]["kind"] == "late"
    assert slots(competition) == before
    assert LateTender.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"act": "open____"},
        {"act": 3},
        {"draft": "é"},
        {"draft": text(b"court")},
        {"recipient": "age1"},
        {"envelope": []},
        {"envelope": {"recipient": "age1", "core": "", "keys": {}}},
    ],
)
def test_what_has_not_the_shape_expected_is_refused(as_, cast, competition, change):
    told = a_request(competition, "deposit") | change
    before = slots(competition)
    refused = put(as_(cast.dina), told)
    assert refused.status_code == 422
    assert refused.json()["reasons"]
    assert slots(competition) == before


@pytest.mark.parametrize("body", ["", "[]", "null", "[" * 100_000, "{", '{"act": "save____"}'])
def test_hostile_json_is_refused(as_, cast, competition, body):
    assert put(as_(cast.dina), body).status_code == 422


def test_an_envelope_altered_on_the_way_is_refused(as_, cast, competition):
    told = a_request(competition, "deposit")
    core = bytearray(b64decode(told["envelope"]["core"]))
    core[1000] ^= 1
    told["envelope"]["core"] = text(bytes(core))
    refused = put(as_(cast.dina), told)
    assert refused.status_code == 422
    assert "altéré en chemin" in refused.json()["reasons"][0]


# Pieces -------------------------------------------------------------------------------------------


def send(client: Client, sealed: bytes) -> Any:
    return client.post(at("pieces"), sealed, content_type="application/octet-stream")


def test_a_piece_comes_back_to_its_side_alone(as_, cast, competition):
    number = send(as_(cast.dina), PIECE).json()["id"]
    assert as_(cast.dina).get(at("piece", number)).content == PIECE
    assert as_(cast.eve).get(at("piece", number)).status_code == 404
    assert as_(cast.dina).get(at("piece", "0" * 32)).status_code == 404
    assert as_(cast.dina).get(at("piece", "nothing")).status_code == 404


def test_the_store_tells_neither_whose_nor_when(as_, cast, competition):
    for who in (cast.dina, cast.eve, cast.dina):
        send(as_(who), PIECE)
    folder = settings.MEDIA_ROOT / "plis" / str(competition.stream_id)
    found = [os.stat(path) for path in folder.iterdir()]
    assert {round(one.st_mtime) for one in found} == {round(competition.published_at.timestamp())}
    assert round(folder.stat().st_mtime) == round(competition.published_at.timestamp())
    assert {one.st_size for one in found} == {len(PIECE)}


@pytest.mark.parametrize("sealed", [b"", b"court", PIECE + bytes(5_000)])
def test_a_piece_has_one_size(as_, cast, competition, sealed):
    refused = send(as_(cast.dina), sealed)
    assert refused.status_code == 422
    assert "taille attendue" in refused.json()["reasons"][0]


def test_the_store_fills_up_and_says_so(as_, cast, competition, settings):
    settings.TENDER_TOTAL_MB = 1
    operations.pieces._sent.clear()
    answers = [send(as_(who), PIECE).status_code for who in (cast.dina, cast.dina)]
    assert answers == [422, 422]
    settings.TENDER_TOTAL_MB = 2
    operations.pieces._sent.clear()
    assert [send(as_(cast.dina), PIECE).status_code for _ in range(2)] == [201, 422]


def test_after_the_deadline_no_piece_comes_in(as_, cast, competition):
    clock.advance_to(DEADLINE)
    assert send(as_(cast.dina), PIECE).status_code == 422


def test_a_draft_is_for_its_side_alone(as_, cast, competition):
    put(as_(cast.dina), a_request(competition, "save"))
    assert queries.draft_of(side_of(cast.dina, competition).invitation)
    assert queries.draft_of(side_of(cast.eve, competition).invitation) is None
