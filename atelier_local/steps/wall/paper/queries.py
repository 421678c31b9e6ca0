"""What the pages of the paper show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from atelier_local.ground.journal.models import Erasure
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.steps.workshops.enums import SheetKind, Trouble
from atelier_local.steps.workshops.models import Cell, Pack, Photograph, Sheet, Workshop

from ..enums import Channel
from ..models import Activity, Contribution, Option

_TO_TYPE = Q(inked=True, typed_at=None, set_aside_at=None)
_OF_CELLS = Q(cells__inked=True, cells__typed_at=None, cells__set_aside_at=None)


@dataclass(frozen=True)
class Printed:
    """A pack, and how many sheets of each kind it has, in words."""

    pack: Pack
    counts: Sequence[str]


def packs(workshop: Workshop) -> list[Printed]:
    """The latest first (one query)."""
    found = []
    for pack in Pack.objects.filter(workshop=workshop).order_by("-rank"):
        kinds = [sheet["kind"] for sheet in pack.contents["sheets"]]
        counts = [kind.told(kinds.count(kind)) for kind in SheetKind if kind in kinds]
        if pack.contents["poster"]:
            counts.append("une affiche")
        found.append(Printed(pack, counts))
    return found


def sheets(workshop: Workshop) -> QuerySet[Any]:
    """Those that came back, with what waits to be typed (one query)."""
    found = Sheet.objects.filter(pack__workshop=workshop).select_related("pack")
    return found.annotate(
        waiting=Count("cells", filter=_OF_CELLS),
        typed=Count("cells", filter=Q(cells__typed_at__isnull=False)),
    )


@dataclass(frozen=True)
class Unread:
    """A photograph of which something was not read, and why."""

    photograph: Photograph
    troubles: Sequence[str]


def unread(workshop: Workshop, most: int = 12) -> list[Unread]:
    """The latest first (one query)."""
    found = Photograph.objects.filter(workshop=workshop).exclude(troubles=[]).order_by("-pk")
    return [
        Unread(one, [Trouble(trouble).label for trouble in one.troubles]) for one in found[:most]
    ]


def sheet_of(atelier: Atelier, ordinal: int, pk: UUID) -> Sheet | None:
    """One query."""
    found = Sheet.objects.select_related("pack__workshop__atelier__epci")
    found = found.select_related("pack__workshop__stream", "pack__workshop__atelier__stream")
    return found.filter(
        pack__workshop__atelier=atelier, pack__workshop__ordinal=ordinal, pk=pk
    ).first()


def activity_of(sheet: Sheet) -> Activity | None:
    """The question it answers (one query)."""
    asked = Activity.objects.filter(workshop=sheet.pack.workshop_id)
    found = asked.filter(pk=sheet.about).first() if sheet.about else None
    if found:
        found.workshop = sheet.pack.workshop
    return found


def options_of(sheet: Sheet) -> list[Option]:
    """The options of a tally sheet, in its order (one query)."""
    told = sheet.pack.contents["sheets"][sheet.number - 1]
    first = told["first_option"]
    wanted = range(first, first + len(told["options"]))
    found = Option.objects.filter(activity=sheet.about, position__in=wanted)
    return list(found.select_related("activity__workshop__stream"))


def cells(sheet: Sheet) -> list[Cell]:
    """In their order, each with its sheet (one query)."""
    found = list(sheet.cells.all())
    for cell in found:
        cell.sheet = sheet
    return found


@dataclass(frozen=True)
class Desk:
    """A sheet on the desk of a scribe: the cell to type, those that remain, those that do not."""

    cell: Cell | None
    waiting: Sequence[Cell]
    typed: Sequence[Cell]
    blank: Sequence[Cell]
    map: Cell | None

    @property
    def rank(self) -> int:
        """Of the cell at hand among those written, from 1."""
        return len(self.typed) + 1


def desk(sheet: Sheet, listed: Sequence[Cell], wanted: int | None = None) -> Desk:
    """What waits is what seems written; `wanted` is the position of a cell asked for."""
    on_map = sheet.kind == SheetKind.MAP
    written = [cell for cell in listed if not (on_map and cell.position == 0)]
    waiting = [c for c in written if c.inked and not c.typed_at and not c.set_aside_at]
    asked = [cell for cell in waiting if cell.position == wanted]
    return Desk(
        cell=next(iter([*asked, *waiting]), None),
        waiting=waiting,
        typed=[cell for cell in written if cell.typed_at],
        blank=[c for c in written if not c.typed_at and (c.set_aside_at or not c.inked)],
        map=next((cell for cell in listed if on_map and cell.position == 0), None),
    )


def next_sheet(sheet: Sheet) -> Sheet | None:
    """Another sheet of the workshop with something to type, the next one first (one query)."""
    others = sheets(sheet.pack.workshop).exclude(pk=sheet.pk)
    waiting = [one for one in others if one.waiting]
    place = (sheet.pack.rank, sheet.number)
    after = [one for one in waiting if (one.pack.rank, one.number) > place]
    return next(iter([*after, *waiting]), None)


def cell_of(atelier: Atelier, pk: UUID) -> Cell | None:
    """A cell of the Atelier with its picture (one query)."""
    found = Cell.objects.select_related(
        "picture", "sheet__pack__workshop__stream", "sheet__pack__workshop__atelier__stream"
    )
    return found.filter(sheet__pack__workshop__atelier=atelier, pk=pk).first()


def proof_of(card: Contribution) -> Cell | None:
    """The cell a card was typed from (one query for what came by paper, none for the rest)."""
    typed = Cell.objects.filter(pk=card.pk, typed_at__isnull=False)
    return typed.first() if card.channel == Channel.PAPER else None


def shown_of(sheets: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """Those that a document may show: a sheet of a table or a map from which something was typed
    into the register, no card of it hidden or erased since.
    """
    typed = Cell.objects.filter(sheet=OuterRef("pk"), typed_at__isnull=False)
    kinds = (SheetKind.TABLE, SheetKind.MAP)
    found = sheets.filter(Exists(typed), pack__workshop__closed_at__isnull=False, kind__in=kinds)
    return found.exclude(pk__in=spoilt())


def spoilt() -> QuerySet[Any]:
    """The sheets that show a card hidden or erased since, by key."""
    erased = Erasure.objects.filter(line=OuterRef("pk"))
    gone = Contribution.objects.filter(Q(hidden_at__isnull=False) | Exists(erased))
    return Cell.objects.filter(pk__in=gone.values("pk")).values("sheet")


def waiting_in(workshop: Workshop) -> int:
    """Cells of the workshop that are written and not typed yet (one query)."""
    return Cell.objects.filter(_TO_TYPE, sheet__pack__workshop=workshop).count()
