"""The words that the report explains: sigles, words of the trade, words of the place."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries, rules
from ..enums import DeliverableKind, DeliverableState
from ..forms import TermForm
from ..models import Term


def _report(kind: str) -> DeliverableKind:
    if kind != DeliverableKind.FINAL_REPORT:
        raise Http404("Seul le rapport final explique ses mots.")
    return DeliverableKind.FINAL_REPORT


@atelier_view(C.SEE_DELIVERABLES)
def terms(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """The words explained, in the order of a dictionary; another, while the report is written."""
    found = queries.begun_or_draft(visit.atelier, _report(kind))
    closed = rules.against_writing(DeliverableState(found.state))
    can_write = visit.can(C.WRITE_DELIVERABLES) and not closed
    form = TermForm(request.POST or None) if can_write else None
    if request.method == "POST" and form and done(form, lambda: _explain(visit, form)):
        messages.success(request, "Le mot est expliqué.")
        return redirect("deliverables:terms", visit.atelier.slug, kind)
    context = {"kind": DeliverableKind(kind), "terms": queries.terms(found), "form": form}
    status = 422 if form and form.errors else 200
    return page(request, visit, "deliverables/terms.html", context, status=status)


def _explain(visit: Visit, form: TermForm) -> None:
    by, at = visit.person, clock.now()
    report = operations.start_deliverable(visit.atelier, DeliverableKind.FINAL_REPORT, by=by, at=at)
    report.atelier = visit.atelier
    operations.explain(report, **form.cleaned_data, by=by, at=at)


@require_POST
@atelier_view(C.WRITE_DELIVERABLES)
def withdraw_term(request: HttpRequest, visit: Visit, kind: str, pk: int) -> HttpResponse:
    found = Term.objects.select_related("deliverable")
    mine = {"deliverable__atelier": visit.atelier, "deliverable__kind": _report(kind)}
    told = get_object_or_404(found, pk=pk, **mine)
    told.deliverable.atelier = visit.atelier
    try:
        operations.withdraw_term(told, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"{refused}.")
    else:
        messages.success(request, "Le mot n’est plus expliqué.")
    return redirect("deliverables:terms", visit.atelier.slug, kind)
