"""What the meetings of an Atelier decided, and what became of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Refused

from . import operations, queries
from .layout import page
from .models import Decision


@atelier_view(C.SEE_ATELIER)
def decisions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every decision with who carries it and for when: done, awaited or late."""
    context = {
        "meetings": queries.decisions(visit.atelier),
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
