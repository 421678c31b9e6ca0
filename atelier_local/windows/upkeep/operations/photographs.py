"""Photographs that leave a hall in its bundle, then are taken in at home, once each.

Their rows go with the others, their bytes apart, by digest. Of cards, those that a line names; of
paper, photographs of sheets with what was cut out of them, since a cell bears the key of its card.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db.models import Model

from atelier_local.ground.files import operations as files
from atelier_local.ground.files import pictures
from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.models import Stored
from atelier_local.ground.journal.bundles import MOST_FILES, Unusable
from atelier_local.ground.journal.models import Line
from atelier_local.steps.wall.models import Photo
from atelier_local.steps.workshops.enums import Trouble
from atelier_local.steps.workshops.models import Cell, Pack, Photograph, Sheet, Workshop

from .. import rules
from ..enums import Remark
from ..rules import Noted

LARGEST = 25_000_000
"""Bytes of one picture: what the page of paper takes."""


# Leaving ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leaving:
    """What a bundle carries, and how many photographs it had no room for."""

    rows: Sequence[Model]
    files: Mapping[str, bytes]
    left: int


def leaving(workshop: Workshop, lines: Iterable[Line], *, room: int) -> Leaving:
    """The photographs of the hall: those of cards first, then those of sheets, while they fit in
    `room` bytes."""
    rows: list[Model] = []
    carried: dict[str, bytes] = {}
    left = weight = 0
    for things in _by_photograph(workshop, lines):
        fresh = {one.sha256: one for one in map(_file, things) if one is not None}
        fresh = {digest: one for digest, one in fresh.items() if digest not in carried}
        more = sum(one.size for one in fresh.values())
        fits = weight + more <= room and len(carried) + len(fresh) <= MOST_FILES
        if not fits or not all(one.path.exists() for one in fresh.values()):
            left += 1
            continue
        weight += more
        carried |= {digest: one.read() for digest, one in fresh.items()}
        rows += [*fresh.values(), *things]
    return Leaving(rows, carried, left)


def _file(thing: Model) -> Stored | None:
    if isinstance(thing, Photo):
        return thing.file
    return thing.picture if isinstance(thing, Photograph | Cell) else None


def _by_photograph(workshop: Workshop, lines: Iterable[Line]) -> Iterable[Sequence[Model]]:
    """Each photograph with what hangs on it."""
    photos = Photo.objects.filter(workshop=workshop, pk__in=_borne(lines)).select_related("file")
    yield from ([photo] for photo in photos.order_by("at", "pk"))
    sent = Photograph.objects.filter(workshop=workshop).select_related("picture")
    for photograph in sent.prefetch_related("sheets__cells__picture"):
        sheets = list(photograph.sheets.all())
        yield [photograph, *sheets, *(cell for sheet in sheets for cell in sheet.cells.all())]


def _borne(lines: Iterable[Line]) -> dict[str, dict[UUID, str]]:
    """Photograph → the cards that say they bear it → the digest they tell."""
    borne: dict[str, dict[UUID, str]] = defaultdict(dict)
    for line in lines:
        told = line.payload or {}
        if isinstance(told.get("photo"), str) and told["photo"]:
            borne[told["photo"]][line.id] = str(told.get("picture"))
    return borne


# Coming home ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Brought:
    """The photographs of a bundle, read and checked, nothing of it written yet."""

    files: Mapping[str, bytes]
    stored: Mapping[UUID, Stored]
    photos: Sequence[Photo]
    photographs: Sequence[Photograph]
    sheets: Sequence[Sheet]
    cells: Sequence[Cell]
    bearers: Mapping[str, Mapping[UUID, str]]
    left: int


def read(
    workshop: Workshop, rows: Iterable[Model], content: Mapping[str, Any], lines: Iterable[Line]
) -> Brought:
    """What the bundle brings of photographs; raises `Unusable` for what is not of this room."""
    listed = list(rows)
    brought = Brought(
        files=content.get("files", {}),
        stored={one.pk: one for one in listed if isinstance(one, Stored)},
        photos=[one for one in listed if isinstance(one, Photo)],
        photographs=[one for one in listed if isinstance(one, Photograph)],
        sheets=[one for one in listed if isinstance(one, Sheet)],
        cells=[one for one in listed if isinstance(one, Cell)],
        bearers=_borne(lines),
        left=int(content.get("left", 0)),
    )
    _check_pictures(brought)
    _check_place(workshop, brought)
    return brought


def _check_pictures(brought: Brought) -> None:
    for one in brought.stored.values():
        if one.sha256 not in brought.files:
            raise Unusable("il manque une photographie à ce paquet")
        try:
            pictures.check(brought.files[one.sha256])
        except pictures.NotAPicture as fault:
            raise Unusable(f"une photographie de ce paquet {fault}") from fault
    asked = {
        *(one.file_id for one in brought.photos),
        *(one.picture_id for one in brought.photographs),
        *(one.picture_id for one in brought.cells),
    }
    if not asked <= set(brought.stored):
        raise Unusable("il manque une photographie à ce paquet")
    for photo in brought.photos:
        told = brought.bearers.get(str(photo.pk), {})
        if brought.stored[photo.file_id].sha256 not in told.values():
            raise Unusable("ce paquet porte une photographie qu’aucune carte ne dit porter")


def _check_place(workshop: Workshop, brought: Brought) -> None:
    """Nothing of another workshop, and sheets that its packs did print."""
    packs = Pack.objects.filter(workshop=workshop).in_bulk()
    ours = {one.pk for one in brought.photographs}, {one.pk for one in brought.sheets}
    rooms = {one.workshop_id for one in brought.photos}
    rooms |= {one.workshop_id for one in brought.photographs}
    printed = all(
        one.photograph_id in ours[0]
        and one.pack_id in packs
        and one.kind == _kind_printed(packs[one.pack_id], one.number)
        for one in brought.sheets
    )
    cut = all(one.sheet_id in ours[1] and _is_on_earth(one) for one in brought.cells)
    known = (
        Photo.objects.filter(pk__in=[one.pk for one in brought.photos]),
        Photograph.objects.filter(pk__in=ours[0]),
        Sheet.objects.filter(pk__in=ours[1]),
        Cell.objects.filter(pk__in=[one.pk for one in brought.cells]),
    )
    ways = ("workshop", "workshop", "pack__workshop", "sheet__pack__workshop")
    alone = not any(
        rows.exclude(**{way: workshop}).exists() for rows, way in zip(known, ways, strict=True)
    )
    if not (rooms <= {workshop.pk} and printed and cut and alone):
        raise Unusable("ce paquet parle d’un autre atelier que le sien")


def _kind_printed(pack: Pack, number: int) -> str:
    sheets = pack.contents["sheets"]
    return str(sheets[number - 1]["kind"]) if 1 <= number <= len(sheets) else ""


def _is_on_earth(cell: Cell) -> bool:
    return all(at is None or -180 <= at <= 180 for at in (cell.longitude, cell.latitude))


@dataclass(frozen=True)
class Taken:
    """What was new, and the cells that two scribes had typed."""

    photographs: int
    twice: Sequence[UUID]


def take_in(workshop: Workshop, brought: Brought, *, late: bool) -> Taken:
    """Write down what is not here yet. `late`: a newer bundle of that machine came before."""
    gone = _erased(brought)
    known = set(Photo.objects.filter(workshop=workshop).values_list("pk", flat=True))
    new = [
        Photo(pk=one.pk, workshop=workshop, file=_kept(brought, one.file_id), at=one.at)
        for one in brought.photos
        if one.pk not in known and not set(brought.bearers[str(one.pk)]) <= gone
    ]
    Photo.objects.bulk_create(new)
    sent, fresh = _photographs(workshop, brought)
    sheets = _sheets(brought, sent)
    twice = _cells(brought, sheets, gone, late=late)
    return Taken(len(new) + fresh, twice)


def remarks(brought: Brought, taken: Taken) -> list[Noted]:
    """What a person should see of them."""
    return [
        *(rules.noted(Remark.TYPED_TWICE, cell=pk) for pk in taken.twice),
        *([rules.noted(Remark.PACKED_FULL, count=brought.left)] if brought.left else []),
    ]


def _erased(brought: Brought) -> set[UUID]:
    """Cards whose words were erased here: their pictures do not come back."""
    ids = {id for bearers in brought.bearers.values() for id in bearers}
    ids |= {one.pk for one in brought.cells}
    return set(Line.objects.filter(pk__in=ids, payload__isnull=True).values_list("pk", flat=True))


def _kept(brought: Brought, id: UUID) -> Stored:
    """The bytes under their own digest: the row of the hall tells who brought them, and when."""
    told = brought.stored[id]
    return files.store(
        BytesIO(brought.files[told.sha256]), name=told.name, accept=[MediaType.JPEG],
        max_bytes=LARGEST, by=told.stored_by, at=told.stored_at,
    )  # fmt: skip


def _photographs(workshop: Workshop, brought: Brought) -> tuple[dict[UUID, Photograph], int]:
    """Those of the bundle, by their key there; and how many are new here."""
    known = {one.digest: one for one in Photograph.objects.filter(workshop=workshop)}
    found, fresh = {}, 0
    for one in brought.photographs:
        if one.digest not in known:
            troubles = [told for told in one.troubles if told in Trouble.values]
            known[one.digest] = Photograph.objects.create(
                pk=one.pk, workshop=workshop, digest=one.digest, troubles=troubles,
                picture=_kept(brought, one.picture_id), sent_by=one.sent_by, sent_at=one.sent_at,
            )  # fmt: skip
            fresh += 1
        found[one.pk] = known[one.digest]
    return found, fresh


def _sheets(brought: Brought, sent: Mapping[UUID, Photograph]) -> dict[UUID, Sheet]:
    """A sheet that came back on two machines is one, as its latest photograph shows it."""
    packs = {one.pack_id for one in brought.sheets}
    here = Sheet.objects.filter(pack__in=packs).select_related("photograph")
    known = {(one.pack_id, one.number): one for one in here}
    found = {}
    for one in brought.sheets:
        photograph = sent[one.photograph_id]
        place = (one.pack_id, one.number)
        if place not in known:
            known[place] = Sheet.objects.create(
                pk=one.pk, pack_id=one.pack_id, photograph=photograph, kind=one.kind,
                number=one.number, table=one.table, about=one.about,
            )  # fmt: skip
        ours = known[place]
        last = max(ours.photograph, photograph, key=lambda each: (each.sent_at, each.pk))
        if last.pk != ours.photograph_id:
            ours.photograph = last
            ours.save(update_fields=["photograph"])
        found[one.pk] = ours
    return found


def _cells(
    brought: Brought, sheets: Mapping[UUID, Sheet], gone: set[UUID], *, late: bool
) -> list[UUID]:
    """Cells that were not here, or that say more than ours; those that two scribes typed."""
    here = Cell.objects.filter(sheet__in=sheets.values())
    known = {(one.sheet_id, one.position): one for one in here}
    twice = []
    for one in brought.cells:
        if one.pk in gone:
            continue
        one.sheet = sheets[one.sheet_id]
        ours = known.get((one.sheet_id, one.position))
        if ours is not None and ours.pk != one.pk and ours.typed_at and one.typed_at:
            twice.append(one.pk)
        if ours is not None and not rules.takes_the_place(one, ours, late=late):
            continue
        if ours is not None:
            ours.delete()
        one.picture = _kept(brought, one.picture_id)
        one.save(force_insert=True)
        known[(one.sheet_id, one.position)] = one
    return twice
