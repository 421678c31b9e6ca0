"""Receipts anybody may check, read as documents; a withdrawal looks like a deposit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.html import escape

from atelier_local import clock
from atelier_local.steps.competition import operations, queries, receipts
from atelier_local.steps.competition.models import Slot
from tests.deliverables.reading import assert_accessible
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import BEFORE, DEADLINE, open_by_both, side_of, tender

CHECK, SEAL = (reverse(f"competition:{page}") for page in ("check_receipt", "seal"))
TENDER = reverse("competition:my_tender", args=[SLUG])


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_published)


@pytest.fixture(autouse=True)
def before_the_deadline():
    clock.advance_to(BEFORE)


def test_anybody_may_have_a_receipt_checked_and_read(client, cast, competition):
    receipt = tender(cast.dina, competition)
    told = json.dumps(receipt.json())
    shown = client.post(CHECK, {"receipt": told})
    assert shown.status_code == 200
    assert "Signature juste" in shown.content.decode()
    assert receipt.digest in shown.content.decode()
    assert_accessible(client.post(CHECK, {"receipt": told, "form": "pdf"}).content)
    assert client.post(CHECK, {"receipt": told, "form": "docx"}).content.startswith(b"PK")
    assert competition.receipt_key in client.get(CHECK).content.decode()


def test_a_receipt_that_cannot_be_composed_stays_pasted(
    client, cast, competition, monkeypatch, tmp_path
):
    told = json.dumps(tender(cast.dina, competition).json())
    monkeypatch.setattr("atelier_local.ground.files.papers.TEMPLATES", tmp_path)
    failed = client.post(CHECK, {"receipt": told, "form": "pdf"})
    assert failed.status_code == 422
    assert "n’a pas pu être composé" in failed.text
    assert escape(told) in failed.text


@pytest.mark.parametrize(
    "told",
    [
        "", "{", "[]", "3", '"x"', "[" * 3_000, '{"competition": 3}', '{"competition": "x"}',
        '{"signature": "zz", "v": 1}',
    ],
)  # fmt: skip
def test_what_is_no_receipt_is_said_and_composes_nothing(client, cast, competition, told):
    refused = client.post(CHECK, {"receipt": told, "form": "pdf"})
    assert refused.status_code in (200, 422)
    assert not refused.content.startswith(b"%PDF")
    assert "Signature juste" not in refused.content.decode()


@pytest.mark.parametrize("name", ["digest", "deposited_at", "consortium", "kind", "key"])
def test_a_receipt_that_was_changed_is_refused(client, cast, competition, name):
    told = tender(cast.dina, competition).json()
    changed = told | {name: told[name][:-1] + ("0" if told[name][-1] != "0" else "1")}
    assert client.post(CHECK, {"receipt": json.dumps(changed)}).status_code == 422


def run_alone(path: Path, key: str) -> subprocess.CompletedProcess:
    """The script as it is published: no package of ours, no network, no site packages."""
    script = finders.find("competition/verifier_recu.py")
    command = [sys.executable, "-I", script, str(path), key]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_published_script_checks_without_us(tmp_path, cast, competition):
    told = tender(cast.dina, competition).json()
    path = tmp_path / "recu.json"
    path.write_text(json.dumps(told, indent=1))
    right = run_alone(path, competition.receipt_key)
    assert (right.returncode, right.stdout[:5]) == (0, "JUSTE")
    assert told["digest"] in right.stdout
    path.write_text(json.dumps(told | {"consortium": "Groupement Z"}))
    assert run_alone(path, competition.receipt_key).returncode == 1
    path.write_text(json.dumps(told | {"signature": "00" * 64}))
    assert run_alone(path, competition.receipt_key).returncode == 1
    path.write_text("[]")
    assert run_alone(path, competition.receipt_key).returncode == 2


def test_the_script_and_the_library_agree_on_every_altered_byte(cast, competition):
    """The same verdict on 64 signatures with one bit changed, and on the right one."""
    space: dict = {"__name__": "alone"}
    exec(Path(finders.find("competition/verifier_recu.py")).read_text(), space)
    receipt = tender(cast.dina, competition)
    public, right = bytes.fromhex(receipt.key), bytes.fromhex(receipt.signature)
    assert space["verified"](public, receipt.signed, right)
    for place in range(0, 64, 4):
        wrong = bytes(b ^ (place == n) for n, b in enumerate(right))
        assert not space["verified"](public, receipt.signed, wrong)
        assert receipts.verified(receipt.json() | {"signature": wrong.hex()}, receipt.key) is None


def test_the_page_of_the_seal_is_open_to_all_and_says_what_is_left(client):
    page = client.get(SEAL).content.decode()
    for words in ("deux copies", "serveur en marche", "feuilles de secours"):
        assert words in page


GREASE = 1_024
"""Bytes: age adds a stanza of a random length to whatever it seals, blank or tender."""


def shape(slot: Slot) -> dict[str, int]:
    keys = {pair: len(shut) for pair, shut in slot.keys.items()}
    return {"core": len(slot.core), "stamp": len(slot.stamp), **keys}


# --- Taking a tender back -------------------------------------------------------------------------


def test_a_withdrawn_tender_is_not_opened_and_the_slot_looks_the_same(as_, cast, competition):
    tender(cast.dina, competition)
    slot = Slot.objects.get(invitation=side_of(cast.dina, competition).invitation)
    before = shape(slot)
    page = as_(cast.dina).post(TENDER, {"withdraw": "1"})
    assert page.status_code == 200
    assert "Pli retiré" in page.content.decode()
    slot.refresh_from_db()
    after = shape(slot)
    assert before.keys() == after.keys()
    assert max(abs(before[name] - after[name]) for name in before) < GREASE
    open_by_both(cast, competition)
    assert queries.tenders(competition).count() == 0


def test_a_tender_is_not_taken_back_after_the_deadline(as_, cast, competition):
    tender(cast.dina, competition)
    clock.advance_to(DEADLINE)
    refused = as_(cast.dina).post(TENDER, {"withdraw": "1"})
    assert refused.status_code == 422
    assert "la date limite est passée" in refused.content.decode()
    open_by_both(cast, competition)
    assert queries.tenders(competition).count() == 1


def test_after_a_withdrawal_one_may_tender_again(cast, competition):
    side = side_of(cast.dina, competition)
    tender(cast.dina, competition)
    operations.withdraw(side, by=cast.dina, at=BEFORE)
    tender(cast.dina, competition)
    open_by_both(cast, competition)
    assert queries.tenders(competition).count() == 1
