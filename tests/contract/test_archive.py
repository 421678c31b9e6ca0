"""The file of a contract for the archives: every piece with its digest, its class, its term."""

import asyncio
import hashlib
import io
import json
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pyrage.x25519 import Identity

from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.operations import store
from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.models import Line
from atelier_local.programme.agreement.law import in_force, rows
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.steps.competition import sealing
from atelier_local.steps.competition.enums import TenderPart
from atelier_local.steps.competition.operations.pieces import folder, keep_piece
from atelier_local.steps.competition.rules.body import FileEntry
from atelier_local.steps.contract import archive, filing, operations, queries, rules
from atelier_local.steps.contract.enums import ArchiveClass, Verdict
from atelier_local.steps.contract.models import CallOffContract
from tests.contract.test_team import LATER, declare, the_contract
from tests.factories.ateliers import SLUG
from tests.factories.competition import BEFORE
from tests.factories.contract import NOTIFIED, SIGNED, a_notified_contract, priced
from tests.pages import assert_queries

days = st.dates(date(2019, 4, 1), date(2040, 12, 31))


SLIDES = b"Les haies, en images. " * 200
KEY = Identity.generate()


def with_a_file(side):
    """The usual priced tender, with a file in two sealed pieces."""
    halves = SLIDES[:3_000], SLIDES[3_000:]
    names = [
        keep_piece(side, sealing.seal_piece(half, str(KEY.to_public())), at=BEFORE)
        for half in halves
    ]
    digest = hashlib.sha256(SLIDES).hexdigest()
    file = FileEntry(
        TenderPart.METHOD, "diapos.pdf", len(SLIDES), digest, "application/pdf", str(KEY),
        tuple(names),
    )  # fmt: skip
    return replace(priced(side), files=(file,))


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_notified_contract(cast, body=with_a_file))


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
    assert (len(retained), len(rejected)) == (2, 1)
    (slides,) = (path for path in retained if path.endswith("/fichiers/01"))
    (offer,) = (path for path in retained if path.endswith("/offre.json"))
    assert files[slides] == SLIDES
    assert "Les haies." in files[offer].decode()
    assert "la rivière" in files[rejected[0]].decode()
    assert any(path.endswith(".pdf") and files[path][:5] == b"%PDF-" for path in files)
    lines = files["analyse/registre.jsonl"].decode().splitlines()
    chain = [json.loads(line) for line in lines]
    assert [line["seq"] for line in chain] == list(range(1, len(chain) + 1))
    pairs = zip(chain, chain[1:], strict=False)
    assert all(after["previous"] == before["hash"] for before, after in pairs)


CLASSES = {"contract": {"years": 10, "from": None, "until": None, "fate": "visa"}}


def bundled(pieces: list[archive.Piece]) -> bytes:
    out = io.BytesIO()
    archive.write(out, {}, CLASSES, pieces)
    return out.getvalue()


def test_the_same_pieces_make_the_same_bundle():
    pieces = [archive.whole(name, ArchiveClass.CONTRACT, b"x") for name in ("b", "a")]
    assert bundled(pieces) == bundled(pieces[::-1])


def test_a_big_file_is_never_whole_in_memory(tmp_path):
    """64 MB go through a few hundred kilobytes."""
    part, times = b"\0" * 1_000_000, 64
    big = archive.Piece("a", ArchiveClass.CONTRACT, lambda: (part for _ in range(times)), "a" * 64)
    with (tmp_path / "dossier.zip").open("wb") as file:
        tracemalloc.start()
        told = archive.write(file, {}, CLASSES, [big])
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 4_000_000
    (one,) = told.manifest["documents"]
    assert (one["size"], one["deposited_sha256"]) == (64_000_000, "a" * 64)


def test_what_can_no_longer_be_read_is_said_and_the_rest_is_there(cast, tmp_path):
    competition = the_contract().award.competition
    tender = competition.invitations.get(consortium__letter="C").tender
    last = folder(competition) / tender.body["files"][0]["pieces"][1]
    kept = last.read_bytes()
    last.unlink()
    try:
        told, files = exported(tmp_path)
    finally:
        last.write_bytes(kept)
    (altered,) = (one for one in told["documents"] if "deposited_sha256" in one)
    assert files[altered["path"]] == SLIDES[:3_000]
    assert altered["deposited_sha256"] == hashlib.sha256(SLIDES).hexdigest()


def test_files_brought_from_place_are_kept_too(cast, tmp_path):
    tender = the_contract().award.competition.invitations.get(consortium__letter="E").tender
    brought = ContentFile(b"%PDF-1.7 le pli de PLACE\n%%EOF", "pli.pdf")
    stored = store(
        brought, name="pli.pdf", accept=MediaType, max_bytes=1_000, by=cast.camille, at=LATER
    )
    tender.files.create(stored=stored, name="pli.pdf", by=cast.camille, at=LATER)
    told, files = exported(tmp_path)
    (path,) = (path for path in files if "fichiers-de-place" in path)
    assert files[path].startswith(b"%PDF-1.7 le pli")
    assert "deposited_sha256" not in {k for one in told["documents"] for k in one}


