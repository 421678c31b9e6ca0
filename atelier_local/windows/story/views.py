"""The door of the demo: be someone of the cast in one click. Absent without DEMO."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.programme.people.access import public_view
from atelier_local.programme.people.models import Person

from . import queries
from .cast import BY_KEY, CAST

LEADING = tuple(one for one in CAST if one.leading)
OTHERS = tuple(one for one in CAST if not one.leading)
LEAPS = {1: "d’un jour", 7: "d’une semaine", 30: "d’un mois"}
"""How far the clock may be moved at once, in days."""


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Without DEMO there is nothing here."""

    @wraps(view)
    def opened(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return opened


@public_view
@demo_only
def demo(request: HttpRequest) -> HttpResponse:
    context = {
        "leading": LEADING,
        "others": OTHERS,
        "sides": queries.sides(),
        "ateliers": queries.told(),
        "receipt": queries.receipt(),
        "room": queries.open_room(),
        "leaps": LEAPS,
        "today": clock.today(),
    }
    return render(request, "story/demo.html", context)


@public_view
@require_POST
@demo_only
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as someone of the cast, or by a role; `atelier` is where to go then."""
    emails = {one.role: one.person.email for one in queries.sides()} if key in queries.SIDES else {}
    email = BY_KEY[key].email if key in BY_KEY else emails.get(key, "")
    person = get_object_or_404(Person, email=email, is_active=True)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.info(request, f"Vous êtes {person.full_name}, {person.organisation}.")
    if slug := request.POST.get("atelier"):
        return redirect("home:overview", get_object_or_404(queries.told_ateliers(), slug=slug).slug)
    return redirect(settings.LOGIN_REDIRECT_URL)


@public_view
@require_POST
@demo_only
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the demo's clock on, never back: at 9 in the morning, so many days from now."""
    days = request.POST.get("days", "")
    if not days.isdigit() or int(days) not in LEAPS:
        raise Http404
    day = clock.today() + timedelta(days=int(days))
    clock.advance_to(datetime.combine(day, time(9), clock.PARIS))
    messages.success(request, f"Nous sommes maintenant le {day:%d/%m/%Y}, à 9 h.")
    return redirect("story:demo")
