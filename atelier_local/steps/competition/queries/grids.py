"""One evaluator’s grid."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from atelier_local.programme.agreement.models import AwardCriterion
from atelier_local.programme.agreement.rules import subcriteria
from atelier_local.refusal import Reasons

from .. import rules
from ..models import Criterion, Evaluator, Mark, MiniCompetition, Tender
from ..rules import lint
from .judging import Admission, admissions, compared


def grids_returned(competition: MiniCompetition) -> tuple[int, int]:
    """How many grids are in, of how many; never whose."""
    grids = [e.submitted_at for e in competition.evaluators.all() if e.sits]
    return sum(at is not None for at in grids), len(grids)


@dataclass(frozen=True)
class GridCell:
    """One mark of mine, there or to come; none is wanted on a tender put out of the ranking."""

    criterion: Criterion
    tender: Tender
    mark: Mark | None
    admission: Admission

    @property
    def at(self) -> tuple[int, int]:
        """Its address."""
        return self.tender.pk, self.criterion.pk

    @property
    def state(self) -> str:
        if not self.admission.ranks:
            return "out"
        if self.mark is None:
            return "empty"
        return "full" if self.mark.reason.strip() else "bare"

    @property
    def contradiction(self) -> str:
        """« Le motif dit « insuffisant », la note est 9. »: shown to its author alone."""
        if self.mark is None:
            return ""
        return lint.contradiction(rules.halves(self.mark.value), self.mark.reason)


@dataclass(frozen=True)
class Grid:
    """An evaluator's marks: a line for each criterion but the price, a cell for each tender."""

    tenders: list[Tender]
    rows: list[tuple[Criterion, list[GridCell]]]
    price: Criterion | None

    @property
    def cells(self) -> list[GridCell]:
        return [cell for _, cells in self.rows for cell in cells]

    @property
    def marked(self) -> int:
        return sum(cell.mark is not None for cell in self.cells)

    @property
    def missing(self) -> Reasons:
        """Tenders put out of the ranking are no longer waited for."""
        wanted = [cell for cell in self.cells if cell.state != "out"]
        marked = sum(cell.mark is not None for cell in wanted)
        reasoned = sum(cell.state == "full" for cell in wanted)
        return rules.against_submitting_grid(len(wanted), marked, reasoned)

    def cell(self, invitation: int, criterion: int) -> GridCell | None:
        for cell in self.cells:
            if cell.at == (invitation, criterion):
                return cell
        return None

    def place(self, cell: GridCell) -> str:
        """« critère 2 sur 4 »"""
        criteria = [criterion for criterion, _ in self.rows]
        return f"critère {criteria.index(cell.criterion) + 1} sur {len(criteria)}"

    def to_do(self) -> GridCell | None:
        """The first cell without a mark or a reason, or else the first of all."""
        unfinished = [cell for cell in self.cells if cell.state in ("empty", "bare")]
        return next(iter(unfinished or self.cells), None)


def _guidance() -> Subquery:
    """What the agreement says is appreciated under a criterion: what the letter cited."""
    agreed = AwardCriterion.objects.filter(
        framework=OuterRef("competition__atelier__framework"), key=OuterRef("key")
    )
    return Subquery(agreed.values("guidance")[:1])


def grid(evaluator: Evaluator) -> Grid:
    """My grid, whatever the number of tenders (four queries)."""
    competition = evaluator.competition
    criteria: list[Criterion] = list(competition.criteria.annotate(guidance=_guidance()))
    for criterion in criteria:
        words = subcriteria(criterion.guidance or "")  # type: ignore[attr-defined]
        criterion.appreciated = rules.with_points(words, criterion.points)  # type: ignore[attr-defined]
    columns = list(compared(competition))
    known = admissions(competition, columns)
    marks = {(mark.invitation_id, mark.criterion_id): mark for mark in evaluator.marks.all()}
    rows = [
        (
            criterion,
            [
                GridCell(
                    criterion,
                    tender,
                    marks.get((tender.pk, criterion.pk)),
                    known[tender.pk],
                )
                for tender in columns
            ],
        )
        for criterion in criteria
        if not criterion.is_price
    ]
    price = next((criterion for criterion in criteria if criterion.is_price), None)
    return Grid(columns, rows, price)
