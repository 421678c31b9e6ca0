"""What the members of a holder are, and who acts for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst

from atelier_local import clock
from atelier_local.programme.people.access import Capability, me, programme_view
from atelier_local.refusal import Refused

from .. import operations
from ..forms import AgentForm, ConsortiumForm, MembersForm
from ..models import Consortium, FrameworkAgreement


@programme_view(Capability.QUALIFY_MEMBERS)
def agents(request: HttpRequest, consortium: str) -> HttpResponse:
    """Who acts for a holder: without them it reads no consultation and sends no tender."""
    shown = get_object_or_404(Consortium.objects.select_related("framework"), slug=consortium)
    members = shown.members.select_related("organisation")
    form = AgentForm(request.POST or None, members=members)
    if form.is_valid():
        given, by = form.cleaned_data, me(request)
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
def members(request: HttpRequest, consortium: str) -> HttpResponse:
    """Role, establishment and price of a day: the document lists members without saying them."""
    shown = get_object_or_404(Consortium.objects.select_related("framework"), slug=consortium)
    listed = list(shown.members.select_related("organisation"))
    form = MembersForm(request.POST or None, members=listed)
    if form.is_valid():
        changed = operations.qualify(
            shown,
            form.qualities(),
            source=form.cleaned_data["source"],
            by=me(request),
            at=clock.now(),
        )
        count = len(changed)
        messages.success(request, f"Membres enregistrés : {count} modifié{'s'[: count > 1]}.")
        return redirect("agreement:consortium", shown.slug)
    context = {"consortium": shown, "form": form}
    status = 422 if form.errors else 200
    return render(request, "agreement/members.html", context, status=status)


@programme_view(Capability.RUN_AGREEMENT)
def add_consortium(request: HttpRequest, framework: str) -> HttpResponse:
    """A holder of an agreement, with its members as the paper writes them."""
    shown = get_object_or_404(FrameworkAgreement, slug=framework)
    lots = [(lot.number, f"Lot {lot.number}, {lot.subject}") for lot in shown.lots.all()]
    form = ConsortiumForm(request.POST or None, lots=lots)
    if form.is_valid():
        given = form.cleaned_data
        try:
            added = operations.add_consortium(shown, **given, by=me(request), at=clock.now())
        except Refused as refused:
            form.add_error(None, [capfirst(f"{reason}.") for reason in refused.reasons])
        else:
            messages.success(request, f"{added.name} est inscrit parmi les titulaires.")
            return redirect("agreement:members", added.slug)
    context = {"framework": shown, "form": form}
    status = 422 if form.errors else 200
    return render(request, "agreement/add_consortium.html", context, status=status)
