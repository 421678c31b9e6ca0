"""Putting together the cards that say the same thing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of
from atelier_local.steps.workshops.models import Workshop

from .. import operations, queries
from ..forms import GroupForm
from .hall import workshop_of


@atelier_view(C.FACILITATE)
def grouping(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """One card at hand, where it could go, and the groups."""
    workshop = workshop_of(visit, ordinal)
    form = GroupForm(request.POST or None, workshop=workshop)
    if done(form, lambda: messages.success(request, _put(workshop, form, visit))):
        return redirect("wall:grouping", visit.atelier.slug, ordinal)
    bench = queries.bench(workshop, sight_of(visit), request.GET.get("carte", ""))
    at_hand = {str(bench.at_hand.pk)} if bench.at_hand else set()
    context = {
        "workshop": workshop,
        "bench": bench,
        "cards": bench.cards,
        "groups": bench.groups,
        "undoable": queries.undoable(workshop, bench.cards),
        "form": form,
        "chosen": set(form["cards"].value() or ()) or at_hand,
    }
    status = 422 if form.errors else 200
    return page(request, visit, "wall/grouping.html", context, status=status)


def _put(workshop: Workshop, form: GroupForm, visit: Visit) -> str:
    """Do what the form says; how it is told."""
    given, by, at = form.cleaned_data, visit.person, clock.now()
    cards = list(given["cards"])
    if group := given["group"]:
        operations.join_group(group, cards, by=by, at=at)
        return "Carte rangée." if len(cards) == 1 else f"{len(cards)} cartes rangées."
    made = operations.group(workshop, given["title"], cards, by=by, at=at)
    return f"Regroupement {made.node.number} fait."
