"""Backup copies: not a word before the deadline, closed by default, opened where the law lets."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, rules
from atelier_local.steps.competition.enums import (
    BackupGround,
    BackupMedium,
    CompetitionState,
    Electronic,
    EvaluationCollege,
)
from atelier_local.steps.competition.models import BackupCopy, Slot, Tender
from atelier_local.steps.competition.papers.backups import backup_lines
from tests.competition.test_opening import minutes, receive, spoil
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import (
    AFTER,
    BEFORE,
    DEADLINE,
    invited,
    open_by_both,
    side_of,
    tender,
)
from tests.pages import assert_queries

JUST_AFTER = DEADLINE + timedelta(minutes=5)
UNREADABLE = BackupGround.UNREADABLE
PDF = b"%PDF-1.7 une copie"


@pytest.fixture(scope="module")
def made(kept):
    def two_tenders(cast):
        competition = factory.a_published(cast)
        for person in (cast.dina, cast.eve):
            tender(person, competition)

    return kept(two_tenders)


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


def record(cast, competition, letter="E", received=BEFORE, when=JUST_AFTER) -> BackupCopy:
    return operations.record_backup(
        invited(competition, letter), BackupMedium.DISK, received, by=cast.camille, at=when
    )


def opened(cast, copy, ground=UNREADABLE, **changes) -> Tender:
    copy.refresh_from_db()
    given = {
        "reason": "Le pli est altéré, constaté à deux.",
        "price_eur": Decimal("88900"),
        "upload": SimpleUploadedFile("copie.pdf", PDF),
        "second": cast.bastien,
    } | changes
    return operations.open_backup(copy, ground, **given, by=cast.camille, at=AFTER)


# --- Rules ----------------------------------------------------------------------------------------


@given(
    st.sampled_from(CompetitionState),
    st.sampled_from(["", *Electronic]),
    st.sampled_from(BackupGround),
    st.booleans(),
    st.booleans(),
)
def test_a_copy_opens_only_beside_a_tender_that_does_not(state, found, ground, in_time, done):
    refused = rules.against_opening_backup(
        state,
        ground,
        [EvaluationCollege.PILOT, EvaluationCollege.LOCAL_AUTHORITIES],
        electronic=found,
        in_time=in_time,
        opened=done,
        reason="Vu.",
        price=Decimal(1),
    )
    lets = {
        Electronic.FAULTY: UNREADABLE,
        Electronic.SHUT: UNREADABLE,
        Electronic.LATE: BackupGround.LATE,
        Electronic.OPENED: BackupGround.MALWARE,
    }
    right = found and lets.get(Electronic(found)) is ground
    allowed = state is CompetitionState.OPENED and right and in_time and not done
    assert (refused == ()) is bool(allowed)


# --- Before the opening ---------------------------------------------------------------------------


def test_before_the_deadline_nothing_is_written_nor_shown(as_, cast, competition):
    clock.advance_to(BEFORE)
    just = DEADLINE - timedelta(microseconds=1)
    with pytest.raises(Refused, match="dirait qui répond"):
        record(cast, competition, when=just)
    camille = as_(cast.camille)
    sent = {"invitation": invited(competition, "E").pk, "medium": "disk"}
    answer = camille.post(at("backups"), sent | {"received_at": "20/06/2026 10:00"})
    assert (answer.status_code, "dirait qui répond" in answer.content.decode()) == (422, True)
    assert "Consigner la copie" not in camille.get(at("backups")).content.decode()
    assert not BackupCopy.objects.exists()


def test_a_copy_is_written_down_once_and_told_in_the_minutes(cast, competition):
    record(cast, competition)
    with pytest.raises(Refused, match="déjà consignée"):
        record(cast, competition)
    with pytest.raises(Refused, match="pas encore venue"):
        record(cast, competition, "C", received=AFTER)
    open_by_both(cast, competition)
    told = "Groupement E : copie de sauvegarde (clé USB ou disque), non ouverte, reçue le"
    assert told in minutes(competition)
    assert "copie de sauvegarde" in str(competition.opening.minutes.paper)
    with pytest.raises(Refused, match="procès-verbal est établi"):
        record(cast, competition, "C", when=AFTER)


def test_each_holder_is_told_of_its_own_copy_only(cast, competition):
    record(cast, competition)
    open_by_both(cast, competition)
    for person in (cast.camille, cast.bastien):
        operations.sign_minutes(competition, by=person, at=AFTER)
    extracts = {
        letter: str(queries.own_extract(invited(competition, letter)).paper) for letter in "CE"
    }
    assert "copie de sauvegarde" in extracts["E"]
    assert "copie de sauvegarde" not in extracts["C"]


# --- Opening one ----------------------------------------------------------------------------------


def test_beside_a_tender_that_opens_the_copy_stays_closed(cast, competition):
    copy = record(cast, competition)
    open_by_both(cast, competition)
    for ground in (UNREADABLE, BackupGround.LATE):
        with pytest.raises(Refused, match="s’est ouvert et se lit"):
            opened(cast, copy, ground)
    assert queries.body_of(Tender.objects.get(invitation=copy.invitation)).parts


def test_the_copy_of_a_tender_that_cannot_be_opened_is_read_in_its_place(as_, cast, competition):
    core = bytes(Slot.objects.get(invitation=invited(competition, "E")).core)
    spoil(competition, "E", core=core[:-1] + bytes([core[-1] ^ 1]))
    copy = record(cast, competition)
    open_by_both(cast, competition)
    assert [one.invitation.consortium.letter for one in queries.tenders(competition)] == ["C"]
    for wrong, why in (
        ({"second": cast.camille}, "deux parties"),
        ({"second": cast.hélène}, "deux parties"),
        ({"reason": " "}, "constaté"),
        ({"price_eur": Decimal(0)}, "le prix"),
        ({"upload": SimpleUploadedFile("copie.exe", b"MZ")}, "type accepté"),
    ):
        with pytest.raises(Refused, match=why):
            opened(cast, copy, **wrong)
    with pytest.raises(Refused, match="a trouvé autre chose"):
        opened(cast, copy, BackupGround.MALWARE)
    made = opened(cast, copy)
    with pytest.raises(Refused, match="déjà ouverte"):
        opened(cast, copy)
    assert (made.price_eur, made.deposited_at) == (Decimal(88_900), BEFORE)
    line = competition.stream.lines.get(kind="competition.backup_opened")
    assert line.payload["with"] == cast.bastien.ref
    copy = queries.backups(competition)[0]
    assert "par Camille Roussel et Bastien Lemoine" in backup_lines([copy])[0]
    factory.grade(competition, cast.camille, cast.bastien, cast.olivia)
    clock.advance_to(AFTER)
    page = as_(cast.camille).get(at("tender", made.pk)).content.decode()
    assert "Copie de sauvegarde, ouverte" in page
    assert "copie.pdf" in page


def test_a_tender_that_opened_and_does_not_read_keeps_what_it_was(cast, competition):
    receive(cast, competition, b"un texte sans forme")
    copy = record(cast, competition)
    open_by_both(cast, competition)
    was = Tender.objects.get(invitation=copy.invitation)
    now = opened(cast, copy)
    assert (now.digest, now.commitment, now.body) == (was.digest, was.commitment, was.body)
    assert (now.fault, now.price_eur) == ("", Decimal(88_900))


def test_a_sending_that_ended_late_needs_a_copy_that_came_in_time(cast, competition):
    operations.withdraw(side_of(cast.eve, competition), by=cast.eve, at=BEFORE)
    tender(cast.eve, competition, at=DEADLINE)
    copy = record(cast, competition)
    open_by_both(cast, competition)
    assert opened(cast, copy, BackupGround.LATE).digest != ""


@pytest.mark.parametrize(
    ("received", "why"), [(DEADLINE, "après la date limite"), (BEFORE, "aucun pli")]
)
def test_a_late_copy_or_one_beside_nothing_stays_closed(cast, competition, received, why):
    operations.withdraw(side_of(cast.eve, competition), by=cast.eve, at=BEFORE)
    if received == DEADLINE:
        tender(cast.eve, competition, at=DEADLINE)
    copy = record(cast, competition, received=received)
    open_by_both(cast, competition)
    with pytest.raises(Refused, match=why):
        opened(cast, copy, BackupGround.LATE)


# --- Through the screens --------------------------------------------------------------------------


def test_from_the_envelope_to_the_reading_through_the_screens(as_, cast, competition):
    receive(cast, competition, b"un texte sans forme")
    clock.advance_to(JUST_AFTER)
    camille = as_(cast.camille)
    sent = {"invitation": invited(competition, "E").pk, "medium": "paper"}
    assert (
        camille.post(at("backups"), sent | {"received_at": "20/06/2026 25:00"}).status_code == 422
    )
    done = camille.post(at("backups"), sent | {"received_at": "20/06/2026 10:00"})
    assert done.status_code == 302
    assert "Groupement E" in camille.get(at("backups")).content.decode()
    open_by_both(cast, competition)
    clock.advance_to(AFTER)
    copy = BackupCopy.objects.get()
    assert "Ouvrir la copie" in camille.get(at("backups")).content.decode()
    assert_queries(camille, at("backups"))
    assert_queries(camille, at("open_backup", copy.pk))
    given = {"ground": "unreadable", "reason": "Illisible.", "second": cast.bastien.pk}
    upload = SimpleUploadedFile("copie.pdf", PDF)
    wrong = camille.post(at("open_backup", copy.pk), given | {"price_eur": "0", "upload": upload})
    assert (wrong.status_code, "Illisible." in wrong.content.decode()) == (422, True)
    upload.seek(0)
    right = camille.post(
        at("open_backup", copy.pk), given | {"price_eur": "88 900", "upload": upload}
    )
    assert right.status_code == 302
    assert "par Camille Roussel et Bastien Lemoine" in camille.get(at("backups")).content.decode()
    assert camille.get(at("open_backup", copy.pk)).status_code == 404


def test_who_sees_the_copies(as_, cast, competition):
    clock.advance_to(JUST_AFTER)
    copy = record(cast, competition)
    openers, outside = {"camille", "bastien", "olivia"}, {"dina", "eve", "stranger"}
    for page, door in ((at("backups"), 200), (at("open_backup", copy.pk), 404)):
        seen = {name: as_(who).get(page).status_code for name, who in vars(cast).items()}
        assert seen == {
            name: 404 if name in outside else door if name in openers else 403 for name in seen
        }
