"""The advance, services decided, payments by payee."""

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
from ..forms import AdvanceForm, PaidForm, ServiceForm
from ..models import CallOffContract
from ..tables import header_of, rows_of
from .contract import signed


@atelier_view(C.SEE_CONTRACT)
def payments(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _payments(request, visit, signed(visit), _paying(0))


def _payments(
    request: HttpRequest,
    visit: Visit,
    contract: CallOffContract,
    form: PaidForm,
    paying: int = 0,
) -> HttpResponse:
    """`paying`: the service that the form is about."""
    now = queries.standing_to_end(contract, decisions=True)
    context = {
        "seen": now.seen,
        "contract": contract,
        "account": now.account,
        "lines": [(*line, now.account.balance(line[0])) for line in now.seen.cells],
        "waiting": [
            (one, until, now.account.balance(one), form if one.pk == paying else _paying(one.pk))
            for one, until in now.seen.waiting
        ],
        "kept": now.kept,
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


@atelier_view(C.SEE_CONTRACT)
def payments_table(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same as a table for an accounts office."""
    contract = signed(visit)
    now = queries.standing_to_end(contract)
    rows = list(rows_of(now))
    return csv_response(f"paiements-{visit.atelier.slug}", header_of(now), rows)


@atelier_view(C.RUN_CONTRACT)
def advance(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say that it was paid, to each its part."""
    contract = signed(visit)
    account = queries.standing_to_end(contract).account
    told = account.advances
    form = AdvanceForm(
        request.POST or None, may_ask=told.may_ask, initial={"paid_on": clock.today()}
    )
    if done(
        form,
        lambda: operations.record_advance(
            contract, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Le versement de l’avance est enregistré.")
        return redirect("contract:payments", visit.atelier.slug)
    context = {
        "form": form,
        "contract": contract,
        "told": told,
        "law": account.law,
        "why": queries.against_advancing(contract, told),
    }
    return page(
        request, visit, "contract/advance.html", context, status=422 if form.errors else 200
    )


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
