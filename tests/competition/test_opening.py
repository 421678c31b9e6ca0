"""After the deadline, two people of two parties open everything at once."""

from datetime import timedelta

import pytest

from atelier_local.programme.ateliers.enums import Ending
from atelier_local.programme.governance.models import Meeting
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import Tender
from tests.factories import competition as factory
from tests.factories.competition import AFTER, BASTIENS, CAMILLES, DEADLINE, open_by_both, tender
from tests.factories.people import Cast


def two_tenders(cast: Cast):
    competition = factory.a_published(cast)
    tender(cast.dina, competition)
    tender(cast.eve, competition)


@pytest.fixture(scope="module")
def made(kept):
    return kept(two_tenders)


def open_with(competition, first, second, at=AFTER):
    operations.open_tenders(competition, first=first, second=second, by=first[0], at=at)


def test_one_second_before_the_deadline_nothing_opens(cast, competition):
    with pytest.raises(Refused, match="n’est pas passée"):
        open_by_both(cast, competition, at=DEADLINE - timedelta(seconds=1))
    assert not queries.tenders(competition).exists()


def test_one_officer_twice_or_with_someone_else_opens_nothing(cast, competition):
    me = (cast.camille, CAMILLES)
    for other in (me, (cast.olivia, "une phrase quelconque")):
        with pytest.raises(Refused, match="deux parties différentes"):
            open_with(competition, me, other)


def test_a_wrong_passphrase_opens_nothing_and_says_whose(cast, competition):
    with pytest.raises(Refused, match="Bastien Lemoine n’ouvre pas"):
        open_with(competition, (cast.camille, CAMILLES), (cast.bastien, CAMILLES))
    assert Tender.objects.filter(price_eur=None).count() == 2


def test_both_open_all_the_tenders_at_once(cast, competition):
    # in the other order than the one in which they were named
    open_with(competition, (cast.bastien, BASTIENS), (cast.camille, CAMILLES))
    competition.refresh_from_db()
    assert competition.at_state is CompetitionState.OPENED
    opened = {t.invitation.consortium.letter: t for t in queries.tenders(competition)}
    assert {letter: t.price_eur for letter, t in opened.items()} == {
        letter: factory.PRICES[letter] for letter in "CE"
    }
    assert opened["C"].pitch == factory.PITCHES["C"]
    meeting = Meeting.objects.get(pk=competition.opening.meeting_id)
    assert "Groupement A : pas de pli." in meeting.minutes
    assert opened["C"].digest in meeting.minutes
    # the lines of the receipts, told now under their own time
    lines = competition.stream.lines.filter(kind="competition.tender_received")
    assert [(line.at, line.received_at) for line in lines] == [(factory.BEFORE, AFTER)] * 2
    assert lines[0].by == cast.dina.ref
    # a second click changes nothing
    open_with(competition, (cast.camille, CAMILLES), (cast.bastien, BASTIENS))
    assert Meeting.objects.filter(kind=meeting.kind).count() == 1
    with pytest.raises(Refused, match="plis ouverts"):
        tender(cast.dina, competition, at=AFTER)


def test_an_altered_envelope_stays_closed_and_the_others_open(cast, competition):
    hers = Tender.objects.get(invitation__consortium__letter="E")
    hers.ciphertext = bytes(hers.ciphertext)[:-1] + b"\0"
    hers.save()
    open_by_both(cast, competition)
    assert [t.invitation.consortium.letter for t in queries.tenders(competition)] == ["C"]
    minutes = Meeting.objects.get(pk=competition.opening.meeting_id).minutes
    assert "Groupement E : pli altéré, resté fermé" in minutes


def test_nobody_answered(cast, competition):
    Tender.objects.all().delete()
    open_by_both(cast, competition)
    competition.refresh_from_db()
    competition.atelier.refresh_from_db()
    assert competition.at_state is CompetitionState.UNSUCCESSFUL
    assert competition.atelier.ending == Ending.UNSUCCESSFUL
