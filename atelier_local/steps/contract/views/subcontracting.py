"""Subcontracting: declared, completed, decided; its papers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.papers import answer
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Reasons, Refused

from .. import operations, queries, rules
from ..enums import SubcontractingState
from ..forms import ReasonForm, SiretForm, SubcontractingForm
from ..models import Subcontracting
from .contract import signed

_SAID = {
    "accept": "Le sous-traitant est accepté.",
    "refuse": "Le refus est enregistré.",
    "missing": "La demande est enregistrée : le délai ne court plus.",
    "silence": "Le silence a valu acceptation.",
}


@atelier_view(C.PROPOSE_CONTRACT)
def declare(request: HttpRequest, visit: Visit) -> HttpResponse:
    contract = signed(visit)
    initial = {"duration_months": contract.duration_months}
    held = queries.holders(contract)
    real = not visit.atelier.fictitious
    form = SubcontractingForm(request.POST or None, initial=initial, holders=held, real=real)
    if form.is_valid():
        try:
            sub = operations.declare_subcontracting(
                contract, **form.declared, by=visit.person, at=clock.now()
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "La déclaration est reçue.")
            return redirect("contract:subcontracting", visit.atelier.slug, sub.pk)
    status = 422 if form.errors else 200
    return page(request, visit, "contract/declare.html", {"form": form}, status=status)


def found(visit: Visit, pk: int) -> Subcontracting:
    contract = signed(visit)
    declared = contract.subcontractings.select_related(
        "organisation", "principal", "person", "declaration", "decision"
    )
    sub = get_object_or_404(declared, pk=pk)
    sub.contract = contract
    return sub


@atelier_view(C.SEE_CONTRACT)
def subcontracting(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    return show(request, visit, found(visit, pk))


def show(
    request: HttpRequest,
    visit: Visit,
    sub: Subcontracting,
    *,
    form: ReasonForm | None = None,
    amending: ReasonForm | None = None,
    why: Reasons = (),
) -> HttpResponse:
    """The declaration with its acts; `form` refuses it, `amending` refuses the act that waits."""
    silence, today = queries.silence(sub), clock.today()
    acts = queries.amendments(sub) if sub.accepted else []
    waiting = next((one for one in acts if one.waiting), None)
    goes_on = sub.accepted or sub.state == SubcontractingState.INCOMPLETE
    running = goes_on and queries.runs_on(sub.contract)
    context = {
        "sub": sub,
        "silence": silence,
        "direct": queries.is_direct(sub),
        "silent": sub.waiting and today > silence.until,
        "form": form or ReasonForm(),
        "acts": acts,
        "act": waiting,
        "running": running,
        "over": () if running else rules.against_declaring_more(),
        "act_silence": queries.amendment_silence(waiting) if waiting else None,
        "amending": amending or ReasonForm(),
        "today": today,
        "siret": SiretForm(request.POST if "siret" in request.POST else None),
        "runs": visit.can(C.RUN_CONTRACT),
        "proposes": visit.can(C.PROPOSE_CONTRACT),
        "why": why,
    }
    typed = form or amending
    status = 409 if why else 422 if typed and typed.errors else 200
    return page(request, visit, "contract/subcontracting.html", context, status=status)


@require_POST
@atelier_view(C.RUN_CONTRACT)
def decide(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """One of four answers; two of them need words."""
    sub, what = found(visit, pk), request.POST.get("answer", "")
    form = ReasonForm(request.POST)
    if what in {"refuse", "missing"} and not form.is_valid():
        return show(request, visit, sub, form=form)
    words = form.cleaned_data["reason"] if form.is_valid() else ""
    by, at = visit.person, clock.now()
    try:
        match what:
            case "accept":
                operations.accept_subcontracting(sub, by=by, at=at)
            case "refuse":
                operations.refuse_subcontracting(sub, words, by=by, at=at)
            case "missing":
                operations.ask_missing(sub, words, by=by, at=at)
            case "silence":
                operations.settle_silence(sub, by=by, at=at)
            case _:
                raise Http404("Cette réponse n’existe pas.")
    except Refused as refused:
        return show(request, visit, found(visit, pk), why=refused.reasons)
    messages.success(request, _SAID[what])
    return redirect("contract:subcontracting", visit.atelier.slug, sub.pk)


@require_POST
@atelier_view(C.PROPOSE_CONTRACT)
def supply(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    sub = found(visit, pk)
    try:
        operations.complete_subcontracting(sub, by=visit.person, at=clock.now())
    except Refused as refused:
        return show(request, visit, sub, why=refused.reasons)
    messages.success(request, "La déclaration est complète : le délai court depuis aujourd’hui.")
    return redirect("contract:subcontracting", visit.atelier.slug, sub.pk)


@require_POST
@atelier_view(C.PROPOSE_CONTRACT)
def identify(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The tender named a subcontractor by its SIREN: its SIRET is said here, once."""
    sub = found(visit, pk)
    siret = request.POST.get("siret", "").replace(" ", "")
    try:
        operations.identify_subcontractor(sub, siret, by=visit.person, at=clock.now())
    except Refused as refused:
        return show(request, visit, sub, why=refused.reasons)
    messages.success(request, "Le SIRET est enregistré.")
    return redirect("contract:subcontracting", visit.atelier.slug, sub.pk)


@atelier_view(C.SEE_CONTRACT)
def subcontracting_paper(
    request: HttpRequest, visit: Visit, pk: int, which: str, form: str
) -> HttpResponse:
    sub = found(visit, pk)
    filed = {"declaration": sub.declaration, "decision": sub.decision}.get(which)
    if filed is None:
        raise Http404("Ce document n’existe pas encore.")
    return answer(filed, form)
