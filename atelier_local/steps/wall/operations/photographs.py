"""Taking in a photograph, before any card bears it."""

from datetime import datetime
from io import BytesIO
from typing import IO, Any

from django.db import transaction

from atelier_local.ground.files import operations as files
from atelier_local.ground.files import pictures
from atelier_local.ground.files.enums import MediaType
from atelier_local.refusal import Refused, refuse_if
from atelier_local.steps.workshops.models import Workshop

from ..models import Photo

MOST_BYTES = 8_000_000


def bring_photo(workshop: Workshop, upload: IO[bytes] | Any, *, at: datetime) -> Photo:
    """Keep the picture alone, drawn anew: neither who brought it, nor where or with what it was
    taken.

    It leaves no line: the card that bears it tells of it, with its digest.
    """
    refuse_if([] if workshop.is_open else ["cette salle n’est pas ouverte"])
    content = upload.read(MOST_BYTES + 1)
    refuse_if(["la photographie dépasse 8 Mo"] if len(content) > MOST_BYTES else [])
    try:
        picture = pictures.redrawn(content)
    except pictures.NotAPicture as fault:
        raise Refused([f"la photographie {fault}"]) from fault
    return _keep(workshop, picture, at=at)


@transaction.atomic
def _keep(workshop: Workshop, picture: bytes, *, at: datetime) -> Photo:
    kept = files.store(
        BytesIO(picture), name="photographie", accept=[MediaType.JPEG], max_bytes=MOST_BYTES,
        by=None, at=at,
    )  # fmt: skip
    return Photo.objects.create(workshop=workshop, file=kept, at=at)
