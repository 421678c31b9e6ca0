"""The doors of a room: a code lets a phone in, a signed cookie says which phone it is."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Table, Workshop
from atelier_local.steps.workshops.rules import normal_code

from .models import Participant

COOKIE, AGAIN = "participant", "deja"
_SALT = "atelier_local.steps.wall.participant"
_LIFETIME = 3 * 24 * 60 * 60


def workshop_by_code(typed: str) -> Workshop | None:
    """The open workshop of that code. Unknown and expired codes are the same: nothing."""
    found = Workshop.objects.filter(state=WorkshopState.OPEN).select_related(
        "atelier__epci", "stream"
    )
    code = normal_code(typed)
    return found.filter(join_code=code).first() if code else None


def participant_in(request: HttpRequest, workshop_id: UUID) -> Participant | None:
    """Whose phone this is, if it was let in this room."""
    given = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_LIFETIME)
    if not given:
        return None
    found = Participant.objects.select_related("workshop__atelier__epci", "workshop__stream")
    return found.filter(pk=given, workshop=workshop_id).first()


def known_phone(request: HttpRequest, workshop: Workshop) -> Participant | None:
    """The phone that scans the code of its room again: it is the one it was, and votes once."""
    given = request.get_signed_cookie(AGAIN, default="", salt=_SALT, max_age=_LIFETIME)
    return Participant.objects.filter(pk=given, workshop=workshop).first() if given else None


def admit(response: HttpResponse, participant: Participant) -> HttpResponse:
    """Hand the phone what says who it is, sent to the pages of its room and to its door only."""
    workshop = participant.workshop
    entrance = reverse("wall:enter", args=[workshop.join_code])
    for name, path in ((COOKIE, f"/salle/{workshop.pk}/"), (AGAIN, entrance)):
        response.set_signed_cookie(
            name,
            str(participant.id),
            salt=_SALT,
            max_age=_LIFETIME,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


# Tables ---------------------------------------------------------------------------------------

_TABLE_SALT = "atelier_local.steps.wall.table"


@dataclass(frozen=True)
class Scribe:
    """Who writes for others: at one table, by its link, or for the whole room, signed in."""

    workshop: Workshop
    ref: str
    table: Table | None = None


def table_token(table: Table, workshop: Workshop) -> str:
    """What the link of a table's scribe says: good while the room is open under this code."""
    return signing.dumps([table.pk, workshop.join_code], salt=_TABLE_SALT)


def scribe_of(token: str) -> Scribe | None:
    """The scribe of a link; nothing once the room has closed, or was opened again."""
    try:
        pk, code = signing.loads(token, salt=_TABLE_SALT)
    except (signing.BadSignature, ValueError):
        return None
    workshop = workshop_by_code(code)
    table = Table.objects.filter(pk=pk, workshop=workshop).first() if workshop else None
    return Scribe(workshop, f"table:{table.pk}", table) if workshop and table else None
