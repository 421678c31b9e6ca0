"""A competition has a file once it is over, whatever its end."""

import csv
import hashlib
import json
import zipfile
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.enums import BackupMedium, LowVerdict, NoticeKind
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.competition.operations import discontinue
from atelier_local.steps.contract import filing
from tests.contract.test_archive import audited, taken
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, BEFORE, DEADLINE
from tests.files.test_papers import docx_text
from tests.full_disk import a_full_disk

VISIT, HEARD = "La visite est le 12.", "Répondu : trois personnes."


def an_amended_and_heard(cast):
    """Whose only tender was questioned about its price, then heard."""
    competition = factory.a_published(cast, decided={"hearing": True, "hearing_minutes": 45})
    by, later = {"by": cast.camille}, AFTER + timedelta(days=2)
    operations.amend(competition, VISIT, **by, at=BEFORE)
    factory.tender(cast.dina, competition)
    holder = factory.invited(competition, "E")
    operations.record_backup(holder, BackupMedium.PAPER, BEFORE, **by, at=DEADLINE)
    factory.open_by_both(cast, competition)
    for person in (cast.camille, cast.bastien):
        factory.an_evaluator(person, competition)
    factory.judge_all(cast, competition)
    (tender,) = queries.tenders(competition)
    asked = operations.ask_low(tender, "Justifiez les jours.", later, **by, at=AFTER)
    operations.decide_low(asked, LowVerdict.ACCEPTED, "Les jours y sont.", **by, at=later)
    (call,) = operations.call_hearings(
        competition, first_at=later, pause=0, place="Mairie", topics="L’équipe.", **by, at=AFTER
    )
    said = {"present": "Dina", "heard_by": [cast.bastien], "minutes": HEARD}
    operations.record_hearing(call, **said, **by, at=later)
    return competition


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_amended_and_heard)


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(table.lstrip("\ufeff")), delimiter=";"))


def test_what_was_written_to_holders_is_kept_with_its_class(cast):
    """Each additive, each letter in its forms, and the proof that every message was sent."""
    competition = MiniCompetition.objects.select_related("atelier__framework", "stream").get()
    discontinue(competition, "Le besoin a disparu.", by=cast.camille, at=AFTER)
    pieces = {one.path: one for one in filing.pieces(competition, None)}
    told = {path: b"".join(piece.parts()).decode() for path, piece in pieces.items()
            if path.endswith((".csv", ".json"))}  # fmt: skip
    assert VISIT in told["consultation/additifs.csv"]
    (copy,) = rows(told["analyse/copies-de-sauvegarde.csv"])
    assert (copy["Groupement"], copy["Support"]) == ("Groupement E", "Papier")
    assert (copy["Reçue le"], copy["Consignée par"]) == (str(BEFORE), "Camille Roussel")
    sent = rows(told["consultation/envois.csv"])
    kinds = [one["Objet"] for one in sent if one["Groupement"] == "Groupement C"]
    assert kinds == [
        NoticeKind.INVITATION.label, NoticeKind.AMENDMENT.label, NoticeKind.LOW_ASKED.label,
        NoticeKind.HEARING.label, NoticeKind.ENDING.label, NoticeKind.LOW_DECIDED.label,
    ]  # fmt: skip
    assert {one["À"] for one in sent if one["Groupement"] == "Groupement C"} == {cast.dina.email}
    of = {path.partition("-")[2]: piece.kind for path, piece in pieces.items()}
    classes = {
        "amendment.pdf": "consultation",
        "ending.docx": "consultation",
        "low-request.pdf": "procedure",
        "low-decision.docx": "procedure",
        "hearing-call.pdf": "procedure",
    }
    assert {name: of[name] for name in classes} == classes
    (record,) = (
        path for path in pieces if path.startswith("analyse/auditions/") and ".docx" in path
    )
    assert pieces[record].kind == "procedure"
    assert HEARD in docx_text(b"".join(pieces[record].parts())).replace("\u202f", " ").replace(
        "\u00a0", " "
    )


def test_nothing_leaves_before_the_end_and_everything_after(cast, tmp_path, as_):
    to, camille = tmp_path / "dossier.zip", as_(cast.camille)
    page, take = (reverse(f"contract:{name}", args=[SLUG]) for name in ("archives", "take_archive"))
    assert (camille.get(page).status_code, camille.post(take).status_code) == (404, 404)
    with pytest.raises(CommandError, match="ni consultation close"):
        call_command("export_archive", SLUG, to=to)
    competition = MiniCompetition.objects.select_related("atelier__stream", "stream").get()
    discontinue(competition, "Le besoin a disparu.", by=cast.camille, at=AFTER)
    told = camille.get(page).text
    assert "cette consultation" in told
    assert "Services faits" not in told
    assert page in camille.get(reverse("competition:competition", args=[SLUG])).text
    assert taken(camille.post(take)).startswith(b"PK")
    assert [by for by, _ in audited()] == [cast.camille.ref]
    for where, why in ((to, "accepte pas un fichier"), (tmp_path / "rien/a.zip", "n’existe pas")):
        with a_full_disk(), pytest.raises(CommandError, match=f"{why}.* ; rien n’a été écrit"):
            call_command("export_archive", SLUG, to=where)
    assert list(tmp_path.iterdir()) == []
    assert len(audited()) == 1  # nothing left
    call_command("export_archive", SLUG, to=to)
    with zipfile.ZipFile(to) as bundle:
        written = hashlib.sha256(bundle.read("manifeste.json")).hexdigest()
    (_, (by, payload)) = audited()
    assert (by, payload["manifest"]) == ("", written)
    with zipfile.ZipFile(to) as bundle:
        told = json.loads(bundle.read("manifeste.json"))
        end = json.loads(bundle.read("analyse/fin.json"))
    assert end["ending_reason"] == "Le besoin a disparu."
    assert set(told["classes"]) == {"consultation", "rejected", "procedure"}
    assert {one["from"] for one in told["documents"]} == {str(AFTER.date())}
    assert not [one for one in told["documents"] if one["path"].startswith("marche/")]
