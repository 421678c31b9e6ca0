"""What the pages of the strategy show."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation
from atelier_local.steps.wall.enums import Method
from atelier_local.steps.wall.models import Option
from atelier_local.steps.wall.queries import gathered
from atelier_local.steps.wall.voting import Result, given_in_words

from .models import Axis, Disagreement, KeyIssue, Objective, Recommendation, Scenario

_LEADS_ON = Exists(Citation.objects.filter(source=OuterRef("pk"), withdrawn_at=None))
_SOURCES = Count("node__rests_on", filter=Q(node__rests_on__withdrawn_at=None), distinct=True)
_OBJECTIVES = Count(
    "node__used_by",
    filter=Q(node__used_by__withdrawn_at=None, node__used_by__target_kind=Kind.OBJECTIVE),
    distinct=True,
)
_ACTIONS = Count(
    "node__used_by",
    filter=Q(node__used_by__withdrawn_at=None, node__used_by__target_kind=Kind.ACTION),
    distinct=True,
)


def issues(atelier: Atelier, sight: Sight) -> QuerySet[KeyIssue]:
    """The key issues by rank, with what they rest on and the objectives that answer (one query)."""
    found = KeyIssue.objects.seen_by(sight).filter(node__atelier=atelier)
    return found.annotate(sources=_SOURCES, objectives=_OBJECTIVES).order_by("rank")


@dataclass(frozen=True)
class Weighed:
    """A scenario with what the room gave it: phones and hands apart, never added."""

    scenario: Scenario
    phones: Result | None
    by_hand: int | None

    @property
    def method(self) -> Method | None:
        option = self.scenario.option
        return Method(option.activity.method) if option else None

    @property
    def gave(self) -> str:
        """What phones gave, in words; "" where none voted or the vote is not revealed."""
        return given_in_words(self.method, self.phones) if self.method and self.phones else ""


def scenarios(atelier: Atelier) -> list[Weighed]:
    """The scenarios in order, with the votes of their rooms once revealed (two queries)."""
    found = Scenario.objects.filter(atelier=atelier)
    listed = list(found.select_related("option__activity__workshop"))
    given = gathered([one.option for one in listed if one.option])
    return [
        Weighed(
            one,
            given.get(one.option.pk) if one.option else None,
            one.option.by_hand if one.option else one.by_hand,
        )
        for one in listed
    ]


def disagreements(atelier: Atelier) -> QuerySet[Disagreement]:
    """What parties do not agree on, in order, with the workshop that heard it (one query)."""
    return Disagreement.objects.filter(atelier=atelier).select_related("workshop")


def options(atelier: Atelier) -> QuerySet[Option]:
    """What its rooms voted on, that a scenario may stand for."""
    found = Option.objects.filter(activity__workshop__atelier=atelier)
    listed = found.select_related("activity__workshop")
    return listed.order_by("activity__workshop__ordinal", "activity__position", "position")


def axes(atelier: Atelier, sight: Sight) -> QuerySet[Axis]:
    """The axes with their objectives, and how many actions carry each (two queries)."""
    objectives = Objective.objects.seen_by(sight).annotate(actions=_ACTIONS)
    return Axis.objects.filter(atelier=atelier).prefetch_related(
        Prefetch("objectives", objectives.order_by("position"))
    )


def recommendations(atelier: Atelier, sight: Sight) -> QuerySet[Recommendation]:
    found = Recommendation.objects.seen_by(sight).filter(node__atelier=atelier)
    return found.annotate(sources=_SOURCES, leads_on=_LEADS_ON).order_by("node__number")
