"""What an Atelier holds, counted: what its documents can be made of."""

import re
from functools import cache
from typing import Any, cast

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Manager,
    OuterRef,
    Q,
    QuerySet,
    StringAgg,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier, Party, StageDate
from atelier_local.programme.territories.models import Commune
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Answer, Node
from atelier_local.programme.thread.queries import without_source
from atelier_local.steps.application.models import SpecificationItem
from atelier_local.steps.contract.models import TeamMember
from atelier_local.steps.financing.enums import FunderKind, FundingState
from atelier_local.steps.financing.models import CostLine, FundingLine
from atelier_local.steps.framing.models import (
    Committee,
    DocumentRequest,
    Framing,
    Indicator,
    Risk,
    Site,
    Stakeholder,
)
from atelier_local.steps.framing.queries import dates
from atelier_local.steps.framing.rules import SCHEDULED, warnings_on_calendar
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.roadmap.queries import unfinished
from atelier_local.steps.strategy.models import Disagreement, Scenario
from atelier_local.steps.wall.paper.queries import shown_of
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Sequence as RunSequence
from atelier_local.steps.workshops.models import Sheet, Workshop

from .. import rules
from ..models import BaselineAnswer, DueDate, Photograph
from ..rules import Facts

APART = "\n"
"""What stands between names that are read at once."""


def facts(atelier: Atelier, sections: int = 0) -> Facts:
    """What a document of so many sections can be made of, and whether the Atelier can close,
    counted (one query, and one of its dates where its frame has not read them).
    """
    bounds = [f"framework__{bound}" for bound in _BOUNDS]
    one = Atelier.objects.values(*bounds, **_asked()).get(pk=atelier.pk)
    counts = cast(dict[str, Any], one)
    counts["calendar"] = counts["calendar"] == len(SCHEDULED)
    counts |= {name: _split(counts[name]) for name in _NAMED}
    counts["out_of_bounds"] = _out_of_bounds(
        atelier, {b: counts.pop(f"framework__{b}") for b in _BOUNDS}, counts.pop("justified")
    )
    counts["unscheduled"] = dict(_TITLED.findall(counts["unscheduled"] or ""))
    return Facts(sections=sections, **counts)


_TITLED = re.compile(r"^(\d+)\t(.*)$", re.MULTILINE)
"""A request, by its key, and the title of what it asks."""
_BOUNDS = {
    "duration_min_months": "months_min",
    "duration_max_months": "months_max",
    "session_days_min": "days_min",
    "session_days_max": "days_max",
}
"""What the agreement says of a calendar, by the name that the rule gives it."""


def _out_of_bounds(atelier: Atelier, bounds: dict[str, int], justified: bool) -> list[str]:
    """Where the calendar leaves them, unless the framing says why."""
    if atelier.t0 is None or justified:
        return []
    periods = {Stage(d.stage): (d.starts_on, d.ends_on) for d in dates(atelier)}
    named = {_BOUNDS[bound]: limit for bound, limit in bounds.items()}
    warnings = warnings_on_calendar(periods, atelier.t0, **named)
    return [f"calendrier : {warning} ; le motif n’est pas écrit" for warning in warnings]


