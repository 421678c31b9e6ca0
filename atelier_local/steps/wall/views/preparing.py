"""Around the day: the questions to put to the room, closing its register."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of
from atelier_local.refusal import Refused
from atelier_local.steps.workshops import queries as workshops
from atelier_local.steps.workshops.models import Workshop

from .. import operations, queries
from ..enums import CARDS, ContributionKind, Method, Moderation
from ..forms import ActivityForm, AttendanceForm, CloseForm
from ..paper.queries import waiting_in
from .hall import workshop_of


@atelier_view(C.PREPARE_WORKSHOPS)
def activities(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """The questions to put to the room, in order."""
    workshop = workshop_of(visit, ordinal)
    groups = queries.groups(visit.atelier, sight_of(visit)).select_related("node")
    sequences = workshops.sequences(workshop)
    form = ActivityForm(request.POST or None, groups=groups, sequences=sequences)
    if form.is_valid():
        try:
            _prepare(workshop, form, visit)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Activité ajoutée.")
            return redirect("wall:activities", visit.atelier.slug, ordinal)
    context = {"workshop": workshop, "activities": queries.activities(workshop), "form": form}
    status = 422 if form.errors else 200
    return page(request, visit, "wall/activities.html", context, status=status)


def _prepare(workshop: Workshop, form: ActivityForm, visit: Visit) -> None:
    """What was typed for the other form than the one chosen stays in the page only."""
    given = form.cleaned_data
    method = Method(given["method"])
    if method in CARDS:
        kinds = [ContributionKind(kind) for kind in given["kinds"]]
        how = {
            "kinds": kinds,
            "silent": given["silent"],
            "photos": given["photos"],
            "moderation": Moderation(given["moderation"]),
        }
    else:
        how = {"options": form.weighed}
        if method in (Method.DOTS, Method.SURVEY):
            how |= {"budget": given["budget"]}
        if method is Method.DOTS:
            how |= {"most_each": given["most_each"]}
    operations.prepare_activity(
        workshop,
        question=given["question"],
        method=method,
        minutes=given["minutes"],
        sequence=given["sequence"],
        by=visit.person,
        at=clock.now(),
        **how,
    )


@atelier_view(C.FACILITATE)
def attendance(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Count who is in the room while they are; on a laptop too, it comes home with the rest."""
    workshop = workshop_of(visit, ordinal)
    form = AttendanceForm(request.POST or None, initial=queries.attendance(workshop))
    if form.is_valid():
        try:
            counts = form.attendance
            operations.count_people(workshop, counts, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            total = sum(counts.values())
            people = "personnes comptées" if total > 1 else "personne comptée"
            messages.success(request, f"{total} {people}.")
            return redirect("wall:console", visit.atelier.slug, ordinal)
    context = {"workshop": workshop, "form": form}
    status = 422 if form.errors else 200
    return page(request, visit, "wall/attendance.html", context, status=status)


@atelier_view(C.FACILITATE)
def close(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Close the register for good: who came, what was decided, every card its number."""
    workshop = workshop_of(visit, ordinal)
    form = CloseForm(request.POST or None, initial=queries.attendance(workshop))
    if form.is_valid():
        given = form.cleaned_data
        try:
            numbered = operations.close_workshop(
                workshop,
                attendance=form.attendance,
                minutes=given["minutes"],
                decisions=given["decisions"],
                by=visit.person,
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            cards = f"{numbered} carte{'s' if numbered > 1 else ''}"
            messages.success(request, f"Le registre est clos : {cards}, chacune a son numéro.")
            return redirect("workshops:workshop", visit.atelier.slug, ordinal)
    context = {
        "workshop": workshop,
        "form": form,
        "voices": queries.voices(workshop),
        "on_paper": waiting_in(workshop),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "wall/close.html", context, status=status)
