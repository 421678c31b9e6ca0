"""Meetings, decisions, tasks, co-validation, on the real database."""

from copy import deepcopy
from datetime import timedelta

import pytest

from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance import queries
from atelier_local.programme.governance.enums import College, MeetingKind, Opinion
from atelier_local.programme.governance.models import Decision, Meeting, Task
from atelier_local.programme.governance.operations import (
    approve,
    assign,
    complete,
    convene,
    hold,
)
from atelier_local.programme.governance.rules import Decided
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread.enums import Sight
from atelier_local.refusal import Refused
from tests.factories.ateliers import an_atelier
from tests.factories.governance import AFTER, YES, a_text, says
from tests.factories.people import LONG_AGO


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_atelier)


@pytest.fixture
def atelier(made, db) -> Atelier:
    return deepcopy(made)


def a_meeting(atelier: Atelier, by: Person, invited=()) -> Meeting:
    times = {"starts_at": LONG_AGO, "ends_at": LONG_AGO + timedelta(hours=2)}
    kind = MeetingKind.STEERING
    return convene(atelier, kind, "Premier comité", **times, invited=invited, by=by, at=LONG_AGO)


def shared(atelier: Atelier) -> int:
    return queries.menu_counts(atelier, Sight.PARTIES, ["framing_note"])[1]


def test_a_meeting_from_invitation_to_minutes(atelier, cast):
    meeting = a_meeting(atelier, cast.camille, [cast.bastien, cast.paul, cast.paul])
    hold(
        meeting,
        minutes="On a parlé.",
        attendance={Audience.ELECTED: 3, Audience.RESIDENTS: 12},
        present=[cast.paul],
        decisions=[Decided("On continue."), Decided("On revient en mars.", "DDT")],
        by=cast.camille,
        at=AFTER,
    )
    came = dict(meeting.invitations.values_list("person__first_name", "attended"))
    assert came == {"Bastien": False, "Paul": True}
    assert sum(meeting.attendance.values_list("count", flat=True)) == 15
    assert list(meeting.decisions.values_list("number", flat=True)) == [1, 2]


def test_decisions_are_numbered_through_the_atelier(atelier, cast):
    for texts in (["Un."], [], ["Deux.", "Trois."]):
        meeting = a_meeting(atelier, cast.camille)
        hold(
            meeting,
            minutes="…",
            decisions=[Decided(text) for text in texts],
            by=cast.camille,
            at=AFTER,
        )
    numbered = Decision.objects.order_by("number").values_list("number", "text")
    assert list(numbered) == [(1, "Un."), (2, "Deux."), (3, "Trois.")]


def test_minutes_are_recorded_once(atelier, cast):
    meeting = a_meeting(atelier, cast.camille)
    stale = Meeting.objects.get(pk=meeting.pk)
    hold(meeting, minutes="Les vraies.", decisions=[Decided("Oui.")], by=cast.camille, at=AFTER)
    with pytest.raises(Refused, match="a déjà son compte rendu"):
        hold(stale, minutes="D’autres.", decisions=[Decided("Oui.")], by=cast.camille, at=AFTER)
    assert Decision.objects.count() == 1
    assert Meeting.objects.get().minutes == "Les vraies."


def test_minutes_before_the_meeting_leave_it_to_be_held(atelier, cast):
    meeting = a_meeting(atelier, cast.camille)
    with pytest.raises(Refused, match="pas encore commencé"):
        hold(meeting, minutes="…", by=cast.camille, at=LONG_AGO - timedelta(hours=1))
    assert Meeting.objects.get().held_at is None


def test_a_task_is_awaited_once_and_done_once(atelier, cast):
    for title in ("Valider", "Valider la note"):
        assign(atelier, "validate", title, role=Role.PILOT, url="/ici/")
    assert Task.objects.get().title == "Valider la note"
    assert list(queries.tasks_of(cast.camille)) == list(queries.open_tasks(atelier))
    assert not queries.tasks_of(cast.paul)
    complete(atelier, "validate", at=AFTER)
    assert not queries.tasks_of(cast.camille)
    assign(atelier, "validate", "Encore", role=Role.PILOT, url="/ici/")
    assert Task.objects.count() == 2


def test_a_task_of_one_person_is_nobody_else_s(atelier, cast):
    assign(atelier, "news", "Des nouvelles", role=Role.PARTNER, url="/ici/", person=cast.bastien)
    assert queries.tasks_of(cast.bastien).count() == 1
    assert not queries.tasks_of(cast.paul)


def test_three_colleges_make_a_text_shared(atelier, cast):
    text = a_text(atelier, cast.dina)
    assert Task.objects.filter(done_at=None).count() == 3
    assert a_text(atelier, cast.dina) == text
    assert not says(text, cast.camille, Role.PILOT)
    assert not says(text, cast.bastien, Role.LOCAL_AUTHORITY)
    assert shared(atelier) == 0
    reserved = Opinion.WITH_RESERVATION
    assert says(text, cast.paul, Role.PARTNER, reserved, reservation="Préciser les haies.")
    assert shared(atelier) == 1
    assert not Task.objects.filter(done_at=None).exists()
    with pytest.raises(Refused, match="le texte est partagé"):
        says(text, cast.camille, Role.PILOT)


def test_a_college_may_change_its_mind_until_then(atelier, cast):
    text = a_text(atelier, cast.dina)
    says(text, cast.camille, Role.PILOT)
    says(text, cast.bastien, Role.LOCAL_AUTHORITY)
    no = Opinion.UNFAVOURABLE
    assert not says(text, cast.paul, Role.PARTNER, no, reservation="Rien sur l’eau.")
    assert says(text, cast.paul, Role.PARTNER)
    ((_, latest),) = queries.validations(atelier)
    assert latest[College.PARTNERS].opinion == YES
    assert text.approvals.count() == 4


def test_nobody_speaks_for_another_college(atelier, cast):
    text = a_text(atelier, cast.dina)
    with pytest.raises(Refused, match="au titre du collège"):
        approve(text, College.STATE, YES, roles=[Role.PARTNER], by=cast.paul, at=AFTER)
