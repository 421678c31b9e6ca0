"""The national team's page: the note, its grid of eight points, one decision with its reason."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.ground.files.papers import download
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, papers, queries
from ..enums import NoteState
from ..forms import DecisionForm, GridForm
from ..models import OpportunityNote


@atelier_view(C.SELECT_APPLICATION)
def decide(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One form, two buttons: keep the grid, or keep it and decide."""
    note = queries.note_of(visit.atelier)
    note.atelier = visit.atelier
    keeping = "keep" in request.POST
    whole = not keeping and request.POST.get("outcome") != NoteState.RETURNED
    checks = [check for _, check in queries.grid(note)]
    grid = GridForm(request.POST or None, checks=checks, whole=whole)
    if keeping:
        form = DecisionForm(initial=request.POST.dict())
    else:
        form = DecisionForm(request.POST or None)
    if grid.is_valid() and (keeping or form.is_valid()):
        try:
            operations.check_eligibility(note, grid.answers, by=visit.person, at=clock.now())
            if not keeping:
                return _decided(request, visit, note, **form.cleaned_data)
            messages.success(request, "La grille est gardée.")
        except Refused as refused:
            grid.add_error(None, [str(reason) for reason in refused.reasons])
    context = {"form": form, "grid": grid, "seen": queries.view(note), "note": note}
    status = 422 if form.errors or grid.errors else 200
    return page(request, visit, "application/decide.html", context, status=status)


def _decided(
    request: HttpRequest, visit: Visit, note: OpportunityNote, outcome: str, reason: str
) -> HttpResponse:
    by, at = visit.person, clock.now()
    if outcome == NoteState.RETURNED:
        operations.return_to_authors(note, reason, by=by, at=at)
    else:
        operations.decide(note, outcome == NoteState.SELECTED, reason, by=by, at=at)
    messages.success(request, "La décision est prise. Les deux porteurs la lisent.")
    return redirect("application:note", visit.atelier.slug)


@atelier_view(C.SEE_NOTE)
def decision(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    """The decision in writing, once there is one."""
    note = queries.note_of(visit.atelier)
    note.atelier = visit.atelier
    if note.decided_at is None:
        raise Http404("Cette candidature n’est pas encore décidée.")
    said = papers.decision(note, queries.grid(note), papers.known(visit.atelier))
    return download(said, form, note.decided_at)
