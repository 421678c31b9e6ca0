"""Holders are heard when the letter foresaw it: all, as long, on the same points, apart."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.ground.files import papers as forms
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, papers, queries
from atelier_local.steps.competition.enums import CompetitionState, RegularityVerdict
from atelier_local.steps.competition.models import Hearing, MiniCompetition
from atelier_local.steps.competition.rules import hearing as rules
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, invited, judge_all, settle_all
from tests.pages import assert_queries

FIRST = datetime(2026, 7, 10, 12, tzinfo=UTC)
HELD = FIRST + timedelta(hours=4)
TOPICS = "Le lien entre les trois ateliers.\nL’équipe présente sur place."
SAID = "Demandé : qui anime ? Répondu : Dina, aux trois ateliers."
CALL = {"first_at": "10/07/2026 14:00", "pause": "15", "place": "Mairie", "topics": TOPICS}


def at(name: str, *more) -> str:
    return reverse(f"competition:{name}", args=[SLUG, *more])


@pytest.fixture(scope="module")
def made(kept):
    def judged(cast):
        decided = {"hearing": True, "hearing_minutes": 45}
        competition = factory.a_scored(cast, decided=decided)
        judge_all(cast, competition)
        return competition

    return kept(judged)


def call(cast, competition, **changed):
    given = {"first_at": FIRST, "pause": 15, "place": "Mairie", "topics": TOPICS} | changed
    return operations.call_hearings(competition, **given, by=cast.camille, at=AFTER)


def record(cast, hearing, **changed):
    given = {"present": "Dina", "heard_by": [cast.camille, cast.bastien], "minutes": SAID} | changed
    moment = given.pop("at", HELD)
    operations.record_hearing(hearing, **given, by=cast.camille, at=moment)


def close(cast, competition):
    people = (cast.camille, cast.bastien, cast.olivia)
    return operations.close_consensus(competition, people, by=cast.camille, at=HELD)


# --- Rules ----------------------------------------------------------------------------------------


@given(
    st.datetimes(timezones=st.just(UTC)).filter(lambda d: d.year < 9990),
    st.integers(1, 480),
    st.integers(0, 240),
    st.integers(0, 8),
)
def test_hours_are_as_long_as_each_other_and_never_cross(first, minutes, pause, count):
    found = rules.slots(first, minutes=minutes, pause=pause, count=count)
    assert len(found) == count
    assert {end - start for start, end in found} <= {timedelta(minutes=minutes)}
    for (_, end), (start, _) in pairwise(found):
        assert start - end == timedelta(minutes=pause)


# --- Calling --------------------------------------------------------------------------------------


def test_every_admitted_holder_is_called_alone_and_apart(
    cast, competition, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = call(cast, competition)
    assert [one.invitation.consortium.letter for one in (first, second)] == ["C", "E"]
    spans = [(one.meeting.starts_at, one.meeting.ends_at) for one in (first, second)]
    assert spans == rules.slots(FIRST, minutes=45, pause=15, count=2)
    assert {person for message in mail.outbox for person in message.to} == {
        cast.dina.email,
        cast.eve.email,
    }
    for message in mail.outbox:
        own, other = "14 h 00", "15 h 00"
        if message.to == [cast.eve.email]:
            own, other = other, own
        assert own in message.body
        assert other not in message.body
        assert TOPICS in message.body
    assert {one.meeting.title for one in (first, second)} == {"Audition d’un groupement"}


def test_a_rejected_tender_is_not_heard(cast, competition):
    tender = queries.tenders(competition).get(invitation__consortium__letter="E")
    operations.judge_regularity(
        tender, RegularityVerdict.IRREGULAR, "Sans prix.", by=cast.camille, at=AFTER
    )
    [called] = call(cast, competition)
    assert called.invitation.consortium.letter == "C"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"first_at": AFTER}, "l’heure est passée"),
        ({"first_at": FIRST + timedelta(hours=9)}, "lendemain"),
        ({"place": " "}, "où"),
        ({"topics": " "}, "points abordés"),
    ],
)
def test_a_call_says_when_where_and_about_what(cast, competition, changed, why):
    with pytest.raises(Refused, match=why):
        call(cast, competition, **changed)
    assert not Hearing.objects.exists()


def test_nobody_is_called_twice_nor_before_all_is_judged(cast, competition):
    competition.invitations.get(consortium__letter="C").regularity.delete()
    with pytest.raises(Refused, match="attend une décision"):
        call(cast, competition)
    judge_all(cast, competition)
    call(cast, competition)
    with pytest.raises(Refused, match="tous les groupements admis sont convoqués"):
        call(cast, competition)


def test_what_the_letter_did_not_foresee_does_not_happen(as_, cast, competition):
    MiniCompetition.objects.update(hearing=False)
    competition.refresh_from_db()
    with pytest.raises(Refused, match="ne prévoit pas d’audition"):
        call(cast, competition)
    assert as_(cast.camille).get(at("hearings")).status_code == 404
    assert queries.unheard(competition, [1, 2]) == 0


# --- Moving and recording -------------------------------------------------------------------------


def test_an_hour_moves_with_a_reason_told_to_that_holder(
    cast, competition, django_capture_on_commit_callbacks
):
    first, second = call(cast, competition)
    with pytest.raises(Refused, match="ne se croisent pas"):
        operations.move_hearing(
            first, second.meeting.starts_at, "Un train.", by=cast.camille, at=AFTER
        )
    with pytest.raises(Refused, match="pourquoi"):
        operations.move_hearing(first, FIRST + timedelta(hours=3), " ", by=cast.camille, at=AFTER)
    with django_capture_on_commit_callbacks(execute=True):
        operations.move_hearing(
            first, FIRST + timedelta(hours=3), "Un train.", by=cast.camille, at=AFTER
        )
    [message] = mail.outbox
    assert message.to == [cast.dina.email]
    assert "Un train." in message.body
    first.refresh_from_db()
    assert first.meeting.ends_at - first.meeting.starts_at == timedelta(minutes=45)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"at": FIRST - timedelta(minutes=1)}, "n’a pas commencé"),
        ({"present": " "}, "pour le groupement"),
        ({"heard_by": []}, "évaluateurs"),
        ({"minutes": " "}, "demandé et répondu"),
    ],
)
def test_a_record_says_who_and_what(cast, competition, changed, why):
    first, _ = call(cast, competition)
    with pytest.raises(Refused, match=why):
        record(cast, first, **changed)


def test_a_record_is_written_once(cast, competition):
    first, _ = call(cast, competition)
    record(cast, first)
    record(cast, first)  # the second click
    with pytest.raises(Refused, match="est établi"):
        record(cast, first, minutes="Autre chose.")
    with pytest.raises(Refused, match="s’est tenue"):
        operations.move_hearing(
            first, HELD + timedelta(days=1), "Un train.", by=cast.camille, at=HELD
        )
    assert {person.pk for person in queries.heard_by(first)} == {cast.camille.pk, cast.bastien.pk}


def test_who_came_without_being_called_was_there(cast, competition):
    """An evaluator who declared their interests after the call, for one."""
    first, _ = call(cast, competition)
    first.meeting.invitations.filter(person=cast.bastien).delete()
    record(cast, first)
    assert {person.pk for person in queries.heard_by(first)} == {cast.camille.pk, cast.bastien.pk}


def test_nothing_moves_nor_is_recorded_once_the_choice_is_made(cast, competition):
    first, _ = call(cast, competition)
    MiniCompetition.objects.update(state=CompetitionState.AWARDED)
    first.refresh_from_db()
    with pytest.raises(Refused, match="choix"):
        record(cast, first)
    with pytest.raises(Refused, match="choix"):
        operations.move_hearing(first, HELD, "Un train.", by=cast.camille, at=AFTER)


def test_marks_are_not_agreed_upon_before_all_are_heard(cast, competition):
    settle_all(cast, competition)
    with pytest.raises(Refused, match="l’audition de 2 groupements"):
        close(cast, competition)
    first, second = call(cast, competition)
    record(cast, first)
    with pytest.raises(Refused, match="l’audition d’un groupement"):
        close(cast, competition)
    record(cast, second)
    assert close(cast, competition)
    with pytest.raises(Refused, match="mise en commun des notes est close"):
        call(cast, competition)


# --- Papers and pages -----------------------------------------------------------------------------


def heard(cast, competition):
    first, second = call(cast, competition)
    record(cast, first)
    record(cast, second, present="Ève", minutes="Demandé : le prix ? Répondu : la rivière.")
    return first, second


def test_the_report_tells_all_to_the_buyer_and_ones_own_words_to_a_holder(cast, competition):
    first, _ = heard(cast, competition)
    settle_all(cast, competition)
    close(cast, competition)
    file = queries.case_file(queries.judged(competition.atelier, cast.camille)[0])
    course = queries.course(competition, None)
    whole = forms.to_json(papers.report(file, course, day=HELD))
    hers = forms.to_json(papers.redacted(file, course, own=first.pk, winner=None, day=HELD))
    assert SAID in str(whole)
    assert "la rivière" in str(whole["blocks"])
    assert SAID in str(hers)
    assert "Répondu : la rivière" not in str(hers)
    named = f"{cast.bastien.full_name}, {cast.camille.full_name}."
    assert named in str(papers.report(file, course, day=HELD).blocks)
    told = papers.redacted(file, course, own=first.pk, winner=None, day=HELD)
    assert "Évaluateurs présents : 2." in str(told.blocks)
    assert named not in str(told.blocks)


def words_of(docx: bytes) -> str:
    with ZipFile(BytesIO(docx)) as kept:
        return re.sub("<[^>]+>", "", kept.read("word/document.xml").decode())


def test_the_record_is_a_paper_in_both_forms(as_, cast, competition):
    clock.advance_to(HELD)
    first, second = call(cast, competition)
    record(cast, first)
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = as_(cast.bastien).get(at("hearing_document", first.pk, form))
        assert answer.getvalue().startswith(begins)
    assert as_(cast.camille).get(at("hearing_document", second.pk, "pdf")).status_code == 404


def test_a_holder_takes_away_its_own_record_and_no_other(as_, cast, competition):
    """The same paper as the buyer's; before it is written, and for whoever is of no side, none."""
    clock.advance_to(HELD)
    first, second = call(cast, competition)
    pdf, docx = at("my_hearing", "pdf"), at("my_hearing", "docx")
    assert as_(cast.dina).get(pdf).status_code == 404
    assert pdf not in as_(cast.dina).get(at("my_result")).content.decode()
    record(cast, first)
    record(cast, second, present="Ève", minutes="Répondu : la rivière.")
    page = as_(cast.dina).get(at("my_result")).content.decode()
    assert 0 < page.index("Le choix n’est pas encore connu") < page.index(pdf)
    assert as_(cast.dina).get(pdf).getvalue().startswith(b"%PDF")
    hers, theirs = "Dina, aux trois ateliers", "la rivière"
    for person, own, other in ((cast.dina, hers, theirs), (cast.eve, theirs, hers)):
        words = words_of(as_(person).get(docx).getvalue())
        assert own in words
        assert other not in words
    for name in ("camille", "bastien", "hélène", "olivia", "paul", "agnès", "stranger"):
        for path in (pdf, docx):
            assert as_(getattr(cast, name)).get(path).status_code == 404, name
    assert as_(cast.dina).get(at("my_hearing", "odt")).status_code == 404


