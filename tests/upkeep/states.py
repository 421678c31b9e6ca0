"""What the tables of an Atelier say besides its wall, once bundles came home."""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from atelier_local.programme.thread.models import Citation, Node
from atelier_local.steps.roadmap import events as roadmap
from atelier_local.steps.roadmap.models import Action, Milestone, Pledge
from atelier_local.steps.strategy import events as strategy
from atelier_local.steps.strategy.models import Axis, KeyIssue, Objective, Recommendation


def state_of_sheets(atelier: Any) -> str:
    """What the strategy and sheets say, what hangs on them, which of their lines clash or make no
    sense. Not their numbers: they are given as things come home, without a gap."""
    actions = Action.objects.filter(node__atelier=atelier).order_by("pk")
    objectives = Objective.objects.filter(node__atelier=atelier).order_by("pk")
    clashes, strange = [], []
    for found in (strategy.standing(atelier), roadmap.standing(atelier)):
        clashes += [[str(value) for value in clash] for clash in found.clashes]
        strange += map(str, found.strange)
    made = Node.unfiltered.filter(atelier=atelier, kind__in=("objective", "action"))
    axes = Axis.objects.filter(atelier=atelier).order_by("pk")
    issues = KeyIssue.objects.filter(node__atelier=atelier).order_by("pk")
    advised = Recommendation.objects.filter(node__atelier=atelier).order_by("pk")
    ranks = [axes.values_list("position", flat=True), issues.values_list("rank", flat=True)]
    numbers = [int(one.node.number[2:]) for one in advised.select_related("node")]
    for listed in (*_by_axis(made.values_list("number", flat=True)).values(), *ranks, numbers):
        assert sorted(listed) == list(range(1, len(listed) + 1)), listed
    rests = Citation.objects.filter(
        target__in=Node.unfiltered.filter(
            atelier=atelier, kind__in=("objective", "action", "issue", "recommendation")
        )
    )
    steps = Milestone.objects.filter(action__in=actions).order_by("line")
    words = Pledge.objects.filter(action__in=actions).order_by("line")
    told: list[Any] = [
        *rests.order_by("target", "source").values_list("target", "source", "reason"),
        *steps.values_list("line", "action", "label", "due_on"),
        *words.values_list("line", "action", "words", "by_label", "at"),
        *(str(one.pk) for one in [*objectives, *actions]),
        *(strategy.values_of(one) for one in objectives.select_related("node")),
        *((one.pk, strategy.AXIS.values_of(one)) for one in axes),
        *((one.pk, strategy.ISSUE.values_of(one)) for one in issues.select_related("node")),
        *((one.pk, strategy.RECOMMENDATION.values_of(one)) for one in advised),
        *(roadmap.values_of(one) for one in actions.select_related("node", "plan")),
        clashes,
        strange,
    ]
    return sha256(repr(told).encode()).hexdigest()


def _by_axis(numbers: Iterable[str]) -> dict[str, list[int]]:
    """The ranks told by the numbers of objectives and of actions, under each axis."""
    found = defaultdict(list)
    for number in numbers:
        axis, _, rank = number.partition(".")
        found[axis].append(int(rank))
    return found
