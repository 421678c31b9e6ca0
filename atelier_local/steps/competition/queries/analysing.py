"""All grids side by side, the common marks, the totals."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from atelier_local.refusal import Reasons

from .. import rules
from ..enums import EvaluationCollege
from ..models import CommonMark, Criterion, Mark, MiniCompetition, Tender
from .reading import tenders


@dataclass(frozen=True)
class Opinion:
    """What one college thinks: the mean of its members' marks, and each one's words."""

    college: EvaluationCollege
    marks: list[Mark]

    @property
    def value(self) -> Decimal | None:
        if not self.marks:
            return None
        return sum((mark.value for mark in self.marks), Decimal(0)) / len(self.marks)


@dataclass(frozen=True)
class AnalysisCell:
    """One tender on one criterion: what each college says, what they agreed on."""

    criterion: Criterion
    tender: Tender
    opinions: list[Opinion]
    common: CommonMark | None
    price_mark: Decimal | None = None

    @property
    def value(self) -> Decimal | None:
        """What counts in the total."""
        if self.price_mark is not None:
            return self.price_mark
        return self.common.value if self.common else None

    @property
    def gap(self) -> bool:
        """Whether two colleges are at least three points apart."""
        values = [opinion.value for opinion in self.opinions if opinion.value is not None]
        return rules.gap(values) >= rules.GAP

    @property
    def mean(self) -> Decimal | None:
        values = [opinion.value for opinion in self.opinions if opinion.value is not None]
        return sum(values, Decimal(0)) / len(values) if values else None


@dataclass(frozen=True)
class Column:
    """One tender over all criteria."""

    tender: Tender
    cells: list[AnalysisCell]
    total: Decimal | None
    rank: int | None

    @property
    def unsettled(self) -> int:
        return sum(cell.value is None for cell in self.cells)


@dataclass(frozen=True)
class Analysis:
    """Every mark, side by side: readable once all grids are in."""

    criteria: list[Criterion]
    colleges: list[EvaluationCollege]
    columns: list[Column]

    @property
    def rows(self) -> list[tuple[Criterion, list[AnalysisCell]]]:
        return [
            (criterion, [column.cells[place] for column in self.columns])
            for place, criterion in enumerate(self.criteria)
        ]

    @property
    def to_settle(self) -> list[AnalysisCell]:
        """Cells without a common mark, the widest disagreements first."""
        cells = [cell for _, row in self.rows for cell in row if cell.value is None]
        return sorted(cells, key=lambda cell: not cell.gap)

    @property
    def unsettled(self) -> int:
        return len(self.to_settle)

    @property
    def totals(self) -> dict[int, Decimal]:
        """Total of each tender whose marks are complete, by invitation."""
        return {c.tender.pk: c.total for c in self.columns if c.total is not None}

    @property
    def ranked(self) -> list[Column]:
        return sorted(self.columns, key=lambda column: column.rank or len(self.columns) + 1)

    def cell(self, invitation: int, criterion: int) -> AnalysisCell | None:
        for column in self.columns:
            for cell in column.cells:
                if cell.tender.pk == invitation and cell.criterion.pk == criterion:
                    return cell
        return None


def analysis(competition: MiniCompetition) -> Analysis:
    """The marks of all colleges and the common ones, in four queries."""
    criteria = list(competition.criteria.all())
    opened = list(tenders(competition))
    marks, present = _marks(competition)
    commons = {
        (common.invitation_id, common.criterion_id): common
        for common in CommonMark.objects.filter(criterion__competition=competition)
    }
    prices = {tender.pk: tender.price_eur for tender in opened if tender.price_eur is not None}
    by_price = rules.price_marks(competition.price_formula, prices, competition.estimate_eur)
    cells = {
        tender.pk: [
            AnalysisCell(
                criterion=criterion,
                tender=tender,
                opinions=[
                    Opinion(college, marks[tender.pk, criterion.pk, college]) for college in present
                ],
                common=commons.get((tender.pk, criterion.pk)),
                price_mark=by_price[tender.pk] if criterion.is_price else None,
            )
            for criterion in criteria
        ]
        for tender in opened
    }
    return Analysis(criteria, present, _columns(criteria, opened, cells))


def _marks(
    competition: MiniCompetition,
) -> tuple[dict[tuple[int, int, EvaluationCollege], list[Mark]], list[EvaluationCollege]]:
    """Marks of the grids that count, by tender, criterion and college; the colleges present."""
    given = Mark.objects.filter(
        evaluator__competition=competition,
        evaluator__conflict=False,
        evaluator__submitted_at__isnull=False,
    )
    marks: dict[tuple[int, int, EvaluationCollege], list[Mark]] = defaultdict(list)
    for mark in given.select_related("evaluator__person").order_by("evaluator__declared_at"):
        college = EvaluationCollege(mark.evaluator.college)
        marks[mark.invitation_id, mark.criterion_id, college].append(mark)
    seen = {college for *_, college in marks}
    return marks, [college for college in EvaluationCollege if college in seen]


def _columns(
    criteria: list[Criterion], opened: list[Tender], cells: dict[int, list[AnalysisCell]]
) -> list[Column]:
    weights = {criterion.key: criterion.weight for criterion in criteria}
    totals: dict[int, Decimal] = {}
    for tender in opened:
        values = {cell.criterion.key: cell.value for cell in cells[tender.pk]}
        marks = {key: value for key, value in values.items() if value is not None}
        if len(marks) == len(values):
            totals[tender.pk] = rules.total(marks, weights)
    complete = len(totals) == len(opened)
    ranks = {tender: rank for rank, tender in rules.ranking(totals)} if complete else {}
    return [
        Column(tender, cells[tender.pk], totals.get(tender.pk), ranks.get(tender.pk))
        for tender in opened
    ]


def against_awarding_anyone(seen: Analysis) -> Reasons:
    """Why the ranking cannot be settled yet, whoever leads it."""
    best = seen.ranked[0].tender.pk if seen.ranked else 0
    return rules.against_awarding(
        best, seen.totals, "à écrire", unsettled=seen.unsettled, no_grid=False
    )