@cache
def _asked() -> dict[str, Any]:
    """What `facts` asks of an Atelier, built once: it is the same for all."""
    here = {"atelier": OuterRef("pk")}
    nodes = Node.objects.seen_by(Sight.PARTIES)
    said = nodes.filter(kind=Kind.CONTRIBUTION)
    must_rest = without_source(nodes.filter(kind__in=[Kind.RECOMMENDATION, Kind.ACTION]))
    actions = Action.objects.annotate(atelier=F("node__atelier"))
    undated = actions.filter(Q(starts_on=None) | Q(ends_on=None))
    unbalanced = actions.annotate(
        cost=_total(CostLine.objects), funded=_total(FundingLine.objects)
    ).exclude(cost=F("funded"))
    awaited = FundingLine.objects.filter(
        plan=OuterRef("plan"),
        kind__in=[kind for kind in FunderKind if kind.is_public and kind is not FunderKind.OWNER],
        state__in=[state for state in FundingState if not state.is_secured],
    )
    asked = SpecificationItem.objects.filter(expects_answer=True).annotate(
        atelier=F("specification__note__atelier")
    )
    held = Workshop.objects.filter(state=WorkshopState.HELD)
    counted = {
        "calendar": StageDate.objects.filter(stage__in=SCHEDULED),
        "workshops_held": held,
        "contributions": said,
        "unanswered": said.filter(~Exists(Answer.objects.filter(node=OuterRef("pk")))),
        "findings": nodes.filter(kind=Kind.FINDING),
        "issues": nodes.filter(kind=Kind.ISSUE),
        "scenarios": Scenario.objects.all(),
        "disagreements": Disagreement.objects.all(),
        "recommendations": nodes.filter(kind=Kind.RECOMMENDATION),
        "without_source": must_rest,
        "actions": nodes.filter(kind=Kind.ACTION),
        "unbalanced": unbalanced,
        "undated": undated,
        "unfinished": actions.filter(unfinished()),
        "unmarked": actions.filter(Q(urgency="") | Q(effect="") | Q(ease="")),
        "unvoted": actions.filter(resolved_on=None),
        "uncounted": actions.filter(soil_taken=None, soil_restored=None),
        "unlodged": actions.filter(Exists(awaited.filter(due_on=None))),
        "asked": asked,
        "stakeholders": Stakeholder.objects.annotate(atelier=F("framing__atelier")),
        "risks": Risk.objects.annotate(atelier=F("framing__atelier")),
        "requests": DocumentRequest.objects.annotate(atelier=F("framing__atelier")),
        "sites": Site.objects.annotate(atelier=F("framing__atelier")),
        "indicators": Indicator.objects.annotate(atelier=F("framing__atelier")),
        "prepared": Workshop.objects.all(),
        "welcomed": Workshop.objects.exclude(
            Q(access="") | Q(supplies="") | Q(payer="") | Q(place="")
        ),
        "approached": Workshop.objects.exclude(participation=""),
        "unplanned": held.filter(~Exists(RunSequence.objects.filter(day__workshop=OuterRef("pk")))),
        "unasking": held.filter(open_questions=[]),
        "unshown": shown_of(Sheet.objects.all())
        .filter(~Exists(Photograph.objects.filter(sheet=OuterRef("pk"))))
        .annotate(atelier=F("pack__workshop__atelier")),
        "dated": DueDate.objects.all(),
        "unspread": TeamMember.objects.filter(to_on=None, half_days={}).annotate(
            atelier=F("contract__atelier")
        ),
        "objectives": nodes.filter(kind=Kind.OBJECTIVE),
        "unmet": asked.filter(~Exists(BaselineAnswer.objects.filter(item=OuterRef("pk")))),
    }
    heard = Stakeholder.objects.annotate(atelier=F("framing__atelier")).filter(**here)
    written = Framing.objects.filter(**here).exclude(methodology="")
    audiences = _count(heard, Count("audience", distinct=True))
    ruled = Framing.objects.filter(**here).exclude(decision_rule="")
    justified = Framing.objects.filter(**here).exclude(justification="")
    mapped = Commune.objects.filter(epci=OuterRef("epci"), contour__isnull=False)
    return {
        "methodology": Exists(written),
        "mapped": Exists(mapped),
        "justified": Exists(justified),
        "ruled": Exists(ruled),
        "audiences": audiences,
        **{name: _count(rows.filter(**here)) for name, rows in counted.items()},
        **{name: _names(rows.filter(**here), told) for name, (rows, told) in _named().items()},
    }


_NAMED = ("committees", "taking_part", "seated")


def _named() -> dict[str, tuple[QuerySet[Any], Any]]:
    """What is told by its names rather than counted."""
    framed = {"atelier": F("framing__atelier")}
    awaited = DocumentRequest.objects.filter(due_on=None, received_at=None)
    parties = Party.objects.filter(kind__in=list(rules.MUST_SIT))
    seats = Committee.members.through.objects.filter(
        committee__framing__atelier=OuterRef("atelier"),
        person__organisation=OuterRef("organisation"),
    )
    line = Concat(Cast("pk", CharField()), Value("\t"), "title")
    return {
        "committees": (Committee.objects.annotate(**framed), "kind"),
        "taking_part": (parties, "kind"),
        "seated": (parties.filter(Exists(seats)), "kind"),
        "unscheduled": (awaited.annotate(**framed), line),
    }


def _names(rows: QuerySet[Any], told: Any) -> Subquery:
    by_atelier = rows.order_by().values("atelier")
    return Subquery(by_atelier.annotate(all=StringAgg(told, Value(APART))).values("all"))


def _split(told: str | None) -> list[str]:
    return sorted(set((told or "").split(APART)) - {""})


def _count(rows: QuerySet[Any], counted: Count | None = None) -> Coalesce:
    by_atelier = rows.order_by().values("atelier")
    return Coalesce(Subquery(by_atelier.annotate(n=counted or Count("pk")).values("n")), 0)


def _total(lines: Manager[Any]) -> Coalesce:
    mine = lines.filter(plan=OuterRef("plan")).order_by().values("plan")
    return Coalesce(Subquery(mine.annotate(n=Sum("amount_eur")).values("n")), 0)
