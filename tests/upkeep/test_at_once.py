"""There and back: from the office to a laptop with a database of its own, and home."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.models import uuid7
from atelier_local.ground.journal.rules import verify_chain
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.people.models import Person
from atelier_local.programme.territories.models import Commune
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.strategy.models import Objective
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall.enums import ContributionKind
from atelier_local.steps.wall.folding import state_of
from atelier_local.steps.wall.models import (
    Activity,
    Ballot,
    Contribution,
    Participant,
    Question,
    Support,
)
from atelier_local.steps.wall.queries import attendance
from atelier_local.steps.workshops.models import Table, Workshop
from atelier_local.windows.upkeep.access import link_token
from atelier_local.windows.upkeep.operations import keep_time, make_kit, merge, pack_up
from tests import databases
from tests.factories.people import the_cast
from tests.factories.wall import MORNING, a_card
from tests.roadmap.sending import funders_of
from tests.roadmap.test_pages import FORM
from tests.upkeep.kits import (
    SECRET,
    a_roadmap_to_take_away,
    an_activity_to_take_away,
    on_a_laptop,
)

NEED = ContributionKind.NEED


@pytest.fixture
def office(migrated, django_db_blocker, test_settings, tmp_path):
    """Home, in a database of its own; two laptops leave."""
    with django_db_blocker.unblock(), databases.own(migrated, tmp_path):
        cast = the_cast()
        activity, vote = an_activity_to_take_away(cast)
        wall.open_activity(activity, by=cast.dina, at=MORNING)
        a_card(activity, "Dit avant de partir", kind=NEED, by=cast.dina)
        yield cast, activity, vote


def test_a_hall_is_held_on_a_laptop_and_comes_home(office, migrated, tmp_path):
    cast, activity, vote = office
    kit, sealed = make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)
    with on_a_laptop(migrated, tmp_path, sealed) as there:
        assert {p.last_name for p in Person.objects.all()} == {
            "Roussel", "Lemoine", "Aubry", "Marchand", "Noël", "Haddad",
        }  # fmt: skip
        assert not MiniCompetition.objects.exists()
        assert Commune.objects.count() == 2
        assert Table.objects.count() == 2
        workshop = Workshop.objects.select_related("atelier__stream", "stream").get()
        dina = Person.objects.get(last_name="Haddad")
        phone = wall.join(workshop, at=MORNING, audience="HA", table=2)
        open_here = Activity.objects.select_related("workshop__stream").get(pk=activity.pk)
        card = a_card(open_here, "Dit dans la salle", kind=NEED, by=phone)
        assert card.receipt.startswith(kit.block)
        improvised = wall.prepare_activity(
            workshop, question="Et si ?", kinds=[NEED], by=dina, at=MORNING
        )
        wall.open_activity(improvised, by=dina, at=MORNING)
        a_card(improvised, "Une réponse", kind=NEED, by=phone)
        wall.open_activity(Activity.objects.get(pk=vote.pk), by=dina, at=MORNING)
        choice = str(vote.options.first().pk)
        wall.vote(phone, {choice: 2}, activity=str(vote.pk), id=uuid7(), at=MORNING)
        wall.count_people(workshop, {Audience.RESIDENTS: 40}, by=dina, at=MORNING)
        stream = workshop.stream
        stream.refresh_from_db()
        lines = stream.lines.order_by("seq")
        assert verify_chain(lines, stream.head_seq, stream.head_hash) is None
        state, bundle = state_of(workshop), pack_up(there, at=MORNING)
    done = merge(activity.workshop.atelier, bundle, SECRET, by=cast.dina, at=MORNING)
    assert (done.cards, done.remarks) == (2, [])
    assert state_of(activity.workshop) == state
    words = Contribution.objects.order_by("pk").values_list("node__words", flat=True)
    assert list(words) == ["Dit avant de partir", "Dit dans la salle", "Une réponse"]
    assert Ballot.objects.get().choices == {choice: 2}
    assert Participant.objects.get().audience == "HA"
    assert attendance(activity.workshop) == {"HA": 40}
    assert Activity.objects.get(question="Et si ?").position == 4
    again = merge(activity.workshop.atelier, bundle, SECRET, by=cast.dina, at=MORNING)
    assert again == done


def test_questions_asked_before_leaving_are_in_the_kit_and_come_home_once(
    office, migrated, tmp_path
):
    cast, activity, _ = office
    phone = wall.join(activity.workshop, at=MORNING)
    asked = wall.ask(phone, "Qui paie le car ?", id=uuid7(), at=MORNING)
    wall.show_question(Question.objects.get(pk=asked.pk), by=cast.dina, at=MORNING)
    wall.support(phone, str(asked.pk), id=uuid7(), at=MORNING)
    _, sealed = make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)
    with on_a_laptop(migrated, tmp_path, sealed) as there:
        assert Question.objects.get().words == "Qui paie le car ?"
        assert Support.objects.get().participant_id == phone.pk
        other = wall.join(Workshop.objects.select_related("stream").get(), at=MORNING)
        wall.support(other, str(asked.pk), id=uuid7(), at=MORNING)
        bundle = pack_up(there, at=MORNING)
    merge(activity.workshop.atelier, bundle, SECRET, by=cast.dina, at=MORNING)
    assert Question.objects.get().pk == asked.pk
    assert set(Support.objects.values_list("participant", flat=True)) == {phone.pk, other.pk}


def test_what_tables_write_on_pages_of_the_laptop_is_at_home_afterwards(office, migrated, tmp_path):
    cast, activity, _ = office
    before = a_roadmap_to_take_away(activity, cast)
    slug = activity.workshop.atelier.slug
    _, sealed = make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)
    middleware = [*settings.MIDDLEWARE, "atelier_local.windows.upkeep.hall.OnlyTheHall"]
    with on_a_laptop(migrated, tmp_path, sealed) as there, override_settings(MIDDLEWARE=middleware):
        desk = Client()
        desk.get(reverse("upkeep:enter", args=[link_token(cast.dina)]))
        aim = {"axis": str(before.objective.axis_id), "title": "Ouvrir la grange"}
        aim |= {"rests_on": "Enjeu 1 : un lieu pour tous", "families": ["A"]}
        assert desk.post(reverse("strategy:add_objective", args=[slug]), aim).status_code == 302
        objective = Objective.objects.get(node__number="1.22.1")
        held = {"objective": objective.pk, "owner": before.owner_id, "rests_on": ""}
        made = desk.post(reverse("roadmap:add_action", args=[slug]), FORM | held)
        action = Action.objects.get(node__number="A1.22.1")
        assert made.url == reverse("roadmap:action", args=[slug, action.pk])
        for act, said in TYPED.items():
            assert desk.post(at(act, action), said).status_code == 302
        there_now = funders_of(desk.get(at("funding", before)))
        granted = {n: "granted" if n.endswith("-state") else v for n, v in there_now.items()}
        assert desk.post(at("funding", before), granted).status_code == 302
        later = desk.get(at("update", action))
        assert (later.status_code, "après les ateliers" in later.text) == (409, True)
        kept = desk.post(reverse("workshops:add_table", args=[slug, 1]), {"theme": "Le <car>"})
        assert (kept.status_code, "Le &lt;car&gt;</textarea>" in kept.text) == (409, True)
        secret = {"username": "dina", "password": "haie grange"}
        for route in (reverse("people:sign_in"), reverse("upkeep:make", args=[slug])):
            shut = desk.post(route, secret)
            assert (shut.status_code, "haie grange" in shut.text) == (409, False)
        bundle = pack_up(there, at=MORNING)
    done = merge(activity.workshop.atelier, bundle, SECRET, by=cast.dina, at=clock.now())
    assert [(one["there"], one["here"]) for one in done.remarks] == [
        ("1.22.1", "1.2"), ("A1.22.1", "A1.2"),
    ]  # fmt: skip
    home = Action.objects.select_related("node__by", "plan").get(pk=action.pk)
    assert (home.node.words, home.node.number, home.node.by) == (FORM["title"], "A1.2", cast.dina)
    assert (home.objective.node.words, home.plan.cost) == ("Ouvrir la grange", 100_000)
    assert (home.milestones.get().label, home.pledges.get().words) == ("Permis", "Je signe.")
    states = set(before.plan.lines.values_list("state", flat=True))
    assert states == {"granted"}
    assert merge(activity.workshop.atelier, bundle, SECRET, by=cast.dina, at=MORNING) == done


def test_a_laptop_behind_its_kit_says_its_words_after_those_that_it_read(
    office, migrated, tmp_path
):
    """Its battery was flat: it believes it is the day before."""
    cast, activity, _ = office
    card = Contribution.objects.select_related("activity__workshop__stream").get()
    leaving = MORNING + timedelta(minutes=45)
    wall.hide(card, "Un essai", by=cast.dina, at=MORNING + timedelta(minutes=30))
    _, sealed = make_kit(activity.workshop, SECRET, by=cast.dina, at=leaving)
    with on_a_laptop(migrated, tmp_path, sealed) as there:
        clock.advance_to(MORNING - timedelta(days=1))
        keep_time()
        now = clock.now()
        assert leaving < now < leaving + timedelta(minutes=1)
        here = Contribution.objects.select_related("activity__workshop__stream").get()
        wall.show(here, by=there.by, at=now)
        clock.advance_to(now + timedelta(hours=1))
        keep_time()
        assert clock.now() > now + timedelta(hours=1)
        bundle = pack_up(there, at=clock.now())
    merge(activity.workshop.atelier, bundle, SECRET, by=cast.dina, at=clock.now())
    card.refresh_from_db()
    assert card.hidden_at is None


TYPED = {
    "add_milestone": {"label": "Permis", "due_on": "2027-03-01"},
    "pledge": {"words": "Je signe.", "by_label": "Le maire"},
}


def at(act: str, action: Action) -> str:
    return reverse(f"roadmap:{act}", args=[action.node.atelier.slug, action.pk])


def test_the_link_of_a_laptop_opens_its_console_and_a_server_has_none(office, migrated, tmp_path):
    cast, activity, _ = office
    _, sealed = make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)
    link = reverse("upkeep:enter", args=[link_token(cast.dina)])
    assert Client().get(link).status_code == 404
    assert Client().get(reverse("upkeep:laptop")).status_code == 404
    with on_a_laptop(migrated, tmp_path, sealed):
        desk = Client()
        home = reverse("upkeep:laptop")
        assert "rejoindre la salle" in desk.get(home).content.decode()
        assert desk.get(reverse("upkeep:enter", args=["autre"])).status_code == 404
        assert desk.get(link).url == home
        shown = desk.get(home).content.decode()
        assert "Faire le paquet de retour" in shown
        slug = activity.workshop.atelier.slug
        assert "Copier maintenant" in desk.get(reverse("wall:console", args=[slug, 1])).text
        assert desk.get(reverse("strategy:strategy", args=[slug])).status_code == 200
        taken = desk.post(reverse("upkeep:take_home", args=[slug]))
        assert taken["Content-Disposition"].endswith('.retour"')
        assert taken.content.startswith(b"atelier-local retour 2 ")
