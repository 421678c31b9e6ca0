"""Mirror mode: the opening made on PLACE, written down here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused, reasons

from .. import operations, queries
from ..access import competition_of
from ..enums import CompetitionState
from ..forms import PlaceForm


@atelier_view(C.OPEN_TENDERS)
def opening(request: HttpRequest, visit: Visit) -> HttpResponse:
    """For each holder: received, late or none; then the page of what was opened."""
    competition, now = competition_of(visit), clock.now()
    if not competition.on_place or competition.opened_at:
        return redirect("competition:opening", visit.atelier.slug)
    people = [one for one in queries.possible_officers(visit.atelier) if one != visit.person]
    invited = list(queries.invitations(competition))
    form = PlaceForm(request.POST or None, invitations=invited, people=people)
    if form.is_valid():
        try:
            operations.record_opening(
                competition, form.cleaned_data["second"], form.rows, by=visit.person, at=now
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "L’ouverture faite sur PLACE est consignée.")
            return redirect("competition:opening", visit.atelier.slug)
    why = reasons(
        (competition.at_state is CompetitionState.DRAFT, "la consultation n’est pas publiée"),
        (now < competition.deadline, "la date limite n’est pas passée"),
    )
    context = {"form": form, "competition": competition, "now": now, "why": why}
    return page(
        request,
        visit,
        "competition/place_opening.html",
        context,
        status=422 if form.errors else 200,
    )
