"""Backup copies: not a word before the deadline, told of at the opening."""

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, rules
from atelier_local.steps.competition.enums import (
    BackupGround,
    BackupMedium,
    CompetitionState,
    EvaluationCollege,
)
from atelier_local.steps.competition.models import BackupCopy, Slot
from atelier_local.steps.competition.papers.backups import backup_lines
from tests.competition.test_opening import minutes, spoil
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import (
    AFTER,
    BEFORE,
    DEADLINE,
    invited,
    open_by_both,
    tender,
)
from tests.pages import assert_queries

JUST_AFTER = DEADLINE + timedelta(minutes=5)


@pytest.fixture(scope="module")
def made(kept):
    return kept(two_tenders)


def two_tenders(cast):
    competition = factory.a_published(cast)
    for person in (cast.dina, cast.eve):
        tender(person, competition)


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


def record(cast, competition, letter="E", received=BEFORE, when=JUST_AFTER) -> BackupCopy:
    return operations.record_backup(
        invited(competition, letter), BackupMedium.DISK, received, by=cast.camille, at=when
    )


# --- Rules ----------------------------------------------------------------------------------------

STEP = timedelta(microseconds=1)
HOURS = (DEADLINE - STEP, DEADLINE, DEADLINE + STEP)


def test_a_copy_is_written_down_between_the_deadline_and_the_opening_only():
    """Every state, place, hour and order: each reason is given exactly where it holds."""
    either = (False, True)
    for case in product(CompetitionState, either, HOURS, HOURS, either):
        state, on_place, received_at, now, known = case
        refused = rules.against_recording_backup(
            state,
            on_place=on_place,
            received_at=received_at,
            deadline=DEADLINE,
            at=now,
            known=known,
        )
        holds = {
            "sur PLACE": on_place,
            "dirait qui répond": now < DEADLINE,
            "les plis sont ouverts": state is not CompetitionState.OPEN,
            "pas encore venue": received_at > now,
            "déjà consignée": known,
        }
        assert len(refused) == sum(holds.values()), case
        for words, expected in holds.items():
            assert any(words in str(one) for one in refused) is expected, (case, words)


def test_a_copy_opens_in_the_cases_of_the_law_and_no_other():
    """Every state and case: each reason is given exactly where it holds."""
    either = (False, True)
    cases = [set(), *({ground} for ground in BackupGround)]
    for state, possible, *said in product(CompetitionState, cases, *[either] * 4):
        in_time, opened, judged, returned = said
        refused = rules.against_opening_backup(
            state, possible, in_time=in_time, opened=opened, judged=judged, returned=returned
        )
        out = state is not CompetitionState.OPENED
        holds = (out, not possible, not in_time, opened, judged, not out and returned)
        assert len(refused) == sum(holds)
    for ground, found in product(BackupGround, BackupGround):
        said = {"reason": "Vu.", "price": Decimal(1), "party": EvaluationCollege.PILOT}
        assert bool(rules.against_writing_backup({found}, ground, **said)) is (ground != found)
    wrong = {"reason": " ", "price": Decimal(0), "party": None}
    assert len(rules.against_writing_backup({BackupGround.SHUT}, BackupGround.SHUT, **wrong)) == 3


def test_the_second_is_somebody_else_of_another_party_and_the_first_still_there():
    """Every party, person and price: each reason is given exactly where it holds."""
    party, either = EvaluationCollege.PILOT, (False, True)
    for mine, *said in product((None, *EvaluationCollege), *[either] * 3):
        same_person, first_left, same_price = said
        refused = rules.against_confirming_backup(
            written=True,
            party=mine,
            first=party,
            same_person=same_person,
            first_left=first_left,
            same_price=same_price,
        )
        holds = (mine is None, mine is party, same_person, first_left, not same_price)
        assert len(refused) == sum(holds)


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


def test_the_page_says_what_the_law_says_of_copies_and_how_far_it_is_known(as_, cast):
    page = as_(cast.camille).get(at("backups")).text
    assert "Une copie de sauvegarde ne s’ouvre que si le pli électronique" in page
    assert "art. R2132-11" in page
    assert "(à vérifier)" in page


def test_a_copy_is_written_down_once_and_told_in_the_minutes(cast, competition):
    record(cast, competition)
    with pytest.raises(Refused, match="déjà consignée"):
        record(cast, competition)
    with pytest.raises(Refused, match="pas encore venue"):
        record(cast, competition, "C", received=AFTER)
    open_by_both(cast, competition)
    told = "Groupement E : copie de sauvegarde (clé USB ou disque), restée fermée, reçue le"
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


def test_nothing_is_read_from_a_copy_that_nobody_opens(cast, competition):
    """Where the electronic tender does not open, its holder has no tender here."""
    copy = record(cast, competition)
    spoil(competition, "E", keys={})
    open_by_both(cast, competition)
    assert [one.invitation.consortium.letter for one in queries.tenders(competition)] == ["C"]
    (line,) = backup_lines(queries.backups(competition))
    assert line.startswith(f"{copy.invitation.name} : copie de sauvegarde")
    assert "restée fermée" in line


# --- Through the screens --------------------------------------------------------------------------


def nothing_opens(competition) -> None:
    Slot.objects.filter(invitation__competition=competition).update(core=b"rien")


def test_a_late_envelope_beside_one_that_reads_keeps_no_copy_waiting(cast, competition):
    """Its holder’s tender is the one that came in time: the copy has nothing to stand for."""
    tender(cast.eve, competition, at=DEADLINE + timedelta(seconds=3))
    record(cast, competition)
    open_by_both(cast, competition)
    assert "elle s’ouvre à deux" not in str(competition.opening.minutes.paper)


def test_a_copy_that_came_late_keeps_nothing_waiting(cast, competition):
    record(cast, competition, received=DEADLINE)
    nothing_opens(competition)
    open_by_both(cast, competition)
    assert competition.at_state is CompetitionState.UNSUCCESSFUL


def test_from_the_envelope_to_the_minutes_through_the_screens(as_, cast, competition):
    clock.advance_to(JUST_AFTER)
    camille = as_(cast.camille)
    sent = {"invitation": invited(competition, "E").pk, "medium": "paper"}
    wrong = camille.post(at("backups"), sent | {"received_at": "20/06/2026 25:00"})
    assert (wrong.status_code, "20/06/2026 25:00" in wrong.text) == (422, True)
    done = camille.post(at("backups"), sent | {"received_at": "20/06/2026 10:00"})
    assert done.status_code == 302
    told = camille.get(at("backups")).text
    assert '<th scope="row">Groupement E<' in told
    assert "par Camille Roussel" in told
    open_by_both(cast, competition)
    clock.advance_to(AFTER)
    assert_queries(camille, at("backups"))
    told = camille.get(at("backups")).text
    assert "Consigner la copie" not in told
    assert "copie de sauvegarde (papier), restée fermée" in minutes(competition)


def test_who_sees_the_copies(as_, cast, competition):
    clock.advance_to(JUST_AFTER)
    record(cast, competition)
    openers, outside = {"camille", "bastien", "olivia"}, {"dina", "eve", "stranger"}
    seen = {name: as_(who).get(at("backups")).status_code for name, who in vars(cast).items()}
    assert seen == {
        name: 404 if name in outside else 200 if name in openers else 403 for name in seen
    }
