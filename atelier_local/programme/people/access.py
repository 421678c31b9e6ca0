"""What each role may do, in one table; and the doors of the programme.

A door loads an object and authorises in one call: a stranger gets 404, a member without the
right 403. A view names its capability through a decorator; a route that names none and is not
declared public fails the build (tests/house).
"""

import hashlib
from collections.abc import Callable, Iterable
from enum import StrEnum, auto
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from atelier_local import clock

from .enums import Role, TicketPurpose
from .models import Person, Ticket


class Capability(StrEnum):
    """What can be done, in story order. The right-hand comment says the page or act."""

    # The programme
    SIGNED_IN = auto()  # one's own home, account, search
    SEE_NATIONAL = auto()  # every Atelier, national table and map
    INVITE_SERVICES = auto()  # recruit a devolved service
    RUN_AGREEMENT = auto()  # write an agreement down, watch it, check the firms that hold it
    QUALIFY_MEMBERS = auto()  # say who is joint contractor, who subcontractor, who acts for them
    START_APPLICATION = auto()
    # An Atelier
    SEE_ATELIER = auto()
    GRANT_ROLES = auto()
    FOLLOW_DECISIONS = auto()  # say that what a meeting decided was carried out
    # Application
    SEE_NOTE = auto()
    WRITE_NOTE = auto()
    SUBMIT_NOTE = auto()
    SELECT_APPLICATION = auto()
    # Competition and contract
    SEE_COMPETITION = auto()
    RUN_COMPETITION = auto()
    TENDER = auto()  # through a side of one competition only, never through a role
    OPEN_TENDERS = auto()
    EVALUATE = auto()
    AWARD = auto()
    SEE_CONTRACT = auto()
    RUN_CONTRACT = auto()
    PROPOSE_CONTRACT = auto()  # declare a subcontractor, send what a declaration lacks
    # Framing and workshops
    SEE_FRAMING = auto()
    WRITE_FRAMING = auto()
    VALIDATE_FRAMING = auto()
    SEE_WORKSHOPS = auto()
    PREPARE_WORKSHOPS = auto()
    FACILITATE = auto()
    SEE_WALL = auto()
    # Evidence and strategy
    SEE_EVIDENCE = auto()
    WRITE_EVIDENCE = auto()
    READ_INTERVIEWS = auto()
    SEE_STRATEGY = auto()
    WRITE_STRATEGY = auto()
    # Roadmap
    SEE_ROADMAP = auto()
    WRITE_ROADMAP = auto()
    UPDATE_ACTIONS = auto()
    FOLLOW_ROADMAP = auto()  # ask owners for news, record a review
    # Deliverables
    SEE_DELIVERABLES = auto()
    WRITE_DELIVERABLES = auto()
    VALIDATE = auto()
    PUBLISH = auto()
    # The thread
    CITE = auto()
    ANSWER = auto()


C = Capability
_SEES = frozenset(
    {
        C.SEE_ATELIER,
        C.SEE_NOTE,
        C.SEE_FRAMING,
        C.SEE_WORKSHOPS,
        C.SEE_WALL,
        C.SEE_EVIDENCE,
        C.SEE_STRATEGY,
        C.SEE_ROADMAP,
        C.SEE_DELIVERABLES,
    }
)
_BUYS = frozenset({C.SEE_COMPETITION, C.SEE_CONTRACT})

