"""The contract: read, signed, notified; its instalments accepted one by one."""

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.papers import answer, download
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.refusal import Reasons, Refused
from atelier_local.steps.competition import queries as competitions
from atelier_local.steps.competition import showing
from atelier_local.steps.competition.models import Award

from .. import operations, papers, queries
from ..forms import SignForm, TeamForm
from ..models import CallOffContract


@atelier_view(C.SEE_CONTRACT)
def contract(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _contract(request, visit)


def _contract(request: HttpRequest, visit: Visit, why: Reasons = ()) -> HttpResponse:
    found = queries.contract_of(visit.atelier)
    award = None if found else queries.award_of(visit.atelier)
    shut = _shut(visit, award)
    if award and not shut and (first := _on_page(request, visit, award, "Page du marché à signer")):
        return first
    context = {
        "award": award,
        "shut": shut,
        "seen": queries.view(found) if found else None,
        "runs": visit.can(C.RUN_CONTRACT),
        "sees_competition": visit.can(C.SEE_COMPETITION),
        "why": why,
    }
    return page(request, visit, "contract/contract.html", context, status=409 if why else 200)


def _shut(visit: Visit, award: Award | None) -> Reasons:
    """What keeps the visitor from the price of a tender that is chosen and not signed yet."""
    if award is None:
        return ()
    award.competition.atelier = visit.atelier
    stands = competitions.standing(award.competition, visit.person)
    return stands.against_access if visit.can(C.EVALUATE) else stands.against_deciding


def _on_page(request: HttpRequest, visit: Visit, award: Award, page: str) -> HttpResponse | None:
    """Until it is signed the price is that of a tender: the register of accesses says to whom."""
    return showing.prices_on_page(
        request, visit, award.competition, page, award.invitation.consortium_id
    )


def signed(visit: Visit, *related: str) -> CallOffContract:
    """The contract of the Atelier, or 404 as long as there is none."""
    found = queries.contract_of(visit.atelier, *related)
    if found is None:
        raise Http404("Le marché n’est pas encore signé.")
    return found


@atelier_view(C.SEE_CONTRACT)
def act(request: HttpRequest, visit: Visit, form: str) -> HttpResponse:
    """The acte d'engagement: as signed, for whoever sees the contract; before, for who signs it."""
    found = queries.contract_of(visit.atelier)
    if found and found.act:
        return answer(found.act, form)
    told = queries.engagement(visit.atelier, clock.today(), found)
    award = None if found else queries.award_of(visit.atelier)
    if told is None or _shut(visit, award) or not (found or visit.can(C.RUN_CONTRACT)):
        raise Http404("Le marché n’est pas encore signé.")
    if award:
        whose = award.invitation.consortium_id
        showing.prices_on_paper(visit, award.competition, "Acte d’engagement à signer", whose)
    return download(papers.engagement(told), form)


@atelier_view(C.RUN_CONTRACT)
def sign(request: HttpRequest, visit: Visit) -> HttpResponse:
    award = queries.award_of(visit.atelier)
    if award is None:
        raise Http404("La consultation n’est pas attribuée.")
    if _shut(visit, award):
        return redirect("contract:contract", visit.atelier.slug)
    if first := _on_page(request, visit, award, "Page de la signature"):
        return first
    price = award.invitation.tender.price_eur
    initial = {"amount_eur": price, "signed_on": clock.today()}
    form = SignForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            operations.sign(award.competition, **form.cleaned_data, by=visit.person, at=clock.now())
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, "Le marché est signé. Il reste à le notifier.")
            return redirect("contract:contract", visit.atelier.slug)
    ends = visit.atelier.framework.valid_to
    changes = competitions.changes_of(award.invitation)
    context = {
        "form": form,
        "award": award,
        "why": queries.against_signing_ever(award),
        "ended": ends if ends and ends < clock.today() else None,
        "changes": changes,
        "waits": competitions.against_signing_before(award, clock.today(), changes),
        "delays": competitions.waiting_law(award.competition),
    }
    return page(
        request,
        visit,
        "contract/sign.html",
        context,
        status=422 if form.errors else 200,
        counts=Counter(),  # nothing is said in an Atelier before its contract
        shared=0,
    )


@atelier_view(C.RUN_CONTRACT)
def notify(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The day of the notification is T0: it cannot be taken back."""
    found = signed(visit)
    people, tendered = queries.possible_team(found), queries.tendered_team(found)
    form = TeamForm(request.POST or None, people=people, tendered=tendered)
    if done(
        form, lambda: operations.notify(found, team=form.team, by=visit.person, at=clock.now())
    ):
        messages.success(request, "Le marché est notifié : l’Atelier commence aujourd’hui.")
        return redirect("contract:contract", visit.atelier.slug)
    known = {person.full_name for person in people}
    context = {
        "form": form,
        "contract": found,
        "today": clock.today(),
        "unknown": [name for name in tendered if name not in known],
    }
    return page(request, visit, "contract/notify.html", context, status=422 if form.errors else 200)


@require_POST
@atelier_view(C.RUN_CONTRACT)
def accept(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    found = signed(visit)
    instalment = get_object_or_404(found.instalments, pk=pk)
    instalment.contract = found
    try:
        operations.accept_service(instalment, by=visit.person, at=clock.now())
    except Refused as refused:
        return _contract(request, visit, refused.reasons)
    messages.success(request, f"Service fait constaté : {instalment.label}.")
    return redirect("contract:contract", visit.atelier.slug)
