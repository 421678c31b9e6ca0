"""Modifications: what was changed, what is to be signed, a proposal, its paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.papers import answer, download
from atelier_local.ground.ui.typography import of
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Reasons, Refused

from .. import operations, papers, queries
from ..forms import ModificationForm, ReasonForm, SignatureForm
from ..models import Modification
from .contract import signed


@atelier_view(C.SEE_CONTRACT)
def modifications(request: HttpRequest, visit: Visit) -> HttpResponse:
    contract = signed(visit)
    listed = queries.modifications(contract)
    standing = queries.standing(contract, clock.today(), listed)
    context = {
        "contract": contract,
        "listed": listed,
        "effect": queries.effect_of(contract, queries.in_force_among(listed)),
        "standing": standing,
        "running": standing.notified and any(standing.expected.values()),
        "limits": queries.limits(contract, clock.today()),
        "grounds": queries.grounds(clock.today()),
        "runs": visit.can(C.RUN_CONTRACT),
    }
    return page(request, visit, "contract/modifications.html", context)


@atelier_view(C.RUN_CONTRACT)
def modify(request: HttpRequest, visit: Visit) -> HttpResponse:
    contract = signed(visit)
    held, team = queries.holders(contract), queries.team(contract).present
    own = [one for one in team if one.subcontracting_id is None]
    form = ModificationForm(request.POST or None, holders=held, team=own)
    if form.is_valid():
        try:
            wanted = operations.Wanted(**form.wanted)
            made = operations.propose_modification(
                contract, wanted, by=visit.person, at=clock.now()
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "La modification est proposée : il reste à la signer.")
            return redirect("contract:modification", visit.atelier.slug, made.pk)
    today = clock.today()
    context = {
        "form": form,
        "grounds": queries.grounds(today),
        "mandate": queries.mandate_law(today),
        "lead": queries.lead_among(held),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "contract/modify.html", context, status=status)


def _found(visit: Visit, pk: int) -> Modification:
    contract = signed(visit)
    found = contract.modifications.select_related(
        "payee", "leaving", "entering", "mandate", "paper"
    )
    modification = get_object_or_404(found, pk=pk)
    modification.contract = contract
    return modification


@atelier_view(C.SEE_CONTRACT)
def modification(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    return _page(request, visit, _found(visit, pk))


def _page(
    request: HttpRequest,
    visit: Visit,
    one: Modification,
    *,
    why: Reasons = (),
    reason: ReasonForm | None = None,
) -> HttpResponse:
    today = clock.today()
    signatures = list(one.signatures.select_related("organisation"))
    context = {
        "one": one,
        "signatures": [(s, _signing(s.pk)) for s in signatures],
        "unsigned": [s for s in signatures if s.signed_on is None],
        "warned": queries.warned(one, today) if one.state == "proposed" else (),
        "article": queries.article(one),
        "handed": _handed(one),
        "mandate": queries.mandate_law(today) if one.mandate_id else (),
        "reason": reason or ReasonForm(),
        "runs": visit.can(C.RUN_CONTRACT),
        "why": why,
    }
    status = 409 if why else 422 if reason and reason.errors else 200
    return page(request, visit, "contract/modification.html", context, status=status)


def _signing(pk: int, typed: QueryDict | None = None) -> SignatureForm:
    """Each signature of the page has its own, and today is proposed."""
    return SignatureForm(typed, auto_id=f"signe-{pk}-%s", initial={"signed_on": clock.today()})


def _handed(one: Modification) -> queries.Handed | None:
    """What the change of a member or of the lead would take with it, as long as it may."""
    moving = one.leaving_id or one.mandate_id
    return queries.handed(one) if moving and one.state == "proposed" else None


@require_POST
@atelier_view(C.RUN_CONTRACT)
def sign_modification(request: HttpRequest, visit: Visit, pk: int, signature: int) -> HttpResponse:
    one = _found(visit, pk)
    given = get_object_or_404(one.signatures.select_related("organisation"), pk=signature)
    given.modification = one
    form = _signing(signature, request.POST)
    if not form.is_valid():
        return _page(request, visit, one, why=form.reasons)
    try:
        operations.sign_modification(
            given, form.cleaned_data["signed_on"], by=visit.person, at=clock.now()
        )
    except Refused as refused:
        return _page(request, visit, one, why=refused.reasons)
    messages.success(request, f"La signature {of(str(given.organisation))} est enregistrée.")
    return redirect("contract:modification", visit.atelier.slug, pk)


@require_POST
@atelier_view(C.RUN_CONTRACT)
def notify_modification(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    one = _found(visit, pk)
    try:
        operations.notify_modification(one, by=visit.person, at=clock.now())
    except Refused as refused:
        return _page(request, visit, _found(visit, pk), why=refused.reasons)
    messages.success(request, f"{one} : en vigueur depuis aujourd’hui.")
    return redirect("contract:modification", visit.atelier.slug, pk)


@require_POST
@atelier_view(C.RUN_CONTRACT)
def drop_modification(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    one, form = _found(visit, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, one, reason=form)
    try:
        operations.drop_modification(
            one, form.cleaned_data["reason"], by=visit.person, at=clock.now()
        )
    except Refused as refused:
        return _page(request, visit, one, why=refused.reasons)
    messages.success(request, "La proposition est abandonnée.")
    return redirect("contract:modification", visit.atelier.slug, pk)


@atelier_view(C.SEE_CONTRACT)
def modification_paper(request: HttpRequest, visit: Visit, pk: int, form: str) -> HttpResponse:
    """As notified; before, as it would be, so that it can be signed."""
    one = _found(visit, pk)
    if one.paper:
        return answer(one.paper, form)
    project = papers.modification(one, queries.effect_with(one), queries.handed(one))
    return download(project, form)
