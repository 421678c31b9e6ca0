"""A contract given without competition, where the agreement foresees it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.ground.files.downloads import response
from atelier_local.ground.ui.acting import done
from atelier_local.programme.agreement import law
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C

from .. import operations, queries, showing
from ..enums import CompetitionState
from ..forms import DirectForm
from .evaluation import not_yet


@atelier_view(C.AWARD)
def decide(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The holder, the technical reason, the proposal; the clause that allows it beside them."""
    atelier, today = visit.atelier, clock.today()
    seen = queries.judged(atelier, visit.person)
    known, stands = seen or (None, None)
    if known and known.at_state is CompetitionState.DIRECT:
        return redirect("competition:competition", atelier.slug)
    if stands and stands.against_deciding:
        return not_yet(request, visit, stands.against_deciding)
    form = DirectForm(
        request.POST or None,
        request.FILES or None,
        holders=atelier.framework.consortia.all(),
        lots_agreed=list(atelier.framework.lots.order_by("number")),
        initial={"received_on": today, "lot": known.lot_id if known else None},
        fact=atelier.name,
        ask="Pour confirmer, recopiez le nom de l’Atelier",
    )
    if done(
        form,
        lambda: operations.award_directly(
            atelier,
            form.cleaned_data["consortium"],
            form.said,
            form.cleaned_data["upload"],
            lot=form.cleaned_data.get("lot"),
            by=visit.person,
            at=clock.now(),
        ),
    ):
        messages.success(request, "Le marché est attribué sans mise en concurrence.")
        return redirect("competition:competition", atelier.slug)
    context = {
        "form": form,
        "framework": atelier.framework,
        "rule": law.known("direct_award", today),
        "why": queries.against_direct(atelier, known, today),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "competition/direct.html", context, status=status)


@atelier_view(C.AWARD)
def proposal(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What the holder proposed, as it was received."""
    seen = queries.judged(visit.atelier, visit.person)
    given = queries.winner(seen[0]) if seen else None
    if seen is None or given is None or not given.direct:
        raise Http404("Aucune proposition n’est à lire.")
    competition, stands = seen
    if stands.against_deciding:
        return not_yet(request, visit, stands.against_deciding)
    kept = given.invitation.tender.files.select_related("stored").get()
    showing.prices_on_paper(visit, competition, "Proposition", given.invitation.consortium_id)
    return response(kept.stored, download_name=kept.name)
