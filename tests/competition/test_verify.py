"""A loser checks it all elsewhere: the bundle holds, and nothing can be changed in it unseen."""

import ast
import json
import subprocess
import sys
from dataclasses import asdict
from io import StringIO
from random import Random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.steps.competition import queries, receipts, rules
from atelier_local.steps.competition.enums import PriceFormula
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.competition.models.competition import new_withholding_key
from atelier_local.steps.competition.queries.bundle import _salt
from atelier_local.steps.competition.receipts import Receipt
from atelier_local.steps.competition.rules import formulas
from atelier_local.steps.competition.templatetags.competition import as_json
from atelier_local.steps.competition.views.result import SCRIPT
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, BEFORE, PITCHES, invited
from tests.pages import assert_queries
from verify import verify_competition as script


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_concluded)


@pytest.fixture(autouse=True)
def after_the_deadline():
    clock.advance_to(AFTER)


def at(page: str) -> str:
    return reverse(f"competition:{page}", args=[SLUG])


def told(competition, letter="E", **how):
    return queries.bundle(competition, invited(competition, letter), **how)


def receipt_of(competition, letter="E"):
    """As eve downloaded it when she deposited; it is kept nowhere here."""
    tender = invited(competition, letter).tender
    signed = receipts.sign(
        Receipt(
            "deposit",
            str(competition.stream_id),
            tender.invitation.name,
            tender.digest,
            tender.commitment,
            tender.deposited_at.isoformat(),
            competition.deadline.isoformat(),
            receipts.public_key(),
        )
    )
    return signed.json()


def test_a_loser_s_bundle_holds_with_her_receipt(competition):
    bundle = told(competition)
    said = script.check(
        receipts.signed_file(bundle), receipt_of(competition), bundle["letter"]["head"]
    )
    for words in (
        "votre reçu est authentique",
        "au signe près, celui que vous aviez scellé",
        "l’empreinte de votre lettre",
        "deux clés de deux parties",
        "sont ceux de la publication",
        "lues à l’ouverture, à ces prix : 2 ; écartées ensuite : 0",
        "Groupement E : 70,00 points recalculés",
        "points recalculés, rang 1",
    ):
        assert any(words in line for line in said), words
    assert PITCHES["E"] in bundle["own"]["core"]


def test_the_letter_bears_the_hash_the_register_goes_through(as_, cast, competition):
    letter = invited(competition, "E").award_letters.get()
    assert told(competition)["letter"]["head"] in str(letter.filed.paper)


def test_a_changed_byte_anywhere_is_seen(competition, by_a_library):
    """Every byte of the file, by its lowest bit: what is flipped so mostly remains JSON, and the
    signature alone sees it. Its other bits cannot pass where this one does not: the signature is
    over a hash of all bytes before the first end of line, and a byte made an end of line leaves no
    line of signature after it.
    """
    written = receipts.signed_file(told(competition))
    unseen = [place for place in range(len(written)) if not _fails(_flipped(written, place, 0))]
    assert unseen == []


def test_a_changed_bit_anywhere_in_a_receipt_is_seen(competition, by_a_library):
    """Every bit of it, as it is downloaded."""
    bundle = told(competition)
    written = as_json(receipt_of(competition)).encode()
    assert list(script.check_deposit(bundle | {"receipt": json.loads(written)}))
    unseen = [
        (place, bit)
        for place in range(len(written))
        for bit in range(8)
        if not _refused(bundle, _flipped(written, place, bit))
    ]
    assert unseen == []


def test_the_script_sees_by_itself_what_a_library_sees(competition):
    """The sums of the script, which take longer: each byte of the signature, of the key, and a
    hundred bytes anywhere."""
    written, random = receipts.signed_file(told(competition)), Random(7)
    body, key = written.index(b"\n"), written.index(receipts.public_key().encode())
    places = {*range(body, len(written)), *range(key, key + 64)}
    places |= {random.randrange(body) for _ in range(100)}
    unseen = [p for p in sorted(places) if not _fails(_flipped(written, p, random.randrange(8)))]
    assert unseen == []


def test_a_byte_more_or_less_is_seen(competition):
    written = receipts.signed_file(told(competition))
    for other in (written[:-1], written + b"\n", written[1:], b" " + written, b"", b"\n"):
        assert _fails(other)


