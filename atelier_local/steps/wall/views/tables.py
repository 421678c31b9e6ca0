"""Scribes: one at each table by a link, or one for the whole room; a line is a card."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.files import qr
from atelier_local.ground.journal.models import uuid7
from atelier_local.ground.journal.operations import Conflict
from atelier_local.ground.live import passes
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.access import public_view
from atelier_local.refusal import Reason, Reasons, Refused

from .. import access, operations, queries
from ..access import Scribe
from ..enums import Act, Channel
from ..forms import CardForm, SeriesForm
from ..room import SCRIBE, phone_activity
from .hall import workshop_of


@atelier_view(C.FACILITATE)
def tables(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """The page of each table, to hand to its scribe."""
    workshop = workshop_of(visit, ordinal)
    listed = []
    for table in workshop.tables.all():
        link = reverse("wall:table", args=[access.table_token(table, workshop)])
        listed.append((table, link, qr.data_uri(f"{settings.SITE_URL}{link}")))
    context = {"workshop": workshop, "tables": listed}
    return page(request, visit, "wall/tables.html", context)


@public_view
def table(request: HttpRequest, token: str) -> HttpResponse:
    """A table's scribe, without account."""
    here = reverse("wall:table", args=[token])
    renew = reverse("wall:renew_table", args=[token])
    return _series(request, _scribe(token), here, renew)


@require_POST
@public_view
def renew_table(request: HttpRequest, token: str) -> HttpResponse:
    return _give_pass(HttpResponse(status=204), _scribe(token))


def _scribe(token: str) -> Scribe:
    found = access.scribe_of(token)
    if found is None:
        raise Http404("Cette page de table ne vaut plus : la salle est close, ou a été rouverte.")
    return found


@atelier_view(C.FACILITATE)
def scribe(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """The same for the whole room: the table is said line by line."""
    who = Scribe(workshop_of(visit, ordinal), visit.person.ref)
    here = reverse("wall:scribe", args=[visit.atelier.slug, ordinal])
    renew = reverse("wall:renew_scribe", args=[visit.atelier.slug, ordinal])
    return _series(request, who, here, renew)


@require_POST
@atelier_view(C.FACILITATE)
def renew_scribe(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    return _give_pass(
        HttpResponse(status=204), Scribe(workshop_of(visit, ordinal), visit.person.ref)
    )


def _series(request: HttpRequest, who: Scribe, here: str, renew: str) -> HttpResponse:
    form, series = CardForm(request.POST or None), SeriesForm(request.POST or request.GET)
    kept = series.kept
    refused: Reasons = ()
    if request.method == "POST":
        try:
            line = _lay(who, form, series)
        except Refused as reasons:
            refused = reasons.reasons
        else:
            return redirect(f"{here}?{urlencode(kept | {'carte': line})}")
    context = {
        "here": here,
        "renew": renew,
        "form": form if refused else CardForm(),
        "refused": refused,
        "kept": kept,
        "chosen": kept["kind"],
    }
    status = 422 if refused else 200
    response = render(request, "wall/scribe.html", _context(request, who) | context, status=status)
    response["Cache-Control"] = "no-store"
    return _give_pass(response, who)


def _lay(who: Scribe, form: CardForm, series: SeriesForm) -> str:
    """The id of the card laid; the same form sent again is the same card."""
    if not form.is_valid() or not series.is_valid():
        raise Refused([Reason("recommencez : envoi mal formé")])
    given = form.cleaned_data | series.said
    try:
        line = operations.lay(who, **given, at=clock.now())
    except Conflict:
        line = operations.lay(who, **given | {"id": uuid7()}, at=clock.now())
    return str(line.pk)


def _context(request: HttpRequest, who: Scribe) -> dict[str, Any]:
    workshop = who.workshop
    mine = queries.mine(who)
    laid = request.GET.get("carte", "")
    activity = queries.open_among(queries.activities(workshop))
    return phone_activity(workshop, activity, scribe=True) | {
        "workshop": workshop,
        "table": who.table,
        "tables": [] if who.table else workshop.tables.all(),
        "audiences": Audience.choices,
        "channels": [(c.value, c.label) for c in (Channel.SCRIBE, Channel.PAPER)],
        "face": _face(who),
        "now": clock.now(),
        "places": queries.places(workshop.atelier),
        "mine": mine,
        "laid": next((card for card in mine if str(card.id) == laid), None),
        "last": workshop.stream.head_seq,
    }


def _face(who: Scribe) -> str:
    """A face for each table: two of them in one browser have each its own pass."""
    return f"{SCRIBE}-{who.table.number}" if who.table else SCRIBE


def _give_pass(response: HttpResponse, who: Scribe) -> HttpResponse:
    given = passes.issue(
        who.workshop.stream_id,
        _face(who),
        subject=who.ref,
        at=clock.now(),
        kinds=(str(Act.CONTRIBUTED),),
    )
    passes.set_cookie(response, given)
    return response
