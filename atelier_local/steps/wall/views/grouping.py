"""Putting together the cards that say the same thing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of
from atelier_local.refusal import Refused

from .. import operations, queries
from ..forms import GroupForm
from .hall import workshop_of


@atelier_view(C.FACILITATE)
def grouping(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """Put under one title the cards that say the same thing."""
    workshop = workshop_of(visit, ordinal)
    form = GroupForm(request.POST or None, workshop=workshop)
    if form.is_valid():
        try:
            made = operations.group(
                workshop,
                form.cleaned_data["title"],
                list(form.cleaned_data["cards"]),
                by=visit.person,
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Regroupement {made.node.number} fait.")
            return redirect("wall:grouping", visit.atelier.slug, ordinal)
    context = {
        "workshop": workshop,
        "cards": queries.ungrouped(workshop),
        "groups": queries.groups(visit.atelier, sight_of(visit)).filter(workshop=workshop),
        "form": form,
        "chosen": set(form["cards"].value() or ()),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "wall/grouping.html", context, status=status)
