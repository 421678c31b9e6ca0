"""Signing in and out, choosing a password, recruiting a devolved service."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.refusal import Refused

from . import operations
from .access import Capability, dead_link, me, programme_view, public_view, ticket_view
from .enums import Role, TicketPurpose
from .forms import ChoosePasswordForm, LostPasswordForm, ServiceInvitationForm, SignInForm
from .models import Person
from .tries import Tries

SIGN_INS = Tries("sign-in", 10)
"""By address of an account, whether it exists or not."""
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def _where_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


def _too_many_tries(email: str) -> bool:
    return SIGN_INS.count(email.strip().lower())


@public_view
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_where_next(request))
    blocked = request.method == "POST" and _too_many_tries(request.POST.get("email", ""))
    form = SignInForm(request.POST or None, blocked=blocked)
    if form.is_valid():
        login(request, form.person, backend=BACKEND)
        return redirect(_where_next(request))
    context = {"form": form, "next": _where_next(request)}
    return render(request, "people/sign_in.html", context, status=422 if form.errors else 200)


@public_view
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@public_view
def lost_password(request: HttpRequest) -> HttpResponse:
    own = {"email": getattr(request.user, "email", "")}
    form = LostPasswordForm(request.POST or None, initial=own)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if not _too_many_tries("lost:" + email):
            operations.send_password_link(email, at=clock.now())
        return render(request, "people/lost_password_sent.html", {"email": email})
    return render(
        request, "people/lost_password.html", {"form": form}, status=422 if form.errors else 200
    )


def _choose_password(request: HttpRequest, ticket, title: str) -> HttpResponse:
    form = ChoosePasswordForm(request.POST or None, person=ticket.person)
    if form.is_valid():
        try:
            person = operations.choose_password(
                ticket, form.cleaned_data["password"], at=clock.now()
            )
        except Refused:
            return dead_link(request)
        login(request, person, backend=BACKEND)
        messages.success(request, f"Bienvenue, {person.first_name}. Votre compte est prêt.")
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "person": ticket.person, "title": title}
    return render(
        request, "people/choose_password.html", context, status=422 if form.errors else 200
    )


@ticket_view(TicketPurpose.INVITATION)
@sensitive_post_parameters()
def accept_invitation(request: HttpRequest, ticket) -> HttpResponse:
    return _choose_password(request, ticket, "Créer votre compte")


@ticket_view(TicketPurpose.PASSWORD)
@sensitive_post_parameters()
def choose_password(request: HttpRequest, ticket) -> HttpResponse:
    return _choose_password(request, ticket, "Choisir un nouveau mot de passe")


@programme_view(Capability.SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "people/account.html")


@programme_view(Capability.INVITE_SERVICES)
def services(request: HttpRequest) -> HttpResponse:
    """The devolved services that may apply, and the form that recruits one more."""
    form = ServiceInvitationForm(request.POST or None)
    if form.is_valid():
        try:
            person = operations.recruit(**form.cleaned_data, by=me(request), at=clock.now())
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, f"Invitation envoyée à {person.email}.")
            return redirect("people:services")
    recruited = Person.objects.filter(national_role=Role.DEVOLVED_SERVICE).select_related(
        "organisation"
    )
    context = {"form": form, "people": recruited}
    return render(request, "people/services.html", context, status=422 if form.errors else 200)
