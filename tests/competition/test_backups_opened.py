"""A backup copy that the law opens: by two of two parties who read the same, and never otherwise.

The bundle of each holder says that a copy counts, and still holds.
"""

import json
from copy import deepcopy
from dataclasses import asdict, replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.operations import convene, hold
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, receipts, rules, sealing
from atelier_local.steps.competition.enums import (
    BackupGround,
    CompetitionState,
    EvaluationCollege,
    NoticeKind,
    TenderPart,
)
from atelier_local.steps.competition.models import BackupCopy, Hearing, Notice, Tender
from atelier_local.steps.competition.rules.body import FileEntry
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


def test_a_copy_stays_closed_once_a_grid_that_counts_is_in(as_, cast, competition):
    """Whoever handed in would never mark it; once they withdrew, their grid counts no more."""
    copy = a_shut_one(cast, competition)
    operations.write_backup_opening(copy, SHUT, "Clé refusée.", PRICE, **by(cast.camille))
    evaluator = factory.declared(cast.olivia, competition)
    clock.advance_to(AFTER)
    waits, grid = "Une copie de sauvegarde est encore fermée.", at("grid")
    assert waits in as_(cast.olivia).get(grid).text
    assert_queries(as_(cast.olivia), grid)
    assert "une première grille est rendue" in as_(cast.bastien).get(at("backup", copy.pk)).text
    factory.a_grid(evaluator, Decimal(6))
    assert waits not in as_(cast.olivia).get(grid).text
    for act in (
        lambda: operations.write_backup_opening(copy, SHUT, "Vu.", PRICE, **by(cast.camille)),
        lambda: operations.confirm_backup_opening(copy, PRICE, **by(cast.bastien)),
    ):
        with pytest.raises(Refused, match=r"ne serait pas notée par tous.*consultez de nouveau"):
            act()
    operations.withdraw_evaluator(evaluator, "Un lien est apparu.", **by(cast.olivia))
    assert operations.confirm_backup_opening(copy, PRICE, **by(cast.bastien)).price_eur == PRICE


def _asked(cast, copy):
    due = AFTER + timedelta(days=5)
    operations.ask_low(copy.invitation.tender, "Pourquoi ?", due, **by(cast.camille))


def _heard(cast, copy):
    atelier = copy.invitation.competition.atelier
    hours = {"starts_at": AFTER, "ends_at": AFTER + timedelta(hours=1)}
    held = convene(atelier, MeetingKind.HEARING, "Audition", **hours, **by(cast.camille))
    Hearing.objects.create(invitation=copy.invitation, meeting=held, topics="Le prix.")
    hold(held, minutes="Entendu.", present=[cast.camille], **by(cast.camille))


@pytest.mark.parametrize("known", [_asked, _heard])
def test_a_tender_whose_price_or_holder_spoke_is_not_replaced(cast, competition, known):
    copy = record(cast, competition, "E")
    open_by_both(cast, competition)
    known(cast, copy)
    with pytest.raises(Refused, match="son prix questionné ou son titulaire entendu"):
        open_copy(cast, copy, BackupGround.MALWARE)


def test_whoever_wrote_does_not_confirm_from_another_party(cast, competition):
    """A change of role makes nobody two people."""
    copy = a_shut_one(cast, competition)
    operations.write_backup_opening(copy, SHUT, "Clé refusée.", PRICE, **by(cast.camille))
    BackupCopy.objects.update(written_for=EvaluationCollege.LOCAL_AUTHORITIES)
    with pytest.raises(Refused, match="une autre personne la confirme"):
        operations.confirm_backup_opening(copy, PRICE, **by(cast.camille))


def test_the_second_waits_for_another_first_where_the_first_is_tied_since(as_, cast, competition):
    clock.advance_to(AFTER)
    copy = a_shut_one(cast, competition)
    operations.write_backup_opening(copy, SHUT, "Clé refusée.", PRICE, **by(cast.camille))
    operations.declare_interests(competition, conflict=True, **by(cast.camille))
    with pytest.raises(Refused, match="n’a plus accès aux offres : récrivez"):
        operations.confirm_backup_opening(copy, PRICE, **by(cast.bastien))
    page = as_(cast.bastien).get(at("backup", copy.pk)).text
    assert "Récrire l’ouverture" in page
    assert "La première personne n’a plus accès aux offres." in page
    assert "Lire et confirmer" not in page


