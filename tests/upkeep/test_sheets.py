"""Action sheets that a table completed in a hall, objectives that it reworded: they come home."""

from uuid import UUID

import pytest
from django.test import override_settings
from django.urls import reverse

from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.enums import PartyKind
from atelier_local.programme.ateliers.operations import join_party
from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.models import Node
from atelier_local.refusal import Refused
from atelier_local.steps.roadmap import events as roadmap
from atelier_local.steps.roadmap.events import COMPLETED, standing, values_of
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.roadmap.operations import complete
from atelier_local.steps.strategy import events as strategy
from atelier_local.steps.strategy.events import REWORDED
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall.enums import Act
from atelier_local.steps.workshops.models import Workshop
from atelier_local.windows.upkeep.enums import Remark
from atelier_local.windows.upkeep.models import Merge
from tests.pages import assert_queries
from tests.upkeep.additions import (
    an_action,
    an_objective,
)
from tests.upkeep.kits import MORNING
from tests.upkeep.logs import Hall, bring_home

MONEY = ["État", "DETR", "state", 30_000, "requested", "2028-01-31", "CGCT, art. L2334-33", "D-12"]


def quiet(room, laptops: int = 1) -> Hall:
    return Hall(room, 1, laptops, acts=0)


def a_change(name: str, was, said, node) -> dict:
    return {"node": str(node), "number": "A1.1", "changes": {name: {"was": was, "said": said}}}


def test_a_sheet_completed_and_an_objective_reworded_come_home(room, kits, cast, sheet):
    [laptop], owner = quiet(room).laptops, cast.camille.organisation
    place = {"kind": PartyKind.OPERATOR, "by": cast.camille, "at": MORNING}
    join_party(sheet.node.atelier, owner, **place)
    was, aim = values_of(sheet), sheet.objective.node.words
    told = [
        (COMPLETED, a_change("owner", str(sheet.owner_id), str(owner.pk), sheet.pk)),
        (COMPLETED, a_change("costs", was["costs"], [["Étude", "etudes", 30_000, 2028]], sheet.pk)),
        (COMPLETED, a_change("funding", was["funding"], [MONEY], sheet.pk)),
        (COMPLETED, a_change("soil_restored", None, 1_200, sheet.pk)),
        (COMPLETED, a_change("resolved_on", None, "2027-12-06", sheet.pk)),
        (COMPLETED, a_change("climate", "", "AM", sheet.pk)),
        (COMPLETED, a_change("urgency", "", "3", sheet.pk)),
        (COMPLETED, a_change("dates", was["dates"], ["2027-10-01", None], sheet.pk)),
        (COMPLETED, a_change("source", was["source"], "Registre du guichet", sheet.pk)),
        (COMPLETED, a_change("accuracy", "", "30", sheet.pk)),
        (COMPLETED, a_change("horizon", "medium", "demain", sheet.pk)),
        (COMPLETED, a_change("climate", "", "MA", sheet.pk)),
        (COMPLETED, a_change("soil_taken", None, -5, sheet.pk)),
        (COMPLETED, a_change("unit", "", "maisons", UUID(int=5))),
        (REWORDED, a_change("title", aim, "Rouvrir cent logements", sheet.objective_id)),
    ]
    for n, (kind, payload) in enumerate(told):
        at = MORNING.replace(minute=31 + n)
        laptop.say(kind, payload, by=room.facilitator, at=at, id=UUID(int=n + 1))
    bring_home(kits, [laptop.bundle(kits[0].pk)], [0, 0], cast.dina)
    home = Action.objects.select_related("plan", "objective__node").get(pk=sheet.pk)
    assert (home.owner, home.plan.owner_kind, home.horizon) == (owner, "other", "medium")
    assert (home.plan.cost, str(home.starts_on), home.ends_on) == (30_000, "2027-10-01", None)
    assert (home.source, home.accuracy) == ("Registre du guichet", "30")
    assert (home.soil_restored, home.soil_taken, home.climate) == (1_200, None, "AM")
    assert (str(home.resolved_on), home.urgency, home.plan.costs.get().year) == (
        "2027-12-06", "3", 2028,
    )  # fmt: skip
    line = home.plan.lines.get()
    assert (str(line.due_on), line.article, line.document) == tuple(MONEY[5:])
    assert values_of(home)["funding"] == [MONEY]
    assert home.objective.node.words == "Rouvrir cent logements"
    first, again = Merge.objects.all()
    assert [one["what"] for one in first.remarks] == [Remark.NOT_UNDERSTOOD] * 4
    assert again.remarks == []


