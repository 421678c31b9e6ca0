"""The questions to put to the room: written, corrected, put in order, withdrawn."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of
from atelier_local.refusal import Refused
from atelier_local.steps.workshops import queries as workshops
from atelier_local.steps.workshops.models import Workshop

from .. import operations, queries
from ..enums import CARDS, ContributionKind, Method, Moderation
from ..forms import ActivityForm, OrderForm
from ..models import Activity
from .hall import workshop_of


@atelier_view(C.PREPARE_WORKSHOPS)
def activities(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """The questions to put to the room, in order."""
    workshop = workshop_of(visit, ordinal)
    form = _form(request, visit, workshop)
    by, at = visit.person, clock.now()
    if done(form, lambda: operations.prepare_activity(workshop, by=by, at=at, **_asking(form))):
        messages.success(request, "Activité ajoutée.")
        return redirect("wall:activities", visit.atelier.slug, ordinal)
    context = {"workshop": workshop, "planned": queries.planned(workshop), "form": form}
    status = 422 if form.errors else 200
    return page(request, visit, "wall/activities.html", context, status=status)


@atelier_view(C.PREPARE_WORKSHOPS)
def correct(request: HttpRequest, visit: Visit, ordinal: int, pk: UUID) -> HttpResponse:
    """The question as it was written, to write otherwise."""
    workshop = workshop_of(visit, ordinal)
    activity = _activity(workshop, pk)
    form = _form(request, visit, workshop, activity)
    by, at = visit.person, clock.now()
    if done(form, lambda: operations.correct_activity(activity, by=by, at=at, **_asking(form))):
        messages.success(request, "Activité corrigée.")
        return redirect("wall:activities", visit.atelier.slug, ordinal)
    reasons = queries.against_changing(activity)
    context = {"workshop": workshop, "activity": activity, "form": form, "reasons": reasons}
    status = 422 if form.errors else 200
    return page(request, visit, "wall/correct.html", context, status=status)


@atelier_view(C.PREPARE_WORKSHOPS)
def withdraw(request: HttpRequest, visit: Visit, ordinal: int, pk: UUID) -> HttpResponse:
    """Read again what one takes away, then take it away."""
    workshop = workshop_of(visit, ordinal)
    activity = _activity(workshop, pk)
    reasons = queries.against_changing(activity)
    if request.method == "POST":
        try:
            operations.withdraw_activity(activity, by=visit.person, at=clock.now())
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "Activité retirée.")
            return redirect("wall:activities", visit.atelier.slug, ordinal)
    context = {"workshop": workshop, "activity": activity, "reasons": reasons}
    status = 409 if request.method == "POST" else 200
    return page(request, visit, "wall/withdraw.html", context, status=status)


@require_POST
@atelier_view(C.PREPARE_WORKSHOPS)
def reorder(request: HttpRequest, visit: Visit, ordinal: int, pk: UUID) -> HttpResponse:
    """One place up or down."""
    activity = _activity(workshop_of(visit, ordinal), pk)
    form = OrderForm(request.POST)
    if not form.is_valid():
        raise Http404
    earlier = form.cleaned_data["way"] == "up"
    try:
        operations.move_activity(activity, earlier=earlier, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"L’ordre n’a pas changé : {refused}.")
    return redirect("wall:activities", visit.atelier.slug, ordinal)


def _activity(workshop: Workshop, pk: UUID) -> Activity:
    found: Activity = get_object_or_404(
        Activity.objects.prefetch_related("options"), pk=pk, workshop=workshop
    )
    found.workshop = workshop
    return found


def _form(
    request: HttpRequest, visit: Visit, workshop: Workshop, activity: Activity | None = None
) -> ActivityForm:
    groups = queries.groups(visit.atelier, sight_of(visit)).select_related("node")
    sequences = workshops.sequences(workshop)
    written = queries.as_written(activity) if activity and request.method != "POST" else None
    return ActivityForm(request.POST or None, groups=groups, sequences=sequences, initial=written)


def _asking(form: ActivityForm) -> operations.Asking:
    """What was typed for the other form than the one chosen stays in the page only."""
    given = form.cleaned_data
    method = Method(given["method"])
    asking: operations.Asking = {
        "question": given["question"],
        "method": method,
        "minutes": given["minutes"],
        "sequence": given["sequence"],
    }
    if method in CARDS:
        asking["kinds"] = [ContributionKind(kind) for kind in given["kinds"]]
        asking["silent"] = given["silent"]
        asking["photos"] = given["photos"]
        asking["moderation"] = Moderation(given["moderation"])
        return asking
    asking["options"] = form.weighed
    if method in (Method.DOTS, Method.SURVEY):
        asking["budget"] = given["budget"]
    if method is Method.DOTS:
        asking["most_each"] = given["most_each"]
    return asking
