"""The hall and the register: who may, what shows, how much is asked of the database."""

from datetime import timedelta

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.thread.enums import Fate
from atelier_local.programme.thread.models import Answer
from atelier_local.programme.thread.operations import answer
from atelier_local.steps.wall import operations, queries
from atelier_local.steps.wall.enums import Act, ActivityState, ContributionKind, Screen
from atelier_local.steps.wall.models import Activity, Contribution, Group
from atelier_local.steps.wall.operations.telling import tell
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Workshop
from tests.factories.ateliers import an_epci
from tests.factories.wall import MORNING, a_card, an_open_activity
from tests.pages import assert_queries


def url(activity, page, *rest):
    return reverse(f"wall:{page}", args=[activity.workshop.atelier.slug, *rest])


def who_may(as_, cast, path):
    statuses = {person: as_(person).get(path).status_code for person in cast.everyone}
    assert {p for p, status in statuses.items() if status == 404} == {cast.eve, cast.stranger}
    return {person for person, status in statuses.items() if status == 200}


@pytest.mark.parametrize("page", ["console", "grouping", "close", "attendance"])
def test_the_team_facilitates(as_, cast, activity, page):
    assert who_may(as_, cast, url(activity, page, 1)) == {cast.dina}


@pytest.mark.parametrize("page", ["projector", "activities"])
def test_the_team_and_the_pilot_prepare_and_project(as_, cast, activity, page):
    assert who_may(as_, cast, url(activity, page, 1)) == {cast.dina, cast.camille}


def test_every_member_reads_the_register(as_, cast, activity):
    card = a_card(activity)
    members = set(cast.everyone) - {cast.eve, cast.stranger}
    assert who_may(as_, cast, url(activity, "wall")) == members
    assert who_may(as_, cast, url(activity, "contribution", card.pk)) == members


def test_receipts_are_for_the_team_hidden_cards_too(as_, cast, activity):
    card = a_card(activity)
    page, shown = url(activity, "contribution", card.pk), f"{card.receipt[:3]} {card.receipt[3:]}"
    assert shown in as_(cast.dina).get(page).content.decode()
    assert shown not in as_(cast.camille).get(page).content.decode()
    operations.hide(card, "Un essai", by=cast.dina, at=MORNING)
    assert as_(cast.camille).get(page).status_code == 404
    assert as_(cast.dina).get(page).status_code == 200


def test_a_card_is_answered_by_those_who_may(as_, cast, activity):
    card = a_card(activity)
    path, said = url(activity, "answer", card.pk), {"fate": "adopted", "reason": "On le fait."}
    assert as_(cast.paul).post(path, said).status_code == 403
    assert as_(cast.bastien).post(path, said | {"reason": ""}).status_code == 422
    as_(cast.bastien).post(path, said)
    assert Answer.objects.get().node_id == card.pk
    page = as_(cast.paul).get(url(activity, "contribution", card.pk)).content.decode()
    assert "On le fait." in page


def test_another_ateliers_cards_and_activities_do_not_exist_here(as_, cast, activity):
    elsewhere = an_open_activity(
        cast, slug="ailleurs", epci=an_epci("200000001", "CC d’Ailleurs"),
        framework=activity.workshop.atelier.framework,
    )  # fmt: skip
    card = a_card(elsewhere)
    desk = as_(cast.dina)
    assert desk.get(url(activity, "contribution", card.pk)).status_code == 404
    given = {"card": card.pk, "reason": "Un essai"}
    assert desk.post(url(activity, "hide", 1), given).status_code == 404
    given = {"activity": elsewhere.pk, "to": "closed"}
    assert desk.post(url(activity, "move", 1), given).status_code == 404
    desk.post(url(activity, "grouping", 1), {"cards": [card.pk], "title": "x"})
    assert not Group.objects.exists()


def test_the_console_opens_closes_hides_and_shows(as_, cast, activity):
    desk, card = as_(cast.dina), a_card(activity)
    desk.post(url(activity, "move", 1), {"activity": activity.pk, "to": "closed"})
    activity.refresh_from_db()
    assert activity.state == ActivityState.CLOSED
    following = Activity.objects.get(position=2)
    desk.post(url(activity, "move", 1), {"activity": following.pk, "to": "open"})
    following.refresh_from_db()
    assert following.state == ActivityState.OPEN
    assert desk.post(url(activity, "move", 1), {"activity": "x"}).status_code == 404
    desk.post(url(activity, "hide", 1), {"card": card.pk, "reason": ""})
    assert not Contribution.objects.exclude(hidden_at=None).exists()
    desk.post(url(activity, "hide", 1), {"card": card.pk, "reason": "Un essai"})
    assert "Hors écran" in desk.get(url(activity, "console", 1)).content.decode()
    desk.post(url(activity, "show", 1), {"card": card.pk})
    assert Contribution.objects.get().hidden_at is None