@pytest.mark.parametrize("order", [[0, 1], [1, 0], [0, 1, 0]])
def test_a_field_written_here_and_on_two_laptops_keeps_the_last_word_and_tells(
    room, kits, cast, sheet, order, as_
):
    hall = quiet(room, 2)
    here, there = hall.laptops
    words = [(here, "Signer en mai.", 1), (there, "Acheter la grange.", 3)]
    for laptop, said, minute in words:
        change = a_change("first_step", sheet.first_step, said, sheet.pk)
        at = MORNING.replace(minute=30 + minute)
        laptop.say(COMPLETED, change, by=room.facilitator, at=at, id=hall.uuid())
    read, said = {"first_step": sheet.first_step}, {"first_step": "Réunir les voisins."}
    complete(sheet, read, said, by=cast.bastien, at=MORNING.replace(minute=32))
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, order, cast.dina)
    sheet.refresh_from_db()
    assert sheet.first_step == "Acheter la grange."
    noted = [one for merge in Merge.objects.all() for one in merge.remarks]
    assert {one["what"] for one in noted} == {Remark.WRITTEN_TWICE}
    page = reverse("upkeep:kits", args=[sheet.node.atelier.slug])
    shown = as_(cast.dina).get(page).content.decode()
    for words in ("Réunir les voisins.", "Acheter la grange.", "Fiche A1.1</a>, Premier pas"):
        assert words in shown
    assert not any(words in str(noted) for words in ("voisins", "grange", "mai"))


def test_a_line_told_otherwise_by_a_copy_does_not_hold_the_page_back(room, kits, cast, sheet, as_):
    """The same act, which two machines tell each in its way: what stands is what is shown."""
    hall = quiet(room, 3)
    said = [a_change("unit", sheet.unit, words, sheet.pk) for words in ("a", "maisons", "foyers")]
    other = a_change("target", sheet.target, "9", sheet.pk)
    acts = [(0, 1, said[0], 1), (0, 2, said[1], 3), (1, 2, said[2], 2), (2, 2, other, 4),
            (2, 3, a_change("costs", [], "?", sheet.pk), 5)]  # fmt: skip
    for laptop, id, payload, minute in acts:
        at = MORNING.replace(minute=30 + minute)
        one = hall.laptops[laptop]
        one.say(COMPLETED, payload, by=room.facilitator, at=at, id=UUID(int=id))
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    page = reverse("upkeep:kits", args=[sheet.node.atelier.slug])
    bring_home(kits, told, [0, 1], cast.dina)
    shown = as_(cast.dina).get(page).content.decode()
    assert "foyers" in shown
    assert "maisons" not in shown
    bring_home(kits, told, [2], cast.dina)
    assert_queries(as_(cast.dina), page)
    assert values_of(Action.objects.get(pk=sheet.pk))["unit"] == "foyers"


def test_who_mends_a_word_that_came_home_is_heard_though_the_laptop_had_its_clock_ahead(
    room, kits, cast, sheet
):
    """Another laptop, home later, does not bring the mended word back."""
    hall, field, home = quiet(room, 2), "first_step", MORNING.replace(minute=35)
    change = a_change(field, sheet.first_step, "Signer en mais.", sheet.pk)
    ahead, other = hall.laptops
    ahead.say(COMPLETED, change, by=room.facilitator, at=MORNING.replace(hour=14), id=hall.uuid())
    unit = a_change("unit", sheet.unit, "maisons", sheet.pk)
    other.say(COMPLETED, unit, by=room.facilitator, at=home, id=hall.uuid())
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, [0], cast.dina)
    read = values_of(Action.objects.get(pk=sheet.pk))
    assert read[field] == "Signer en mais."
    assert complete(sheet, read, {field: "Signer en mai."}, by=cast.bastien, at=home)
    bring_home(kits, told, [1], cast.dina)
    after = values_of(Action.objects.get(pk=sheet.pk))
    assert (after[field], after["unit"]) == ("Signer en mai.", "maisons")
    assert standing(sheet.node.atelier).clashes == []
    mended = Line.objects.get(by=cast.bastien.ref, kind=COMPLETED)
    assert mended.received_at == home < mended.at


