"""Declaring interests, marking apart, agreeing, choosing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Reasons, Refused

from .. import operations, queries, rules
from ..access import competition_of, evaluator_of
from ..enums import CompetitionState
from ..forms import CommonMarkForm, InterestsForm, MarkForm, ReasonForm
from ..models import Evaluator, MiniCompetition

_SCORED = (CompetitionState.SCORED, CompetitionState.AWARDED)


@atelier_view(C.EVALUATE)
def interests(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Before anything else: is one tied to a consortium?"""
    competition = competition_of(visit)
    known = evaluator_of(competition, visit.person)
    initial = {"conflict": "yes" if known.conflict else "no", "note": known.note} if known else {}
    form = InterestsForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            operations.declare_interests(
                competition, **form.cleaned_data, by=visit.person, at=clock.now()
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "Votre déclaration est consignée.")
            return redirect("competition:competition", visit.atelier.slug)
    context = {
        "form": form,
        "known": known,
        "competition": competition,
        "members": queries.members(visit.atelier.framework),
    }
    return page(
        request, visit, "competition/interests.html", context, status=422 if form.errors else 200
    )


def _evaluator(visit: Visit, competition: MiniCompetition) -> tuple[Evaluator | None, Reasons]:
    """The visitor as an evaluator, and what keeps them from reading the tenders."""
    evaluator = evaluator_of(competition, visit.person)
    if evaluator:
        evaluator.competition = competition
    why = rules.against_reading(
        competition.at_state,
        declared=evaluator is not None,
        conflict=evaluator is not None and evaluator.conflict,
    )
    return evaluator, why


@atelier_view(C.EVALUATE)
def tender(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """One tender in full. Each reading is a line in a stream that no screen can open."""
    evaluator, why = _evaluator(visit, competition_of(visit))
    if evaluator is None or why:
        raise PermissionDenied("Déclarez d’abord vos intérêts ; les plis doivent être ouverts.")
    shown = get_object_or_404(queries.tenders(evaluator.competition), pk=pk)
    operations.read(shown, by=visit.person, at=clock.now())
    context = {"tender": shown, "competition": evaluator.competition}
    return page(request, visit, "competition/tender.html", context)


@atelier_view(C.EVALUATE)
def grid(
    request: HttpRequest, visit: Visit, invitation: int = 0, criterion: int = 0
) -> HttpResponse:
    """My marks, one cell at a time; saving leads to the next one to do."""
    evaluator, why = _evaluator(visit, competition_of(visit))
    if evaluator is None or why:
        return page(request, visit, "competition/not_yet.html", {"why": why}, status=409)
    mine = queries.grid(evaluator)
    cell = mine.cell(invitation, criterion) if invitation else mine.to_do()
    if invitation and cell is None:
        raise Http404("Aucune note à cette adresse.")
    form = MarkForm(request.POST or None, initial=_mark(cell))
    if cell and form.is_valid():
        try:
            operations.mark(
                evaluator,
                cell.tender.invitation,
                cell.criterion,
                **form.cleaned_data,
                by=visit.person,
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            return redirect("competition:grid", visit.atelier.slug)
    context = {
        "evaluator": evaluator,
        "grid": mine,
        "cell": cell,
        "form": form,
        "returned": queries.grids_returned(evaluator.competition),
        "why": () if evaluator.submitted_at else mine.missing,
    }
    return page(
        request, visit, "competition/grid.html", context, status=422 if form.errors else 200
    )


def _mark(cell: queries.GridCell | None) -> dict[str, object]:
    mark = cell.mark if cell else None
    return {"value": mark.value.normalize(), "reason": mark.reason} if mark else {}


@require_POST
@atelier_view(C.EVALUATE)
def submit_grid(request: HttpRequest, visit: Visit) -> HttpResponse:
    evaluator, why = _evaluator(visit, competition_of(visit))
    try:
        if evaluator is None or why:
            raise Refused(why)
        operations.submit_grid(evaluator, by=visit.person, at=clock.now())
    except Refused as refused:
        context = {"why": refused.reasons}
        return page(request, visit, "competition/not_yet.html", context, status=409)
    messages.success(request, "Votre grille est rendue. Elle ne change plus.")
    return redirect("competition:grid", visit.atelier.slug)


@atelier_view(C.EVALUATE)
def analysis(
    request: HttpRequest, visit: Visit, invitation: int = 0, criterion: int = 0
) -> HttpResponse:
    """All grids side by side, once all are in; the pilot writes what was agreed."""
    competition = competition_of(visit)
    _, why = _evaluator(visit, competition)
    why += rules.against_lifting_the_curtain(scored=competition.at_state in _SCORED)
    if why:
        return page(request, visit, "competition/not_yet.html", {"why": why}, status=409)
    seen = queries.analysis(competition)
    cell = seen.cell(invitation, criterion) if invitation else next(iter(seen.to_settle), None)
    if invitation and (cell is None or cell.criterion.is_price):
        raise Http404("Aucune note à cette adresse.")
    form = CommonMarkForm(request.POST or None, initial=_common(cell))
    settles = visit.can(C.RUN_COMPETITION) and competition.at_state is CompetitionState.SCORED
    if request.method == "POST" and not settles:
        raise PermissionDenied
    if cell and form.is_valid():
        try:
            operations.settle(
                competition,
                cell.tender.invitation,
                cell.criterion,
                **form.cleaned_data,
                by=visit.person,
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            return redirect("competition:analysis", visit.atelier.slug)
    context = {
        "competition": competition,
        "analysis": seen,
        "cell": cell,
        "form": form,
        "settles": settles,
        "awards": visit.can(C.AWARD) and competition.at_state is CompetitionState.SCORED,
        "why": queries.against_awarding_anyone(seen),
    }
    return page(
        request, visit, "competition/analysis.html", context, status=422 if form.errors else 200
    )


def _common(cell: queries.AnalysisCell | None) -> dict[str, object]:
    common = cell.common if cell else None
    return {"value": common.value.normalize(), "reason": common.reason} if common else {}


@atelier_view(C.AWARD)
def award(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The choice: the best total, why, and letters to all who answered."""
    competition = competition_of(visit)
    if competition.at_state not in _SCORED:
        why = rules.against_lifting_the_curtain(scored=False)
        return page(request, visit, "competition/not_yet.html", {"why": why}, status=409)
    seen = queries.analysis(competition)
    best = seen.ranked[0] if seen.ranked else None
    form = ReasonForm(request.POST or None)
    if best and form.is_valid():
        try:
            operations.award(
                competition,
                best.tender.invitation,
                form.cleaned_data["reason"],
                by=visit.person,
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "Le choix est arrêté. Chaque groupement a sa lettre.")
            return redirect("competition:competition", visit.atelier.slug)
    context = {
        "competition": competition,
        "analysis": seen,
        "best": best,
        "form": form,
        "why": queries.against_awarding_anyone(seen),
    }
    return page(
        request, visit, "competition/award.html", context, status=422 if form.errors else 200
    )
