"""The meeting at which the colleges agreed on the marks, or wrote down that they did not."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from atelier_local.ground.files.papers import (
    Block,
    Bullets,
    Heading,
    Paper,
    Para,
    Quote,
    Signatures,
    Table,
)

from ..models import Evaluator, MiniCompetition
from ..queries import Analysis, AnalysisCell
from . import words
from .frame import sheet


def consensus_minutes(
    competition: MiniCompetition, seen: Analysis, present: Sequence[Evaluator], at: datetime
) -> Paper:
    """Every mark as it was settled that day, with its reason; `present`: who was there."""
    cells = [cell for _, row in seen.rows for cell in row if cell.common]
    names = [f"{one.person.full_name}, {one.get_college_display()}" for one in present]
    blocks: list[Block] = [
        Heading(1, "Présents"),
        Bullets(tuple(names)),
        Heading(1, "Notes mises en commun"),
        _marks(cells),
        Para("Le prix n’est pas discuté : sa note sort de la formule publiée."),
        Heading(1, "Désaccords consignés"),
        *_dissents(cells),
        Signatures(tuple(name.replace(", ", "\n", 1) for name in names)),
    ]
    title = "Compte rendu de la mise en commun des notes"
    held = (("Séance close le", words.moment(at)),)
    return sheet(competition, title, "consensus-minutes", blocks, at=at, facts=held)


def _marks(cells: Iterable[AnalysisCell]) -> Table:
    rows = tuple(
        (
            cell.criterion.label,
            cell.tender.invitation.name,
            words.mark(cell.common.value),
            cell.common.reason,
        )
        for cell in cells
        if cell.common
    )
    header = ("Critère", "Offre", "Note sur 10", "Motif")
    return Table("Notes communes et leurs motifs", header, rows, (3, 3, 1, 5), frozenset({2}))


def _dissents(cells: Iterable[AnalysisCell]) -> list[Block]:
    found: list[Block] = [
        Quote(cell.common.dissent, f"{cell.criterion.label}, {cell.tender.invitation.name}")
        for cell in cells
        if cell.common and not cell.common.agreed
    ]
    return found or [Para("Aucun.")]