def test_what_a_table_writes_is_told_in_its_room_and_waits_for_it_on_a_laptop(
    cast, sheet, activity
):
    """A laptop brings home the log of its room, and no other."""
    workshop, told = activity.workshop, {"by": cast.dina, "at": MORNING}
    read = {"unit": ""}
    with override_settings(FIELD_KIT="22"):
        assert complete(sheet, read, {"unit": "maisons"}, **told)
        assert workshop.stream.lines.filter(kind=COMPLETED).count() == 1
        Workshop.objects.update(state="prepared")
        with pytest.raises(Refused, match="ouvrez d’abord la salle"):
            complete(sheet, {"unit": "maisons"}, {"unit": "logements"}, **told)
    assert complete(sheet, {"unit": "maisons"}, {"unit": "logements"}, **told)
    assert workshop.atelier.stream.lines.filter(kind=COMPLETED).count() == 1


def test_what_a_hall_adds_comes_home_under_the_numbers_of_home(room, kits, cast, sheet, as_):
    """Two laptops both made their first objective and their first action: each is one here."""
    hall = quiet(room, 2)
    made = []
    for n, laptop in enumerate(hall.laptops):
        block, (aim, plan) = f"2{n + 2}", (hall.uuid(), hall.uuid())
        objective = an_objective(room, f"Ouvrir {n}", number=f"1.{block}.1") | {"node": str(aim)}
        action = an_action(room, f"Rénover {n}", str(aim), number=f"A1.{block}.1")
        said = [
            (aim, strategy.ADDED, objective),
            (plan, roadmap.ADDED, action | {"node": str(plan)}),
            (hall.uuid(), COMPLETED, a_change("unit", "", f"maisons {n}", plan)),
            (hall.uuid(), roadmap.MILESTONE,
             {"node": str(plan), "number": "", "label": "Permis", "due_on": "2027-03-01",
              "kind": "contract"}),
            (hall.uuid(), roadmap.PLEDGED,
             {"node": str(plan), "number": "", "words": "Je signe.", "by_label": "Le maire"}),
        ]  # fmt: skip
        for minute, (id, kind, payload) in enumerate(said):
            at = MORNING.replace(minute=31 + minute)
            laptop.say(kind, payload, by=room.facilitator, at=at, id=id)
        made.append((aim, plan))
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, [1, 0, 1], cast.dina)
    for n, (aim, plan) in enumerate(made):
        home = Action.objects.select_related("plan", "node__by", "objective__node").get(pk=plan)
        assert (home.node.words, home.node.number) == (f"Rénover {n}", f"A1.{3 - n}")
        assert (home.objective_id, home.objective.node.number) == (aim, f"1.{3 - n}")
        assert (home.unit, home.plan.cost, home.plan.lines.get().state, home.node.by) == (
            f"maisons {n}", 90_000, "requested", cast.dina,
        )  # fmt: skip
        assert [c.source_id for c in home.node.rests_on.all()] == [aim]
        step = home.milestones.get()
        assert (step.label, step.kind, home.pledges.get().words) == (
            "Permis", "contract", "Je signe.",
        )  # fmt: skip
    page = reverse("upkeep:kits", args=[sheet.node.atelier.slug])
    shown = as_(cast.dina).get(page).content.decode()
    for words in ("Fiche A1.22.1 de la salle", ">A1.3</a>", "Objectif 1.23.1 de la salle"):
        assert words in shown
    assert {one["what"] for merge in Merge.objects.all() for one in merge.remarks} == {"numbered"}


def test_what_a_bundle_adds_in_the_name_of_someone_of_no_role_here_has_no_author(
    room, kits, cast, sheet
):
    hall, aim, plan = quiet(room), UUID(int=7), UUID(int=8)
    [laptop] = hall.laptops
    objective = an_objective(room, "Ouvrir") | {"node": str(aim)}
    action = an_action(room, "Rénover", str(aim)) | {"node": str(plan)}
    for id, kind, payload in ((aim, strategy.ADDED, objective), (plan, roadmap.ADDED, action)):
        laptop.say(kind, payload, by=cast.stranger.ref, at=MORNING, id=id)
    bring_home(kits, [laptop.bundle(kits[0].pk)], [0], cast.dina)
    for added in Node.unfiltered.filter(pk__in=(aim, plan)):
        assert added.by is None
        assert all(link.by is None for link in added.rests_on.all())
    assert Action.objects.get(pk=plan).objective_id == aim
    noted = {one["what"] for one in Merge.objects.get().remarks}
    assert noted == {Remark.STRANGER, Remark.NUMBERED}


