"""The framework agreement as public reference: who the holders are and what they can do."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from atelier_local import clock
from atelier_local.programme.people.access import Capability, allowed, programme_view, public_view
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused

from . import operations, queries
from .forms import AgentForm, RolesForm
from .models import Consortium, FrameworkAgreement

LONGEST_QUESTION = 120


@public_view
@require_safe
def framework(request: HttpRequest) -> HttpResponse:
    """One agreement (the real one unless `cadre` names another), its matrix, and who does what."""
    known = list(FrameworkAgreement.objects.all())
    asked = request.GET.get("cadre", "")
    shown = next((one for one in known if one.slug == asked), known[0] if known else None)
    context: dict[str, Any] = {"framework": shown}
    if shown:
        text = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
        context |= {
            "others": [one for one in known if one != shown],
            "alerts": queries.alerts(shown, clock.today()),
            "rows": queries.coverage(shown),
            "members": queries.members(shown),
            "text": text,
            "matches": queries.who_does(text, shown) if text else [],
        }
    return render(request, "agreement/framework.html", context)


@public_view
@require_safe
def consortium(request: HttpRequest, consortium: str) -> HttpResponse:
    """One holder: its members as the document writes them, and beside, what that means."""
    shown = get_object_or_404(Consortium.objects.select_related("framework"), slug=consortium)
    context = {
        "consortium": shown,
        "framework": shown.framework,
        "members": queries.members(shown.framework).filter(consortium=shown),
        "elsewhere": queries.elsewhere(shown),
        "may_qualify": _may_qualify(request),
    }
    return render(request, "agreement/consortium.html", context)


def _may_qualify(request: HttpRequest) -> bool:
    national = getattr(request.user, "national", None)
    return national is not None and allowed([national], Capability.QUALIFY_MEMBERS)


@programme_view(Capability.QUALIFY_MEMBERS)
def agents(request: HttpRequest, consortium: str) -> HttpResponse:
    """Who acts for a holder: without them it reads no consultation and sends no tender."""
    shown = get_object_or_404(Consortium.objects.select_related("framework"), slug=consortium)
    members = shown.members.select_related("organisation")
    form = AgentForm(request.POST or None, members=members)
    if form.is_valid():
        given, by = form.cleaned_data, cast(Person, request.user)
        try:
            agent = operations.recruit_agent(shown, **given, by=by, at=clock.now())
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, f"{agent.person.full_name} représente {shown.name}.")
            return redirect("agreement:agents", shown.slug)
    appointed = shown.agents.select_related("person__organisation")
    context = {"consortium": shown, "form": form, "agents": appointed}
    status = 422 if form.errors else 200
    return render(request, "agreement/agents.html", context, status=status)


@programme_view(Capability.QUALIFY_MEMBERS)
def roles(request: HttpRequest, consortium: str) -> HttpResponse:
    """Who is joint contractor, who subcontractor: the document lists them together."""
    shown = get_object_or_404(Consortium.objects.select_related("framework"), slug=consortium)
    form = RolesForm(request.POST or None, members=shown.members.all())
    if form.is_valid():
        by = cast(Person, request.user)
        changed = operations.qualify(shown, form.roles(), by=by, at=clock.now())
        messages.success(request, f"Rôles enregistrés : {len(changed)} modifiés.")
        return redirect("agreement:consortium", shown.slug)
    context = {"consortium": shown, "form": form}
    status = 422 if form.errors else 200
    return render(request, "agreement/roles.html", context, status=status)
