"""Essential data: what is missing, the file for the national portal, what was published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.downloads import attachment
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused, refuse_if

from .. import decp, operations, queries
from ..forms import PublishedForm, PurchaseForm
from .contract import signed


@atelier_view(C.SEE_CONTRACT)
def essential(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _essential(request, visit)


def _essential(
    request: HttpRequest, visit: Visit, published: PublishedForm | None = None
) -> HttpResponse:
    seen = queries.essential(signed(visit), clock.today())
    context = {
        "seen": seen,
        "runs": visit.can(C.RUN_CONTRACT),
        "form": published or PublishedForm(initial={"published_on": clock.today()}),
    }
    status = 422 if published and published.errors else 200
    return page(request, visit, "contract/essential.html", context, status=status)


@atelier_view(C.SEE_CONTRACT)
def essential_file(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The file itself, or why there is none yet."""
    contract = signed(visit)
    told = queries.facts(contract, clock.today())
    if decp.missing(told):
        return redirect("contract:essential", visit.atelier.slug)
    document = decp.document([decp.mapped(told)])
    refuse_if(decp.invalid(document))
    name = f"donnees-essentielles-{contract.decp_id}.json"
    return attachment(decp.written(document), media_type="application/json", name=name)


@atelier_view(C.RUN_CONTRACT)
def describe(request: HttpRequest, visit: Visit) -> HttpResponse:
    contract = signed(visit)
    account = queries.standing_to_end(contract).account
    initial = {
        "duration_months": contract.duration_months,
        "advance_percent": contract.advance_percent or (account.proposed if account.due else None),
        "advance_refused": contract.advance_refused,
        "techniques": contract.techniques,
        "modalities": contract.modalities,
    }
    form = PurchaseForm(request.POST or None, initial=initial)
    if done(
        form,
        lambda: operations.describe_purchase(
            contract, **form.cleaned_data, by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, "Les caractéristiques de l’achat sont enregistrées.")
        return redirect("contract:essential", visit.atelier.slug)
    status = 422 if form.errors else 200
    return page(request, visit, "contract/describe.html", {"form": form}, status=status)


@require_POST
@atelier_view(C.RUN_CONTRACT)
def publish(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    contract = signed(visit)
    publication = get_object_or_404(contract.publications, pk=pk)
    publication.contract = contract
    form = PublishedForm(request.POST)
    if not form.is_valid():
        return _essential(request, visit, form)
    try:
        operations.record_publication(
            publication, form.cleaned_data["published_on"], by=visit.person, at=clock.now()
        )
    except Refused as refused:
        form.add_error(None, [str(reason) for reason in refused.reasons])
        return _essential(request, visit, form)
    messages.success(request, "La publication est enregistrée.")
    return redirect("contract:essential", visit.atelier.slug)