GRANTS: dict[Role, frozenset[Capability]] = {
    Role.NATIONAL_ADMIN: _SEES
    | _BUYS
    | {
        C.SEE_NATIONAL,
        C.INVITE_SERVICES,
        C.RUN_AGREEMENT,
        C.QUALIFY_MEMBERS,
        C.SELECT_APPLICATION,
        C.GRANT_ROLES,
    },
    Role.NATIONAL_SUPPORT: _SEES | {C.SEE_NATIONAL},
    Role.DEVOLVED_SERVICE: frozenset({C.START_APPLICATION}),
    Role.PILOT: _SEES
    | _BUYS
    | {
        C.FOLLOW_DECISIONS,
        C.GRANT_ROLES,
        C.WRITE_NOTE,
        C.SUBMIT_NOTE,
        C.RUN_COMPETITION,
        C.OPEN_TENDERS,
        C.EVALUATE,
        C.AWARD,
        C.RUN_CONTRACT,
        C.PROPOSE_CONTRACT,
        C.WRITE_FRAMING,
        C.VALIDATE_FRAMING,
        C.PREPARE_WORKSHOPS,
        C.WRITE_ROADMAP,
        C.UPDATE_ACTIONS,
        C.FOLLOW_ROADMAP,
        C.VALIDATE,
        C.PUBLISH,
        C.ANSWER,
    },
    Role.PREFECTURE: _SEES | {C.VALIDATE},
    Role.LOCAL_AUTHORITY: _SEES
    | _BUYS
    | {
        C.FOLLOW_DECISIONS,
        C.WRITE_NOTE,
        C.OPEN_TENDERS,
        C.EVALUATE,
        C.WRITE_ROADMAP,
        C.UPDATE_ACTIONS,
        C.VALIDATE,
        C.ANSWER,
    },
    Role.ELECTED: _SEES | {C.SEE_COMPETITION, C.EVALUATE, C.VALIDATE},
    Role.OPERATOR: _SEES | _BUYS | {C.OPEN_TENDERS, C.EVALUATE},
    Role.TEAM: _SEES
    | {
        C.FOLLOW_DECISIONS,
        C.SEE_CONTRACT,
        C.PROPOSE_CONTRACT,
        C.WRITE_FRAMING,
        C.PREPARE_WORKSHOPS,
        C.FACILITATE,
        C.WRITE_EVIDENCE,
        C.READ_INTERVIEWS,
        C.WRITE_STRATEGY,
        C.WRITE_ROADMAP,
        C.WRITE_DELIVERABLES,
        C.CITE,
        C.ANSWER,
    },
    Role.PARTNER: _SEES | {C.VALIDATE},
}
"""The whole of what roles allow. Rights on a tender hang on a person's side in one competition
(steps/competition/access.py), never on a role here."""


def allowed(roles: Iterable[Role], capability: Capability) -> bool:
    """Whether one of the roles gives the capability. Signing in is enough for `SIGNED_IN`."""
    return capability is C.SIGNED_IN or any(capability in GRANTS[role] for role in roles)


type View = Callable[..., HttpResponse]


def public_view(view: View) -> View:
    """Declare that anyone may open this page. tests/house holds the short list."""
    view.public = True  # type: ignore[attr-defined]
    return view


def guarded(capability: str, view: View) -> View:
    """Mark a view with the capability its door checks."""
    view.capability = capability  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Send whoever is not signed in to the sign-in page, and back here afterwards."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(_page_of(request))
        return view(request, *args, **kwargs)

    return opened


def _page_of(request: HttpRequest) -> str:
    """Where to come back to: what is sent after a session ended is lost, its form is not."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    messages.warning(
        request,
        "Votre session a pris fin : ce que vous venez d’envoyer n’est pas enregistré.",
    )
    form, here = urlsplit(request.headers.get("Referer", "")), request.get_host()
    return form.path if form.netloc == here else resolve_url(settings.LOGIN_REDIRECT_URL)


def me(request: HttpRequest) -> Person:
    """The signed-in person, in a view whose door already checked that there is one."""
    assert isinstance(request.user, Person)
    return request.user


def programme(person: Person, capability: Capability) -> Person:
    """The door of the programme: the person again, or 403."""
    roles = [person.national] if person.national else []
    if not allowed(roles, capability):
        raise PermissionDenied
    return person


def programme_view(capability: Capability) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @signed_in
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            programme(me(request), capability)
            return view(request, *args, **kwargs)

        return guarded(capability, opened)

    return decorate


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def ticket_for(token: str, purpose: TicketPurpose) -> Ticket:
    """The door of links without account: 404 for whatever is unknown, used or expired."""
    ticket = (
        Ticket.objects.select_related("person__organisation")
        .filter(digest=digest_of(token), purpose=purpose, used_at=None)
        .first()
    )
    if ticket is None or ticket.expires_at <= clock.now():
        raise Http404("Ce lien n’est plus valable.")
    return ticket


def dead_link(request: HttpRequest) -> HttpResponse:
    """What whoever follows a link that no longer works can do; the same for every such link."""
    return render(request, "people/dead_link.html", status=404)


def ticket_view(purpose: TicketPurpose) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                ticket = ticket_for(token, purpose)
            except Http404:
                return dead_link(request)
            return view(request, ticket, *args, **kwargs)

        return guarded(f"ticket:{purpose}", opened)

    return decorate