def test_the_screen_is_commanded_by_who_facilitates_and_shows_the_last_command(as_, cast, activity):
    path = url(activity, "screen", 1)
    shown = lambda who: as_(who).get(url(activity, "projector", 1)).content.decode()  # noqa: E731
    for person in set(cast.everyone) - {cast.dina}:
        assert as_(person).post(path, {"screen": "b"}).status_code in (403, 404)
    desk = as_(cast.dina)
    assert desk.post(path, {"screen": "9"}).status_code == 404
    assert desk.post(path, {"screen": "b"}).status_code == 302
    for _ in range(2):  # a second click tells nothing more
        assert desk.post(path, {"screen": "3", "stays": "1"}).status_code == 204
    told = Line.objects.filter(stream=activity.workshop.stream, kind=Act.SCREENED)
    assert [line.payload["screen"] for line in told.order_by("seq")] == ["b", "3"]
    assert 'data-screen="3"' in shown(cast.camille)
    assert "data-command" not in shown(cast.camille)
    assert "data-command" in shown(cast.dina)
    assert desk.get(url(activity, "console", 1)).context["preview"].seen == "2"  # nothing pinned
    operations.pin(a_card(activity, "Le marché"), by=cast.dina, at=MORNING)
    page = desk.get(url(activity, "console", 1))
    assert (page.context["preview"].seen, page.context["preview"].words) == ("3", "Le marché")
    Workshop.objects.filter(pk=activity.workshop_id).update(state=WorkshopState.HELD)
    assert desk.post(path, {"screen": "b"}).status_code == 302
    assert desk.post(path, {"screen": "b", "stays": "1"}).status_code == 409  # not taken: said so
    assert "data-screen" not in shown(cast.dina)
    assert told.count() == 2


@pytest.mark.parametrize("odd", [{}, {"screen": "9"}, {"screen": ["b"]}, {"screen": None}])
def test_a_bundle_that_says_anything_of_the_screen_leaves_it_to_itself(cast, activity, odd):
    tell(activity.workshop, Act.SCREENED, odd, by=cast.dina, at=MORNING)
    assert queries.screen(activity.workshop) == Screen.FOLLOW


def test_what_a_laptop_ahead_brought_home_holds_no_later_word_back(cast, activity):
    workshop, ahead = activity.workshop, MORNING + timedelta(hours=5)
    for act, said in ((Act.SCREENED, {"screen": "b"}), (Act.ATTENDED, {"counts": {"HA": 90}})):
        tell(workshop, act, said, by=cast.dina, at=ahead)
    operations.command_screen(workshop, Screen.WALL, by=cast.dina, at=MORNING)
    operations.count_people(workshop, {Audience.RESIDENTS: 12}, by=cast.dina, at=MORNING)
    assert queries.screen(workshop) == Screen.WALL
    assert queries.attendance(workshop) == {"HA": 12}


def test_a_card_that_cites_somebody_is_not_shown_with_the_others(as_, cast, activity):
    """Moderated beforehand: the mark is beside it, and « Tout afficher » leaves it to be read."""
    Activity.objects.filter(pk=activity.pk).update(moderation="before")
    plain, citing = (a_card(activity, words) for words in ("Le marché", "M. Lebrun ment"))
    page = as_(cast.dina).get(url(activity, "console", 1)).content.decode()
    assert page.count("personne citée") == 1
    together = 'name="card" value="{}" form="tout-afficher"'
    assert together.format(plain.pk) in page
    assert together.format(citing.pk) not in page
    assert page.count("data-since=") == 2
    assert "Sauvegarde" not in page


def test_a_room_not_open_or_held_opens_no_question(as_, cast, activity):
    workshop, desk = activity.workshop, as_(cast.dina)
    Workshop.objects.filter(pk=workshop.pk).update(state=WorkshopState.PREPARED)
    page = desk.get(url(activity, "console", 1)).content.decode()
    assert "Aller ouvrir la salle" in page
    assert 'data-key="F"' not in page
    assert "tb mal" not in page  # nobody has spoken yet: no table is pointed at
    Workshop.objects.filter(pk=workshop.pk).update(state=WorkshopState.HELD)
    page = desk.get(url(activity, "console", 1)).content.decode()
    assert "Le registre est clos" in page
    assert ">ouvrir<" not in page


def test_a_scribe_keeps_table_and_kind_for_the_next_card(as_, cast, activity):
    given = {
        "id": str(uuid7()), "kind": "besoin", "table": "2", "audience": "AG", "channel": "paper",
        "words": "De l’eau",
    }  # fmt: skip
    desk = as_(cast.dina)
    answers = [desk.post(url(activity, "write", 1), given) for _ in range(2)]
    assert Contribution.objects.count() == 1
    initial = desk.get(answers[0].url).context["form"].initial
    assert initial == {"kind": "besoin", "table": "2", "audience": "AG", "channel": "paper"}
    refused = desk.post(url(activity, "write", 1), given | {"id": str(uuid7()), "words": "x" * 281})
    assert refused.status_code == 422
    assert "x" * 281 in refused.content.decode()


