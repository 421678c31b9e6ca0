"""A backup copy that the law opens: by two of two parties who read the same, and never otherwise.

The bundle of each holder says that a copy counts, and still holds.
"""

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from atelier_local import clock
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, rules
from atelier_local.steps.competition.enums import (
    BackupGround,
    CompetitionState,
    EvaluationCollege,
    NoticeKind,
)
from atelier_local.steps.competition.models import BackupCopy, Notice, Tender
from atelier_local.steps.contract import filing
from tests.competition.test_backups import at, nothing_opens, record, two_tenders
from tests.competition.test_opening import spoil
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import (
    AFTER,
    BEFORE,
    DEADLINE,
    open_by_both,
    side_of,
    tender,
)
from tests.pages import assert_queries
from verify import verify_competition as script


@pytest.fixture(scope="module")
def made(kept):
    return kept(two_tenders)


PRICE = Decimal("91500.00")
SHUT = BackupGround.SHUT


def by(person) -> dict:
    return {"by": person, "at": AFTER}


def a_shut_one(cast, competition, letter="E", **words) -> BackupCopy:
    """Both keys turned; the envelope of that holder did not open, its copy came in time."""
    copy = record(cast, competition, letter, **words)
    spoil(competition, letter, keys={})
    open_by_both(cast, competition)
    return copy


def signed_bundle(letter: str) -> bytes:
    out = StringIO()
    call_command("export_competition", SLUG, consortium=letter, stdout=out)
    return out.getvalue().encode()


def open_copy(cast, copy, ground=SHUT, price=PRICE):
    operations.write_backup_opening(copy, ground, "Clé refusée.", price, **by(cast.camille))
    return operations.confirm_backup_opening(copy, price, **by(cast.bastien))


def test_a_copy_opens_in_the_cases_of_the_law_and_no_other():
    """Every state and case: each reason is given exactly where it holds."""
    either = (False, True)
    cases = [set(), *({ground} for ground in BackupGround)]
    for state, possible, *said in product(CompetitionState, cases, either, either, either):
        in_time, opened, judged = said
        refused = rules.against_opening_backup(
            state, possible, in_time=in_time, opened=opened, judged=judged
        )
        holds = (state is not CompetitionState.OPENED, not possible, not in_time, opened, judged)
        assert len(refused) == sum(holds)
    for ground, found in product(BackupGround, BackupGround):
        said = {"reason": "Vu.", "price": PRICE, "party": EvaluationCollege.PILOT}
        assert bool(rules.against_writing_backup({found}, ground, **said)) is (ground != found)
    wrong = {"reason": " ", "price": Decimal(0), "party": None}
    assert len(rules.against_writing_backup({SHUT}, SHUT, **wrong)) == 3


def test_two_of_two_parties_read_the_same_or_nothing_opens(cast, competition):
    copy = a_shut_one(cast, competition)
    with pytest.raises(Refused, match="pas écrite"):
        operations.confirm_backup_opening(copy, PRICE, **by(cast.bastien))
    with pytest.raises(Refused, match="pas ce que le procès-verbal"):
        operations.write_backup_opening(copy, BackupGround.LATE, "Vu.", PRICE, **by(cast.camille))
    operations.write_backup_opening(copy, SHUT, "Clé refusée.", PRICE, **by(cast.camille))
    with pytest.raises(Refused, match="d’une autre partie"):
        operations.confirm_backup_opening(copy, PRICE, **by(cast.camille))
    with pytest.raises(Refused, match="pas lu le même prix"):
        operations.confirm_backup_opening(copy, PRICE + 1, **by(cast.bastien))
    with pytest.raises(Refused, match="intérêts"):
        operations.confirm_backup_opening(copy, PRICE, **by(cast.olivia))
    assert [one.invitation.consortium.letter for one in queries.tenders(competition)] == ["C"]
    tender = operations.confirm_backup_opening(copy, PRICE, **by(cast.bastien))
    assert operations.confirm_backup_opening(copy, PRICE, **by(cast.bastien)) == tender
    assert (tender.price_eur, tender.digest, tender.body) == (PRICE, "", {})
    lines = competition.stream.lines.filter(kind__startswith="competition.backup_").order_by("seq")
    kinds = [line.kind.removeprefix("competition.backup_") for line in lines]
    assert kinds == ["recorded", "written", "opened", "read"]
    assert lines[3].payload == {
        "tender": queries.read_commitment(competition, tender), "replaces": ""
    }  # fmt: skip
    with pytest.raises(Refused, match="cette copie est ouverte"):
        operations.write_backup_opening(copy, SHUT, "Vu.", PRICE, **by(cast.camille))


