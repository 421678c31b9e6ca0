"""The page of field kits, and the first page of the laptop that serves one."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files.downloads import attachment
from atelier_local.ground.ui.acting import done
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.access import dead_link, me, public_view
from atelier_local.steps.workshops.rules import shown_code

from . import operations, queries, rules
from .access import link_token, person_of
from .forms import KitForm, MergeForm
from .models import Kit

SEALED = "application/octet-stream"


@atelier_view(C.FACILITATE)
def kits(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Which workshop can be taken away, what was taken, what came home."""
    return _kits_page(request, visit)


def _kits_page(
    request: HttpRequest,
    visit: Visit,
    make_form: KitForm | None = None,
    bring_form: MergeForm | None = None,
) -> HttpResponse:
    workshop, against = queries.to_take_away(visit.atelier)
    context = {
        "workshop": workshop,
        "against_making": against,
        "kits": queries.kits(visit.atelier),
        "homecomings": queries.homecomings(visit.atelier),
        "make_form": make_form or KitForm(),
        "bring_form": bring_form or MergeForm(),
        "making": make_form is not None,
    }
    status = 422 if make_form or bring_form else 200
    return page(request, visit, "upkeep/kits.html", context, status=status)


@require_POST
@atelier_view(C.FACILITATE)
def make(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The file to take away: it is not kept here."""
    workshop, _ = queries.to_take_away(visit.atelier)
    if workshop is None:
        raise Http404("Les trois ateliers sont tenus.")
    form, made = KitForm(request.POST), []

    def act() -> None:
        secret = form.cleaned_data["secret"]
        made.append(operations.make_kit(workshop, secret, by=visit.person, at=clock.now()))

    if not done(form, act):
        return _kits_page(request, visit, make_form=form)
    [(kit, sealed)] = made
    name = f"{visit.atelier.slug}-atelier-{workshop.ordinal}-{kit.block}.kit"
    return attachment(sealed, media_type=SEALED, name=name)


@require_POST
@atelier_view(C.FACILITATE)
def bring(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Bring home what a laptop received."""
    form, came = MergeForm(request.POST, request.FILES), []

    def act() -> None:
        given = form.cleaned_data
        bundle, now = given["bundle"].read(), clock.now()
        merged = operations.merge(visit.atelier, bundle, given["secret"], by=visit.person, at=now)
        came.append((merged, merged.at != now))

    if not done(form, act):
        return _kits_page(request, visit, bring_form=form)
    [(merged, known)] = came
    messages.success(request, rules.told(merged, known=known))
    return redirect("upkeep:kits", visit.atelier.slug)


@require_POST
@atelier_view(C.FACILITATE)
def revoke(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """The laptop was lost, or stolen."""
    kit = get_object_or_404(
        Kit.objects.select_related("workshop__atelier__stream"),
        workshop__atelier=visit.atelier,
        pk=pk,
    )
    operations.revoke(kit, by=visit.person, at=clock.now())
    messages.success(request, "Ce kit est révoqué : ce qui en viendrait sera refusé.")
    return redirect("upkeep:kits", visit.atelier.slug)


# On the laptop ------------------------------------------------------------------------------


@public_view
def laptop(request: HttpRequest) -> HttpResponse:
    """Where the laptop of a hall begins: open the room, run it, take what it received home."""
    kit = queries.kit_here() if settings.FIELD_KIT else None
    if kit is None:
        raise Http404
    context: dict[str, Any] = {"kit": kit, "workshop": kit.workshop, "site": settings.SITE_URL}
    if request.user.is_authenticated:
        context |= {
            "code": shown_code(kit.workshop.join_code),
            "link": f"{settings.SITE_URL}/kit/entrer/{link_token(me(request))}/",
        }
    return render(request, "upkeep/laptop.html", context)


@public_view
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in on the laptop by the link that it printed."""
    person = person_of(token)
    if person is None:
        return dead_link(request)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("upkeep:laptop")


@require_POST
@atelier_view(C.FACILITATE)
def take_home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The bundle to bring home, made as often as one likes."""
    kit = queries.kit_here() if settings.FIELD_KIT else None
    if kit is None:
        raise Http404
    now = clock.now()
    name = f"{visit.atelier.slug}-atelier-{kit.workshop.ordinal}-{kit.block}-{now:%H%M}.retour"
    return attachment(operations.pack_up(kit, at=now), media_type=SEALED, name=name)