def test_the_projector_is_never_blank(as_, cast, activity):
    screen, page = as_(cast.dina), url(activity, "projector", 1)
    code = activity.workshop.join_code
    shown = screen.get(page).content.decode()
    assert 'class="ouvert"' in shown
    assert f"{code[:3]} {code[3:]}" in shown
    operations.close_activity(activity, by=cast.dina, at=MORNING)
    shown = screen.get(page).content.decode()
    assert 'id="rejoindre"' in shown
    assert 'class="ouvert"' not in shown
    operations.close_workshop(
        activity.workshop, attendance={}, minutes="x", by=cast.dina, at=MORNING.replace(day=9)
    )
    assert "L’atelier est clos" in screen.get(page).content.decode()


def test_groups_are_made_of_chosen_cards(as_, cast, activity):
    cards = [a_card(activity, words) for words in ("Le marché", "Les halles", "La gare")]
    chosen = {"cards": [card.pk for card in cards[:2]]}
    desk, page = as_(cast.dina), url(activity, "grouping", 1)
    refused = desk.post(page, chosen | {"title": ""})
    assert refused.status_code == 422
    assert refused.content.decode().count("checked") == 2
    desk.post(page, chosen | {"title": "Se voir"})
    assert [c.node.words for c in desk.get(page).context["cards"]] == ["La gare"]
    group = as_(cast.paul).get(url(activity, "group", Group.objects.get().pk))
    assert [c.node.words for c in group.context["members"]] == ["Le marché", "Les halles"]


def test_people_counted_in_the_room_are_there_when_the_register_is_closed(as_, cast, activity):
    counts = dict.fromkeys(("EL", "SC", "ET", "OP", "EC", "AG", "AS", "JE", "EX"), "0")
    desk, page = as_(cast.dina), url(activity, "attendance", 1)
    assert desk.post(page, counts | {"HA": "-1"}).status_code == 422
    for residents in ("9", "12"):
        desk.post(page, counts | {"HA": residents, "JE": "3"})
    assert queries.attendance(activity.workshop) == {"HA": 12, "JE": 3}
    form = desk.get(url(activity, "close", 1)).context["form"]
    assert (form["HA"].value(), form["JE"].value(), form["EL"].value()) == (12, 3, 0)
    for odd in ({"counts": []}, {"counts": {"HA": "x", "?": 3, "JE": -1}}, {}):
        tell(activity.workshop, Act.ATTENDED, odd, by=cast.dina, at=clock.now())
        assert queries.attendance(activity.workshop) == {}
    assert_queries(desk, page)


def test_closing_through_the_page(as_, cast, activity):
    a_card(activity)
    counts = dict.fromkeys(("EL", "SC", "ET", "OP", "EC", "AG", "AS", "JE", "EX"), "0")
    given = counts | {"HA": "12", "minutes": "On s’est parlé.", "decisions": "Un\nDeux"}
    desk, page = as_(cast.dina), url(activity, "close", 1)
    assert desk.post(page, given | {"HA": "-1"}).status_code == 422
    assert desk.post(page, given).status_code == 302
    assert Workshop.objects.get().is_held
    assert desk.post(page, given).status_code == 422


def test_the_register_is_filtered_by_its_address(as_, cast, activity):
    a_card(activity, "Le marché", place="Bellême")
    a_card(activity, "De l’eau", kind=ContributionKind.NEED, place="Igé")
    desk, page = as_(cast.paul), url(activity, "wall")

    def words(query):
        cards = desk.get(f"{page}?{query}").context["register"].cards
        return {card.node.words for card in cards}

    assert words("") == {"Le marché", "De l’eau"}
    assert words("kind=besoin") == words("place=Igé") == {"De l’eau"}
    assert words("workshop=2") == words("kind=atout&place=Igé") == set()
    assert words("kind=n’importe&page=abc&workshop=9") == {"Le marché", "De l’eau"}
    assert desk.get(f"{page}?page=99").status_code == 200


def test_pages_ask_as_much_with_one_card_and_three(as_, cast, activity):
    desk = as_(cast.dina)

    def lay(count):
        cards = [a_card(activity, f"carte {n}") for n in range(count)]
        answer(cards[0].node, Fate.ADOPTED, "Oui.", by=cast.camille, at=MORNING)
        return operations.group(
            activity.workshop, "Ensemble", Contribution.objects.all(), by=cast.dina, at=MORNING
        )

    def count():
        card, group = Contribution.objects.first(), Group.objects.first()
        paths = [url(activity, "wall"), url(activity, "contribution", card.pk)]
        paths += [url(activity, page, 1) for page in ("console", "projector", "grouping", "close")]
        paths += [url(activity, "group", group.pk), url(activity, "activities", 1)]
        return [assert_queries(desk, path) for path in paths]

    lay(2)
    desk.get(url(activity, "wall"))
    two = count()
    lay(3)
    assert count() == two
