"""Mirror mode: the opening made on PLACE, written down here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from atelier_local import clock
from atelier_local.ground.files.downloads import response
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused, reasons

from .. import operations, queries, rules
from ..access import competition_of
from ..enums import CompetitionState
from ..forms import PlaceFileForm, PlaceForm
from .evaluation import not_yet, opened_to


@atelier_view(C.OPEN_TENDERS)
def opening(request: HttpRequest, visit: Visit) -> HttpResponse:
    """For each holder: received, late or none; then the page of what was opened."""
    competition, now = competition_of(visit), clock.now()
    if not competition.on_place or competition.opened_at:
        return redirect("competition:opening", visit.atelier.slug)
    people = [one for one in queries.possible_officers(visit.atelier) if one != visit.person]
    invited = list(queries.invitations(competition))
    form = PlaceForm(request.POST or None, invitations=invited, people=people)
    if done(
        form,
        lambda: operations.record_opening(
            competition, form.cleaned_data["second"], form.rows, by=visit.person, at=now
        ),
    ):
        messages.success(request, "L’ouverture faite sur PLACE est consignée.")
        return redirect("competition:opening", visit.atelier.slug)
    undeclared = queries.against_access(competition, visit.person)
    why = undeclared + reasons(
        (competition.at_state is CompetitionState.DRAFT, "la consultation n’est pas publiée"),
        (now < competition.deadline, "la date limite n’est pas passée"),
    )
    context = {
        "form": form,
        "competition": competition,
        "now": now,
        "why": why,
        "undeclared": bool(undeclared),
    }
    return page(
        request,
        visit,
        "competition/place_opening.html",
        context,
        status=422 if form.errors else 200,
    )


@atelier_view(C.OPEN_TENDERS)
def files(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Bring the files of each tender read on PLACE, or in a backup copy, one at a time."""
    competition = competition_of(visit)
    if not competition.opened_at:
        return redirect("competition:opening", visit.atelier.slug)
    if shut := queries.against_access(competition, visit.person):
        return not_yet(request, visit, shut)
    read = queries.tenders(competition).filter(digest="")
    tenders = list(read.prefetch_related("files__stored"))
    if not tenders:
        return redirect("competition:opening", visit.atelier.slug)
    form = PlaceFileForm(request.POST or None, request.FILES or None, tenders=tenders)
    if form.is_valid():
        tender = next(one for one in tenders if one.pk == form.cleaned_data["tender"])
        try:
            operations.bring_file(
                tender, form.cleaned_data["upload"], by=visit.person, at=clock.now()
            )
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "Le fichier est joint à son offre.")
            return redirect("competition:place_files", visit.atelier.slug)
    why = rules.against_bringing(competition.at_state, apart=True, opened=True, count=0)
    context = {"form": form, "competition": competition, "tenders": tenders, "why": why}
    return page(
        request, visit, "competition/place_files.html", context, status=422 if form.errors else 200
    )


@atelier_view(C.EVALUATE)
def file(request: HttpRequest, visit: Visit, pk: int, file: int) -> HttpResponse:
    """One file of a tender, for whoever may read it; each reading is written down."""
    shown = opened_to(visit, pk)
    kept = get_object_or_404(shown.files.select_related("stored"), pk=file)
    operations.read(shown, by=visit.person, at=clock.now(), file=kept.name)
    return response(kept.stored, download_name=kept.name)
