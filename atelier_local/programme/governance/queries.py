"""What awaits whom, what was shared."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet, Value

from atelier_local.programme.ateliers.models import Atelier, RoleGrant
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread import queries as thread
from atelier_local.programme.thread.enums import Kind, Sight

from .enums import College
from .models import Approval, CoValidation, Meeting, Task

_SHARED = "shared"


def tasks_of(person: Person) -> QuerySet[Task]:
    """Open tasks awaited of the person, by date: their own and those of the roles they hold."""
    held = RoleGrant.objects.filter(person=person, revoked_at=None).values_list("atelier", "role")
    mine = Q(person=person)
    for atelier, role in held:
        mine |= Q(atelier=atelier, role=role, person=None)
    if person.national is Role.NATIONAL_ADMIN:
        mine |= Q(role=Role.NATIONAL_ADMIN, person=None)
    return Task.objects.filter(mine, done_at=None).select_related("atelier")


def open_tasks(atelier: Atelier) -> QuerySet[Task]:
    """Everything that the Atelier waits for, by date."""
    return Task.objects.filter(atelier=atelier, done_at=None)


def participants(atelier: Atelier) -> QuerySet[RoleGrant]:
    """Who holds which role now, in the order they came."""
    held = RoleGrant.objects.filter(atelier=atelier, revoked_at=None)
    return held.select_related("person__organisation", "atelier__stream")


def meetings(atelier: Atelier) -> QuerySet[Meeting]:
    return Meeting.objects.filter(atelier=atelier)


def validations(atelier: Atelier) -> list[tuple[CoValidation, dict[College, Approval]]]:
    """Each current co-validation with the latest approval of each college (two queries)."""
    asked = CoValidation.objects.current().filter(atelier=atelier).prefetch_related("approvals")
    return [(v, {College(a.college): a for a in v.approvals.all()}) for v in asked]


def validation(atelier: Atelier, subject: str) -> CoValidation | None:
    """The current co-validation of one subject, its approvals at hand (two queries)."""
    found = CoValidation.objects.current().filter(atelier=atelier, subject=subject)
    return found.prefetch_related("approvals__by").first()


def menu_counts(
    atelier: Atelier, sight: Sight, subjects: Iterable[str]
) -> tuple[Counter[Kind], int]:
    """How many nodes of each kind a reader may see, and how many of these subjects the three
    colleges share: what every page of an Atelier counts, in one query.
    """
    found = CoValidation.objects.filter(atelier=atelier, subject__in=subjects)
    shared = found.exclude(shared_at=None).order_by().annotate(what=Value(_SHARED))
    agreed = shared.values_list("what").annotate(Count("pk"))
    rows = thread.counting(atelier, sight).union(agreed, all=True).order_by()
    counted = dict(rows)
    return Counter({k: counted[k] for k in Kind if k in counted}), counted.get(_SHARED, 0)