def test_a_silent_holder_and_a_late_copy_stay_closed(cast, competition):
    silent, late = record(cast, competition, "A"), record(cast, competition, "E", DEADLINE)
    spoil(competition, "E", keys={})
    open_by_both(cast, competition)
    for copy, why in ((silent, "aucun pli électronique"), (late, "arrivée après la date limite")):
        with pytest.raises(Refused, match=why):
            operations.write_backup_opening(copy, SHUT, "Vu.", PRICE, **by(cast.camille))


def test_what_was_read_of_the_envelope_is_kept_and_counts_no_more(cast, competition):
    copy = record(cast, competition, "E")
    open_by_both(cast, competition)
    first = Tender.objects.get(invitation=copy.invitation)
    tender = open_copy(cast, copy, BackupGround.MALWARE)
    copy.refresh_from_db()
    assert copy.replaced["digest"] == first.digest != tender.digest
    assert Decimal(copy.replaced["price_eur"]) == first.price_eur != tender.price_eur
    assert copy.replaced["body"]["parts"] == first.body["parts"]
    read = competition.stream.lines.get(kind="competition.backup_read").payload
    opened = competition.stream.lines.get(kind="competition.tenders_read").payload
    assert read["replaces"] in opened["tenders"]
    assert read["tender"] not in opened["tenders"]


def test_a_tender_that_was_judged_is_not_replaced(cast, competition):
    copy = record(cast, competition, "E")
    open_by_both(cast, competition)
    factory.judge_all(cast, competition)
    with pytest.raises(Refused, match="déjà jugée"):
        open_copy(cast, copy, BackupGround.MALWARE)


def test_a_late_tender_that_was_sent_in_time_is_read_in_its_copy(cast, competition):
    operations.withdraw(side_of(cast.eve, competition), by=cast.eve, at=BEFORE)
    tender(cast.eve, competition, at=DEADLINE + timedelta(seconds=3))
    copy = record(cast, competition)
    open_by_both(cast, competition)
    assert open_copy(cast, copy, BackupGround.LATE).price_eur == PRICE


def test_its_holder_is_told_and_its_minutes_say_why(cast, competition):
    copy = a_shut_one(cast, competition)
    open_copy(cast, copy)
    copy.refresh_from_db()
    told = Notice.objects.filter(kind=NoticeKind.BACKUP)
    assert {one.invitation_id for one in told} == {copy.invitation_id}
    said = str(copy.minutes.paper)
    for words in ("le pli électronique ne s’ouvre pas", "Clé refusée.", "Prix : 91", "Bastien"):
        assert words in said
    assert "R2132-11" not in said  # to be verified: no paper quotes it yet
    assert set(queries.papers_of(side_of(cast.eve, competition))) >= {copy.minutes}
    assert copy.minutes not in queries.papers_of(side_of(cast.dina, competition))


