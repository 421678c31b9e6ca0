"""Questions to the room: asked by phones, read over, shown, supported, answered."""

import re

import pytest
from django.urls import reverse

from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.refusal import Refused
from atelier_local.steps.wall import events, operations, queries, room
from atelier_local.steps.wall.enums import QuestionState
from atelier_local.steps.wall.models import Question, Support
from tests.factories.ateliers import an_epci
from tests.factories.wall import MORNING, a_phone, an_open_activity
from tests.pages import assert_queries


def ask(activity, words="Qui paiera ?", by=None) -> Question:
    line = operations.ask(by or a_phone(activity), words, id=uuid7(), at=MORNING)
    return Question.objects.select_related("workshop__stream").get(pk=line.pk)


def support(phone, question) -> Line:
    return operations.support(phone, str(question.pk), id=uuid7(), at=MORNING)


def fresh(question) -> Question:
    return Question.objects.select_related("workshop__stream").get(pk=question.pk)


def frames(activity, face, after=0) -> str:
    lines = Line.objects.filter(stream=activity.workshop.stream, seq__gt=after).order_by("seq")
    return "".join(frame.data for frame in room.frame(list(lines), face))


@pytest.fixture
def here(phone, activity) -> str:
    return reverse("wall:room", args=[activity.workshop_id])


def test_the_room_reads_a_question_once_it_is_shown_and_not_before(cast, activity, phone, here):
    question = ask(activity)
    assert (question.audience, question.table) == ("HA", 1)
    assert "Qui paiera" in frames(activity, room.CONSOLE)
    for face in (room.PROJECTOR, room.PHONE):
        assert "Qui paiera" not in frames(activity, face)
    assert "Qui paiera" not in phone.get(here).content.decode()
    operations.show_question(question, by=cast.dina, at=MORNING)
    for face in (room.PROJECTOR, room.PHONE):
        assert "Qui paiera" in frames(activity, face)
    assert "Qui paiera" in phone.get(here).content.decode()
    operations.dismiss_question(fresh(question), by=cast.dina, at=MORNING)
    for face in (room.PROJECTOR, room.PHONE):
        assert "Qui paiera" not in frames(activity, face)


def test_a_support_is_counted_once_a_phone_and_told_to_the_wall_alone(cast, activity):
    question, other = ask(activity), ask(activity, "Et le car ?")
    for one in (question, other):
        operations.show_question(one, by=cast.dina, at=MORNING)
    phone, head = a_phone(activity), Line.objects.filter(stream=activity.workshop.stream).count()
    for _ in range(2):
        support(phone, other)
    support(a_phone(activity), other)
    assert [(q.words, q.voices) for q in queries.shown(activity.workshop)] == [
        ("Et le car ?", 2), ("Qui paiera ?", 0),
    ]  # fmt: skip
    assert '<b class="num">2</b>' in frames(activity, room.PROJECTOR, head)
    assert frames(activity, room.PHONE, head) == ""


def test_what_the_room_does_not_read_is_not_supported(cast, activity):
    elsewhere = an_open_activity(
        cast, slug="ailleurs", epci=an_epci("200000001", "CC d’Ailleurs"),
        framework=activity.workshop.atelier.framework,
    )  # fmt: skip
    question, phone = ask(activity), a_phone(activity)
    with pytest.raises(Refused, match="pas montrée"):
        support(phone, question)
    operations.show_question(question, by=cast.dina, at=MORNING)
    with pytest.raises(Refused, match="n’existe pas"):
        support(a_phone(elsewhere), question)
    operations.reply(fresh(question), "La Région, à moitié.", by=cast.dina, at=MORNING)
    with pytest.raises(Refused, match="sa réponse"):
        support(phone, question)
    assert not Support.objects.exists()


@pytest.mark.parametrize("words", ["", " \u202e ", "x" * 281])
def test_a_question_is_short_and_says_something(activity, words):
    with pytest.raises(Refused):
        ask(activity, words)
    assert not Question.objects.exists()


