"""Declaring interests, reading, marking apart, withdrawing."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.downloads import attachment
from atelier_local.ground.files.rules import plain_name
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Reasons, Refused

from .. import operations, queries, rules, showing
from ..access import competition_of, evaluator_of
from ..forms import InterestsForm, MarkForm, ReasonForm
from ..models import Evaluator, MiniCompetition, Tender

_UNFINISHED = ("empty", "bare")
"""States of a cell that keep a grid from being handed in, in the order of its reasons."""


@atelier_view(C.EVALUATE)
def interests(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Before anything else: is one tied to a consortium?"""
    competition = competition_of(visit)
    known = evaluator_of(competition, visit.person)
    initial: dict[str, object] = {}
    if known:
        initial = {"conflict": "yes" if known.conflict else "no", "only_reads": known.only_reads}
    form = InterestsForm(request.POST or None, initial=initial)
    if done(
        form,
        lambda: operations.declare_interests(
            competition, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Votre déclaration est consignée.")
        return redirect("competition:competition", visit.atelier.slug)
    context = {
        "form": form,
        "known": known,
        "declarations": list(known.declarations.all()) if known else [],
        "tied_to": queries.tied_to(competition, visit.person),
        "competition": competition,
        "members": queries.members(competition),
    }
    return page(
        request, visit, "competition/interests.html", context, status=422 if form.errors else 200
    )


def not_yet(request: HttpRequest, visit: Visit, why: Reasons) -> HttpResponse:
    """The page that says what keeps the visitor out, and what to do."""
    context = {"why": why, "declares": visit.can(C.EVALUATE)}
    return page(request, visit, "competition/not_yet.html", context, status=409)


def evaluator_and_why(
    visit: Visit, competition: MiniCompetition
) -> tuple[Evaluator | None, Reasons]:
    """The visitor as an evaluator, and what keeps them from reading the tenders (one query)."""
    prefetch_related_objects([competition], "evaluators")
    evaluators = competition.evaluators.all()
    evaluator = next((one for one in evaluators if one.person_id == visit.person.pk), None)
    if evaluator:
        evaluator.competition = competition
    return evaluator, _against_reading(competition, evaluator, tied=competition.tied)


def _against_reading(
    competition: MiniCompetition, evaluator: Evaluator | None, *, tied: bool
) -> Reasons:
    """What they declared, then what their organisation shows today: a tie may come later."""
    why = rules.against_reading(
        competition.at_state,
        declared=evaluator is not None,
        conflict=evaluator is not None and evaluator.conflict,
        withdrawn=evaluator is not None and evaluator.withdrawn_at is not None,
    )
    return why or rules.Standing(declared=True, recused=tied).against_access


def opened_to(visit: Visit, pk: int) -> Tender:
    """One opened tender, for whoever may read it; a view says that they did, and what."""
    found, evaluator, tied = queries.opened_to(visit.person, visit.atelier, pk)
    if found is None:
        raise Http404("Aucune offre ouverte à cette adresse.")
    competition = found.invitation.competition
    if why := _against_reading(competition, evaluator, tied=tied):
        raise PermissionDenied(" ; ".join(map(str, why)))
    competition.atelier = visit.atelier
    return found


@atelier_view(C.EVALUATE)
def tender(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """One tender in full."""
    shown = opened_to(visit, pk)
    if first := showing.tender_on_page(request, visit, shown):
        return first
    context = {
        "tender": shown,
        "competition": shown.invitation.competition,
        "reading": queries.reading(shown),
    }
    return page(request, visit, "competition/tender.html", context)


@atelier_view(C.EVALUATE)
def opened_file(request: HttpRequest, visit: Visit, pk: int, rank: int) -> HttpResponse:
    """One file of a tender that was sealed here, to be saved: what it holds is run nowhere."""
    shown = opened_to(visit, pk)
    files = queries.body_of(shown).files
    if not 1 <= rank <= len(files):
        raise Http404("Aucun fichier à cette adresse.")
    try:
        content = operations.open_file(shown.invitation.competition, files[rank - 1])
    except Refused as refused:
        raise Http404(str(refused)) from refused
    name = plain_name(files[rank - 1].name)
    operations.read(shown, by=visit.person, at=clock.now(), file=name)
    return attachment(content, media_type="application/octet-stream", name=name)


@atelier_view(C.EVALUATE)
def grid(
    request: HttpRequest, visit: Visit, invitation: int = 0, criterion: int = 0
) -> HttpResponse:
    """My marks, one cell at a time; saving leads to the next one to do."""
    competition = competition_of(visit)
    evaluator, why = evaluator_and_why(visit, competition)
    why += rules.against_grid(only_reads=bool(evaluator and evaluator.only_reads))
    if evaluator is None or why:
        return not_yet(request, visit, why)
    mine = queries.grid(evaluator)
    cell = mine.cell(invitation, criterion) if invitation else mine.to_do()
    if invitation and (cell is None or cell.state == "out"):
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
    returned = queries.grids_returned(evaluator.competition)
    context = {
        "evaluator": evaluator,
        "grid": mine,
        "cell": cell,
        "form": form,
        "place": mine.place(cell) if cell else "",
        "reads": _to_read(evaluator.competition, cell) if cell else None,
        "returned": returned,
        "copy_waits": competition.copy_waits and not returned[0],
        "curtain": [rank < returned[0] for rank in range(returned[1])],
        "why": () if evaluator.submitted_at else _missing(mine, visit.atelier.slug),
    }
    return page(
        request, visit, "competition/grid.html", context, status=422 if form.errors else 200
    )


def _missing(mine: queries.Grid, slug: str) -> Reasons:
    """Each reason leads to the first mark that it is about."""
    firsts = [next((c for c in mine.cells if c.state == state), None) for state in _UNFINISHED]
    return tuple(
        replace(reason, lift=reverse("competition:grid_cell", args=[slug, *first.at]) + "#saisie")
        for reason, first in zip(mine.missing, filter(None, firsts), strict=True)
    )


def _to_read(competition: MiniCompetition, cell: queries.GridCell) -> queries.ToRead:
    return queries.to_read(cell.tender, cell.criterion, queries.asked_of(competition).items)


def _mark(cell: queries.GridCell | None) -> dict[str, object]:
    mark = cell.mark if cell else None
    return {"value": f"{mark.value.normalize():f}", "reason": mark.reason} if mark else {}


@require_POST
@atelier_view(C.EVALUATE)
def submit_grid(request: HttpRequest, visit: Visit) -> HttpResponse:
    evaluator, why = evaluator_and_why(visit, competition_of(visit))
    try:
        if evaluator is None or why:
            raise Refused(why)
        operations.submit_grid(evaluator, by=visit.person, at=clock.now())
    except Refused as refused:
        return not_yet(request, visit, refused.reasons)
    messages.success(request, "Votre grille est rendue. Elle ne change plus.")
    return redirect("competition:grid", visit.atelier.slug)


@atelier_view(C.EVALUATE)
def withdraw(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Leave the whole evaluation: whoever marks three tenders of four weighs on them unequally."""
    evaluator, why = evaluator_and_why(visit, competition_of(visit))
    if evaluator is None:
        return not_yet(request, visit, why)
    form = ReasonForm(request.POST or None)
    if done(
        form,
        lambda: operations.withdraw_evaluator(
            evaluator, form.cleaned_data["reason"], by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Vous n’évaluez plus. Vos notes sont mises à part.")
        return redirect("competition:competition", visit.atelier.slug)
    context = {"form": form, "evaluator": evaluator}
    return page(
        request, visit, "competition/withdraw.html", context, status=422 if form.errors else 200
    )
