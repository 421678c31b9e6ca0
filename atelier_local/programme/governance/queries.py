"""What awaits whom, what was shared."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from itertools import groupby

from django.db import connection
from django.db.models import Q, QuerySet

from atelier_local.programme.ateliers.models import Atelier, RoleGrant
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread.enums import Kind, Sight

from .enums import COMMITTEES, College
from .models import Approval, CoValidation, Decision, Meeting, Task


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


def members(atelier: Atelier) -> QuerySet[Person]:
    """Whoever holds a role there now."""
    held = atelier.grants.filter(revoked_at=None).values("person")
    return Person.objects.filter(pk__in=held).select_related("organisation")


def meetings(atelier: Atelier) -> QuerySet[Meeting]:
    return Meeting.objects.filter(atelier=atelier)


def called(atelier: Atelier) -> QuerySet[Meeting]:
    """The meetings of committees, which are called first and recorded once held."""
    return Meeting.objects.filter(atelier=atelier, kind__in=COMMITTEES)


def to_record(atelier: Atelier, at: datetime) -> QuerySet[Meeting]:
    """Those that have begun and whose minutes nobody wrote yet."""
    return called(atelier).filter(held_at=None, starts_at__lt=at)


def decisions(atelier: Atelier) -> list[tuple[Meeting, list[Decision]]]:
    """The meetings that decided something, the latest first, each with what it decided (one
    query).
    """
    found = Decision.objects.filter(meeting__atelier=atelier).select_related("meeting")
    listed = found.order_by("-meeting__starts_at", "meeting", "number")
    return [(meeting, list(taken)) for meeting, taken in groupby(listed, lambda d: d.meeting)]


def validations(atelier: Atelier) -> list[tuple[CoValidation, dict[College, Approval]]]:
    """Each current co-validation with the latest approval of each college (two queries)."""
    asked = CoValidation.objects.current().filter(atelier=atelier).prefetch_related("approvals")
    return [(v, {College(a.college): a for a in v.approvals.all()}) for v in asked]


def validation(atelier: Atelier, subject: str) -> CoValidation | None:
    """The current co-validation of one subject, its approvals at hand (two queries)."""
    found = CoValidation.objects.current().filter(atelier=atelier, subject=subject)
    return found.prefetch_related("approvals__by").first()


_MENU = """
SELECT kind, COUNT(*) FROM thread_node
    WHERE atelier_id = %(atelier)s AND seen_by >= %(sight)s GROUP BY kind
UNION ALL SELECT subject, 0 FROM governance_covalidation
    WHERE atelier_id = %(atelier)s AND shared_at IS NOT NULL
"""


def menu_counts(
    atelier: Atelier, sight: Sight, subjects: Collection[str]
) -> tuple[Counter[Kind], int]:
    """How many nodes of each kind a reader may see, and how many of these subjects the three
    colleges share: what every page of an Atelier counts, hence one query written by hand.
    """
    key = Atelier._meta.pk.get_db_prep_value(atelier.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(_MENU, {"atelier": key, "sight": int(sight)})
        rows = cursor.fetchall()
    counted = {name: count for name, count in rows if count}
    shared = sum(not count and name in subjects for name, count in rows)
    return Counter({kind: counted[kind] for kind in Kind if kind in counted}), shared
