"""A resident's phone: no account, one act a screen, and it all works without script."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from atelier_local import clock
from atelier_local.ground.journal.models import uuid7
from atelier_local.ground.journal.operations import Conflict
from atelier_local.ground.live import passes
from atelier_local.ground.ui import typography
from atelier_local.programme.people.access import public_view
from atelier_local.programme.people.tries import Tries, address_of
from atelier_local.refusal import Reason, Reasons, Refused
from atelier_local.steps.workshops.models import Workshop

from .. import access, operations, queries
from ..enums import Act
from ..forms import AUDIENCES, CardForm, EnterForm, choices_in
from ..models import Participant, Photo
from ..room import PHONE, phone_activity

OTHER_WORDS = (Reason("cette carte est déjà reçue ; ceci en fera une autre : posez-la de nouveau"),)


WRONG_CODES = Tries("room", 300)
"""From one address in ten minutes. A village hall is one address: three hundred people may each
mistype once; whoever guesses has one chance in a billion each time.
"""


@public_view
def join(request: HttpRequest) -> HttpResponse:
    """Type the code that the projector shows."""
    if request.method != "POST":
        return render(request, "wall/join.html")
    found = _workshop(request, request.POST.get("code", ""))
    return found if isinstance(found, HttpResponse) else redirect("wall:enter", found.join_code)


@public_view
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Say who one is, if one wishes, and come in."""
    workshop = _workshop(request, code)
    if isinstance(workshop, HttpResponse):
        return workshop
    if known := access.known_phone(request, workshop):
        return access.admit(redirect("wall:room", workshop.pk), known)
    form = EnterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        participant = operations.join(workshop, **form.cleaned_data, at=clock.now())
        return access.admit(redirect("wall:room", workshop.pk), participant)
    context = {"workshop": workshop, "audiences": AUDIENCES, "tables": workshop.tables.all()}
    return render(request, "wall/enter.html", context, status=422 if form.errors else 200)


def _workshop(request: HttpRequest, typed: str) -> Workshop | HttpResponse:
    """The room of a code; or one answer for a code that is wrong, unknown or of a room that has
    closed, and another once an address has given too many of them.
    """
    address = address_of(request)
    if WRONG_CODES.spent(address):
        return render(request, "wall/too_many_codes.html", status=429)
    if workshop := access.workshop_by_code(typed):
        return workshop
    WRONG_CODES.count(address)
    said = {"typed": typed[:40], "unknown": True}
    return render(request, "wall/join.html", said, status=404)


