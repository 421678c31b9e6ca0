"""Once published: questions, amendments, exits; all holders learn the same, at the same moment."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.clock import day_of
from atelier_local.programme.ateliers.enums import Ending
from atelier_local.programme.governance.models import Task
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, rules
from atelier_local.steps.competition.enums import CompetitionState as State
from atelier_local.steps.competition.enums import NoticeKind
from atelier_local.steps.competition.models import Amendment, MiniCompetition, Notice, Slot
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import BEFORE, DEADLINE, side_of, tender
from tests.pages import assert_queries

CLOSING = DEADLINE - timedelta(days=7)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_published)


@pytest.fixture(autouse=True)
def before_the_deadline():
    clock.advance_to(BEFORE)


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


def told(competition: MiniCompetition, kind: NoticeKind) -> set[str]:
    """The letters of the consortia that were written to about it."""
    notices = Notice.objects.filter(invitation__competition=competition, kind=kind)
    return set(notices.values_list("invitation__consortium__letter", flat=True))


# Questions --------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "refused"), [(-HOUR, False), (0 * HOUR, True), (HOUR, True)])
def test_questions_close_when_the_letter_said(as_, cast, competition, late, refused):
    moment = CLOSING + late
    clock.advance_to(moment)
    as_(cast.eve).post(at("questions"), {"text": "Faut-il des plans ?"})
    assert competition.questions.exists() is not refused
    page = as_(cast.eve).get(at("questions")).content.decode()
    assert ("les questions sont closes" in page) is refused


def test_an_answer_says_what_the_buyer_worded_and_never_who_asked(
    cast, competition, as_, django_capture_on_commit_callbacks
):
    own = "Studio Rivage peut-il venir avec son hydrologue ?"
    question = operations.ask(side_of(cast.eve, competition), own, by=cast.eve, at=BEFORE)
    neutral, answer = "Un hydrologue peut-il venir sur place ?", "Oui, le 12."
    with django_capture_on_commit_callbacks(execute=True):
        operations.answer(question, answer, broadcast=neutral, by=cast.camille, at=BEFORE)
    assert told(competition, NoticeKind.ANSWER) == {"A", "C", "E"}
    assert len({message.body for message in mail.outbox}) == 1
    assert all("Rivage" not in message.body for message in mail.outbox)
    for person in (cast.dina, cast.eve):
        page = as_(person).get(at("questions")).content.decode()
        assert "Un hydrologue peut-il venir sur place" in page
        assert "avec son hydrologue" not in page
    assert "avec son hydrologue" in as_(cast.camille).get(at("competition")).content.decode()
    line = competition.stream.lines.get(kind="competition.answered")
    assert line.payload == {"question": question.pk, "said": neutral, "answer": answer}


def test_an_unanswered_question_is_read_by_nobody_else_as_it_was_asked(as_, cast, competition):
    own = "Les gens du Rivage peuvent-ils venir ?"
    operations.ask(side_of(cast.eve, competition), own, by=cast.eve, at=BEFORE)
    assert "gens du Rivage" in as_(cast.eve).get(at("questions")).content.decode()
    assert "gens du Rivage" not in as_(cast.dina).get(at("questions")).content.decode()


# Amendments -------------------------------------------------------------------------------


def test_an_amendment_is_numbered_told_to_all_and_moves_the_deadline(
    cast, competition, as_, django_capture_on_commit_callbacks
):
    later = DEADLINE + timedelta(days=7)
    tender(cast.dina, competition)
    sealed = dict(Slot.objects.values_list("pk", "core"))
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            operations.amend(
                competition, "La visite est le 12.", deadline=later, by=cast.camille, at=BEFORE
            )
    made = Amendment.objects.get()
    assert (made.number, made.deadline_before, made.deadline_after) == (1, DEADLINE, later)
    competition.refresh_from_db()
    assert competition.deadline == later
    assert competition.questions_until == CLOSING + timedelta(days=7)
    assert told(competition, NoticeKind.AMENDMENT) == {"A", "C", "E"}
    assert all("17 juillet" not in message.body for message in mail.outbox)
    assert all("vendredi 10 juillet 2026" in message.body for message in mail.outbox)
    due = set(Task.objects.filter(key="competition:open", done_at=None).values_list("due_on"))
    assert due == {(day_of(later),)}
    assert dict(Slot.objects.values_list("pk", "core")) == sealed
    for person, page in ((cast.eve, "letter"), (cast.camille, "competition")):
        assert "La visite est le 12." in as_(person).get(at(page)).content.decode()
    tender(cast.eve, competition, at=DEADLINE + HOUR)


def test_a_second_amendment_follows_the_first(cast, competition):
    for text in ("Un.", "Deux."):
        operations.amend(competition, text, by=cast.camille, at=BEFORE)
    assert [one.number for one in competition.amendments.all()] == [2, 1]
    kinds = competition.stream.lines.filter(kind="competition.amended")
    assert [line.payload["number"] for line in kinds.order_by("seq")] == [1, 2]


DAYS = timedelta(days=1)


@given(
    st.sampled_from(State),
    st.timedeltas(-40 * DAYS, 5 * DAYS),
    st.timedeltas(-10 * DAYS, 20 * DAYS),
    st.sampled_from(["", "Une simple adresse."]),
)
def test_the_deadline_never_comes_earlier_nor_too_close(state, when, moved, why):
    extended, now = DEADLINE + moved, DEADLINE + when
    refused = rules.against_amending(
        state, "Texte.", deadline=DEADLINE, extended=extended, at=now, notice_days=6, why=why
    )
    allowed = (
        state is State.OPEN
        and now < DEADLINE
        and extended >= DEADLINE
        and (bool(why) or extended - now >= 6 * DAYS)
    )
    assert (refused == ()) is allowed


def test_at_the_deadline_nothing_is_amended_any_more(cast, competition):
    later = DEADLINE + 10 * DAYS
    with pytest.raises(Refused, match="la date limite est passée"):
        operations.amend(competition, "Trop tard.", deadline=later, by=cast.camille, at=DEADLINE)
    just = DEADLINE - timedelta(milliseconds=1)
    operations.amend(competition, "À temps.", deadline=later, by=cast.camille, at=just)
    tender(cast.dina, competition, at=DEADLINE)


def test_amending_through_the_screen(as_, cast, competition):
    camille = as_(cast.camille)
    sent = {"text": "La visite est le 12.", "deadline": "02/07/2026 12:00", "why": ""}
    refused = camille.post(at("amend"), sent)
    assert refused.status_code == 422
    assert "ne peut qu’être repoussée" in refused.content.decode()
    assert "La visite est le 12." in refused.content.decode()
    assert camille.post(at("amend"), sent | {"deadline": "10/07/2026 12:00"}).status_code == 302
    assert_queries(camille, at("amend"))
    assert as_(cast.bastien).get(at("amend")).status_code == 403
    assert as_(cast.eve).get(at("amend")).status_code == 404


def test_past_the_deadline_nothing_more_is_proposed(as_, cast, competition):
    """A page that can only refuse says so, and has no form; what was typed too late comes back."""
    pages = ((cast.camille, at("amend")), (cast.dina, at("decline")))
    assert all("<textarea" in as_(who).get(page).content.decode() for who, page in pages)
    clock.advance_to(DEADLINE)
    for who, page in pages:
        text = as_(who).get(page).content.decode()
        assert "la date limite est passée" in text
        assert "<textarea" not in text
    late = as_(cast.camille).post(at("amend"), {"text": "Trop tard.", "deadline": "", "why": ""})
    assert "Trop tard." in late.content.decode()


# Exits ------------------------------------------------------------------------------------


def test_a_consultation_given_up_is_told_to_all_with_its_reason(
    cast, competition, django_capture_on_commit_callbacks
):
    operations.decline(side_of(cast.dina, competition), "Complets.", by=cast.dina, at=BEFORE)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            operations.discontinue(competition, "Plus d’élu.", by=cast.camille, at=BEFORE)
    assert told(competition, NoticeKind.ENDING) == {"A", "C", "E"}
    assert len(mail.outbox) == 3
    assert all("Plus d’élu." in message.body for message in mail.outbox)


def test_nothing_is_unsuccessful_before_it_is_open(as_, cast, competition):
    with pytest.raises(Refused, match="ouverte aux offres"):
        operations.declare_unsuccessful(competition, "Rien.", by=cast.camille, at=BEFORE)
    page = as_(cast.camille).get(at("unsuccessful")).content.decode()
    assert "aria-disabled" in page
    assert as_(cast.bastien).get(at("unsuccessful")).status_code == 403


def test_opened_tenders_that_cannot_be_retained_end_it(as_, cast, competition):
    tender(cast.dina, competition)
    factory.open_by_both(cast, competition)
    clock.advance_to(factory.AFTER)
    camille = as_(cast.camille)
    assert camille.post(at("unsuccessful"), {"reason": " "}).status_code == 422
    assert camille.post(at("unsuccessful"), {"reason": "Toutes inacceptables."}).status_code == 302
    competition.refresh_from_db()
    competition.atelier.refresh_from_db()
    assert (competition.state, competition.atelier.ending) == (
        State.UNSUCCESSFUL,
        Ending.UNSUCCESSFUL,
    )
    assert told(competition, NoticeKind.ENDING) == {"A", "C", "E"}
    assert "Toutes inacceptables." in camille.get(at("competition")).content.decode()


# Trying formulas --------------------------------------------------------------------------


def test_no_other_formula_shows_once_it_is_published(as_, cast, competition):
    answer = as_(cast.camille).get(at("try_out"))
    assert answer.status_code == 409
    assert "la formule et les poids sont figés" in answer.content.decode()
    for shown in ("÷", "bascule", "notes inventées"):
        assert shown not in answer.content.decode()
