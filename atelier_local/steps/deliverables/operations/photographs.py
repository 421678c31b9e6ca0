"""Photographs for the documents: drawn anew before they are kept, shown once people agree."""

from datetime import datetime
from io import BytesIO
from typing import IO, Any

from django.db import transaction
from django.db.models import QuerySet

from atelier_local.ground.files import operations as files
from atelier_local.ground.files import pictures
from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.models import Stored
from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.programme.thread import operations as thread
from atelier_local.refusal import Refused, refuse_if
from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.wall.paper.queries import shown_of
from atelier_local.steps.wall.queries import lent
from atelier_local.steps.workshops.models import Sheet
from atelier_local.steps.workshops.paper.operations import straightened

from .. import rules
from ..enums import Consent, DeliverableKind, DeliverableState, Place, Rights
from ..models import Photograph, Section
from .documents import refuse_to_write

MOST_BYTES = 42_000_000
"""What its page takes (`config/asgi.py`): 40 MB, as cameras count them or as we do."""


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
    refuse_if(
        ["la photographie dépasse 40 Mo : enregistrez-la plus légère"]
        if len(content) > MOST_BYTES
        else []
    )
    try:
        picture = pictures.redrawn(content, most_pixels=pictures.MOST_OF_A_CAMERA)
        width, height = pictures.size(picture)
    except pictures.NotAPicture as fault:
        raise Refused([f"la photographie {fault}"]) from fault
    refuse_if(rules.against_printing(width, height))
    told = {"alt": alt, "credit": credit, "caption": caption, "rights": rights, "consent": consent}
    return _keep(section, picture, {"width": width, "height": height, **told}, by=by, at=at)


@transaction.atomic
def take_up(
    section: Section,
    card: Contribution,
    *,
    alt: str,
    consent: Consent,
    by: Person,
    at: datetime,
    caption: str = "",
) -> Photograph:
    """Show in a section the photograph that a card bears, as whoever joined it said that documents
    may. The section rests on the card; hidden later, the card takes its photograph off.
    """
    credit = f"jointe à la contribution {card.node.number}"
    refuse_to_write(section.deliverable)
    refuse_if(rules.against_showing(alt, credit, _place(section)))
    found = next((one for one in lent(section.deliverable.atelier) if one.pk == card.pk), None)
    shown = section.photographs.filter(card=card.pk).exists()
    refuse_if(rules.against_taking_up(lent=found is not None, shown=shown))
    file = found.photo.file  # type: ignore[union-attr]  # what is lent bears one
    width, height = pictures.size(file.read())
    refuse_if(rules.against_printing(width, height))
    thread.cite(card.node, section.node, "sa photographie y paraît", by=by, at=at)
    told = {"alt": alt, "credit": credit, "caption": caption, "rights": Rights.GRANTED}
    points = {"width": width, "height": height}
    more = {"consent": consent, "card": card}
    return _show(section, file, told | points | more, by=by, at=at)


def show_sheet(
    section: Section,
    sheet: Sheet,
    *,
    alt: str,
    consent: Consent,
    by: Person,
    at: datetime,
    caption: str = "",
) -> Photograph:
    """Show in a section a sheet that the hall wrote on, straightened from its photograph. A face or
    a name on it: who writes says what those people answered, as of any photograph.
    """
    whose = f"de la table {sheet.table}" if sheet.table else "de la salle"
    credit = f"feuille {whose}, photographiée sur place"
    refuse_to_write(section.deliverable)
    refuse_if(rules.against_showing(alt, credit, _place(section)))
    known = shown_of(Sheet.objects.filter(pack__workshop__atelier=section.deliverable.atelier))
    shown = section.photographs.filter(sheet=sheet.pk).exists()
    may = known.filter(pk=sheet.pk).exists()
    refuse_if(rules.against_showing_sheet(may_be_shown=may, shown=shown))
    picture = straightened(sheet)
    width, height = pictures.size(picture)
    refuse_if(rules.against_printing(width, height))
    told = {"alt": alt, "credit": credit, "caption": caption, "rights": Rights.GRANTED}
    points = {"width": width, "height": height}
    more = {"consent": consent, "sheet": sheet}
    return _keep(section, picture, told | points | more, by=by, at=at)


def _place(section: Section) -> Place:
    kind = DeliverableKind(section.deliverable.kind)
    return rules.places(kind, [section.key])[0]


@transaction.atomic
def _keep(
    section: Section, picture: bytes, told: dict[str, Any], *, by: Person, at: datetime
) -> Photograph:
    """The same photograph again in the same section is that one, told anew."""
    refuse_to_write(section.deliverable)
    file = files.store(
        BytesIO(picture),
        name="photographie",
        accept=[MediaType.JPEG],
        max_bytes=MOST_BYTES,
        by=by,
        at=at,
    )
    return _show(section, file, told, by=by, at=at)


def _show(
    section: Section, file: Stored, told: dict[str, Any], *, by: Person, at: datetime
) -> Photograph:
    lent = {name: told.pop(name, None) for name in ("card", "sheet")}
    refused = _same(section, file).filter(consent=Consent.REFUSED).exists()
    refuse_if(rules.against_showing_again(refused and told["consent"].lets_out))
    facts = {**told, "by": by, "at": at}
    made, _ = Photograph.objects.update_or_create(
        section=section, file=file, **lent, defaults=facts
    )
    _tell(made, "deliverables.photograph_added", by, at, sha256=file.sha256, credit=made.credit)
    return made


@transaction.atomic
def record_consent(made: Photograph, consent: Consent, *, by: Person, at: datetime) -> None:
    """Say what those on the photograph answered, for each document of the Atelier that shows it;
    refused, none does any more. What was frozen before keeps it: an erratum takes it off.
    """
    if _same(made.section, made.file).exclude(consent=consent).update(consent=consent):
        made.consent = consent
        _tell(made, "deliverables.photograph_consent", by, at)


def _same(section: Section, file: Stored) -> QuerySet[Photograph]:
    """The same picture, wherever the documents of the Atelier show it: people agree to it once."""
    atelier = section.deliverable.atelier_id
    return Photograph.objects.filter(file=file, section__deliverable__atelier=atelier)


def _tell(made: Photograph, kind: str, by: Person, at: datetime, **more: str) -> None:
    section = made.section
    payload = {"kind": section.deliverable.kind, "section": section.key, "photograph": str(made.pk)}
    stream = section.deliverable.atelier.stream
    append(stream, kind, payload | {"consent": str(made.consent)} | more, by=by, at=at)
