"""What became of the actions, and what a new one may be attached to."""

from datetime import datetime

from django.db.models import QuerySet

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.models import Meeting
from atelier_local.programme.people.models import Organisation
from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.models import Citation
from atelier_local.steps.strategy.models import Objective
from atelier_local.steps.wall.enums import Method
from atelier_local.steps.wall.models import Contribution

from ..models import Action, Review, Update


def latest_news(atelier: Atelier, sight: Sight, most: int = 8) -> QuerySet[Update]:
    """The latest news, whatever the action (one query)."""
    told = Update.objects.filter(
        action__node__atelier=atelier, action__node__seen_by__gte=sight
    ).select_related("action__node", "action__owner", "by")
    return told.order_by("-at", "-id")[:most]


def reviews(atelier: Atelier) -> QuerySet[Review]:
    """The reviews held, latest first, with their decisions (two queries)."""
    held = Review.objects.filter(meeting__atelier=atelier).select_related("meeting")
    return held.prefetch_related("meeting__decisions").order_by("-meeting__starts_at")


def next_review(atelier: Atelier, now: datetime) -> Meeting | None:
    called = Meeting.objects.filter(atelier=atelier, kind=MeetingKind.REVIEW, held_at=None)
    return called.filter(starts_at__gte=now).first()


def objectives(atelier: Atelier, sight: Sight) -> QuerySet[Objective]:
    found = Objective.objects.seen_by(sight).filter(node__atelier=atelier)
    return found.select_related("axis").order_by("axis__position", "position")


def commitments(action: Action, sight: Sight) -> QuerySet[Contribution]:
    """What people committed to aloud in a workshop, on which this action does not rest yet."""
    taken = Citation.objects.filter(target=action.pk, withdrawn_at=None).values("source")
    said = Contribution.objects.seen_by(sight).filter(
        node__atelier=action.node.atelier_id, activity__method=Method.PLEDGES
    )
    return said.filter(hidden_at=None, waiting=False).exclude(pk__in=taken).order_by("node__at")


def owners(atelier: Atelier) -> QuerySet[Organisation]:
    """Those who may carry an action: the organisations that take part."""
    return Organisation.objects.filter(pk__in=atelier.parties.values("organisation"))
