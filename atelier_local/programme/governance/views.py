"""Who takes part in an Atelier."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.programme.ateliers import operations as ateliers
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.enums import Role
from atelier_local.refusal import Refused

from .forms import ParticipantForm
from .layout import page
from .queries import participants


@atelier_view(C.SEE_ATELIER)
def people(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everyone's role, and the form that brings one more in."""
    grants = visit.can(C.GRANT_ROLES)
    if request.method == "POST" and not grants:
        raise PermissionDenied
    form = ParticipantForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        try:
            made = ateliers.bring_in(visit.atelier, **given, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, f"{made.person.full_name} participe, et l’apprend par écrit.")
            return redirect("governance:people", visit.atelier.slug)
    context = {"form": form, "grants": grants, "participants": participants(visit.atelier)}
    return page(
        request, visit, "governance/people.html", context, status=422 if form.errors else 200
    )


@require_POST
@atelier_view(C.GRANT_ROLES)
def revoke(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    granted = get_object_or_404(participants(visit.atelier), pk=pk)
    try:
        ateliers.revoke(granted, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"Pas encore : {refused}.")
    else:
        messages.success(request, f"{granted.person.full_name} n’a plus ce rôle.")
    return redirect("governance:people", visit.atelier.slug)
