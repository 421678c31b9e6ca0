"""What the pages of the three workshops show."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from atelier_local.ground.journal.models import Aside, Line
from atelier_local.ground.ui.templatetags.ui import Bar
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.rules import Decided
from atelier_local.refusal import Reasons

from . import rules
from .enums import PURPOSES, WorkshopState
from .models import Day, Workshop
from .models import Sequence as RunSequence


@dataclass(frozen=True)
class Outcome:
    """What a workshop that was held left behind: who came, what was decided."""

    attendance: Mapping[Audience, int]
    decisions: Sequence[tuple[int, Decided]]

    @property
    def present(self) -> int:
        return sum(self.attendance.values())

    @property
    def bars(self) -> list[Bar]:
        """The ten audiences, the absent ones too."""
        counts = [(self.attendance.get(audience, 0), audience) for audience in Audience]
        return [
            Bar(audience.label, count)
            for count, audience in sorted(counts, key=lambda pair: -pair[0])
        ]


@dataclass(frozen=True)
class Slot:
    """One of the three places for a workshop: prepared or not yet."""

    ordinal: int
    purpose: str
    workshop: Workshop | None
    starts_at: datetime | None
    ends_at: datetime | None
    outcome: Outcome


def slots(atelier: Atelier) -> list[Slot]:
    """The three workshops in order (three queries)."""
    found = Workshop.objects.filter(atelier=atelier).annotate(
        starts_at=Min("days__meeting__starts_at"), ends_at=Max("days__meeting__ends_at")
    )
    by_ordinal = {workshop.ordinal: workshop for workshop in found}
    left = outcomes(atelier)
    return [
        Slot(
            ordinal=ordinal,
            purpose=purpose,
            workshop=(workshop := by_ordinal.get(ordinal)),
            starts_at=getattr(workshop, "starts_at", None),
            ends_at=getattr(workshop, "ends_at", None),
            outcome=left[ordinal],
        )
        for ordinal, purpose in PURPOSES.items()
    ]


def outcomes(atelier: Atelier) -> dict[int, Outcome]:
    """By ordinal. Each day counts the people who came: the fuller day is kept (two queries)."""
    days = Day.objects.filter(workshop__atelier=atelier)
    came: dict[int, dict[Audience, int]] = defaultdict(dict)
    counted = days.exclude(meeting__attendance=None).values_list(
        "workshop__ordinal", "meeting__attendance__audience"
    )
    for ordinal, audience, count in counted.annotate(Max("meeting__attendance__count")).order_by():
        came[ordinal][Audience(audience)] = count
    decided: dict[int, list[tuple[int, Decided]]] = defaultdict(list)
    taken = days.exclude(meeting__decisions=None).order_by("meeting__decisions__number")
    names = ("number", "text", "carrier", "due_on")
    told = taken.values_list("workshop__ordinal", *(f"meeting__decisions__{n}" for n in names))
    for ordinal, number, *said in told:
        decided[ordinal].append((number, Decided(*said)))
    return {ordinal: Outcome(came[ordinal], decided[ordinal]) for ordinal in PURPOSES}


@dataclass(frozen=True)
class Programme:
    """A day of a workshop with its run of show."""

    day: Day
    sequences: Sequence[RunSequence]
    left_aside: int = 0
    """Lines of its room that could not be read."""

    @property
    def minutes(self) -> int:
        return sum(sequence.minutes for sequence in self.sequences)

    @property
    def duration(self) -> str:
        """`6 h 30`."""
        hours, minutes = divmod(self.minutes, 60)
        return f"{hours} h {minutes:02}" if minutes else f"{hours} h"


def workshop_of(atelier: Atelier, ordinal: int) -> Workshop | None:
    """The workshop of that rank, the Atelier at hand (one query)."""
    workshop = Workshop.objects.filter(atelier=atelier, ordinal=ordinal).first()
    if workshop:
        workshop.atelier = atelier
    return workshop


def programmes(atelier: Atelier, ordinal: int) -> list[Programme]:
    """The days of the workshop of that rank, each with its workshop and run of show; none while
    it is not prepared (two queries).
    """
    days = Day.objects.filter(workshop__atelier=atelier, workshop__ordinal=ordinal)
    asides = Aside.objects.filter(line__stream=OuterRef("workshop__stream")).order_by()
    counted = asides.values("line__stream").annotate(count=Count("pk")).values("count")
    days = days.annotate(left_aside=Subquery(counted))
    listed = days.select_related("workshop__stream", "meeting").prefetch_related("sequences")
    for day in listed:
        day.workshop.atelier = atelier
    return [Programme(day, list(day.sequences.all()), day.left_aside or 0) for day in listed]


def sequences(workshop: Workshop) -> QuerySet[RunSequence]:
    """The run of show of a workshop, line by line (one query)."""
    return RunSequence.objects.filter(day__workshop=workshop).select_related("day")


def against_opening(workshop: Workshop) -> Reasons:
    """Reasons not to open its room now."""
    state, stage = WorkshopState(workshop.state), workshop.atelier.at_stage
    return rules.against_opening(workshop.ordinal, state, stage)


def told(atelier: Atelier, *kinds: str) -> QuerySet[Line]:
    """The lines of those kinds told of an Atelier, in its stream or in those of its rooms: what is
    written in an open room comes home with its log."""
    rooms = Workshop.objects.filter(atelier=atelier).values("stream")
    here = Line.objects.filter(Q(stream=atelier.stream_id) | Q(stream__in=rooms))
    return here.filter(Q(kind__in=kinds) | Q(copies__kind__in=kinds)).distinct()
