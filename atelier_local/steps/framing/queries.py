"""What the framing page shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, F, Prefetch, QuerySet, prefetch_related_objects

from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.ateliers.models import Atelier, StageDate
from atelier_local.programme.governance import queries as meetings
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.models import Meeting
from atelier_local.programme.governance.rules import Decided
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons

from . import rules
from .enums import CommitteeKind
from .models import Committee, DocumentRequest, Framing, Site, Stakeholder


@dataclass(frozen=True)
class Held:
    """The framing meeting as it took place."""

    meeting: Meeting
    decisions: list[tuple[int, Decided]]


@dataclass(frozen=True)
class Asked:
    """A document asked for, and how many days late it is."""

    request: DocumentRequest
    late: int


@dataclass(frozen=True)
class Work:
    """The framing of an Atelier with all that hangs on it."""

    framing: Framing
    stakeholders: list[Stakeholder]
    held: Held | None
    dates: list[StageDate]
    asked: list[Asked]
    sites: int
    committees: int

    @property
    def missing_audiences(self) -> list[Audience]:
        """Those of the ten audiences that no stakeholder speaks for."""
        present = {stakeholder.audience for stakeholder in self.stakeholders}
        return [audience for audience in Audience if audience not in present]

    @cached_property
    def against_validating(self) -> Reasons:
        return rules.against_validating(
            meeting_held=self.held is not None,
            methodology=self.framing.methodology,
            scheduled=[Stage(date.stage) for date in self.dates],
            validated=self.framing.validated_at is not None,
        )


def work(atelier: Atelier, today: date) -> Work:
    """Seven queries, the Atelier's dates included, which its frame then has at hand."""
    found = Framing.objects.filter(atelier=atelier).annotate(
        places=Count("sites", distinct=True), bodies=Count("committees", distinct=True)
    )
    known = found.prefetch_related("stakeholders", "risks", "indicators", "requests").first()
    framing = known or Framing(atelier=atelier)
    return Work(
        framing=framing,
        stakeholders=list(framing.stakeholders.all()),
        held=meeting_held(atelier),
        dates=dates(atelier),
        asked=by_due_date(framing.requests.all(), today) if framing.pk else [],
        sites=known.places if known else 0,
        committees=known.bodies if known else 0,
    )


def whole(framings: QuerySet[Framing]) -> QuerySet[Framing]:
    """Framings with all that hangs on them (eight queries)."""
    return governed(framings).prefetch_related("stakeholders", "risks", "indicators", "requests")


def governed(framings: QuerySet[Framing]) -> QuerySet[Framing]:
    """With the places looked at closer, and who sits where (four queries)."""
    seated = Person.objects.select_related("organisation").order_by(
        "organisation__name", "last_name"
    )
    sites = Site.objects.select_related("commune")
    return framings.prefetch_related(
        Prefetch("sites", sites), Prefetch("committees__members", seated)
    )


def governance(atelier: Atelier) -> Framing:
    """The framing, for who decides and where it looks (four queries)."""
    return governed(Framing.objects.filter(atelier=atelier)).first() or Framing(atelier=atelier)


def bodies(framing: Framing) -> list[tuple[CommitteeKind, Committee | None]]:
    """The bodies that lead the Atelier, composed or not."""
    composed = by_kind(framing)
    return [(kind, composed.get(kind)) for kind in CommitteeKind]


def by_kind(framing: Framing) -> dict[CommitteeKind, Committee]:
    """The bodies that were composed, in order."""
    listed = framing.committees.all() if framing.pk else ()
    composed = {committee.at_kind: committee for committee in listed}
    return {kind: composed[kind] for kind in CommitteeKind if kind in composed}


def committee(atelier: Atelier, kind: CommitteeKind) -> Committee | None:
    """One of them, with who sits in it (at most two queries)."""
    found = Committee.objects.filter(framing__atelier=atelier, kind=kind)
    return found.prefetch_related("members").first()


def called(atelier: Atelier, kind: CommitteeKind) -> list[Meeting]:
    """The meetings it was or is called to (one query)."""
    return list(meetings.called(atelier).filter(kind=kind.meeting or ""))


def awaited(atelier: Atelier, today: date) -> list[Asked]:
    """The documents asked for that have not come (one query)."""
    found = DocumentRequest.objects.filter(framing__atelier=atelier, received_at=None)
    return by_due_date(found, today)


def by_due_date(requests: Iterable[DocumentRequest], today: date) -> list[Asked]:
    """Those still awaited first, the most pressing at the top; those without a date after them."""
    listed = sorted(requests, key=lambda one: (bool(one.received_at), one.due_on or date.max))
    return [
        Asked(one, rules.days_late(one.due_on, one.received_at is not None, today))
        for one in listed
    ]


def meeting_held(atelier: Atelier) -> Held | None:
    """The framing meeting, if it took place, with its decisions (one query)."""
    held = Meeting.objects.filter(atelier=atelier, kind=MeetingKind.FRAMING)
    rows = list(
        held.exclude(held_at=None)
        .annotate(
            number=F("decisions__number"),
            decision=F("decisions__text"),
            carrier=F("decisions__carrier"),
            due_on=F("decisions__due_on"),
        )
        .order_by("starts_at", "number")
    )
    if not rows:
        return None
    decisions = [
        (row.number, Decided(row.decision, row.carrier, row.due_on)) for row in rows if row.decision
    ]
    return Held(meeting=rows[0], decisions=decisions)


def dates(atelier: Atelier) -> list[StageDate]:
    """When each stage takes place, in the order of the story."""
    prefetch_related_objects([atelier], "dates")
    return sorted(atelier.dates.all(), key=lambda date: Stage(date.stage).rank)


def warnings_on_calendar(atelier: Atelier, periods: Mapping[Stage, rules.Period]) -> Reasons:
    """Where a calendar leaves the bounds of the Atelier's agreement, counted from its T0."""
    if atelier.t0 is None:
        return ()
    agreement = atelier.framework
    return rules.warnings_on_calendar(
        periods,
        atelier.t0,
        months_min=agreement.duration_min_months,
        months_max=agreement.duration_max_months,
        days_min=agreement.session_days_min,
        days_max=agreement.session_days_max,
    )
