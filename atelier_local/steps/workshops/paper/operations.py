"""Making a pack, taking in a photograph of its sheets, setting aside what says nothing."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from atelier_local.ground.files import rules as files
from atelier_local.ground.files.enums import PICTURES, MediaType
from atelier_local.ground.files.models import Stored
from atelier_local.ground.files.operations import store
from atelier_local.ground.files.sheets import codes, reading
from atelier_local.ground.journal.models import uuid7
from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.programme.territories import queries as territories
from atelier_local.refusal import Refused, refuse_if

from ..enums import SheetKind, Trouble
from ..models import Cell, Pack, Photograph, Sheet, Workshop
from . import press, rules
from .sheets import FORMS


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A sheet to print: what it is for, and the words it bears."""

    kind: SheetKind
    question: str = ""
    about: UUID | None = None
    kinds: Sequence[str] = ()
    options: Sequence[str] = ()
    first_option: int = 1
    table: int | None = None
    theme: str = ""


@transaction.atomic
def make_pack(
    workshop: Workshop, planned: Sequence[Planned], *, poster: bool, by: Person, at: datetime
) -> Pack:
    """Number sheets once and for all; none of their receipts is that of another card."""
    kinds = [sheet.kind for sheet in planned]
    refuse_if(rules.against_printing(kinds, held=workshop.is_held) if planned or not poster else ())
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    numbered = [
        asdict(sheet) | {"number": number, "about": str(sheet.about) if sheet.about else None}
        for number, sheet in enumerate(planned, 1)
    ]
    frame = press.frame_of(territories.plate(workshop.atelier.epci))
    pack = Pack.objects.create(
        workshop=workshop,
        rank=workshop.packs.count() + 1,
        code=secrets.token_hex(6),
        key=_new_key(len(numbered)),
        contents={"sheets": numbered, "poster": poster, "frame": frame and asdict(frame)},
        made_by=by.ref,
        made_at=at,
    )
    payload = {"workshop": str(workshop.id), "pack": pack.rank, "sheets": len(numbered)}
    append(workshop.atelier.stream, "workshops.pack_made", payload, by=by, at=at)
    return pack


def _new_key(sheets: int) -> str:
    """A key by which no two stubs of the pack bear one receipt."""
    while True:
        key = secrets.token_hex(16)
        if len({rules.receipt(key, number) for number in range(1, sheets + 1)}) == sheets:
            return key


@dataclass(frozen=True)
class Received:
    """A photograph that came in; `fresh` is False when it already had. `cells` wait to be typed."""

    photograph: Photograph
    fresh: bool
    sheets: int = 0
    cells: int = 0


def receive(
    workshop: Workshop, upload: IO[bytes] | Any, *, name: str, by: Person, at: datetime
) -> Received:
    """Read a photograph of sheets of this workshop, and keep it, read or not.

    The image is kept without what its camera added (place, device). Raises `Refused`: not a
    picture, too big, the register is closed.
    """
    content = upload.read(rules.MOST_BYTES + 1)
    kind = files.recognise(content, name)
    refuse_if(files.can_store(len(content), kind, PICTURES, rules.MOST_BYTES))
    refuse_if(rules.against_receiving(held=workshop.is_held))
    digest = hashlib.sha256(content).hexdigest()
    known = Photograph.objects.filter(workshop=workshop, digest=digest).first()
    if known:
        return Received(known, fresh=False)
    read = reading.read(content, list(FORMS.values()))
    if not read.kept:
        raise Refused([Trouble(read.problem).label])
    return _keep(workshop, read, digest, by=by, at=at)


@transaction.atomic
def _keep(
    workshop: Workshop, read: reading.Reading, digest: str, *, by: Person, at: datetime
) -> Received:
    """Write down what was read; a photograph that came in meanwhile is told once."""
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    photograph, fresh = Photograph.objects.get_or_create(
        workshop=workshop,
        digest=digest,
        defaults={"picture": _stored(read.kept, by, at), "sent_by": by.ref, "sent_at": at},
    )
    if not fresh:
        return Received(photograph, fresh=False)
    packs = _packs_named([found.text for found in read.sheets])
    troubles, sheets = ([read.problem] if read.problem else []), []
    for found in read.sheets:
        label = codes.read(found.text)
        pack = packs.get(label.pack) if label else None
        here = pack is not None and pack.workshop_id == workshop.pk
        wrong = found.problem or rules.trouble_with(
            found.text, found.group, key=pack.key if pack else None, here=here
        )
        planned = _planned(pack, label) if pack and label and not wrong else None
        if wrong or pack is None or planned is None:
            troubles.append(str(wrong or Trouble.UNKNOWN))
        else:
            sheets.append(_lay(pack, planned, photograph, found, by, at))
    photograph.troubles = [str(trouble) for trouble in dict.fromkeys(troubles)]
    photograph.save(update_fields=["troubles"])
    payload = {"workshop": str(workshop.id), "photograph": digest, "sheets": len(sheets)}
    append(workshop.atelier.stream, "workshops.sheets_photographed", payload, by=by, at=at)
    waiting = Cell.objects.filter(sheet__in=sheets, inked=True, typed_at=None, set_aside_at=None)
    return Received(photograph, fresh=True, sheets=len(sheets), cells=waiting.count())


