"""What reads oddly in the marks of one competition, and what was read of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .. import rules
from ..enums import EvaluationCollege
from ..models import Acknowledgement, MiniCompetition
from ..rules import lint
from .analysing import Analysis, analysis, cents, estimate_of
from .judging import signals

_ANSWERED = {lint.Kind.CONTRADICTION, lint.Kind.DRIFT, lint.Kind.COPIED, lint.Kind.FLIP}
"""Kinds that somebody has to read before the report, on what goes into it."""


@dataclass(frozen=True)
class Remarks:
    """All remarks of a competition, those already read set apart."""

    found: list[lint.Remark]
    read: Mapping[str, Acknowledgement]
    names: Mapping[int, str]
    labels: Mapping[str, str]

    @property
    def blocking(self) -> list[lint.Remark]:
        return [remark for remark in self.found if remark.blocking]

    @property
    def to_read(self) -> list[lint.Remark]:
        """Remarks on common marks and on the ranking that nobody has answered yet."""
        return [one for one in self.found if _counts(one) and one.key not in self.read]

    @property
    def answered(self) -> list[tuple[lint.Remark, Acknowledgement]]:
        return [(one, self.read[one.key]) for one in self.found if one.key in self.read]

    @property
    def others(self) -> list[lint.Remark]:
        """For information: on evaluators’ own marks, and common reasons that cite no page."""
        return [one for one in self.found if not one.blocking and not _counts(one)]


def _counts(remark: lint.Remark) -> bool:
    return remark.kind in _ANSWERED and (not remark.by or remark.kind is lint.Kind.FLIP)


def remarks(competition: MiniCompetition, seen: Analysis | None = None) -> Remarks:
    """One query more than the analysis."""
    seen = seen or analysis(competition)
    labels = {criterion.key: criterion.label for criterion in seen.criteria}
    price = next((criterion.key for criterion in seen.criteria if criterion.is_price), "")
    found = lint.lint(_said(seen), labels, price=price, unexplained=_unexplained(competition, seen))
    read = {one.key: one for one in Acknowledgement.objects.filter(competition=competition)}
    names = {column.tender.pk: column.tender.invitation.name for column in seen.columns}
    return Remarks(found + _fragile(competition, seen), read, names, labels)


def _said(seen: Analysis) -> list[lint.Said]:
    """Every mark that counts, and the common ones, of tenders that are ranked."""
    said = []
    for _, row in seen.rows:
        for cell in row:
            if cell.criterion.is_price or not cell.ranks:
                continue
            where = (cell.tender.pk, cell.criterion.key)
            said += [
                lint.Said(_name(mark), *where, rules.halves(mark.value), mark.reason)
                for opinion in cell.opinions
                for mark in opinion.marks
            ]
            if cell.common:
                halves = rules.halves(cell.common.value)
                said.append(lint.Said("", *where, halves, cell.common.reason))
    return said


def _name(mark: object) -> str:
    return str(mark.evaluator.person.full_name)  # type: ignore[attr-defined]


def _unexplained(competition: MiniCompetition, seen: Analysis) -> dict[int, str]:
    """Tenders whose price is signalled and that nobody questioned or decided on."""
    opened = [column.tender for column in seen.columns]
    known = {column.tender.pk: column.admission for column in seen.columns}
    signalled = signals(competition, opened, known)
    return {
        pk: " et ".join(str(reason) for reason in why)
        for pk, why in signalled.items()
        if not any(query.verdict for query in known[pk].queries)
    }


def _fragile(competition: MiniCompetition, seen: Analysis) -> list[lint.Remark]:
    """Absences of one evaluator, or of one tender, that would change the first by the means."""
    marks: dict[tuple[int, int, str], int] = {}
    colleges: dict[int, EvaluationCollege] = {}
    for _, row in seen.rows:
        for cell in row:
            for opinion in cell.opinions if cell.ranks else ():
                for mark in opinion.marks:
                    colleges[mark.evaluator_id] = opinion.college
                    key = (mark.evaluator_id, cell.tender.pk, cell.criterion.key)
                    marks[key] = rules.halves(mark.value)
    prices = {
        column.tender.pk: cents(column.tender.price_eur) or 0
        for column in seen.columns
        if column.admission.ranks
    }

    def first(voters: Collection[int], tenders: Collection[int]) -> int | None:
        return _first(competition, seen, marks, voters, {pk: prices[pk] for pk in tenders})

    if not colleges or len(prices) < 2:
        return []
    voters, tenders = lint.flips(list(colleges), list(prices), first)
    price = next((criterion.key for criterion in seen.criteria if criterion.is_price), "")
    return [
        lint.Remark(
            lint.Kind.FLIP,
            seen.winner or 0,
            "",
            f"grille-{pk}",
            f"Sans une grille du collège « {colleges[pk].label} », les moyennes placeraient une "
            "autre offre en tête.",
        )
        for pk in voters
    ] + [
        lint.Remark(
            lint.Kind.FLIP,
            pk,
            price,
            "",
            "Sans cette offre, la formule de prix placerait une autre offre en tête.",
        )
        for pk in tenders
    ]


def _first(
    competition: MiniCompetition,
    seen: Analysis,
    marks: Mapping[tuple[int, int, str], int],
    voters: Collection[int],
    prices: Mapping[int, int],
) -> int | None:
    """Who leads by the means of these evaluators: exact, cheapest first when equal."""
    if not prices:
        return None
    scores: dict[int, Fraction] = defaultdict(Fraction)
    for criterion in seen.criteria:
        if criterion.is_price:
            worth = rules.all_points(
                competition.price_formula,
                prices,
                weight=criterion.weight,
                estimate=estimate_of(competition),
            )
            for pk, points in worth.items():
                scores[pk] += points
            continue
        for pk in prices:
            given = [marks[v, pk, criterion.key] for v in voters if (v, pk, criterion.key) in marks]
            if given:
                scores[pk] += Fraction(criterion.weight * sum(given), rules.HALVES * len(given))
    return max(prices, key=lambda pk: (scores[pk], -prices[pk], -pk))
