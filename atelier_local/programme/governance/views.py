"""What the meetings of an Atelier decided, and what became of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from . import operations, queries
from .forms import MinutesForm
from .layout import page
from .models import Decision


@atelier_view(C.SEE_ATELIER)
def decisions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every decision with who carries it and for when: done, awaited or late."""
    context = {
        "meetings": queries.decisions(visit.atelier),
        "to_record": queries.to_record(visit.atelier, clock.now())
        if visit.can(C.WRITE_FRAMING)
        else (),
        "recorded": queries.called(visit.atelier).exclude(held_at=None).order_by("-starts_at"),
        "today": clock.today(),
        "can_follow": visit.can(C.FOLLOW_DECISIONS),
    }
    return page(request, visit, "governance/decisions.html", context)


@require_POST
@atelier_view(C.FOLLOW_DECISIONS)
def carry_out(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Say that one of them was carried out."""
    found = Decision.objects.select_related("meeting__atelier__stream")
    decision = get_object_or_404(found, meeting__atelier=visit.atelier, number=number)
    try:
        operations.carry_out(decision, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"Rien n’a changé : {refused}.")
    else:
        messages.success(request, f"La décision {number} est dite faite.")
    return redirect("governance:decisions", visit.atelier.slug)


@atelier_view(C.SEE_FRAMING)
def minutes(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """The minutes of a committee: read, or written by who leads the Atelier once it was held."""
    meeting = get_object_or_404(queries.called(visit.atelier), pk=pk)
    meeting.atelier = visit.atelier
    if meeting.held_at and request.method != "POST":
        came = meeting.invitations.filter(attended=True).select_related("person__organisation")
        context = {"meeting": meeting, "came": came, "taken": meeting.decisions.all()}
        return page(request, visit, "governance/minutes.html", context)
    if not visit.can(C.WRITE_FRAMING):
        raise PermissionDenied
    invited = list(meeting.invitations.values_list("person", flat=True))
    form = MinutesForm(request.POST or None, initial={"present": invited})
    form.among(queries.members(visit.atelier))
    if done(
        form,
        lambda: operations.hold(meeting, **form.cleaned_data, by=visit.person, at=clock.now()),
    ):
        messages.success(request, f"{meeting.title} : le compte rendu est gardé.")
        return redirect("governance:minutes", visit.atelier.slug, pk)
    status = 422 if form.errors else 200
    told: dict[str, Any] = {"meeting": meeting, "form": form}
    return page(request, visit, "governance/record.html", told, status=status)
