"""Services decided, payments by payee."""

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.tables import csv_response
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries
from ..enums import InstalmentState, Verdict
from ..forms import PaidForm, ReasonForm, ServiceForm
from ..models import CallOffContract, Penalty
from .contract import signed


@atelier_view(C.SEE_CONTRACT)
def payments(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _payments(request, visit, signed(visit), _paying(0))


def _payments(
    request: HttpRequest,
    visit: Visit,
    contract: CallOffContract,
    form: PaidForm | ReasonForm,
    lifting: int = 0,
    paying: int = 0,
) -> HttpResponse:
    """`lifting`, `paying`: the penalty, or the service, that the form is about."""
    kept, seen = queries.penalties(contract), queries.payments(contract)
    context = {
        "seen": seen,
        "waiting": [
            (one, until, form if one.pk == paying else _paying(one.pk))
            for one, until in seen.waiting
        ],
        "contract": contract,
        "advance": queries.advance(contract),
        "kept": kept,
        "penalties": [
            (one, form if one.pk == lifting else _lifting(one.pk)) for one in kept.listed
        ],
        "form": form,
        "today": clock.today(),
        "runs": visit.can(C.RUN_CONTRACT),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "contract/payments.html", context, status=status)


@require_POST
@atelier_view(C.RUN_CONTRACT)
def record_payment(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    contract = signed(visit)
    instalment = get_object_or_404(contract.instalments, pk=pk)
    instalment.contract = contract
    form = _paying(pk, request.POST)
    if form.is_valid():
        day = form.cleaned_data["paid_on"]
        try:
            operations.record_payment(instalment, day, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, f"Paiement enregistré : {instalment.label}.")
            return redirect("contract:payments", visit.atelier.slug)
    return _payments(request, visit, contract, form, paying=pk)


def _paying(pk: int, typed: QueryDict | None = None) -> PaidForm:
    """Each service of the page has its own, and today is proposed."""
    return PaidForm(typed, auto_id=f"paye-{pk}-%s", initial={"paid_on": clock.today()})


def _lifting(pk: int, typed: QueryDict | None = None) -> ReasonForm:
    """Each penalty of the page has its own."""
    return ReasonForm(typed, auto_id=f"retrait-{pk}-%s")


@require_POST
@atelier_view(C.RUN_CONTRACT)
def lift_penalty(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    contract = signed(visit)
    penalty = get_object_or_404(contract.penalties, pk=pk)
    form = _lifting(pk, request.POST)
    if done(
        form,
        lambda: operations.lift_penalty(
            penalty, form.cleaned_data["reason"], by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "La pénalité est retirée.")
        return redirect("contract:payments", visit.atelier.slug)
    return _payments(request, visit, contract, form, lifting=pk)


@atelier_view(C.SEE_CONTRACT)
def payments_table(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same as a table for an accounts office."""
    contract = signed(visit)
    seen = queries.payments(contract)
    header = ["Service", "État", "Montant HT", "À payer HT", "Payée le", *seen.payees]
    rows = [
        [i.label, i.get_state_display(), i.amount_eur, i.due_eur, i.paid_on, *parts]
        for i, parts in seen.rows
    ]
    rows += [_penalty_row(one) for one in queries.penalties(contract).listed]
    return csv_response(f"paiements-{visit.atelier.slug}", header, rows)


def _penalty_row(one: Penalty) -> list[Decimal | str | date | None]:
    """One that was lifted has no amount to add up."""
    kept = one.lifted_at is None
    state = "Retenue" if kept else f"Retirée : {one.lifted_reason}"
    return [
        f"Pénalité : {one.reason}",
        state,
        None,
        -one.amount_eur if kept else None,
        one.decided_on,
    ]


@atelier_view(C.RUN_CONTRACT)
def decide_service(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    contract = signed(visit)
    waiting = contract.instalments.filter(state=InstalmentState.EXPECTED)
    instalment = get_object_or_404(waiting, pk=pk)
    instalment.contract = contract
    form = ServiceForm(request.POST or None, initial={"verdict": Verdict.ADMITTED})
    if done(
        form,
        lambda: operations.decide_service(
            instalment, **form.decided, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, f"Décision enregistrée : {instalment.label}.")
        return redirect("contract:payments", visit.atelier.slug)
    context = {"form": form, "instalment": instalment}
    status = 422 if form.errors else 200
    return page(request, visit, "contract/service.html", context, status=status)