def _packs_named(texts: Sequence[str]) -> dict[str, Pack]:
    labels = [label for text in texts if (label := codes.read(text))]
    return {pack.code: pack for pack in Pack.objects.filter(code__in={one.pack for one in labels})}


def _planned(pack: Pack, label: codes.Label) -> dict[str, Any] | None:
    """What the pack says of that sheet."""
    sheets = pack.contents["sheets"]
    found = sheets[label.number - 1] if 1 <= label.number <= len(sheets) else None
    return found if found and found["kind"] == label.letter else None


def _lay(
    pack: Pack,
    planned: dict[str, Any],
    photograph: Photograph,
    found: reading.Found,
    by: Person,
    at: datetime,
) -> Sheet:
    """The sheet as it now shows; what was typed keeps the picture it was typed from."""
    sheet, _ = Sheet.objects.update_or_create(
        pack=pack,
        number=planned["number"],
        defaults={
            "photograph": photograph,
            "kind": planned["kind"],
            "table": planned["table"],
            "about": planned["about"],
        },
    )
    before = {cell.position: cell for cell in sheet.cells.all()}
    whole = planned["kind"] == SheetKind.MAP
    most = len(planned["options"]) if planned["kind"] == SheetKind.TALLY else len(found.cells)
    for position, cut in enumerate(found.cells[:most]):
        cell = before.get(position) or Cell(id=uuid7(), sheet=sheet, position=position)
        if cell.typed_at:
            continue
        if cut.inked and not cell.inked:
            cell.set_aside_at = None
        cell.inked = cut.inked and not (whole and position == 0)
        cell.picture = _stored(cut.picture, by, at)
        cell.save()
    return sheet


WHOLE = 1400
"""Pixels of the longest side of a sheet shown whole: 150 to the inch, wherever it is printed."""


def straightened(sheet: Sheet) -> bytes:
    """The whole sheet as its latest photograph shows it, seen from above (JPEG). Refused where that
    photograph stayed on the laptop of the hall, or no longer reads.
    """
    try:
        content = sheet.photograph.picture.read()
    except OSError:
        content = b""
    read = reading.straightened(content, list(FORMS.values()), longest=WHOLE) if content else None
    for found in read.sheets if read else ():
        label = codes.read(found.text)
        if label and (label.pack, label.number) == (sheet.pack.code, sheet.number):
            return found.page
    raise Refused(["la photographie de cette feuille ne se lit pas ici"])


def _stored(picture: bytes, by: Person, at: datetime) -> Stored:
    return store(
        BytesIO(picture), name="photographie.jpg", accept=[MediaType.JPEG],
        max_bytes=rules.MOST_BYTES, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def set_aside(cell: Cell, *, by: Person, at: datetime) -> None:
    """Nothing to type there: a stroke, a name struck out, a sheet tried for fun."""
    _mark(cell, "workshops.cell_set_aside", at, by=by, at=at)


@transaction.atomic
def take_back(cell: Cell, *, by: Person, at: datetime) -> None:
    """There was something to type after all."""
    _mark(cell, "workshops.cell_taken_back", None, by=by, at=at)


def _mark(cell: Cell, kind: str, aside: datetime | None, *, by: Person, at: datetime) -> None:
    refuse_if(rules.against_receiving(held=cell.sheet.pack.workshop.is_held))
    changed = Cell.objects.filter(pk=cell.pk, typed_at=None).update(
        set_aside_at=aside, inked=cell.inked or aside is None
    )
    refuse_if(rules.against_typing(typed=not changed, aside=False))
    payload = {"cell": str(cell.pk), "sheet": str(cell.sheet_id)}
    append(cell.sheet.pack.workshop.atelier.stream, kind, payload, by=by, at=at)


def typed(cell: Cell, *, at: datetime, point: tuple[float, float] | None = None) -> None:
    """Note that a cell is typed; part of the act that lays its card. Of two scribes, one wins."""
    refuse_if(rules.against_typing(typed=False, aside=cell.set_aside_at is not None))
    longitude, latitude = point or (None, None)
    changed = Cell.objects.filter(pk=cell.pk, typed_at=None, set_aside_at=None).update(
        typed_at=at, longitude=longitude, latitude=latitude
    )
    refuse_if(rules.against_typing(typed=not changed, aside=False))