def test_the_command_refuses_what_it_cannot_write(cast, tmp_path):
    (tmp_path / "dossier.zip").write_bytes(b"")
    with pytest.raises(CommandError, match="existe déjà"):
        call_command("export_archive", SLUG, to=tmp_path / "dossier.zip")
    with pytest.raises(CommandError, match="ni marché signé"):
        call_command("export_archive", "ailleurs", to=tmp_path / "autre.zip")
    assert [file.name for file in tmp_path.iterdir()] == ["dossier.zip"]


def test_a_letter_that_cannot_be_composed_leaves_no_file(cast, monkeypatch, tmp_path):
    monkeypatch.setattr("atelier_local.ground.files.papers.TEMPLATES", tmp_path / "none")
    why = r"^Rien n’a été écrit : le document « .+ » n’a pas pu être composé\.$"
    with pytest.raises(CommandError, match=why):
        exported(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not Line.objects.filter(kind="contract.archive_taken").exists()


def test_the_buyer_reads_what_is_kept_until_when(as_, cast):
    page = as_(cast.camille).get(at("archives")).content.decode()
    for said in ("Offres non retenues", "visa du service d’archives", "à vérifier", "SIAF"):
        assert said in page
    seen = {n: as_(p).get(at("archives")).status_code for n, p in vars(cast).items()}
    assert (seen["camille"], seen["bastien"], seen["dina"], seen["eve"]) == (200, 403, 403, 404)
    assert_queries(as_(cast.camille), at("archives"))
    CallOffContract.objects.update(notified_at=None)
    assert "pas encore connu" in as_(cast.camille).get(at("archives")).content.decode()


def taken(answer) -> bytes:
    """The bytes of an answer sent bit by bit, as the server reads them."""

    async def read() -> bytes:
        return b"".join([part async for part in answer])

    return asyncio.run(read())


def audited() -> list[tuple[str, dict]]:
    """What the stream of readings says of archives: who, and what."""
    lines = Line.objects.filter(stream__kind=StreamKind.AUDIT, kind="contract.archive_taken")
    return [(line.by, line.payload) for line in lines.order_by("seq")]


def test_the_pilot_takes_the_file_away_and_it_is_written_down(as_, cast):
    page = as_(cast.camille).get(at("archives")).text
    assert "Télécharger le dossier" in page
    assert "offres non retenues, avec leurs prix" in page
    before = set(Path(settings.MEDIA_ROOT).iterdir())
    answer = as_(cast.camille).post(at("take_archive"), headers={"accept-encoding": "gzip"})
    assert answer.is_async
    content = taken(answer)
    assert int(answer["Content-Length"]) == len(content)
    assert answer["Content-Disposition"].startswith('attachment; filename="dossier-collines-')
    assert "no-store" in answer["Cache-Control"]
    assert set(Path(settings.MEDIA_ROOT).iterdir()) == before
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert bundle.testzip() is None
        manifest = bundle.read(archive.MANIFEST)
    ((by, payload),) = audited()
    assert by == cast.camille.ref
    assert payload == {
        "manifest": hashlib.sha256(manifest).hexdigest(),
        "pieces": len(json.loads(manifest)["documents"]),
    }


def test_nobody_else_takes_it_and_a_look_takes_nothing(as_, cast):
    refused = dict.fromkeys(("bastien", "olivia", "agnès", "dina", "hélène", "paul"), 403)
    refused |= {"eve": 404, "stranger": 404}
    others = {name: person for name, person in vars(cast).items() if name != "camille"}
    assert {n: as_(p).post(at("take_archive")).status_code for n, p in others.items()} == refused
    assert as_(cast.camille).get(at("take_archive")).status_code == 405
    assert as_(cast.camille).get(at("archives")).status_code == 200
    assert audited() == []


def test_a_competition_that_ended_without_a_contract_is_kept_too(cast, tmp_path):
    """Whoever lost may still sue: what was offered and why it stopped is kept as long."""
    competition = the_contract().award.competition
    contract = CallOffContract.objects.get()
    pieces = {piece.path: piece for piece in filing.pieces(competition, None)}
    assert {piece.kind for piece in pieces.values()} == {
        kind for kind in ArchiveClass if not kind.of_contract
    }
    assert "analyse/fin.json" in pieces
    assert len([path for path in pieces if path.endswith("/offre.json")]) == 2
    kept = queries.retention_without_contract(contract.signed_on)
    assert {one.period.until for one in kept} == {rules.publication_due(contract.signed_on, 60)}
