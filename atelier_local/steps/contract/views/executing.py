"""The contract at the treasury: its number, its advance, what is kept back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C

from .. import operations, queries
from ..forms import NumberForm, PenaltyForm
from .contract import signed


@atelier_view(C.RUN_CONTRACT)
def number(request: HttpRequest, visit: Visit) -> HttpResponse:
    contract = signed(visit)
    form = NumberForm(request.POST or None, initial={"number": contract.engagement_number})
    if done(
        form,
        lambda: operations.number_engagement(
            contract, form.cleaned_data["number"], by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Le numéro d’engagement est enregistré.")
        return redirect("contract:payments", visit.atelier.slug)
    context = {"form": form, "contract": contract}
    return page(request, visit, "contract/number.html", context, status=422 if form.errors else 200)


@atelier_view(C.RUN_CONTRACT)
def penalise(request: HttpRequest, visit: Visit) -> HttpResponse:
    contract = signed(visit)
    form = PenaltyForm(request.POST or None, initial={"decided_on": clock.today()})
    if done(
        form,
        lambda: operations.penalise(contract, **form.cleaned_data, by=visit.person, at=clock.now()),
    ):
        messages.success(request, "La pénalité est consignée.")
        return redirect("contract:payments", visit.atelier.slug)
    context = {"form": form, "contract": contract, "kept": queries.penalties(contract)}
    return page(
        request, visit, "contract/penalise.html", context, status=422 if form.errors else 200
    )
