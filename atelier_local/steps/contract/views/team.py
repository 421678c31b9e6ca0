"""The team as it is and as it was; who replaces whom."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.steps.competition.enums import Phase

from .. import operations, queries, rules
from ..forms import JoinForm, ReasonForm, ReplaceForm, SpreadForm
from ..models import TeamMember
from .contract import signed


@atelier_view(C.SEE_CONTRACT)
def team(request: HttpRequest, visit: Visit) -> HttpResponse:
    contract = signed(visit, queries.TENDER)
    seen = queries.team(contract)
    naming = queries.naming(contract, seen)
    context = {
        "contract": contract,
        "seen": seen,
        "awaited": naming.awaited,
        "now": clock.now(),
        "invites": visit.can(C.RUN_CONTRACT) or naming.invites(visit.person),
        "runs": visit.can(C.RUN_CONTRACT),
        "proposes": visit.can(C.PROPOSE_CONTRACT),
        "over": () if contract.running else rules.against_declaring_more(),
    }
    return page(request, visit, "contract/team.html", context)


def _member(visit: Visit, pk: int) -> TeamMember:
    contract = signed(visit)
    members = contract.team.select_related("person__organisation", "member", "subcontracting")
    member = get_object_or_404(members, pk=pk, to_on=None)
    member.contract = contract
    return member


@atelier_view(C.RUN_CONTRACT)
def replace(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    member = _member(visit, pk)
    initial = {"speciality": member.speciality, "days": member.days}
    form = ReplaceForm(request.POST or None, initial=initial)
    if done(
        form,
        lambda: operations.replace_person(
            member,
            form.newcomer,
            form.cleaned_data["reason"],
            by=visit.person,
            at=clock.now(),
        ),
    ):
        messages.success(request, f"{member.person.full_name} est remplacé(e) dans l’équipe.")
        return redirect("contract:team", visit.atelier.slug)
    context = {"form": form, "member": member}
    status = 422 if form.errors else 200
    return page(request, visit, "contract/replace.html", context, status=status)


@atelier_view(C.RUN_CONTRACT)
def join(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Somebody more, for a firm that holds the contract: who just entered brings theirs."""
    contract = signed(visit)
    form = JoinForm(request.POST or None, holders=queries.holders(contract))
    if done(
        form,
        lambda: operations.join_team(
            contract,
            form.holders[form.cleaned_data["firm"]],
            form.newcomer,
            by=visit.person,
            at=clock.now(),
        ),
    ):
        messages.success(request, f"{form.newcomer.first_name} entre dans l’équipe.")
        return redirect("contract:team", visit.atelier.slug)
    status = 422 if form.errors else 200
    return page(request, visit, "contract/join.html", {"form": form}, status=status)


@atelier_view(C.PROPOSE_CONTRACT)
def spread(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The days of each person, phase by phase: what the framing note prints of the team."""
    contract = signed(visit, queries.TENDER)
    found = queries.spreading(contract)
    form = SpreadForm(request.POST or None, spread=found)
    if done(
        form,
        lambda: operations.spread_days(contract, form.told, by=visit.person, at=clock.now()),
    ):
        messages.success(request, "Les jours sont répartis par phase.")
        return redirect("contract:team", visit.atelier.slug)
    totals = [*queries.by_phase(found)[:-1], sum(one.member.days for one in found)]
    context = {
        "form": form,
        "contract": contract,
        "proposed": any(one.half_days and not one.written for one in found),
        "totals": list(zip([*(p.label for p in Phase), "Au marché"], totals, strict=True)),
        "phases": list(Phase),
    }
    status = 422 if form.errors else 200
    return page(request, visit, "contract/spread.html", context, status=status)


@atelier_view(C.RUN_CONTRACT)
def leave(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    member = _member(visit, pk)
    form = ReasonForm(request.POST or None)
    if done(
        form,
        lambda: operations.end_membership(
            member, form.cleaned_data["reason"], by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, f"{member.person.full_name} a quitté l’équipe.")
        return redirect("contract:team", visit.atelier.slug)
    context = {"form": form, "member": member}
    status = 422 if form.errors else 200
    return page(request, visit, "contract/leave.html", context, status=status)
