"""Services decided, payments by payee."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from atelier_local import clock
from atelier_local.ground.files.tables import csv_response
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries
from ..enums import InstalmentState, Verdict
from ..forms import ServiceForm
from .contract import signed


@atelier_view(C.SEE_CONTRACT)
def payments(request: HttpRequest, visit: Visit) -> HttpResponse:
    contract = signed(visit)
    context = {"seen": queries.payments(contract), "contract": contract}
    return page(request, visit, "contract/payments.html", context)


@atelier_view(C.SEE_CONTRACT)
def payments_table(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same as a table for an accounts office."""
    seen = queries.payments(signed(visit))
    header = ["Service", "État", "Montant HT", "À payer HT", *seen.payees]
    rows = [
        [i.label, i.get_state_display(), i.amount_eur, i.due_eur, *parts] for i, parts in seen.rows
    ]
    return csv_response(f"paiements-{visit.atelier.slug}", header, rows)


@atelier_view(C.RUN_CONTRACT)
def decide_service(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    contract = signed(visit)
    waiting = contract.instalments.filter(state=InstalmentState.EXPECTED)
    instalment = get_object_or_404(waiting, pk=pk)
    instalment.contract = contract
    form = ServiceForm(request.POST or None, initial={"verdict": Verdict.ADMITTED})
    if form.is_valid():
        try:
            operations.decide_service(instalment, **form.decided, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, f"Décision enregistrée : {instalment.label}.")
            return redirect("contract:payments", visit.atelier.slug)
    context = {"form": form, "instalment": instalment}
    status = 422 if form.errors else 200
    return page(request, visit, "contract/service.html", context, status=status)
