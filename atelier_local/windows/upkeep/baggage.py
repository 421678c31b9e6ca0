"""What a kit carries: rows of one Atelier, room by room, and nobody else's.

Rows are listed in the order in which they can be written. One that leans on a row left behind loses
that link if it may, or stays behind as well: so a key never leads out of the kit. Left behind on
purpose: the consultation, the contract, documents and interviews, addresses, passwords, minutes.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core import serializers
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Q, QuerySet

from atelier_local.ground.files.models import Stored
from atelier_local.ground.journal.bundles import Unusable
from atelier_local.ground.journal.models import Stream
from atelier_local.ground.journal.rules import GENESIS
from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.programme.ateliers.models import Atelier, Party, RoleGrant, StageDate
from atelier_local.programme.governance.models import Attendance, Invitation, Meeting
from atelier_local.programme.people.models import Organisation, Person
from atelier_local.programme.territories.models import Commune, Contour, Department, Epci
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.steps.financing.models import CostLine, FundingLine, Plan
from atelier_local.steps.roadmap.models import Action, Milestone, Pledge
from atelier_local.steps.strategy.models import Axis, KeyIssue, Objective, Recommendation
from atelier_local.steps.wall.models import (
    Activity,
    Ballot,
    Contribution,
    Group,
    Option,
    Participant,
    Photo,
    Question,
    Support,
)
from atelier_local.steps.workshops.models import (
    Cell,
    Day,
    Pack,
    Photograph,
    Sequence,
    Sheet,
    Table,
    Workshop,
)

type Row = dict[str, Any]

SHOWN_IN_THE_HALL = (Kind.GROUP, Kind.ISSUE, Kind.OBJECTIVE, Kind.RECOMMENDATION, Kind.ACTION)
"""What earlier steps made and a hall weighs or completes."""

COMES_HOME: tuple[type[models.Model], ...] = (
    Participant, Activity, Option, Stored, Photo, Photograph, Sheet, Cell,
)  # fmt: skip
"""What is made in the hall and is no line: added at home (`operations/photographs.py` for those
that bear a picture)."""


def _listed(workshop: Workshop) -> Iterator[QuerySet[Any]]:
    atelier = workshop.atelier
    here = {"activity__workshop": workshop}
    communes = Commune.objects.filter(epci=atelier.epci_id)
    grants = RoleGrant.objects.filter(atelier=atelier, revoked_at=None)
    people = Person.objects.filter(pk__in=grants.values("person"))
    parties = Party.objects.filter(atelier=atelier)
    cards = Contribution.objects.filter(**here)
    nodes = Node.unfiltered.filter(atelier=atelier, seen_by__gte=Sight.TEAM)
    nodes = nodes.filter(Q(kind__in=SHOWN_IN_THE_HALL) | Q(pk__in=cards.values("pk")))
    workshops = Workshop.objects.filter(atelier=atelier)
    days = Day.objects.filter(workshop__atelier=atelier)
    meetings = Meeting.objects.filter(pk__in=days.values("meeting"))
    actions = Action.objects.filter(node__atelier=atelier)
    plans = Plan.objects.filter(pk__in=actions.values("plan"))
    yield Department.objects.filter(pk__in=communes.values("department"))
    yield Epci.objects.filter(pk=atelier.epci_id)
    yield communes
    yield Contour.objects.filter(commune__in=communes)
    yield Organisation.objects.filter(
        Q(pk__in=people.values("organisation"))
        | Q(pk__in=parties.values("organisation"))
        | Q(pk__in=actions.values("owner"))
    )
    yield people
    yield FrameworkAgreement.objects.filter(pk=atelier.framework_id)
    yield Stream.objects.filter(Q(pk=atelier.stream_id) | Q(pk__in=workshops.values("stream")))
    yield Atelier.objects.filter(pk=atelier.pk)
    yield StageDate.objects.filter(atelier=atelier)
    yield parties
    yield grants
    yield meetings
    yield Invitation.objects.filter(meeting__in=days.filter(workshop=workshop).values("meeting"))
    yield Attendance.objects.filter(meeting__in=days.filter(workshop=workshop).values("meeting"))
    yield workshops
    yield days
    yield Sequence.objects.filter(day__workshop=workshop)
    yield Table.objects.filter(workshop=workshop)
    yield Pack.objects.filter(workshop=workshop)
    yield nodes
    yield Citation.objects.filter(target__in=nodes.values("pk"), withdrawn_at=None)
    yield Activity.objects.filter(workshop=workshop)
    yield Option.objects.filter(**here)
    yield Participant.objects.filter(workshop=workshop)
    yield cards
    yield Group.objects.filter(workshop__atelier=atelier)
    yield Ballot.objects.filter(**here)
    yield Question.objects.filter(workshop=workshop)
    yield Support.objects.filter(question__workshop=workshop)
    yield KeyIssue.objects.filter(node__atelier=atelier)
    yield Axis.objects.filter(atelier=atelier)
    yield Objective.objects.filter(node__atelier=atelier)
    yield Recommendation.objects.filter(node__atelier=atelier)
    yield plans
    yield CostLine.objects.filter(plan__in=plans)
    yield FundingLine.objects.filter(plan__in=plans)
    yield actions
    yield Milestone.objects.filter(action__in=actions)
    yield Pledge.objects.filter(action__in=actions)


def _person(person: Person) -> None:
    """Someone's name and function; nothing to sign in with, nothing to write to."""
    person.email, person.password, person.national_role = f"{person.pk}@kit.example", "!", ""
    person.last_login = None


