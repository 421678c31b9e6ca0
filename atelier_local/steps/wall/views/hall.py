"""The hall: which workshop, the passes of its screens, the projector."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files import qr
from atelier_local.ground.live import passes
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.people.access import Capability as C
from atelier_local.steps.workshops import queries as workshops
from atelier_local.steps.workshops.models import Workshop
from atelier_local.steps.workshops.rules import shown_code, wifi_text

from .. import queries
from ..room import PROJECTOR


def workshop_of(visit: Visit, ordinal: int) -> Workshop:
    """The workshop of that rank; 404 while it is not prepared."""
    found = workshops.workshop_of(visit.atelier, ordinal)
    if found is None:
        raise Http404(f"L’Atelier {ordinal} n’est pas encore préparé.")
    return found


def give_pass(response: HttpResponse, workshop: Workshop, visit: Visit, face: str) -> HttpResponse:
    """The answer, with what lets the screen hear that face of the room."""
    given = passes.issue(workshop.stream_id, face, subject=visit.person.ref, at=clock.now())
    passes.set_cookie(response, given)
    return response


@atelier_view(C.PREPARE_WORKSHOPS)
def projector(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """The wall, large; how to join while nothing is asked."""
    workshop = workshop_of(visit, ordinal)
    address = reverse("wall:enter", args=[workshop.join_code]) if workshop.is_open else ""
    context = {
        "workshop": workshop,
        "wall": queries.wall_of(workshop),
        "questions": queries.shown(workshop),
        "screen": queries.screen(workshop),
        "commands": visit.can(C.FACILITATE) and not workshop.is_held,
        "last": workshop.stream.head_seq,
        "code": shown_code(workshop.join_code),
        "qr": qr.data_uri(f"{settings.SITE_URL}{address}") if address else "",
        "wifi_qr": _wifi_code(workshop) if address else "",
        "site": settings.SITE_URL.partition("://")[2],
        "night": "nuit" in request.GET,
        "now": clock.now(),
    }
    response = render(request, "wall/projector.html", context)
    return give_pass(response, workshop, visit, PROJECTOR)


def _wifi_code(workshop: Workshop) -> str:
    text = wifi_text(workshop.wifi_name, workshop.wifi_key)
    return qr.data_uri(text) if text else ""


@require_POST
@atelier_view(C.PREPARE_WORKSHOPS)
def renew_projector(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    return give_pass(HttpResponse(status=204), workshop_of(visit, ordinal), visit, PROJECTOR)