def test_each_verifies_that_a_copy_was_read_in_place_of_an_envelope(cast, competition):
    """From the deposit to the signature: the loser's file holds, and says that a copy counts."""
    copy = record(cast, competition, "E")
    open_by_both(cast, competition)
    open_copy(cast, copy, BackupGround.MALWARE)
    factory.carry_through(cast, competition, cast.camille, cast.bastien, cast.olivia)
    for letter in "CE":
        written = signed_bundle(letter)
        said = script.check(written)
        assert any("2, dont 1 en copie de sauvegarde" in line for line in said)
        assert any("rien de scellé ici" in line for line in said) is (letter == "E")
    told = json.loads(written.partition(b"\n")[0])
    (line,) = (one for one in told["stream"] if one.get("kind") == "competition.backup_read")
    told["stream"].remove(line)
    with pytest.raises(script.Fault, match="ne sont pas ceux lus à l’ouverture"):
        list(script.check_read(told, told["ranking"]["tenders"]))
    report = str(competition.report.filed.paper)
    assert "lue dans sa copie de sauvegarde" in report
    assert rules.TIE_ON_COPY in report
    assert any("pli-remplace-" in piece.path for piece in filing.pieces(competition, None))


def test_nothing_ends_by_itself_while_a_copy_that_came_in_time_waits(as_, cast, competition):
    """Where the law may have the copy opened, the buyer decides: nothing is lost meanwhile."""
    clock.advance_to(AFTER)
    copy = record(cast, competition)
    nothing_opens(competition)
    open_by_both(cast, competition)
    assert competition.at_state is CompetitionState.OPENED
    assert "elle s’ouvre à deux" in str(competition.opening.minutes.paper)
    assert "Voir les copies" in as_(cast.camille).get(at("opening")).text
    evaluator = factory.declared(cast.olivia, competition)
    with pytest.raises(Refused, match="rien à noter"):
        operations.submit_grid(evaluator, by=cast.olivia, at=AFTER)
    assert open_copy(cast, copy).price_eur == PRICE
    assert queries.tenders(competition).count() == 1


def test_a_buyer_that_opens_no_copy_ends_it_with_a_reason(cast, competition):
    record(cast, competition)
    nothing_opens(competition)
    open_by_both(cast, competition)
    reason = "La copie est illisible elle aussi."
    operations.declare_unsuccessful(competition, reason, by=cast.camille, at=AFTER)
    competition.refresh_from_db()
    assert competition.at_state is CompetitionState.UNSUCCESSFUL


def test_a_copy_is_opened_through_the_screens_and_its_files_are_joined(as_, cast, competition):
    clock.advance_to(AFTER)
    copy = a_shut_one(cast, competition)
    page = at("backup", copy.pk)
    camille = as_(cast.camille)
    assert_queries(camille, page)
    seen = camille.get(page).text
    assert "malveillant" not in seen.partition("Ce que dit le code")[0]
    wrong = camille.post(page, {"ground": "malware", "reason": "Vu.", "price_eur": "91 500"})
    assert wrong.status_code == 422
    sent = {"ground": "shut", "reason": "Clé refusée.", "price_eur": "91 500"}
    assert camille.post(page, sent).status_code == 302
    assert "Récrire l’ouverture" in camille.get(page).text
    bastien = as_(cast.bastien)
    seen = bastien.get(page).text
    assert "Lire et confirmer" in seen
    assert "91\u202f500" not in seen  # read from the copy, not from the screen
    assert bastien.post(page, {"price_eur": "91 501"}).status_code == 422
    assert bastien.post(page, {"price_eur": "91 500"}).status_code == 302
    assert_queries(bastien, page)
    for form in ("pdf", "docx"):
        answer = bastien.get(reverse("competition:backup_document", args=[SLUG, copy.pk, form]))
        assert answer.status_code == 200
    file = SimpleUploadedFile("offre.pdf", b"%PDF-1.7 copie")
    files = at("place_files")
    joined = {"tender": copy.invitation_id, "upload": file}
    camille = as_(cast.camille)
    assert camille.post(files, joined).status_code == 302
    shown = camille.get(at("tender", copy.invitation_id)).text
    assert "Fichiers de la copie de sauvegarde" in shown
    assert "offre.pdf" in shown
    assert camille.get(at("backup", copy.pk + 1)).status_code == 404
    for who in (cast.dina, cast.stranger, cast.paul):
        assert as_(who).get(page).status_code in (403, 404)