@public_view
def room(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The question, the card, and the cards already laid with their receipts."""
    participant = access.participant_in(request, pk)
    if participant is None:
        return redirect("wall:join")
    if request.method == "POST":
        return _lay(request, participant)
    return _room_page(request, participant, CardForm())


def _lay(request: HttpRequest, participant: Participant) -> HttpResponse:
    form = CardForm(request.POST)
    if not form.is_valid():
        return _room_page(request, participant, form, (Reason("recommencez : envoi mal formé"),))
    if "vote" in request.POST:
        return _vote(request, participant, form)
    if "ask" in request.POST:
        return _ask(request, participant, form)
    if "support" in request.POST:
        return _support(request, participant)
    try:
        photo = _photo(participant, request.FILES.get("picture"))
        line = operations.lay(participant, **form.cleaned_data, photo=photo, at=clock.now())
    except Refused as refused:
        return _room_page(request, participant, form, refused.reasons)
    except Conflict:
        again = CardForm(form.cleaned_data | {"id": uuid7()})
        return _room_page(request, participant, again, OTHER_WORDS)
    return redirect(f"{reverse('wall:room', args=[participant.workshop_id])}?carte={line.pk}")


PHOTOS = Tries("photo", 30)
"""From one phone in ten minutes."""


def _photo(participant: Participant, upload: UploadedFile | None) -> Photo | None:
    """The photograph brought, if one was; raises `Refused`."""
    if upload is None:
        return None
    if PHOTOS.spent(participant.ref):
        raise Refused(["trop de photographies à la suite : attendez quelques minutes"])
    PHOTOS.count(participant.ref)
    return operations.bring_photo(participant.workshop, upload, at=clock.now())


@require_POST
@public_view
def photo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take in a photograph at once; the card that is being written will bear it."""
    participant = access.participant_in(request, pk)
    if participant is None:
        raise Http404("Cette salle ne vous connaît pas.")
    try:
        kept = _photo(participant, request.FILES.get("picture"))
    except Refused as refused:
        return JsonResponse({"error": typography.french(str(refused))}, status=422)
    return JsonResponse({"photo": str(kept.pk) if kept else ""}, status=201)


def _ask(request: HttpRequest, participant: Participant, form: CardForm) -> HttpResponse:
    words, id = form.cleaned_data["words"], form.cleaned_data["id"]
    try:
        operations.ask(participant, words, id=id, at=clock.now())
    except Refused as refused:
        said = {"unasked": words or " ", "unasked_why": refused.reasons}
        return _room_page(request, participant, CardForm(), said=said)
    except Conflict:
        operations.ask(participant, words, id=uuid7(), at=clock.now())
    return redirect(f"{reverse('wall:room', args=[participant.workshop_id])}?question=recue#salle")


def _support(request: HttpRequest, participant: Participant) -> HttpResponse:
    """A support that comes too late, or twice, changes nothing: the page says what stands."""
    with suppress(Refused):
        asked = request.POST["support"]
        operations.support(participant, asked, id=uuid7(), at=clock.now())
    return redirect(f"{reverse('wall:room', args=[participant.workshop_id])}#salle")


def _vote(request: HttpRequest, participant: Participant, form: CardForm) -> HttpResponse:
    """Choosing again, even by going back, takes the place of what was chosen."""
    given, choices = form.cleaned_data, choices_in(request.POST)
    ballot = {"activity": given["activity"], "at": clock.now()}
    try:
        try:
            operations.vote(participant, choices, id=given["id"], **ballot)
        except Conflict:
            operations.vote(participant, choices, id=uuid7(), **ballot)
    except Refused as refused:
        return _room_page(request, participant, form, refused.reasons, choices)
    return redirect(f"{reverse('wall:room', args=[participant.workshop_id])}?vote=recu")


def _room_page(
    request: HttpRequest,
    participant: Participant,
    form: CardForm,
    refused: Reasons = (),
    choices: Mapping[str, Any] | None = None,
    said: Mapping[str, Any] | None = None,
) -> HttpResponse:
    workshop = participant.workshop
    mine = queries.mine(participant)
    laid = request.GET.get("carte", "")
    activity = queries.open_among(queries.activities(workshop))
    if choices is None:
        choices = queries.my_choices(participant, activity)
    context = {
        "workshop": workshop,
        "participant": participant,
        "voted": request.GET.get("vote") == "recu" and bool(choices),
        "now": clock.now(),
        "here": reverse("wall:room", args=[workshop.pk]),
        "renew": reverse("wall:renew", args=[workshop.pk]),
        "face": PHONE,
        "questions": queries.shown(workshop),
        "question_id": uuid7(),
        "supported": queries.supported(participant),
        "asked": request.GET.get("question") == "recue",
        "form": form,
        "chosen": form["kind"].value(),
        "places": queries.places(workshop.atelier),
        "refused": refused,
        "mine": mine,
        "laid": next((card for card in mine if str(card.id) == laid), None),
        "last": workshop.stream.head_seq,
    }
    context = phone_activity(workshop, activity, choices) | context | dict(said or {})
    response = render(request, "wall/phone.html", context, status=422 if refused or said else 200)
    return _give_pass(response, participant)


@require_POST
@public_view
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A fresh pass for a phone that stays."""
    participant = access.participant_in(request, pk)
    if participant is None:
        raise Http404("Cette salle ne vous connaît pas.")
    return _give_pass(HttpResponse(status=204), participant)


def _give_pass(response: HttpResponse, participant: Participant) -> HttpResponse:
    workshop: Workshop = participant.workshop
    given = passes.issue(
        workshop.stream_id,
        PHONE,
        subject=participant.ref,
        at=clock.now(),
        kinds=tuple(map(str, (Act.CONTRIBUTED, Act.VOTED, Act.ASKED, Act.SUPPORTED))),
    )
    passes.set_cookie(response, given)
    response["Cache-Control"] = "no-store"
    return response
