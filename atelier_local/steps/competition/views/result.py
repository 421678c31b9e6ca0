"""What one holder reads once the choice is made, and its answer about its price."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.ground.files import papers
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries
from ..access import Side, side_view
from ..forms import AnswerLowForm
from ..models import LowTenderQuery
from ..papers import redacted
from .side import page


@side_view(C.TENDER)
def my_result(request: HttpRequest, side: Side) -> HttpResponse:
    """One’s own letter; after signature, the report without the others’ secrets."""
    context = {"result": queries.result_for(side), "asked": _asked(side)}
    return page(request, side, "competition/my_result.html", context)


@side_view(C.TENDER)
def my_letter(request: HttpRequest, side: Side, form: str) -> HttpResponse:
    result = queries.result_for(side)
    if result.letter is None:
        raise Http404("Aucune lettre ne vous a été envoyée.")
    return papers.answer(result.letter.filed, form)


@side_view(C.TENDER)
def my_report(request: HttpRequest, side: Side, form: str) -> HttpResponse:
    """Composed for this holder when it asks: its own marks and the winner’s."""
    result = queries.result_for(side)
    if result.why or result.award is None:
        raise PermissionDenied("Le rapport n’est communicable qu’une fois le marché signé.")
    file, course = queries.report_for(side)
    own, winner = side.invitation.pk, result.award.invitation_id
    paper = redacted(file, course, own=own, winner=winner, day=clock.now())
    return papers.download(paper, form, clock.now())


def _asked(side: Side) -> LowTenderQuery | None:
    found = LowTenderQuery.objects.filter(invitation=side.invitation)
    return found.order_by("-asked_at").first()


@side_view(C.TENDER)
def explain(request: HttpRequest, side: Side) -> HttpResponse:
    """Explain one’s price to the buyer, when it asks."""
    query = _asked(side)
    if query is None:
        raise Http404("L’acheteur ne vous a rien demandé.")
    form = AnswerLowForm(request.POST or None, initial={"text": query.answer})
    if form.is_valid():
        try:
            operations.answer_low(side, form.cleaned_data["text"], by=side.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "Votre justification est chez l’acheteur.")
            return redirect("competition:my_result", side.atelier.slug)
    context = {"form": form, "query": query}
    return page(
        request, side, "competition/explain.html", context, status=422 if form.errors else 200
    )
