"""Printing what the activities ask; laying what a scribe types from a photograph."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from atelier_local.programme.people.models import Person
from atelier_local.programme.territories import geometry
from atelier_local.programme.territories import queries as territories
from atelier_local.steps.workshops.enums import SheetKind
from atelier_local.steps.workshops.models import Cell, Pack, Sheet, Workshop
from atelier_local.steps.workshops.paper import operations as paper
from atelier_local.steps.workshops.paper import rules as printed
from atelier_local.steps.workshops.paper.operations import Planned
from atelier_local.steps.workshops.paper.sheets import TALLY

from .. import operations as wall
from ..enums import Channel, ContributionKind
from ..models import Activity, Contribution, Option


def print_pack(
    workshop: Workshop,
    activity: Activity | None,
    *,
    by: Person,
    at: datetime,
    cards: int = 0,
    by_table: int = 0,
    maps: int = 0,
    votes: Sequence[Activity] = (),
    poster: bool = False,
) -> Pack:
    """Number the sheets for one question, and a tally sheet for each of the votes."""
    asks = _asking(activity) if activity else None
    planned: list[Planned] = []
    if asks:
        planned += [replace(asks, kind=SheetKind.MAP)] * maps
        for table in workshop.tables.all():
            sheet = replace(asks, kind=SheetKind.TABLE, table=table.number, theme=table.theme)
            planned += [sheet] * by_table
    planned += [sheet for vote in votes for sheet in _tallies(vote)]
    if asks:
        planned += [asks] * cards
    return paper.make_pack(workshop, planned, poster=poster, by=by, at=at)


def _asking(activity: Activity) -> Planned:
    """A card to write on, for this question."""
    kinds = [str(kind.label) for kind in activity.offered]
    return Planned(kind=SheetKind.CARD, question=activity.question, about=activity.pk, kinds=kinds)


def _tallies(vote: Activity) -> list[Planned]:
    """As many sheets as the options need."""
    options = [option.words for option in vote.options.all()]
    rows = len(TALLY.cells)
    return [
        Planned(
            kind=SheetKind.TALLY, question=vote.question, about=vote.pk,
            options=options[first : first + rows], first_option=first + 1,
        )
        for first in range(0, len(options), rows)
    ]  # fmt: skip


@transaction.atomic
def type_card(
    cell: Cell,
    activity: Activity,
    words: str,
    *,
    kind: ContributionKind,
    by: Person,
    at: datetime,
    family: str = "",
    place: str = "",
    table: int | None = None,
    audience: str = "",
    spot: tuple[float, float] | None = None,
) -> Contribution:
    """Lay the card that a cell holds. The picture of the cell stays as its proof: they share a key.

    `spot` is a point of a map sheet, in millimetres: the card gets the commune that holds it,
    unless a place is told.
    """
    sheet = cell.sheet
    point = _point(sheet.pack, spot)
    paper.typed(cell, at=at, point=point)
    return wall.contribute(
        activity,
        words,
        kind=kind,
        family=family,
        audience=audience,
        channel=Channel.PAPER,
        table=table if table is not None else sheet.table,
        point=_in_whole_numbers(point) if activity.is_map else None,
        place=place or (_commune_at(sheet.pack.workshop, point) if point else ""),
        receipt=printed.receipt(sheet.pack.key, sheet.number) if _has_stub(sheet) else "",
        id=cell.pk,
        by=by,
        at=at,
    )


def _has_stub(sheet: Sheet) -> bool:
    return sheet.kind == SheetKind.CARD


def _point(pack: Pack, spot: tuple[float, float] | None) -> tuple[float, float] | None:
    """Longitude and latitude, by the frame the pack was printed with."""
    kept = pack.contents["frame"]
    return geometry.Projection(**kept).place(*spot) if kept and spot else None


def _in_whole_numbers(point: tuple[float, float] | None) -> tuple[int, int] | None:
    """As a phone would say it: hundred-thousandths of a degree."""
    return (round(point[0] * 100_000), round(point[1] * 100_000)) if point else None


def _commune_at(workshop: Workshop, point: tuple[float, float]) -> str:
    """The commune of the territory that holds this point; nothing outside."""
    plate = territories.plate(workshop.atelier.epci)
    held = (
        place.name
        for place in plate.places
        if place.outline and geometry.contains(place.outline, point)
    )
    return next(held, "")


@transaction.atomic
def note_totals(
    sheet: Sheet, options: Sequence[Option], totals: Mapping[int, int], *, by: Person, at: datetime
) -> int:
    """Note hands and dots counted on paper, told apart from what phones chose; how many changed.

    `totals` goes by position of the option; a total typed again takes the place of the first.
    """
    changed = 0
    first = sheet.pack.contents["sheets"][sheet.number - 1]["first_option"]
    for option in options:
        total = totals.get(option.position)
        if total is None:
            continue
        sheet.cells.filter(position=option.position - first, typed_at=None).update(typed_at=at)
        if total != option.by_hand:
            wall.count_by_hand(option, total, by=by, at=at)
            changed += 1
    return changed
