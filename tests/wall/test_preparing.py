"""A question prepared is mended until the room has it: asked, on paper, or in a kit."""

import itertools

import pytest
from django.urls import reverse

from atelier_local.ground.journal.models import Line
from atelier_local.refusal import Refused
from atelier_local.steps.wall import operations, queries, rules
from atelier_local.steps.wall.enums import ActivityState, ContributionKind, Method
from atelier_local.steps.wall.models import Activity
from atelier_local.steps.wall.paper.operations import print_pack
from tests.factories.strategy import a_scenario
from tests.factories.wall import KINDS, MORNING, PREPARED, a_card
from tests.pages import assert_queries

PAGES = ("correct_activity", "withdraw_activity", "reorder_activity")
CARDS = {"method": "cards", "kinds": ["besoin"], "moderation": "direct", "budget": "3",
         "most_each": "1"}  # fmt: skip
VOTE = {"method": "dots", "options": ["Le bus", "Le marché"], "budget": 3, "most_each": 2}


def url(activity, page):
    rest = [activity.pk] if page in PAGES else []
    return reverse(f"wall:{page}", args=[activity.workshop.atelier.slug, 1, *rest])


def prepare(workshop, cast, question, **more) -> Activity:
    told = {"kinds": KINDS} | more
    return operations.prepare_activity(
        workshop, question=question, by=cast.dina, at=PREPARED, **told
    )


def order(workshop) -> list[str]:
    return [activity.question for activity in queries.activities(workshop)]


@pytest.fixture
def later(activity) -> Activity:
    """« Et demain ? », after the one that is open."""
    return Activity.objects.select_related("workshop__atelier__stream").get(position=2)


# Rules --------------------------------------------------------------------------------------


def test_only_what_stayed_here_unread_changes():
    yes_or_no, kits = (False, True), ([], ["22"], ["22", "23"])
    every = itertools.product(ActivityState, yes_or_no, yes_or_no, kits, yes_or_no, yes_or_no)
    for state, held, laptop, out, on_paper, counted in every:
        why = rules.against_changing(
            state, held=held, on_a_laptop=laptop, kits=out, on_paper=on_paper, counted=counted
        )
        read = state is not ActivityState.PREPARED
        assert len(why) == sum([read, held, laptop, bool(out), on_paper, counted])
        assert all(any(kit in reason.label for reason in why) for kit in out)


# Operations ---------------------------------------------------------------------------------


def test_a_question_is_corrected_whole(cast, later):
    market = {"question": "Quoi d’abord ?", "method": Method.DOTS, "options": ["Le bus", "L’école"],
              "budget": 2, "minutes": 5}  # fmt: skip
    operations.correct_activity(later, by=cast.dina, at=MORNING, **market)
    later.refresh_from_db()
    assert (later.question, later.method, later.kinds, later.budget, later.position) == (
        "Quoi d’abord ?", "dots", [], 2, 2,
    )  # fmt: skip
    again = {"question": "Quoi ?", "method": Method.DOTS, "options": ["Le bus", "La gare", "L’eau"]}
    operations.correct_activity(later, by=cast.dina, at=MORNING, **again)
    assert [o.words for o in later.options.all()] == ["Le bus", "La gare", "L’eau"]
    line = Line.objects.filter(kind="wall.activity_corrected").last()
    assert line.payload == {
        "activity": str(later.pk), "question": "Quoi ?", "was": "Quoi d’abord ?",
    }  # fmt: skip
    with pytest.raises(Refused, match="au moins 2 choix"):
        operations.correct_activity(later, by=cast.dina, at=MORNING, **again | {"options": ["Un"]})
    assert later.options.count() == 3


def test_a_question_withdrawn_leaves_its_line_and_its_place(cast, later):
    vote = prepare(later.workshop, cast, "Quoi d’abord ?", **VOTE)
    last = prepare(later.workshop, cast, "Et après ?")
    operations.withdraw_activity(vote, by=cast.dina, at=MORNING)
    line = Line.objects.get(kind="wall.activity_withdrawn")
    assert (line.payload["question"], line.by) == ("Quoi d’abord ?", cast.dina.ref)
    assert prepare(later.workshop, cast, "Encore ?").position > last.position
    assert order(later.workshop)[1:] == ["Et demain ?", "Et après ?", "Encore ?"]
    with pytest.raises(Refused, match="a été retirée"):
        operations.correct_activity(vote, question="?", by=cast.dina, at=MORNING)


def test_questions_to_come_change_places_and_never_with_one_that_was_read(cast, later):
    last = prepare(later.workshop, cast, "Et après ?")
    operations.move_activity(last, earlier=True, by=cast.dina, at=MORNING)
    assert order(later.workshop)[1:] == ["Et après ?", "Et demain ?"]
    with pytest.raises(Refused, match="déjà lu"):
        operations.move_activity(last, earlier=True, by=cast.dina, at=MORNING)
    operations.move_activity(last, earlier=False, by=cast.dina, at=MORNING)
    assert order(later.workshop)[1:] == ["Et demain ?", "Et après ?"]
    with pytest.raises(Refused, match="déjà à sa place"):
        operations.move_activity(last, earlier=False, by=cast.dina, at=MORNING)
    assert Line.objects.filter(kind="wall.activity_reordered").count() == 2


