"""The note become a specification: what the consortia are asked, item by item."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.papers import download
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Reasons, Refused

from .. import operations, papers, queries, rules


@atelier_view(C.SEE_NOTE)
def specification(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _specification(request, visit)


def _specification(request: HttpRequest, visit: Visit, why: Reasons = ()) -> HttpResponse:
    note = queries.note_of(visit.atelier)
    made = queries.specification_of(visit.atelier)
    context = {
        "note": note,
        "specification": made,
        "makes": not made and visit.can(C.RUN_COMPETITION),
        "against": why or rules.against_specifying(note.at_state),
    }
    status = 409 if why else 200
    return page(request, visit, "application/specification.html", context, status=status)


@require_POST
@atelier_view(C.RUN_COMPETITION)
def make(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One click: nothing is typed again."""
    note = queries.note_of(visit.atelier)
    note.atelier = visit.atelier
    try:
        operations.make_specification(note, by=visit.person, at=clock.now())
    except Refused as refused:
        return _specification(request, visit, refused.reasons)
    messages.success(request, "La note est devenue le cahier des charges.")
    return redirect("application:specification", visit.atelier.slug)


@atelier_view(C.SEE_NOTE)
def document(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    made = queries.specification_of(visit.atelier)
    if made is None:
        raise Http404("Le cahier des charges n’est pas encore établi.")
    return download(papers.specification(made, visit.atelier), form, made.made_at)