@pytest.fixture
def by_a_library(monkeypatch):
    """The same sums made some fifty times as fast, so that every byte has its turn."""
    monkeypatch.setattr(script, "signed_by", _signed_by)


def _signed_by(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _flipped(written: bytes, place: int, bit: int) -> bytes:
    return b"".join((written[:place], bytes([written[place] ^ 1 << bit]), written[place + 1 :]))


def _fails(written: bytes) -> bool:
    try:
        script.check(written)
    except Exception:
        return True
    return False


def _refused(bundle, receipt: bytes) -> bool:
    try:
        list(script.check_deposit(bundle | {"receipt": json.loads(receipt)}))
    except Exception:
        return True
    return False


def test_another_s_receipt_is_not_mine(competition):
    written = receipts.signed_file(told(competition))
    with pytest.raises(script.Fault, match="celui du dernier dépôt"):
        script.check(written, receipt_of(competition, "C"))
    forged = receipt_of(competition) | {"deposited_at": BEFORE.isoformat()}
    with pytest.raises(script.Fault, match="la signature du reçu est fausse"):
        script.check(written, forged | {"digest": "0" * 64})


def test_what_is_withheld_is_committed_to_and_opened_to_a_judge(competition):
    """For dina, who won, eve’s marks and reasons are hidden; her global price is not."""
    bundle = told(competition, "C")
    hers = next(one for one in bundle["ranking"]["tenders"] if one["name"] == "Groupement E")
    assert set(hers) == {
        "invitation", "name", "read", "read_salt", "ranks", "label", "commitment"
    }  # fmt: skip
    assert set(hers["read"]) == {"consortium", "digest", "price_cents"}
    marks = {common.reason for common in invited(competition, "E").common_marks.all()}
    text = json.dumps(bundle, ensure_ascii=False)
    assert not [reason for reason in marks if reason in text]
    assert PITCHES["E"] not in text
    said = script.check(receipts.signed_file(bundle))
    assert any("Groupement E : notes occultées" in line for line in said)
    opened = told(competition, "C", whole=True)
    shown = next(one for one in opened["ranking"]["tenders"] if one["name"] == "Groupement E")
    assert shown["commitment"] == hers["commitment"]
    said = script.check(receipts.signed_file(opened))
    assert any("Groupement E : 70,00 points" in line for line in said)
    shown["judged"]["total"] -= 1
    with pytest.raises(script.Fault, match="engagé"):
        script.check(receipts.signed_file(opened))


def test_nobody_learns_who_asked_or_answered(competition):
    """Lines of other sides have their hash and nothing else."""
    bundle = told(competition)
    agents = {f"person:{agent}" for agent in _agents_of_others(competition)}
    assert agents
    text = json.dumps(bundle["stream"])
    assert not [agent for agent in agents if agent in text]
    hidden = [line for line in bundle["stream"] if "kind" not in line]
    assert hidden
    assert all(set(line) == {"hash"} for line in hidden)


def _agents_of_others(competition):
    others = competition.invitations.exclude(consortium__letter="E")
    return others.values_list("consortium__agents__person", flat=True)


def test_the_ranking_waits_for_the_signature(competition):
    competition.awards.update(concluded_on=None)
    bundle = told(competition)
    assert bundle["ranking"] is None
    assert not [
        line for line in bundle["stream"] if "settled" in line.get("kind", "") and "payload" in line
    ]
    said = script.check(receipts.signed_file(bundle))
    assert any("Classement : il n’est communicable qu’une fois" in line for line in said)


CENTS = st.integers(1, 100_000_000)


@given(st.sampled_from(PriceFormula), st.integers(1, 100), CENTS, st.integers(0, 10**9), CENTS)
def test_the_script_counts_a_price_as_the_platform_does(formula, weight, lowest, above, estimate):
    price, frozen = lowest + above, {"formula": str(formula), "estimate_cents": estimate}
    ours = formulas.points(formula, weight=weight, price=price, lowest=lowest, estimate=estimate)
    assert script.price_points(frozen, weight, price, lowest) == ours


def test_the_script_waits_as_long_as_the_platform_before_the_first_key():
    assert script.SETTLING == rules.SETTLING


def test_the_script_is_short_and_needs_nothing():
    source = SCRIPT.read_text()
    assert source.count("\n") < 300
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import)]
    names = {alias.name for node in imports for alias in node.names}
    froms = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    names |= {str(node.module).partition(".")[0] for node in froms}
    assert names <= sys.stdlib_module_names


