"""Around the day: who came, closing the register."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from .. import operations, queries
from ..forms import AttendanceForm, CloseForm
from ..paper.queries import waiting_in
from .hall import workshop_of


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