def _stream(stream: Stream) -> None:
    """The laptop's own log begins anew; the lines of the room are carried apart."""
    stream.head_seq, stream.head_hash = 0, GENESIS


def _meeting(meeting: Meeting) -> None:
    meeting.minutes = ""


def _agreement(agreement: FrameworkAgreement) -> None:
    """Its bounds on durations; neither its ceiling nor its prices."""
    agreement.ceiling_eur = agreement.usual_amount_eur = None


def _activity(activity: Activity) -> None:
    """Who else carries it is the affair of the office."""
    activity.kits = []


_WITHOUT: dict[type[models.Model], Callable[[Any], None]] = {
    Person: _person,
    Stream: _stream,
    Meeting: _meeting,
    FrameworkAgreement: _agreement,
    Activity: _activity,
}


def pack(workshop: Workshop) -> list[Row]:
    """All that the laptop needs, as plain data, in the order in which it is to be written."""
    carried: set[tuple[type[models.Model], Any]] = set()
    rows: list[Row] = []
    for queryset in _listed(workshop):
        kept = [one for one in queryset if _stands_by_itself(one, carried)]
        for one in kept:
            _WITHOUT.get(type(one), _as_it_is)(one)
            carried.add((type(one), one.pk))
        rows += to_rows(kept)
    return rows


def _as_it_is(one: models.Model) -> None:
    pass


def _stands_by_itself(one: models.Model, carried: set[tuple[type[models.Model], Any]]) -> bool:
    for field in one._meta.concrete_fields:
        value = getattr(one, field.attname)
        model = field.remote_field and field.remote_field.model
        if not isinstance(model, type) or value is None or (model, value) in carried:
            continue
        if not field.null:
            return False
        setattr(one, field.attname, None)
    return True


def to_rows(objects: Iterable[models.Model]) -> list[Row]:
    return json.loads(serializers.serialize("json", objects))


def from_rows(rows: Any, allowed: Iterable[type[models.Model]] | None = None) -> list[models.Model]:
    """The objects that rows say, not saved; raises `Unusable` for what is none, or not allowed."""
    names = {model._meta.label_lower for model in allowed} if allowed else None
    try:
        if names is not None and not {row["model"] for row in rows} <= names:
            raise Unusable("ce paquet apporte autre chose que ce qu’une salle écrit")
        rows = [_as_now(row) for row in rows]
        found = [each.object for each in serializers.deserialize("python", rows)]
        for one in found:
            _check(one)
    except (
        KeyError, TypeError, ValueError, AttributeError, LookupError, ValidationError,
        FieldDoesNotExist, serializers.base.DeserializationError,
    ) as malformed:  # fmt: skip
        raise Unusable("un objet de ce paquet est mal formé") from malformed
    return found


_UNKNOWN_ACT = "00000000-0000-0000-0000-000000000000"


def _as_now(row: Row) -> Row:
    """A row as this version tells it. Kits made before ballots were known by their act carry the
    number of a line instead: what a phone chooses next takes the place of such a ballot."""
    if row["model"] != Ballot._meta.label_lower or "seq" not in row["fields"]:
        return row
    told = {name: value for name, value in row["fields"].items() if name != "seq"}
    return row | {"fields": {"line": _UNKNOWN_ACT} | told}


def _check(one: models.Model) -> None:
    """Texts of the length and the choices that their fields allow, numbers that they can hold."""
    for field in one._meta.concrete_fields:
        value = getattr(one, field.attname)
        if isinstance(field, models.IntegerField):
            field.run_validators(value)
        if isinstance(field, models.CharField) and value is not None:
            if len(value) > (field.max_length or 0) or "\0" in value:
                raise ValueError(field.name)
            if field.choices and value and value not in dict(field.flatchoices):
                raise ValueError(field.name)


def save(objects: Iterable[models.Model]) -> None:
    """Write rows in their order, whole classes at a time; rows made next are numbered after them
    (PostgreSQL does not see keys that are given)."""
    by_class: dict[type[models.Model], list[models.Model]] = {}
    for one in objects:
        by_class.setdefault(type(one), []).append(one)
    for model, rows in by_class.items():
        model._base_manager.bulk_create(rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(by_class)):
            cursor.execute(statement)
