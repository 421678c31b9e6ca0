"""Where an Atelier stands, as one line of a table."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from atelier_local.clock import day_of
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier, StageDate
from atelier_local.programme.ateliers.rules import months_between
from atelier_local.programme.people.enums import Role
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Node
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import MiniCompetition


@dataclass(frozen=True)
class Coming:
    """What comes next, and which day."""

    day: date
    what: str


@dataclass(frozen=True)
class Standing:
    """One Atelier seen from outside: stage, duration, what was answered, what comes next."""

    atelier: Atelier
    roles: Collection[Role]
    said: int
    answered: int
    today: date
    deadline: datetime | None = None
    """Of the tenders, while they are received."""

    @property
    def dates(self) -> dict[Stage, StageDate]:
        return {Stage(d.stage): d for d in self.atelier.dates.all()}

    @property
    def knots(self) -> list[str]:
        """The eleven stages as `done`, `here` or `later`."""
        here = self.atelier.at_stage.rank
        return [
            "done" if stage.rank < here else "here" if stage.rank == here else "later"
            for stage in Stage
        ]

    @property
    def position(self) -> int:
        return self.atelier.at_stage.rank + 1

    @property
    def months(self) -> tuple[float, float] | None:
        """Months since T0, of how many until the feedback."""
        feedback = self.dates.get(Stage.FEEDBACK)
        if self.atelier.t0 is None or feedback is None:
            return None
        whole = months_between(self.atelier.t0, feedback.starts_on)
        return min(whole, max(0.0, months_between(self.atelier.t0, self.today))), whole

    @property
    def late(self) -> int:
        """Days since the stage should have ended; what was never planned is never late."""
        here = self.dates.get(self.atelier.at_stage)
        if self.atelier.ending or here is None or here.ends_on is None:
            return 0
        return max(0, (self.today - here.ends_on).days)

    @property
    def coming(self) -> Coming | None:
        """The next day that has a name: that of a stage, or the last one to deposit a tender."""
        named = [Coming(d.starts_on, d.get_stage_display()) for d in self.dates.values()]
        if self.deadline:
            named.append(Coming(day_of(self.deadline), "date limite des offres"))
        ahead = [one for one in named if one.day > self.today]
        return min(ahead, key=lambda one: one.day, default=None)


def standings(
    ateliers: QuerySet[Atelier], roles: dict[UUID, set[Role]], today: date
) -> list[Standing]:
    """The furthest first (three queries)."""
    received = MiniCompetition.objects.filter(
        atelier=OuterRef("pk"), state=CompetitionState.OPEN
    ).values("deadline")
    asked = ateliers.select_related("epci").prefetch_related("dates")
    found = list(asked.annotate(tenders_until=Subquery(received)))
    counted = _answered(found)
    listed = [
        Standing(
            a,
            roles.get(a.pk, frozenset()),
            *counted.get(a.pk, (0, 0)),
            today,
            deadline=a.tenders_until,
        )
        for a in found
    ]
    return sorted(listed, key=lambda one: (one.atelier.ending, -one.position, one.atelier.name))


def _answered(ateliers: Iterable[Atelier]) -> dict[UUID, tuple[int, int]]:
    rows = (
        Node.objects.seen_by(Sight.PARTIES)
        .filter(atelier__in=ateliers, kind=Kind.CONTRIBUTION)
        .order_by()
        .values_list("atelier")
        .annotate(Count("pk", distinct=True), Count("answers__node", distinct=True))
    )
    return {atelier: (said, answered) for atelier, said, answered in rows}
