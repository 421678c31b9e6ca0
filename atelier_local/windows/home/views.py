"""Pages across rooms for whoever signed in: homes, the cockpit, people, search."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.programme.ateliers import operations as ateliers_operations
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance import layout
from atelier_local.programme.governance.queries import participants
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.access import allowed, me, programme_view
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.programme.territories.plates import tilemap
from atelier_local.refusal import Refused

from . import queries
from .forms import MemberForm


@programme_view(C.SIGNED_IN)
def today(request: HttpRequest) -> HttpResponse:
    """One home, its content by who one is."""
    person, day = me(request), clock.today()
    if _may(person, C.SEE_NATIONAL):
        context = {
            "national": queries.national(day),
            "map": tilemap(),
            "today": day,
            "may_invite": _may(person, C.INVITE_SERVICES),
            "may_decide": _may(person, C.SELECT_APPLICATION),
            "may_run": _may(person, C.RUN_AGREEMENT),
        }
        return render(request, "home/national.html", context)
    now = clock.now()
    context = {
        "home": queries.today(person, now, day),
        "today": day,
        "now": now,
        "may_apply": _may(person, C.START_APPLICATION),
    }
    return render(request, "home/today.html", context)


def _may(person: Person, capability: C) -> bool:
    return allowed([person.national] if person.national else [], capability)


@programme_view(C.SEE_NATIONAL)
def agreement(request: HttpRequest, framework: str) -> HttpResponse:
    """One agreement, watched: what it has left, until when, and how its holders answer."""
    shown = get_object_or_404(
        FrameworkAgreement.objects.select_related("environment_answered_by"), slug=framework
    )
    context = {
        "monitor": queries.monitor(shown, clock.today()),
        "may_run": _may(me(request), C.RUN_AGREEMENT),
    }
    return render(request, "home/agreement.html", context)


@programme_view(C.SIGNED_IN)
def ateliers(request: HttpRequest) -> HttpResponse:
    person = me(request)
    context = {
        "standings": queries.standings_of(person, clock.today()),
        "may_apply": _may(person, C.START_APPLICATION),
        "may_invite": _may(person, C.INVITE_SERVICES),
    }
    return render(request, "home/ateliers.html", context)


@programme_view(C.SIGNED_IN)
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:100]
    results = queries.results(me(request), asked) if asked else None
    return render(request, "home/search.html", {"asked": asked, "results": results})


@atelier_view(C.SEE_ATELIER)
def overview(request: HttpRequest, visit: Visit) -> HttpResponse:
    seen = queries.overview(visit, clock.now())
    return layout.page(
        request,
        visit,
        "home/overview.html",
        {"overview": seen},
        counts=seen.counts,
        shared=seen.shared,
    )


@atelier_view(C.SEE_ATELIER)
def people(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who takes part, and the form that brings someone in."""
    may_grant = visit.can(C.GRANT_ROLES)
    form = None
    if may_grant:
        form = MemberForm(request.POST or None, atelier=visit.atelier)
        if form.is_valid() and _bring_in(request, visit, form):
            return redirect("home:people", visit.atelier.slug)
    context = {
        "parties": visit.atelier.parties.select_related("organisation"),
        "grants": participants(visit.atelier),
        "form": form,
        "may_grant": may_grant,
    }
    status = 422 if form and form.errors else 200
    return layout.page(request, visit, "home/people.html", context, status=status)


def _bring_in(request: HttpRequest, visit: Visit, form: MemberForm) -> bool:
    """Give the role, in writing; False and the form says why when refused."""
    given = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
    try:
        granted = ateliers_operations.bring_in(
            visit.atelier, **given, by=visit.person, at=clock.now()
        )
    except Refused as refused:
        form.add_error(None, [str(reason) for reason in refused.reasons])
        return False
    role, name = given["role"].label.lower(), granted.person.full_name
    messages.success(request, f"{name} prend part à l’Atelier : {role}.")
    return True


@require_POST
@atelier_view(C.GRANT_ROLES)
def revoke(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Take a role back; its line in the journal stays."""
    granted = get_object_or_404(participants(visit.atelier), pk=pk)
    try:
        ateliers_operations.revoke(granted, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"Pas encore : {refused}.")
    else:
        role = granted.get_role_display().lower()
        messages.success(request, f"{granted.person.full_name} n’a plus le rôle « {role} ».")
    return redirect("home:people", visit.atelier.slug)
