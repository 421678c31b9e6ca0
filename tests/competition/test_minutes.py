"""The minutes of an opening: kept as a paper, confirmed by two, told to each for its own part."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from atelier_local.ground.files.papers import docx, from_json, pdf
from atelier_local.programme.ateliers.enums import Ending
from atelier_local.programme.people.models import Message
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.enums import CompetitionState, NoticeKind
from atelier_local.steps.competition.models import KeyTurn, Notice, Opening
from tests.competition.test_opening import spoil
from tests.deliverables.reading import assert_accessible
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, BEFORE, DEADLINE, open_by_both, side_of, tender

LATER = AFTER + timedelta(hours=1)


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_published)


def at(route: str, *args: object) -> str:
    return reverse(f"competition:{route}", args=[SLUG, *args])


def both_sign(cast, competition) -> None:
    for person in (cast.camille, cast.bastien):
        operations.sign_minutes(competition, by=person, at=LATER)


def said(filed) -> str:
    return json.dumps(filed.paper, ensure_ascii=False)


@pytest.fixture
def opened(cast, competition):
    """Dina in time, Eve too late, A silent."""
    tender(cast.dina, competition)
    tender(cast.eve, competition, at=DEADLINE)
    open_by_both(cast, competition)
    return competition


def test_the_minutes_are_a_paper_in_two_forms_written_at_the_opening(opened):
    filed = Opening.objects.get().minutes
    told = said(filed)
    for word in ("Camille Roussel", "Bastien Lemoine", "hors délai, resté fermé", "pas de pli"):
        assert word in told
    assert "Une offre est ouverte" in told
    paper = from_json(filed.paper)
    assert_accessible(pdf(paper, filed.made_at))
    assert docx(paper, filed.made_at)[:2] == b"PK"
    line = opened.stream.lines.get(kind="competition.opened")
    assert line.payload["minutes"] == filed.digest


def test_two_confirm_and_each_holder_reads_its_own_lines_only(cast, opened):
    operations.sign_minutes(opened, by=cast.camille, at=LATER)
    operations.sign_minutes(opened, by=cast.camille, at=LATER)
    assert not Notice.objects.filter(kind=NoticeKind.MINUTES).exists()
    before = Message.objects.count()
    operations.sign_minutes(opened, by=cast.bastien, at=LATER)
    notices = Notice.objects.filter(kind=NoticeKind.MINUTES)
    names = {one.name for one in queries.invitations(opened)}
    assert {notice.invitation.name for notice in notices} == names
    assert Message.objects.count() == before + notices.count()
    digest = queries.tenders(opened).get().digest
    for notice in notices:
        told = said(notice.filed)
        assert notice.invitation.name in told
        assert [name for name in names - {notice.invitation.name} if name in told] == []
        assert (digest in told) is (notice.invitation.consortium.letter == "C")
        assert "Camille Roussel" in told
    lines = opened.stream.lines.filter(kind="competition.minutes_signed")
    assert lines.count() == 2
    assert len(lines.last().payload["extracts"]) == len(names)


@pytest.mark.parametrize("who", ["hélène", "olivia", "agnès", "dina", "stranger"])
def test_nobody_else_confirms(cast, opened, who):
    with pytest.raises(Refused, match="seules les deux personnes"):
        operations.sign_minutes(opened, by=getattr(cast, who), at=LATER)


def test_nothing_is_confirmed_before_the_opening(cast, competition):
    with pytest.raises(Refused, match="aucun procès-verbal"):
        operations.sign_minutes(competition, by=cast.camille, at=LATER)


def test_the_page_offers_the_act_to_those_who_opened_until_they_did_it(as_, cast, opened):
    act = "Confirmer le procès-verbal"
    assert act in as_(cast.camille).get(at("opening")).content.decode()
    assert act not in as_(cast.hélène).get(at("opening")).content.decode()
    camille = as_(cast.camille)
    assert camille.post(at("sign_minutes")).status_code == 302
    assert act not in camille.get(at("opening")).content.decode()
    for form, begins in (("pdf", b"%PDF-"), ("docx", b"PK")):
        answer = camille.get(at("minutes", form))
        assert answer.content.startswith(begins)
    assert camille.get(at("minutes", "odt")).status_code == 404
    for who in ("dina", "eve", "stranger"):
        assert as_(getattr(cast, who)).get(at("minutes", "pdf")).status_code in (403, 404)


def test_a_holder_downloads_its_extract_once_both_have_confirmed(as_, cast, opened):
    dina = as_(cast.dina)
    assert dina.get(at("extract", "pdf")).status_code == 404
    assert "Extrait du procès-verbal" not in dina.get(at("letter")).content.decode()
    both_sign(cast, opened)
    assert dina.get(at("extract", "docx")).content.startswith(b"PK")
    assert at("extract", "pdf") in dina.get(at("letter")).content.decode()
    assert as_(cast.camille).get(at("extract", "pdf")).status_code == 404


def test_with_no_tender_everyone_is_told_and_the_atelier_ends(as_, cast, competition):
    """Art. R2185-1: those who were consulted are told, the silent ones too."""
    open_by_both(cast, competition)
    competition.refresh_from_db()
    competition.atelier.refresh_from_db()
    assert competition.at_state is CompetitionState.UNSUCCESSFUL
    assert competition.atelier.ending == Ending.UNSUCCESSFUL
    told = Notice.objects.filter(kind=NoticeKind.ENDING)
    assert {one.invitation_id for one in told} == {
        one.pk for one in queries.invitations(competition)
    }
    assert "infructueuse" in told.first().message.body
    page = as_(cast.camille).get(at("opening")).content.decode()
    assert "La consultation est infructueuse" in page
    assert "Aucune offre n’a été reçue dans les délais" in said(Opening.objects.get().minutes)
    both_sign(cast, competition)
    assert Notice.objects.filter(kind=NoticeKind.MINUTES).count() == told.count()


@pytest.mark.parametrize(
    ("letters", "why"), [("C", "un pli est resté fermé"), ("CE", "2 plis sont restés fermés")]
)
def test_where_every_envelope_stayed_shut_the_minutes_say_that(cast, competition, letters, why):
    """They cannot say that nothing came: nobody knows."""
    for person in (cast.dina, cast.eve):
        tender(person, competition)
    operations.withdraw(side_of(cast.eve, competition), by=cast.eve, at=BEFORE)
    for letter in letters:
        spoil(competition, letter, keys={})
    open_by_both(cast, competition)
    told = said(Opening.objects.get().minutes)
    assert f"Aucune offre n’a pu être ouverte : {why}" in told
    assert "reçue dans les délais" not in told


def test_with_one_tender_the_analysis_begins(cast, competition):
    tender(cast.dina, competition)
    open_by_both(cast, competition)
    assert competition.at_state is CompetitionState.OPENED
    assert queries.tenders(competition).count() == 1
    assert not Notice.objects.filter(kind=NoticeKind.ENDING).exists()


def test_a_sheet_in_another_hand_makes_that_person_the_one_who_confirms(cast, competition):
    tender(cast.dina, competition)
    open_by_both(cast, competition)
    KeyTurn.objects.filter(turn=2).update(by=cast.olivia)
    with pytest.raises(Refused):
        operations.sign_minutes(competition, by=cast.bastien, at=LATER)
    operations.sign_minutes(competition, by=cast.olivia, at=LATER)
    assert queries.who_opened(Opening.objects.get()) == [cast.camille, cast.olivia]


def test_minutes_stay_as_they_were_written(cast, opened):
    filed = Opening.objects.get().minutes
    before = said(filed)
    both_sign(cast, opened)
    filed.refresh_from_db()
    assert said(filed) == before
    assert side_of(cast.dina, opened).invitation.notices.get(kind=NoticeKind.MINUTES).filed
