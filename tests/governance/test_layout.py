"""The frame of an Atelier: entries by right, states by stage, counts in one query."""

from collections import Counter

import pytest
from django.urls import reverse

from atelier_local.ground.ui.frame import Entry
from atelier_local.programme.ateliers.access import Visit, roles_in
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.operations import advance, grant
from atelier_local.programme.governance import layout
from atelier_local.programme.governance.models import CoValidation
from atelier_local.programme.governance.queries import menu_counts
from atelier_local.programme.people.enums import Role
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Node
from tests.factories.ateliers import an_atelier
from tests.factories.people import LONG_AGO
from tests.factories.thread import a_node


def a_visit(cast, person, stage: Stage = Stage.APPLICATION) -> Visit:
    atelier = an_atelier(cast)
    while atelier.at_stage is not stage:
        advance(atelier, atelier.at_stage.next, by=cast.camille, at=LONG_AGO)
    return Visit(atelier, person, roles_in(atelier, person))


def rooms(visit: Visit, current: str = "", **counts) -> dict[str, Entry]:
    counted = Counter({Kind(kind): number for kind, number in counts.items()})
    return {room.label: room for room in layout.rooms(visit, counted, current)}


def test_entries_follow_rights(cast):
    visit = a_visit(cast, cast.camille)
    assert layout_labels() - rooms(visit).keys() == {"Marché"}
    partner = Visit(visit.atelier, cast.paul, roles_in(visit.atelier, cast.paul))
    assert layout_labels() - rooms(partner).keys() == {"Consultation", "Marché"}


def test_the_team_reaches_its_contract_where_others_reach_the_consultation(cast):
    atelier = a_visit(cast, cast.camille, Stage.FRAMING).atelier
    grant(atelier, cast.dina, Role.TEAM, by=cast.camille, at=LONG_AGO)
    team, entry = Visit(atelier, cast.dina, roles_in(atelier, cast.dina)), "Marché"
    shown = rooms(team, "contract:payments")
    assert "Consultation" not in shown
    assert shown[entry].url == reverse("contract:contract", args=[atelier.slug])
    assert [room.label for room in shown.values() if room.current] == [entry]


def test_a_stage_leads_only_where_its_visitor_may_enter(cast):
    """Whoever may not enter a room has no link to it, in the band either."""
    atelier = a_visit(cast, cast.camille, Stage.FRAMING).atelier
    grant(atelier, cast.dina, Role.TEAM, by=cast.camille, at=LONG_AGO)
    for person, page in (
        (cast.camille, "competition:competition"),
        (cast.dina, "contract:contract"),
        (cast.paul, ""),
    ):
        told = layout.steps(Visit(atelier, person, roles_in(atelier, person)))
        assert told[Stage.COMPETITION.rank].url == (page and reverse(page, args=[atelier.slug]))


def layout_labels() -> set[str]:
    return {room.label for room in layout.ROOMS}


@pytest.mark.parametrize("stage", [Stage.APPLICATION, Stage.WORKSHOP_2, Stage.FOLLOW_UP])
def test_states_follow_the_stage(cast, stage):
    visit = a_visit(cast, cast.camille, stage)
    states = [step.state for step in layout.steps(visit)]
    assert states == ["done"] * stage.rank + ["here"] + ["later"] * (10 - stage.rank)
    later = {label for label, room in rooms(visit).items() if room.state == "later"}
    assert later == {
        room.label for room in layout.ROOMS if room.since.rank > stage.rank and not room.instead_of
    }


def test_counts_are_those_of_the_thread(cast):
    shown = rooms(a_visit(cast, cast.camille, Stage.WORKSHOP_2), finding=4, contribution=12)
    assert shown["Preuves"].count == "4"
    assert shown["Mur"].count == "12"
    assert shown["Stratégie"].count == ""
    assert shown["Ateliers in situ"].count == "1 / 3"
    assert shown["Livrables"].count == "0 / 5"
    assert shown["Candidature"].count == "✓"


@pytest.mark.parametrize(
    ("route", "label"),
    [
        ("evidence:finding", "Preuves"),
        ("roadmap:action", "Feuille de route"),
        ("roadmap:follow_up", "Suivi"),
        ("roadmap:record_review", "Suivi"),
        ("contract:contract", "Consultation"),
        ("financing:plan", "Feuille de route"),
    ],
)
def test_one_entry_says_where_one_is(cast, route, label):
    shown = rooms(a_visit(cast, cast.camille), route)
    assert [name for name, room in shown.items() if room.current] == [label]


def test_the_menu_counts_in_one_query(cast, django_assert_num_queries):
    atelier = an_atelier(cast)
    for kind in (Kind.FINDING, Kind.FINDING, Kind.ACTION):
        a_node(atelier, kind)
    Node.unfiltered.filter(kind=Kind.ACTION).update(seen_by=Sight.TEAM)
    with django_assert_num_queries(1):
        assert menu_counts(atelier, Sight.PARTIES, layout.DELIVERABLES) == ({Kind.FINDING: 2}, 0)
    for subject, shared_at in (("logbook", LONG_AGO), ("roadmap", None), ("other", LONG_AGO)):
        asked = {"asked_at": LONG_AGO, "due_on": LONG_AGO.date(), "shared_at": shared_at}
        CoValidation.objects.create(atelier=atelier, subject=subject, **asked)
    counts, shared = menu_counts(atelier, Sight.TEAM, layout.DELIVERABLES)
    assert (counts[Kind.FINDING], counts[Kind.ACTION], shared) == (2, 1, 1)
