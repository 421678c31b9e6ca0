"""For which day each document is promised."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.steps.framing.queries import dates

from .. import operations, queries, rules
from ..forms import DueDatesForm


@atelier_view(C.WRITE_FRAMING)
def due_dates(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Five days, proposed from the calendar until they are said."""
    promised = queries.due_dates(visit.atelier)
    starts = {Stage(d.stage): d.starts_on for d in dates(visit.atelier)}
    initial = DueDatesForm.initial_of(promised or rules.proposed(starts))
    form = DueDatesForm(request.POST or None, initial=initial)
    if done(
        form,
        lambda: operations.promise(visit.atelier, form.due, by=visit.person, at=clock.now()),
    ):
        messages.success(request, "Les dates de remise sont notées.")
        return redirect("deliverables:deliverables", visit.atelier.slug)
    context = {"form": form, "proposed": not promised and bool(initial)}
    status = 422 if form.errors else 200
    return page(request, visit, "deliverables/due_dates.html", context, status=status)