def test_an_envelope_of_which_a_file_does_not_open_is_incomplete(as_, cast, competition):
    """As long as all its files open, nobody may say so."""
    clock.advance_to(AFTER)
    copy = record(cast, competition, "E")
    open_by_both(cast, competition)
    tender = Tender.objects.get(invitation=copy.invitation)
    key, nothing = str(sealing.new_key()), sha256(b"").hexdigest()
    file = FileEntry(TenderPart.METHOD, "plan.txt", 0, nothing, "text/plain", key, ())
    for pieces, more in (((), set()), (("0" * 32,), {BackupGround.UNREADABLE})):
        tender.body["files"] = [asdict(replace(file, pieces=pieces))]
        tender.save()
        assert operations.grounds_of(copy.invitation) == {BackupGround.MALWARE} | more
    camille = as_(cast.camille)
    page = at("backup", copy.pk)
    assert_queries(camille, page)
    seen = camille.get(page).text.partition("Ce que dit le code")[0]
    for ground in (BackupGround.UNREADABLE, BackupGround.MALWARE):
        assert str(ground.label) in seen
    assert open_copy(cast, copy, BackupGround.UNREADABLE).price_eur == PRICE


def test_a_faulted_tender_may_bear_malware(cast, competition):
    copy = record(cast, competition, "E")
    open_by_both(cast, competition)
    Tender.objects.filter(invitation=copy.invitation).update(fault="illisible", price_eur=None)
    both = {BackupGround.UNREADABLE, BackupGround.MALWARE}
    assert operations.grounds_of(copy.invitation) == both


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


def a_receipt(told, consortium: str) -> dict:
    """Signed by the platform, of a deposit whose envelope was not read."""
    facts = ("0" * 64, "1" * 64, BEFORE.isoformat(), told["competition"]["deadline"])
    key = told["competition"]["key"]
    given = receipts.Receipt("deposit", told["competition"]["stream"], consortium, *facts, key)
    return json.loads(json.dumps(receipts.sign(given).json()))


def _seq(kind):
    return lambda told, line: line.update(
        seq=next(one["seq"] for one in told["stream"] if one.get("kind") == f"competition.{kind}")
    )


def _twice(told, line):
    told["stream"].append(deepcopy(line))


def _without_a_seal(told, line):
    """As if the opening had read, without an envelope sealed here, what the copy says."""
    told["stream"].remove(line)
    opened = next(e for e in told["stream"] if e.get("kind") == "competition.tenders_read")[
        "payload"
    ]
    kept = [one for one in opened["tenders"] if one != line["payload"]["replaces"]]
    opened["tenders"] = [*kept, line["payload"]["tender"]]


TIME = "hors de son temps"
REWRITTEN = [
    (lambda told, line: told["stream"].remove(line), "ne sont pas ceux lus à l’ouverture"),
    (lambda told, _: told["competition"].update(mode="place"), TIME),
    (lambda _, line: line.update(seq=1), TIME),
    (_seq("opened"), TIME),
    (_seq("settled"), TIME),
    (_seq("awarded"), TIME),
    (lambda _, line: line["payload"].update(replaces="f" * 64), TIME),
    (lambda _, line: line["payload"].update(seq=line["seq"]) or line.update(seq=1), TIME),
    (lambda _, line: line["payload"].update(replaces=line["payload"]["tender"]), TIME),
    (_twice, TIME),
    (_without_a_seal, "ni votre pli, ni une copie"),
    (lambda told, _: told["own"].update(name="Groupement C"), "ni votre pli, ni une copie"),
    (lambda told, _: told["own"].update(digest="a" * 64), "ni votre pli, ni une copie"),
]
"""How a file may be rewritten around the line of a copy, and what contradicts it."""


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
    with pytest.raises(script.Fault, match="n’est pas celui du dernier dépôt"):
        list(script.check_deposit(told | {"receipt": a_receipt(told, "Groupement C")}))
    for change, fault in REWRITTEN:
        other = deepcopy(told)
        change(other, next(one for one in other["stream"] if one["hash"] == line["hash"]))
        with pytest.raises(script.Fault, match=fault):
            list(script.check_read(other, other["ranking"]["tenders"]))
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
