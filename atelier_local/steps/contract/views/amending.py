"""An accepted declaration changed: proposed by the holder, answered by the buyer, its papers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.papers import answer
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Reasons, Refused

from .. import operations, queries, rules
from ..forms import AmendForm, ReasonForm
from ..models import SubcontractingAmendment
from .subcontracting import found, show

_SAID = {
    "accept": "L’acte modificatif est accepté : il est en vigueur.",
    "refuse": "Le refus est enregistré : la déclaration reste telle qu’acceptée.",
    "silence": "Le silence a valu acceptation.",
}


@atelier_view(C.PROPOSE_CONTRACT)
def amend(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    sub, today = found(visit, pk), clock.today()
    if not sub.accepted:
        raise Http404("Seule une déclaration acceptée se modifie.")
    initial = {name: getattr(sub, name) for name in AmendForm.WHAT}
    form = AmendForm(request.POST or None, initial=initial | {"agreed_on": today})
    if done(
        form,
        lambda: operations.amend_subcontracting(
            sub, operations.Amending(**form.cleaned_data), by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "L’acte modificatif est reçu : l’acheteur y répond.")
        return redirect("contract:subcontracting", visit.atelier.slug, sub.pk)
    paid = queries.payments(sub.contract)
    context = {
        "form": form,
        "sub": sub,
        "due": paid.due_to(sub),
        "law": queries.amendment_law(today),
        "why": rules.against_amending_now(running=paid.running),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "contract/amend.html", context, status=status)


def _act(visit: Visit, pk: int, rank: int) -> SubcontractingAmendment:
    sub = found(visit, pk)
    acts = sub.amendments.select_related("declaration", "decision")
    one = get_object_or_404(acts, rank=rank)
    one.subcontracting = sub
    return one


@require_POST
@atelier_view(C.RUN_CONTRACT)
def decide_amendment(request: HttpRequest, visit: Visit, pk: int, rank: int) -> HttpResponse:
    one, what = _act(visit, pk, rank), request.POST.get("answer", "")
    form = ReasonForm(request.POST if what == "refuse" else None)
    if what == "refuse" and not form.is_valid():
        return show(request, visit, one.subcontracting, amending=form)
    if why := _decide(one, what, form, visit):
        return show(request, visit, found(visit, pk), why=why)
    messages.success(request, _SAID[what])
    return redirect("contract:subcontracting", visit.atelier.slug, pk)


def _decide(one: SubcontractingAmendment, what: str, form: ReasonForm, visit: Visit) -> Reasons:
    by, at = visit.person, clock.now()
    try:
        match what:
            case "accept":
                operations.accept_amendment(one, by=by, at=at)
            case "refuse":
                operations.refuse_amendment(one, form.cleaned_data["reason"], by=by, at=at)
            case "silence":
                operations.settle_amendment(one, by=by, at=at)
            case _:
                raise Http404("Cette réponse n’existe pas.")
    except Refused as refused:
        return refused.reasons
    return ()


@atelier_view(C.SEE_CONTRACT)
def amendment_paper(
    request: HttpRequest, visit: Visit, pk: int, rank: int, which: str, form: str
) -> HttpResponse:
    one = _act(visit, pk, rank)
    filed = {"acte": one.declaration, "decision": one.decision}.get(which)
    if filed is None:
        raise Http404("Ce document n’existe pas encore.")
    return answer(filed, form)
