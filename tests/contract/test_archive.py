"""The file of a contract for the archives: every piece with its digest, its class, its term."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.agreement.law import in_force, rows
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.steps.contract import archive, filing, operations, queries, rules
from atelier_local.steps.contract.enums import ArchiveClass, Verdict
from atelier_local.steps.contract.models import CallOffContract
from tests.contract.test_team import LATER, declare, the_contract
from tests.factories.ateliers import SLUG
from tests.factories.contract import NOTIFIED, SIGNED, a_notified_contract, priced
from tests.pages import assert_queries

days = st.dates(date(2019, 4, 1), date(2040, 12, 31))


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_notified_contract(cast, body=priced))


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


@given(days, days)
def test_the_later_of_two_terms_is_kept(signed, notified):
    one, two = rules.Period(5, signed, "signature"), rules.Period(5, notified, "notification")
    kept = rules.latest(one, two)
    assert kept.until >= one.until
    assert kept.until >= two.until
    assert rules.latest(one, rules.Period(5, None, "notification")).until is None


@pytest.mark.parametrize("kind", ArchiveClass)
def test_every_class_says_its_law(kind):
    assert kind.holds
    assert in_force(rows(), kind.fate, date(2026, 11, 28)) is not None


def test_terms_count_from_the_notification_and_from_the_end_of_performance(cast):
    contract = the_contract()
    kept = {one.kind: one for one in queries.retention(contract, LATER.date())}
    procedure, performed = kept[ArchiveClass.REJECTED], kept[ArchiveClass.PAYMENTS]
    assert procedure.period.since == NOTIFIED.date() > SIGNED.date()
    assert procedure.period.until == rules.publication_due(NOTIFIED.date(), 60)
    assert performed.foreseen
    assert performed.period.since == queries.in_effect(contract).ends_on
    Atelier.objects.update(stage=Stage.FOLLOW_UP)
    for place, instalment in enumerate(contract.instalments.all()):
        instalment.contract = the_contract()
        when = LATER + timedelta(days=place)
        operations.decide_service(instalment, Verdict.ADMITTED, by=cast.camille, at=when)
    ended = queries.retention(the_contract(), LATER.date())[-1]
    assert (ended.foreseen, ended.period.years) == (False, 10)
    assert ended.period.since == (LATER + timedelta(days=3)).date()


def exported(folder) -> tuple[dict, dict[str, bytes]]:
    to = folder / "dossier.zip"
    call_command("export_archive", SLUG, to=to)
    assert to.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(io.BytesIO(to.read_bytes())) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    return json.loads(files[archive.MANIFEST]), files


def test_the_manifest_covers_every_file_and_each_digest_holds(cast, tmp_path):
    operations.accept_subcontracting(declare(cast), by=cast.camille, at=LATER)
    told, files = exported(tmp_path)
    listed = {one["path"]: one for one in told["documents"]}
    assert files.keys() == listed.keys() | {archive.MANIFEST, archive.README}
    for path, one in listed.items():
        assert one["sha256"] == hashlib.sha256(files[path]).hexdigest()
        assert one["size"] == len(files[path])
        assert one["until"] == told["classes"][one["class"]]["until"]
    assert {one["class"] for one in listed.values()} == set(ArchiveClass.values)
    assert "à vérifier" in told["classes"]["procedure"]["fate_article"]
    assert told["fictitious"]


def test_tenders_are_told_apart_and_said_whole(cast, tmp_path):
    told, files = exported(tmp_path)
    kinds = {one["path"]: one["class"] for one in told["documents"]}
    retained = [path for path, kind in kinds.items() if kind == "retained"]
    rejected = [path for path, kind in kinds.items() if kind == "rejected"]
    assert len(retained) == len(rejected) == 1
    assert "Les haies." in files[retained[0]].decode()
    assert "la rivière" in files[rejected[0]].decode()
    assert any(path.endswith(".pdf") and files[path][:5] == b"%PDF-" for path in files)
    lines = files["analyse/registre.jsonl"].decode().splitlines()
    chain = [json.loads(line) for line in lines]
    assert [line["seq"] for line in chain] == list(range(1, len(chain) + 1))
    pairs = zip(chain, chain[1:], strict=False)
    assert all(after["previous"] == before["hash"] for before, after in pairs)


def test_the_same_pieces_make_the_same_bundle():
    pieces = [archive.Piece(name, ArchiveClass.CONTRACT, b"x") for name in ("b", "a")]
    classes = {"contract": {"years": 10, "from": None, "until": None, "fate": "visa"}}
    told = archive.manifest({}, classes, pieces)
    assert archive.bundled(told, pieces) == archive.bundled(told, pieces[::-1])


def test_the_command_refuses_what_it_cannot_write(cast, tmp_path):
    (tmp_path / "dossier.zip").write_bytes(b"")
    with pytest.raises(CommandError, match="existe déjà"):
        call_command("export_archive", SLUG, to=tmp_path / "dossier.zip")
    with pytest.raises(CommandError, match="ni marché signé"):
        call_command("export_archive", "ailleurs", to=tmp_path / "autre.zip")
    assert [file.name for file in tmp_path.iterdir()] == ["dossier.zip"]


def test_the_buyer_reads_what_is_kept_until_when(as_, cast):
    page = as_(cast.camille).get(at("archives")).content.decode()
    for said in ("Offres non retenues", "visa du service d’archives", "à vérifier", "SIAF"):
        assert said in page
    seen = {n: as_(p).get(at("archives")).status_code for n, p in vars(cast).items()}
    assert (seen["camille"], seen["bastien"], seen["dina"], seen["eve"]) == (200, 403, 403, 404)
    assert_queries(as_(cast.camille), at("archives"))
    CallOffContract.objects.update(notified_at=None)
    assert "pas encore connu" in as_(cast.camille).get(at("archives")).content.decode()


def test_a_competition_that_ended_without_a_contract_is_kept_too(cast, tmp_path):
    """Whoever lost may still sue: what was offered and why it stopped is kept as long."""
    competition = the_contract().award.competition
    contract = CallOffContract.objects.get()
    pieces = {piece.path: piece for piece in filing.pieces(competition, None)}
    assert {piece.kind for piece in pieces.values()} == {
        kind for kind in ArchiveClass if not kind.of_contract
    }
    assert "analyse/fin.json" in pieces
    assert len([path for path in pieces if path.startswith("offres/non-retenues")]) == 2
    kept = queries.retention_without_contract(contract.signed_on)
    assert {one.period.until for one in kept} == {rules.publication_due(contract.signed_on, 60)}
