"""All grids side by side, the common marks, the totals."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from atelier_local.refusal import Reasons

from .. import rules
from ..enums import EvaluationCollege
from ..models import CommonMark, Criterion, Mark, MiniCompetition, Tender
from ..rules import disclosure
from .judging import Admission, admissions, compared

_OPENINGS = ("competition.opened", "competition.place_opening_recorded")


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
    ranks: bool = True

    @property
    def value(self) -> Decimal | None:
        """Out of ten, as it is shown; totals are made of exact points."""
        if self.criterion.is_price:
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
    admission: Admission
    settled_by: str = ""

    @property
    def unsettled(self) -> int:
        return sum(cell.value is None for cell in self.cells if cell.ranks)


@dataclass(frozen=True)
class Analysis:
    """Every mark, side by side: readable once all grids are in."""

    criteria: list[Criterion]
    colleges: list[EvaluationCollege]
    columns: list[Column]
    winner: int | None = None
    rejected: Mapping[int, Admission] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[Criterion, list[AnalysisCell]]]:
        return [
            (criterion, [column.cells[place] for column in self.columns])
            for place, criterion in enumerate(self.criteria)
        ]

    @property
    def to_settle(self) -> list[AnalysisCell]:
        """Cells without a common mark, the widest disagreements first."""
        cells = [cell for _, row in self.rows for cell in row if cell.ranks and cell.value is None]
        return sorted(cells, key=lambda cell: not cell.gap)

    @property
    def unsettled(self) -> int:
        return len(self.to_settle)

    @property
    def unjudged(self) -> int:
        """Tenders whose regularity, or low price, waits for somebody's decision."""
        return sum(column.admission.pending for column in self.columns)

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

    def against_awarding(self, tender: int, reason: str, *, no_grid: bool = False) -> Reasons:
        return rules.against_awarding(
            tender,
            self.winner,
            reason,
            unsettled=self.unsettled,
            unjudged=self.unjudged,
            no_grid=no_grid,
            rejected=self.rejected,
        )


def weights(criteria: list[Criterion]) -> list[rules.Weight]:
    return [rules.Weight(one.key, one.label, one.weight, one.is_price) for one in criteria]


def cents(amount: Decimal | None) -> int | None:
    """A price as the rules count it."""
    return None if amount is None else int(amount * 100)


def analysis(competition: MiniCompetition) -> Analysis:
    """The marks of all colleges and the common ones, in five queries."""
    criteria = list(competition.criteria.all())
    opened = list(compared(competition))
    marks, present = _marks(competition)
    known = admissions(competition, opened)
    commons = {
        (common.invitation_id, common.criterion_id): common
        for common in CommonMark.objects.filter(criterion__competition=competition)
    }
    prices = {
        tender.pk: cents(tender.price_eur) or 0 for tender in opened if known[tender.pk].ranks
    }
    out_of_ten = rules.all_points(
        competition.price_formula, prices, weight=10, estimate=estimate_of(competition)
    )
    cells = {
        tender.pk: [
            AnalysisCell(
                criterion=criterion,
                tender=tender,
                opinions=[
                    Opinion(college, marks[tender.pk, criterion.pk, college]) for college in present
                ],
                common=commons.get((tender.pk, criterion.pk)),
                price_mark=_decimal(out_of_ten.get(tender.pk)) if criterion.is_price else None,
                ranks=known[tender.pk].ranks,
            )
            for criterion in criteria
        ]
        for tender in opened
    }
    rejected = {pk: one for pk, one in known.items() if not one.ranks}
    columns, winner = _columns(competition, criteria, opened, cells, known)
    return Analysis(criteria, present, columns, winner, rejected)


def _decimal(points: rules.Points | None) -> Decimal | None:
    return None if points is None else Decimal(points.numerator) / Decimal(points.denominator)


def estimate_of(competition: MiniCompetition) -> int | None:
    """The buyer's estimate, in cents, where there is one."""
    return cents(competition.estimate_eur)


def _marks(
    competition: MiniCompetition,
) -> tuple[dict[tuple[int, int, EvaluationCollege], list[Mark]], list[EvaluationCollege]]:
    """Marks of the grids that count, by tender, criterion and college; the colleges present."""
    given = Mark.objects.filter(
        evaluator__competition=competition,
        evaluator__conflict=False,
        evaluator__withdrawn_at=None,
        evaluator__submitted_at__isnull=False,
    )
    marks: dict[tuple[int, int, EvaluationCollege], list[Mark]] = defaultdict(list)
    for mark in given.select_related("evaluator__person").order_by("evaluator__declared_at"):
        college = EvaluationCollege(mark.evaluator.college)
        marks[mark.invitation_id, mark.criterion_id, college].append(mark)
    seen = {college for *_, college in marks}
    return marks, [college for college in EvaluationCollege if college in seen]


def _columns(
    competition: MiniCompetition,
    criteria: list[Criterion],
    opened: list[Tender],
    cells: dict[int, list[AnalysisCell]],
    known: Mapping[int, Admission],
) -> tuple[list[Column], int | None]:
    """Totals of tenders fully marked; ranks once all that may be ranked are."""
    in_play = [tender for tender in opened if known[tender.pk].ranks]
    full = [t for t in in_play if all(cell.value is not None for cell in cells[t.pk])]
    ranked = {one.tender: one for one in _ranked(competition, criteria, in_play, full, cells)}
    complete = len(full) == len(in_play)
    columns = []
    for tender in opened:
        one = ranked.get(tender.pk)
        columns.append(
            Column(
                tender,
                cells[tender.pk],
                rules.as_decimal(one.total) if one else None,
                one.rank if one and complete else None,
                known[tender.pk],
                one.settled_by if one and complete else "",
            )
        )
    winner = next((column.tender.pk for column in columns if column.rank == 1), None)
    return columns, winner


def _ranked(
    competition: MiniCompetition,
    criteria: list[Criterion],
    in_play: list[Tender],
    full: list[Tender],
    cells: dict[int, list[AnalysisCell]],
) -> list[rules.Ranked[int]]:
    """By the exact points; a draw is looked up only when nothing else tells two tenders apart."""

    def ranked(opening: str) -> list[rules.Ranked[int]]:
        judged = [
            rules.Judged(
                tender.pk,
                {
                    cell.criterion.key: rules.halves(cell.common.value)
                    for cell in cells[tender.pk]
                    if cell.common
                },
                cents(tender.price_eur) or 0,
                rules.draw(opening, disclosure.drawn(read_of(tender))),
            )
            for tender in full
        ]
        lowest = min((cents(tender.price_eur) or 0 for tender in in_play), default=None)
        return rules.ranking(
            judged,
            weights(criteria),
            competition.price_formula,
            estimate_of(competition),
            lowest=lowest,
        )

    found = ranked("")
    if any(one.settled_by == rules.BY_DRAW for one in found):
        found = ranked(opening_hash(competition))
    return found


def opening_hash(competition: MiniCompetition) -> str:
    """The hash of the line that tells the opening, here or on PLACE: nobody could choose it
    beforehand."""
    line = competition.stream.lines.filter(kind__in=_OPENINGS).order_by("-seq").first()
    return bytes(line.hash).hex() if line else ""


def read_of(tender: Tender) -> dict[str, Any]:
    """What the register commits to of a tender."""
    consortium, price = tender.invitation.consortium_id, cents(tender.price_eur)
    return disclosure.read_at_opening(consortium, tender.digest, price)


def against_awarding_anyone(seen: Analysis) -> Reasons:
    """Why the ranking cannot be settled yet, whoever leads it."""
    return seen.against_awarding(seen.winner or 0, "à écrire")