def test_what_the_room_has_changes_no_more(cast, activity, later):
    by = {"by": cast.dina, "at": MORNING}
    printed = prepare(later.workshop, cast, "Et sur papier ?")
    print_pack(later.workshop, printed, cards=4, **by)
    for asked, why in ((activity, "déjà lu"), (printed, "feuilles imprimées")):
        with pytest.raises(Refused, match=why):
            operations.correct_activity(asked, question="?", kinds=KINDS, **by)
        with pytest.raises(Refused, match=why):
            operations.withdraw_activity(asked, **by)
    operations.open_activity(later, **by)  # by somebody else, once the page was drawn
    operations.close_activity(later, **by)
    stale = Activity.objects.select_related("workshop__atelier__stream").get(pk=later.pk)
    stale.state = ActivityState.PREPARED
    with pytest.raises(Refused, match="déjà lu"):
        operations.withdraw_activity(stale, **by)
    assert Activity.objects.count() == 3


def test_a_choice_that_a_scenario_speaks_of_stays(cast, later):
    vote = prepare(later.workshop, cast, "Quoi ?", **VOTE)
    a_scenario(later.workshop.atelier, cast, option=vote.options.first())
    with pytest.raises(Refused, match="un de ses choix"):
        operations.withdraw_activity(vote, by=cast.dina, at=MORNING)
    assert vote.options.count() == 2


# Pages --------------------------------------------------------------------------------------


def test_the_team_and_the_pilot_alone_mend(as_, cast, later):
    for page in PAGES[:2]:
        read = {p: as_(p).get(url(later, page)).status_code for p in cast.everyone}
        assert {p for p, s in read.items() if s == 200} == {cast.dina, cast.camille}
        assert {p for p, s in read.items() if s == 404} == {cast.eve, cast.stranger}
    others = set(cast.everyone) - {cast.dina, cast.camille}
    for page in PAGES:
        wrote = {as_(p).post(url(later, page), {"way": "down"}).status_code for p in others}
        assert wrote <= {403, 404}
    assert as_(cast.dina).get(url(later, "reorder_activity")).status_code == 405
    assert as_(cast.dina).post(url(later, "reorder_activity"), {"way": "x"}).status_code == 404
    assert Activity.objects.filter(question="Et demain ?").exists()


def test_the_form_of_a_correction_says_what_was_written_and_keeps_what_is_typed(
    as_, cast, activity, later
):
    cards = [a_card(activity, f"Marché {n}", by=cast.dina) for n in range(2)]
    group = operations.group(activity.workshop, "Se voir", cards, by=cast.dina, at=MORNING)
    vote = prepare(later.workshop, cast, "Quoi ?", **VOTE | {"options": [group.node, "Le bus"]})
    desk = as_(cast.camille)
    form = desk.get(url(vote, "correct_activity")).context["form"]
    assert (form["question"].value(), form["options"].value()) == ("Quoi ?", "Le bus")
    assert (form["groups"].value(), form["budget"].value()) == ([group.pk], 3)
    assert_queries(desk, url(vote, "correct_activity"))
    refused = desk.post(url(later, "correct_activity"), CARDS | {"question": "Hier ?", "kinds": []})
    assert refused.status_code == 422
    assert "Hier ?" in refused.content.decode()
    desk.post(url(later, "correct_activity"), CARDS | {"question": "Et dans dix ans ?"})
    later.refresh_from_db()
    assert (later.question, later.kinds) == ("Et dans dix ans ?", [ContributionKind.NEED])
    operations.open_activity(later, by=cast.dina, at=MORNING)
    late = desk.post(url(later, "correct_activity"), CARDS | {"question": "Trop tard ?"})
    assert late.status_code == 422
    assert "déjà lu" in late.content.decode()
    assert "Trop tard" in late.content.decode()


def test_withdrawing_is_asked_twice_and_order_is_two_buttons(as_, cast, later):
    last, desk = prepare(later.workshop, cast, "Et après ?"), as_(cast.dina)
    listed = desk.get(url(later, "activities")).content.decode()
    buttons = (">Corriger<", 'value="up"', 'value="down"')
    assert [listed.count(button) for button in buttons] == [2, 1, 1]
    desk.post(url(last, "reorder_activity"), {"way": "up"})
    assert order(later.workshop)[1] == "Et après ?"
    refused = desk.post(url(last, "reorder_activity"), {"way": "up"}, follow=True)
    assert "L’ordre n’a pas changé" in refused.content.decode()
    assert "Et après" in desk.get(url(last, "withdraw_activity")).content.decode()
    assert "Activité retirée" in desk.post(
        url(last, "withdraw_activity"), follow=True
    ).content.decode()  # fmt: skip
    operations.open_activity(later, by=cast.dina, at=MORNING)
    assert desk.post(url(later, "withdraw_activity")).status_code == 409
    assert_queries(desk, url(later, "withdraw_activity"))


def test_the_page_asks_as_much_for_one_question_and_four(as_, cast, later):
    desk = as_(cast.dina)
    two = assert_queries(desk, url(later, "activities"))
    for n in range(3):
        prepare(later.workshop, cast, f"Question {n} ?")
    assert assert_queries(desk, url(later, "activities")) == two


def test_a_laptop_says_that_it_waits_for_the_office(as_, cast, later, settings):
    settings.FIELD_KIT = "22"
    page = as_(cast.dina).get(url(later, "activities")).content.decode()
    assert ">Corriger<" not in page
    assert "se corrige et se retire sur le site" in page