def test_what_is_added_from_what_is_not_here_is_told_and_made_once_it_is(room, kits, cast, sheet):
    """An action of an objective that another laptop made, home after it."""
    hall = quiet(room, 2)
    aim, plan, odd = hall.uuid(), hall.uuid(), hall.uuid()
    first, second = hall.laptops
    told = [
        (first, plan, roadmap.ADDED, an_action(room, "Rénover", str(aim)) | {"node": str(plan)}),
        (first, odd, roadmap.ADDED, an_action(room, " ", str(aim)) | {"node": str(odd)}),
        (second, aim, strategy.ADDED, an_objective(room, "Ouvrir") | {"node": str(aim)}),
    ]
    for laptop, id, kind, payload in told:
        laptop.say(kind, payload, by=room.facilitator, at=MORNING, id=id)
    bundles = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, bundles, [0], cast.dina)
    assert [one["line"] for one in Merge.objects.get().remarks] == sorted(map(str, (plan, odd)))
    bring_home(kits, bundles, [1], cast.dina)
    assert Action.objects.get(pk=plan).objective_id == aim
    assert not Action.objects.filter(pk=odd).exists()


def test_what_two_tables_wrote_of_a_new_objective_is_told_under_its_number_here(
    room, kits, cast, sheet, as_
):
    """One kit on two machines: both have heard of it under the number of the kit."""
    hall, aim = quiet(room, 2), UUID(int=7)
    added = an_objective(room, "Ouvrir") | {"node": str(aim)}
    for minute, laptop in enumerate(hall.laptops, 31):
        text = a_change("text", "", f"Dès {minute}", aim) | {"number": "1.22.1"}
        laptop.say(strategy.ADDED, added, by=room.facilitator, at=MORNING, id=aim)
        at = MORNING.replace(minute=minute)
        laptop.say(REWORDED, text, by=room.facilitator, at=at, id=hall.uuid())
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, [0, 1], cast.dina)
    shown = as_(cast.dina).get(reverse("upkeep:kits", args=[sheet.node.atelier.slug])).text
    assert ">Objectif 1.2</a>, Explication" in shown
    assert ">Objectif 1.22.1</a>" not in shown


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_a_group_on_which_a_table_rested_its_action_stays_whoever_undid_it(
    room, kits, cast, sheet, activity, order
):
    """Two laptops undid it, of which none had heard of the action of the third."""
    wall.open_activity(activity, by=cast.dina, at=MORNING)
    said = {"kind": "besoin", "by": cast.dina, "at": MORNING}
    cards = [wall.contribute(activity, words, **said) for words in ("Un", "Deux")]
    group = wall.group(activity.workshop, "Ensemble", cards, by=cast.dina, at=MORNING)
    hall, at = quiet(room, 2), MORNING.replace(minute=50)
    first, second, plan = *hall.laptops, hall.uuid()
    action = an_action(room, "Rénover", str(sheet.objective_id)) | {"node": str(plan)}
    action["rests_on"].append([str(group.pk), "le demande"])
    first.say(roadmap.ADDED, action, by=room.facilitator, at=at, id=plan)
    undone = {"line": str(group.pk), "act": Act.GROUPED, "members": [str(c.pk) for c in cards]}
    for _ in range(2):
        second.say("wall.undone", undone, by=room.facilitator, at=at, id=hall.uuid())
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, order, cast.dina)
    group.refresh_from_db()
    assert (group.undone_at, group.node.seen_by) == (None, Sight.PARTIES)
    assert group.node.rests_on.filter(withdrawn_at=None).count() == 2
    noted = [one["what"] for one in Merge.objects.order_by("pk").last().remarks]
    assert noted.count(Remark.UNDONE_TOO_LATE) == 2