def test_the_script_runs_alone(competition, tmp_path):
    file, receipt = tmp_path / "dossier.json", tmp_path / "recu.json"
    call_command("export_competition", SLUG, consortium="E", to=file)
    receipt.write_text(json.dumps(receipt_of(competition), ensure_ascii=False))
    command = [sys.executable, "-I", str(SCRIPT), str(file), "--recu", str(receipt)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Tout ce que ce dossier montre tient." in ran.stdout
    file.write_bytes(file.read_bytes().replace(b"Groupement E", b"Groupement F"))
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "la signature est fausse" in ran.stdout


def test_what_cannot_be_checked_is_not_said_to_hold(competition, tmp_path):
    """dina’s file withholds eve’s marks: a dash goes before them, not « oui »."""
    file = tmp_path / "dossier.json"
    call_command("export_competition", SLUG, consortium="C", to=file)
    command = [sys.executable, "-I", str(SCRIPT), str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    withheld = "Classement : Groupement E : notes occultées, non vérifiées"
    assert [line.split()[0] for line in said if withheld in line] == ["–"]
    checked = [line for line in said if "points recalculés, rang 1" in line]
    assert [line.split()[0] for line in checked] == ["oui"]


def test_the_command_says_why_not(competition, settings):
    with pytest.raises(CommandError, match="n’est consulté"):
        call_command("export_competition", SLUG, consortium="Z")
    settings.SECRET_KEY = "another"
    with pytest.raises(CommandError, match="n’est plus celle de la publication"):
        call_command("export_competition", SLUG, consortium="E")
    MiniCompetition.objects.update(opened_at=None)
    with pytest.raises(CommandError, match="les plis ne sont pas ouverts"):
        call_command("export_competition", SLUG, consortium="E")


def test_what_is_withheld_does_not_hang_on_the_key_of_the_installation(competition, settings):
    """Whoever steals `SECRET_KEY` learns nothing of what a loser's file withholds."""
    salt = _salt(competition, "bundle", 1)
    settings.SECRET_KEY = "another"
    assert _salt(competition, "bundle", 1) == salt
    competition.withholding_key = new_withholding_key()
    assert _salt(competition, "bundle", 1) != salt


def test_the_command_writes_what_the_page_gives(as_, cast, competition):
    out = StringIO()
    call_command("export_competition", SLUG, consortium="E", stdout=out)
    eve = as_(cast.eve)
    answer = eve.get(at("verify_bundle"))
    assert answer.content == out.getvalue().encode()
    assert "attachment" in answer["Content-Disposition"]
    assert eve.get(at("verify_script")).content == SCRIPT.read_bytes()
    page = eve.get(at("verify")).content.decode()
    assert at("verify_bundle") in page
    assert at("verify_script") in page
    assert at("verify") in eve.get(at("my_result")).content.decode()
    assert_queries(eve, at("verify"))


def test_each_takes_away_their_own_and_the_buyer_none(as_, cast, competition):
    dina = json.loads(as_(cast.dina).get(at("verify_bundle")).content.partition(b"\n")[0])
    assert dina["own"]["name"] == "Groupement C"
    for page in ("verify", "verify_bundle", "verify_script"):
        for who in (cast.camille, cast.bastien, cast.stranger):
            assert as_(who).get(at(page)).status_code == 404


def test_before_the_opening_there_is_nothing_to_take(as_, cast, competition):
    MiniCompetition.objects.update(opened_at=None)
    eve = as_(cast.eve)
    assert eve.get(at("verify_bundle")).status_code == 403
    assert "les plis ne sont pas ouverts" in eve.get(at("verify")).content.decode()


def test_receipts_and_bundles_are_never_taken_for_each_other(competition):
    """Both are signed by the same key."""
    receipt = Receipt(
        **{name: value for name, value in receipt_of(competition).items() if name != "v"}
    )
    posed = receipt.signed + b"\n" + receipt.signature.encode() + b"\n"
    with pytest.raises((script.Fault, KeyError, TypeError)):
        script.check(posed)
    assert asdict(receipt)["kind"] == "deposit"
