"""What awaits me, what blocks, where my Ateliers stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from atelier_local.programme.ateliers.models import Atelier, RoleGrant
from atelier_local.programme.governance import queries as governance
from atelier_local.programme.governance import rules
from atelier_local.programme.governance.enums import College, Opinion
from atelier_local.programme.governance.models import CoValidation, Meeting, Task
from atelier_local.programme.people.access import Capability, allowed
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reason, Reasons
from atelier_local.steps.competition.models import Invitation
from atelier_local.steps.competition.queries import sides_of

from .standing import Standing, standings


@dataclass(frozen=True)
class Block:
    """Something that does not move, and every reason why."""

    atelier: Atelier
    title: str
    reasons: Reasons


@dataclass(frozen=True)
class Today:
    """The home of whoever works in Ateliers."""

    tasks: Sequence[Task]
    meeting: Meeting | None
    blocks: Sequence[Block]
    standings: Sequence[Standing]
    sides: Sequence[Invitation]
    now: datetime

    @property
    def running(self) -> list[Invitation]:
        """Consultations to which one may still answer."""
        return [side for side in self.sides if side.competition.takes_tenders(self.now)]

    @property
    def empty(self) -> bool:
        return not (self.standings or self.sides or self.tasks)


def roles_of(person: Person) -> dict[UUID, set[Role]]:
    """The roles that the person holds, by Atelier (one query)."""
    held: dict[UUID, set[Role]] = {}
    granted = RoleGrant.objects.filter(person=person, revoked_at=None)
    for atelier, role in granted.values_list("atelier", "role"):
        held.setdefault(atelier, set()).add(Role(role))
    return held


def sees_all(person: Person) -> bool:
    roles = [person.national] if person.national else []
    return allowed(roles, Capability.SEE_NATIONAL)


def standings_of(person: Person, today: date) -> list[Standing]:
    """Every Atelier that the person may open (four queries)."""
    roles = roles_of(person)
    mine = Atelier.objects.all() if sees_all(person) else Atelier.objects.filter(pk__in=roles)
    return standings(mine, roles, today)


def today(person: Person, now: datetime, day: date) -> Today:
    """Ten queries, whatever the number of Ateliers."""
    listed = standings_of(person, day)
    ateliers = [one.atelier for one in listed]
    coming = Meeting.objects.filter(atelier__in=ateliers, held_at=None, ends_at__gte=now)
    return Today(
        tasks=sorted(governance.tasks_of(person), key=lambda task: task.due_on or date.max),
        meeting=coming.select_related("atelier").first(),
        blocks=[*_late(listed), *_unshared(ateliers, day)],
        standings=listed,
        sides=sides_of(person),
        now=now,
    )


def _late(listed: Sequence[Standing]) -> list[Block]:
    return [
        Block(
            one.atelier,
            f"{one.atelier.at_stage.label} en retard",
            (Reason(f"cette étape devait finir il y a {one.late} jours"),),
        )
        for one in listed
        if one.late
    ]


def _unshared(ateliers: Sequence[Atelier], day: date) -> list[Block]:
    """Texts put to the colleges whose time is over (two queries)."""
    late = CoValidation.objects.current().filter(shared_at=None, due_on__lt=day)
    asked = late.filter(atelier__in=ateliers)
    return [
        Block(text.atelier, f"{text.title} : pas encore partagé", _against_sharing(text))
        for text in asked.select_related("atelier").prefetch_related("approvals")
    ]


def _against_sharing(text: CoValidation) -> Reasons:
    opinions = {College(a.college): Opinion(a.opinion) for a in text.approvals.all()}
    return rules.against_sharing(opinions)