def test_an_answer_closes_it_and_is_read_by_all(cast, activity, phone, here):
    question = ask(activity)
    operations.show_question(question, by=cast.dina, at=MORNING)
    with pytest.raises(Refused, match="une phrase"):
        operations.reply(fresh(question), " ", by=cast.dina, at=MORNING)
    operations.reply(fresh(question), "La Région, à moitié.", by=cast.dina, at=MORNING)
    assert fresh(question).state == QuestionState.ANSWERED
    assert "La Région, à moitié." in phone.get(here).content.decode()
    assert "La Région, à moitié." in frames(activity, room.PROJECTOR)


def test_lines_read_again_or_late_give_the_same_questions(cast, activity):
    question = ask(activity)
    operations.show_question(question, by=cast.dina, at=MORNING)
    support(a_phone(activity), question)
    operations.reply(fresh(question), "Oui.", by=cast.dina, at=MORNING)
    told = list(Line.objects.filter(stream=activity.workshop.stream).order_by("seq"))
    before = list(Question.objects.values()), list(Support.objects.values())
    events.apply(told)
    assert (list(Question.objects.values()), list(Support.objects.values())) == before
    Support.objects.all().delete()
    Question.objects.all().delete()
    for line in told:
        events.apply([line])
    assert list(Question.objects.values()) == before[0]
    assert Support.objects.count() == 1


def test_a_phone_without_script_asks_and_supports(cast, activity, phone, here):
    html = phone.get(here).content.decode()
    form = re.search(r'<form[^>]*id="demander".*?</form>', html, re.S)[0]
    id = re.search(r'name="id" value="([^"]+)"', form)[1]
    answer = phone.post(here, {"id": id, "ask": "1", "words": "Qui paiera ?"}, follow=True)
    assert "Elle sera relue" in answer.content.decode()
    refused = phone.post(here, {"id": str(uuid7()), "ask": "1", "words": "x" * 281})
    assert refused.status_code == 422
    assert "x" * 281 in refused.content.decode()
    question = Question.objects.get()
    operations.show_question(fresh(question), by=cast.dina, at=MORNING)
    given = {"id": str(uuid7()), "support": str(question.pk)}
    assert "Soutenue" in phone.post(here, given, follow=True).content.decode()
    phone.post(here, given)
    phone.post(here, given | {"support": "n’importe quoi"})
    assert Support.objects.count() == 1


def test_the_console_shows_puts_aside_and_notes_the_answer(as_, cast, activity):
    question, desk = ask(activity), as_(cast.dina)
    at = reverse("wall:turn_question", args=[activity.workshop.atelier.slug, 1])
    page = reverse("wall:console", args=[activity.workshop.atelier.slug, 1])
    desk.post(at, {"question": question.pk, "act": "show"})
    assert fresh(question).is_open
    empty = desk.post(at, {"question": question.pk, "act": "answer"}, follow=True)
    assert "une phrase" in empty.content.decode()
    said = {"question": question.pk, "act": "answer", f"answer-{question.pk}": "Oui."}
    desk.post(at, said)
    assert fresh(question).answer == "Oui."
    assert "Oui." in desk.get(page).content.decode()
    assert desk.post(at, {"question": uuid7(), "act": "show"}).status_code == 404
    assert desk.post(at, {"question": question.pk, "act": "autre"}).status_code == 404
    for person in set(cast.everyone) - {cast.dina}:
        assert as_(person).post(at, said).status_code in (403, 404)


def test_pages_ask_as_much_for_many_questions(as_, cast, activity, phone, here):
    pages = [
        (as_(cast.dina), reverse(f"wall:{name}", args=[activity.workshop.atelier.slug, 1]))
        for name in ("console", "projector")
    ]
    pages.append((phone, here))

    def more() -> list[int]:
        for n in range(3):
            question = ask(activity, f"Question {n} ?")
            operations.show_question(question, by=cast.dina, at=MORNING)
            support(a_phone(activity), question)
        return [assert_queries(client, path) for client, path in pages]

    assert more() == more()