def test_calling_and_recording_through_the_screens(as_, cast, competition):
    clock.advance_to(AFTER)
    camille = as_(cast.camille)
    refused = camille.post(at("hearings"), CALL | {"topics": "", "place": "Mairie de Rémalard"})
    assert refused.status_code == 422
    assert "Mairie de Rémalard" in refused.content.decode()
    assert camille.post(at("hearings"), CALL).status_code == 302
    pk = invited(competition, "C").pk
    moved = camille.post(
        at("move_hearing", pk), {"starts_at": "10/07/2026 17:00", "why": "Un train."}
    )
    assert moved.status_code == 302
    clock.advance_to(HELD)
    said = {
        "present": "Dina Morel",
        "heard_by": [str(cast.camille.pk), str(cast.bastien.pk)],
        "minutes": SAID,
    }
    lost = camille.post(at("hearing", pk), said | {"present": ""})
    assert lost.status_code == 422
    assert SAID in lost.content.decode().replace("\u00a0", " ")
    assert camille.post(at("hearing", pk), said).status_code == 302
    for who in (cast.camille, cast.dina):
        page = at("hearing", pk) if who is cast.camille else at("my_result")
        assert "Dina, aux trois ateliers" in as_(who).get(page).content.decode()
    theirs = as_(cast.eve).get(at("my_result")).content.decode()
    assert "Dina, aux trois ateliers" not in theirs
    assert "Nous sommes entendus" in theirs


def test_who_opens_which_page(as_, cast, competition):
    heard(cast, competition)
    pk = invited(competition, "C").pk
    for page in (at("hearings"), at("hearing", pk), at("move_hearing", pk)):
        seen = {name: as_(who).get(page).status_code for name, who in vars(cast).items()}
        assert seen["camille"] == 200, page
        assert {seen[name] for name in ("dina", "eve", "stranger")} == {404}, page
        others = {seen[name] for name in ("bastien", "olivia")}
        assert others == ({403} if "heure" in page else {200}), page
    for page in (at("hearings"), at("hearing", pk)):
        assert as_(cast.bastien).post(page, CALL).status_code == 403


def test_pages_ask_at_most_twelve_queries(as_, cast, competition):
    heard(cast, competition)
    pk = invited(competition, "C").pk
    for page in (at("hearings"), at("hearing", pk), at("move_hearing", pk)):
        assert_queries(as_(cast.camille), page)
    assert_queries(as_(cast.dina), at("my_result"))
