"""Inviting whoever the tender names; the link by which they come into the team."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.access import dead_link, ticket_view
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.forms import AddressForm, ChoosePasswordForm
from atelier_local.programme.people.models import Ticket
from atelier_local.refusal import Refused

from .. import operations, queries
from ..queries import Named
from .contract import signed


def _place(visit: Visit, rank: int) -> Named:
    """The place of that rank that nobody holds yet, for whoever may invite."""
    contract = signed(visit, queries.TENDER)
    naming = queries.naming(contract, queries.team(contract))
    if not (visit.can(C.RUN_CONTRACT) or naming.invites(visit.person)):
        raise PermissionDenied
    found = naming.place(rank)
    if found is None or found.placed:
        raise Http404("Cette personne est déjà dans l’équipe, ou l’offre ne la nomme pas.")
    return found


@atelier_view(C.PROPOSE_CONTRACT)
def invite_named(request: HttpRequest, visit: Visit, rank: int) -> HttpResponse:
    """One address is all it takes: the tender says the rest."""
    place = _place(visit, rank)
    form = AddressForm(
        request.POST or None, initial={"email": place.invited.email if place.invited else ""}
    )
    if done(
        form,
        lambda: operations.invite_named(
            place.contract, rank, form.cleaned_data["email"], by=visit.person, at=clock.now()
        ),
    ):
        messages.success(request, f"L’invitation de {place.name} est partie.")
        return redirect("contract:team", visit.atelier.slug)
    context = {"form": form, "place": place, "pending": place.pending(clock.now())}
    status = 422 if form.errors else 200
    return page(request, visit, "contract/invite_named.html", context, status=status)


@require_POST
@atelier_view(C.PROPOSE_CONTRACT)
def remind_named(request: HttpRequest, visit: Visit, rank: int) -> HttpResponse:
    place = _place(visit, rank)
    try:
        operations.remind_named(place.contract, rank, by=visit.person, at=clock.now())
    except Refused as refused:
        messages.error(request, f"L’invitation n’est pas repartie : {refused}.")
    else:
        messages.success(request, f"L’invitation de {place.name} est repartie.")
    return redirect("contract:team", visit.atelier.slug)


@ticket_view(TicketPurpose.TEAM)
@sensitive_post_parameters()
def accept_place(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Whoever has no account chooses a password; an open account only says yes."""
    place, person = queries.place_of(ticket), ticket.person
    if place is None or person is None:
        return dead_link(request)
    given, known = request.POST if request.method == "POST" else None, person.is_active
    form = Form(given) if known else ChoosePasswordForm(given, person=person)
    if done(
        form,
        lambda: operations.accept_place(
            ticket, form.cleaned_data.get("password", ""), at=clock.now()
        ),
    ):
        if not known:
            login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        messages.success(request, f"Bienvenue dans l’équipe, {person.first_name}.")
        return redirect("contract:team", place.contract.atelier.slug)
    context = {"form": form, "place": place, "person": person}
    return render(
        request, "contract/accept_place.html", context, status=422 if form.errors else 200
    )
