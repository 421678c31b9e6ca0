"""Which question the room answers, which comes next, which may still be mended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects

from atelier_local.refusal import Reasons
from atelier_local.steps.workshops.models import Pack, Workshop

from .. import rules
from ..enums import ActivityState
from ..models import Activity, Group


def activities(workshop: Workshop) -> list[Activity]:
    """In the order in which they are to be opened."""
    return list(Activity.objects.filter(workshop=workshop).order_by("position"))


def open_among(activities: Iterable[Activity]) -> Activity | None:
    """The one the room answers now."""
    return next((a for a in activities if a.state == ActivityState.OPEN), None)


def on_screen(activities: Sequence[Activity]) -> Activity | None:
    """The activity whose cards are shown: the open one, else the last that was."""
    begun = [a for a in activities if a.state != ActivityState.PREPARED]
    return open_among(activities) or (begun[-1] if begun else None)


def to_open(activities: Iterable[Activity]) -> Activity | None:
    """The one that comes next."""
    return next((a for a in activities if a.state == ActivityState.PREPARED), None)


@dataclass(frozen=True)
class Planned:
    """A question as the page that prepares them shows it."""

    activity: Activity
    fixed: Reasons
    """Why it changes no more."""
    rises: bool = False
    falls: bool = False
    """Whether it may change places with the one before it, with the one after."""


def planned(workshop: Workshop) -> list[Planned]:
    """In order, each with what may still be done to it (three queries)."""
    found = activities(workshop)
    prefetch_related_objects(found, "options")
    fixed = _fixed(workshop, found)
    last = len(found) - 1
    return [
        Planned(
            activity,
            fixed[rank],
            rises=rank > 0 and not fixed[rank] and not fixed[rank - 1],
            falls=rank < last and not fixed[rank] and not fixed[rank + 1],
        )
        for rank, activity in enumerate(found)
    ]


def against_changing(activity: Activity) -> Reasons:
    """Reasons not to correct, move or withdraw this question (two queries)."""
    return _fixed(activity.workshop, [activity])[0]


def as_written(activity: Activity) -> dict[str, Any]:
    """What a form says of it, to be corrected; a group that was undone since is words (two
    queries)."""
    same = ("question", "method", "minutes", "sequence", "photos", "silent", "moderation", "budget")
    told = {name: getattr(activity, name) for name in (*same, "most_each")}
    if not (activity.is_vote or activity.is_pledge):
        return told | {"kinds": activity.kinds}
    options = list(activity.options.all())
    about = [option.about_id for option in options if option.about_id]
    groups = set(Group.objects.filter(node__in=about, undone_at=None).values_list("pk", flat=True))
    words = [option.words for option in options if option.about_id not in groups]
    return told | {"groups": list(groups), "options": "\n".join(words)}


def neighbour(activity: Activity, *, earlier: bool) -> Activity | None:
    """The question that stands just before, or just after (one query)."""
    others = Activity.objects.filter(workshop=activity.workshop_id)
    if earlier:
        return others.filter(position__lt=activity.position).order_by("-position").first()
    return others.filter(position__gt=activity.position).order_by("position").first()


def _fixed(workshop: Workshop, among: Sequence[Activity]) -> list[Reasons]:
    packs = Pack.objects.filter(workshop=workshop).values_list("contents__sheets", flat=True)
    printed = {sheet["about"] for sheets in packs for sheet in sheets}
    return [
        rules.against_changing(
            ActivityState(one.state),
            held=workshop.is_held,
            on_a_laptop=bool(settings.FIELD_KIT),
            kits=one.kits,
            on_paper=str(one.pk) in printed,
            counted=any(option.by_hand is not None for option in one.options.all()),
        )
        for one in among
    ]
