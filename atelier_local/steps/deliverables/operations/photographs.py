"""Photographs for the documents: drawn anew before they are kept, shown once people agree."""

from datetime import datetime
from io import BytesIO
from typing import IO, Any

from django.db import transaction

from atelier_local.ground.files import operations as files
from atelier_local.ground.files import pictures
from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused, refuse_if

from .. import rules
from ..enums import Consent, DeliverableKind, DeliverableState, Place, Rights
from ..models import Photograph, Section

MOST_BYTES = 25_000_000
"""What a form takes (`files/bounds.py`)."""


def add_photograph(
    section: Section,
    upload: IO[bytes] | Any,
    *,
    alt: str,
    credit: str,
    rights: Rights,
    consent: Consent,
    by: Person,
    at: datetime,
    caption: str = "",
) -> Photograph:
    """Keep a photograph for a section, drawn anew: nothing of where or with what it was taken.

    One too small to be printed at 150 points an inch is refused, with the width that it lacks.
    """
    refuse_if(rules.against_writing(DeliverableState(section.deliverable.state)))
    refuse_if(rules.against_showing(alt, credit, _place(section)))
    content = upload.read(MOST_BYTES + 1)
    refuse_if(["la photographie dépasse 25 Mo"] if len(content) > MOST_BYTES else [])
    try:
        picture = pictures.redrawn(content)
        width, height = pictures.size(picture)
    except pictures.NotAPicture as fault:
        raise Refused([f"la photographie {fault}"]) from fault
    refuse_if(rules.against_printing(width, height))
    told = {"alt": alt, "credit": credit, "caption": caption, "rights": rights, "consent": consent}
    return _keep(section, picture, {"width": width, "height": height, **told}, by=by, at=at)


def _place(section: Section) -> Place:
    kind = DeliverableKind(section.deliverable.kind)
    return rules.places(kind, [section.key])[0]


@transaction.atomic
def _keep(
    section: Section, picture: bytes, told: dict[str, Any], *, by: Person, at: datetime
) -> Photograph:
    file = files.store(
        BytesIO(picture),
        name="photographie",
        accept=[MediaType.JPEG],
        max_bytes=MOST_BYTES,
        by=by,
        at=at,
    )
    made = Photograph.objects.create(section=section, file=file, by=by, at=at, **told)
    _tell(made, "deliverables.photograph_added", by, at, sha256=file.sha256, credit=made.credit)
    return made


@transaction.atomic
def record_consent(made: Photograph, consent: Consent, *, by: Person, at: datetime) -> None:
    """Say what those on the photograph answered; refused, no document shows it any more. What was
    frozen before keeps it: an erratum takes it off.
    """
    changed = Photograph.objects.filter(pk=made.pk).exclude(consent=consent)
    if changed.update(consent=consent):
        made.consent = consent
        _tell(made, "deliverables.photograph_consent", by, at)


def _tell(made: Photograph, kind: str, by: Person, at: datetime, **more: str) -> None:
    section = made.section
    payload = {"kind": section.deliverable.kind, "section": section.key, "photograph": str(made.pk)}
    stream = section.deliverable.atelier.stream
    append(stream, kind, payload | {"consent": str(made.consent)} | more, by=by, at=at)
