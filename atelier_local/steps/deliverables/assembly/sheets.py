"""What a hall wrote on paper: each sheet as it was photographed, beside what was typed from it."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from atelier_local.ground.files.typography import NBSP, quoted
from atelier_local.steps.workshops.enums import SheetKind
from atelier_local.steps.workshops.models import Cell, Sheet

from .. import rules
from .material import Material
from .photographs import shot
from .shapes import Shape


def of_the_halls(material: Material) -> Mapping[UUID, list[Shape]]:
    """The sheets that the document shows, by workshop, table by table (two queries at most)."""
    shown = {one.sheet.pk: (one.sheet, one) for one in material.going_out if one.sheet}
    cells = Cell.objects.filter(sheet__in=shown, typed_at__isnull=False).order_by("position")
    typed: dict[UUID, list[str]] = defaultdict(list)
    for of, key in cells.values_list("sheet", "pk") if shown else ():
        if card := material.contribution_of.get(key):
            typed[of].append(f"{card.node.number}{NBSP}: {quoted(card.node.words)}")
    themes = {
        (workshop.pk, table.number): table.theme
        for workshop in material.workshops
        for table in workshop.tables.all()
    }
    told: dict[UUID, list[Shape]] = defaultdict(list)
    for sheet, one in sorted(shown.values(), key=lambda pair: (pair[0].table or 0, pair[0].number)):
        hall = sheet.pack.workshop_id
        told[hall].append(
            {
                "title": _titled(sheet, themes.get((hall, sheet.table or 0), "")),
                "photograph": shot(one, rules.width_of(one.width, one.height)),
                "transcription": typed[sheet.pk],
            }
        )
    return told


def _titled(sheet: Sheet, theme: str) -> str:
    if sheet.kind == SheetKind.MAP:
        return "Ce qui a été écrit sur la carte"
    where = f"la table {sheet.table}" if sheet.table else "la salle"
    return f"Ce que {where} a écrit" + (f" : {theme}" if theme else "")
