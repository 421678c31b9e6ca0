"""Reading a competition: who was consulted, my grid, the common marks, the totals."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from atelier_local.clock import day_of
from atelier_local.programme.agreement.models import ConsortiumAgent, FrameworkAgreement
from atelier_local.programme.ateliers.enums import PartyKind
from atelier_local.programme.ateliers.models import Atelier, RoleGrant
from atelier_local.programme.governance.models import Meeting
from atelier_local.programme.people.access import GRANTS, Capability
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons

from . import rules
from .enums import CompetitionState, EvaluationCollege
from .models import (
    CommonMark,
    Criterion,
    Evaluator,
    Invitation,
    Mark,
    MiniCompetition,
    Officer,
    Opening,
    Tender,
)

_COLLEGE_OF_PARTY = {
    PartyKind.PILOT: EvaluationCollege.PILOT,
    PartyKind.LOCAL_AUTHORITY: EvaluationCollege.LOCAL_AUTHORITIES,
    PartyKind.OPERATOR: EvaluationCollege.OPERATOR,
}


def invitations(competition: MiniCompetition) -> QuerySet[Invitation]:
    return competition.invitations.select_related("consortium")


def tenders(competition: MiniCompetition) -> QuerySet[Tender]:
    """The tenders opened, in the order they came; none before the opening."""
    opened = Tender.objects.filter(
        invitation__competition=competition, price_eur__isnull=False
    ).exclude(invitation__competition__opened_at=None)
    return opened.select_related("invitation__consortium").defer("ciphertext")


def agents(consortia: Iterable[int]) -> dict[int, list[Person]]:
    """Who may be written to, by consortium (one query)."""
    found: dict[int, list[Person]] = defaultdict(list)
    for agent in ConsortiumAgent.objects.filter(consortium__in=consortia).select_related("person"):
        found[agent.consortium_id].append(agent.person)
    return found


def members(framework: FrameworkAgreement) -> list[tuple[str, list[str]]]:
    """Each consortium with the names of its members: who one may be tied to (two queries)."""
    consortia = framework.consortia.prefetch_related("members")
    return [(one.name, [member.raw_label for member in one.members.all()]) for one in consortia]


def against_publishing(competition: MiniCompetition, at: datetime) -> Reasons:
    """What is still missing before the consortia are consulted."""
    framework = competition.atelier.framework
    consortia = list(framework.consortia.all())
    reached = agents(consortium.pk for consortium in consortia)
    return rules.against_publishing(
        officers=len(competition.officers.all()),
        deadline=competition.deadline,
        at=at,
        agreement_ends=framework.valid_to,
        day=day_of(at),
        unreachable=[str(one) for one in consortia if not reached[one.pk]],
    )


def possible_officers(atelier: Atelier) -> list[Person]:
    """Who may open the tenders: those whose role here allows it."""
    opening = [role for role, may in GRANTS.items() if Capability.OPEN_TENDERS in may]
    holders = RoleGrant.objects.filter(atelier=atelier, role__in=opening, revoked_at=None)
    people = Person.objects.filter(pk__in=holders.values("person"))
    return list(people.select_related("organisation"))


def colleges(atelier: Atelier) -> set[EvaluationCollege]:
    """The evaluation colleges that the parties of the Atelier make up."""
    kinds = {PartyKind(party.kind) for party in atelier.parties.all()}
    return {college for kind, college in _COLLEGE_OF_PARTY.items() if kind in kinds}


def grids_returned(competition: MiniCompetition) -> tuple[int, int]:
    """How many grids are in, of how many; never whose."""
    grids = [e.submitted_at for e in competition.evaluators.all() if not e.conflict]
    return sum(at is not None for at in grids), len(grids)


# My grid --------------------------------------------------------------------------------


@dataclass(frozen=True)
class GridCell:
    """One mark of mine, there or to come."""

    criterion: Criterion
    tender: Tender
    mark: Mark | None

    @property
    def state(self) -> str:
        if self.mark is None:
            return "empty"
        return "full" if self.mark.reason.strip() else "bare"


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
        reasoned = sum(cell.state == "full" for cell in self.cells)
        return rules.against_submitting_grid(len(self.cells), self.marked, reasoned)

    def cell(self, invitation: int, criterion: int) -> GridCell | None:
        for cell in self.cells:
            if cell.tender.pk == invitation and cell.criterion.pk == criterion:
                return cell
        return None

    def to_do(self) -> GridCell | None:
        """The first cell without a mark or a reason, or else the first of all."""
        unfinished = [cell for cell in self.cells if cell.state != "full"]
        return next(iter(unfinished or self.cells), None)


def grid(evaluator: Evaluator) -> Grid:
    """My grid, whatever the number of tenders (three queries)."""
    competition = evaluator.competition
    criteria = list(competition.criteria.all())
    columns = list(tenders(competition))
    marks = {(mark.invitation_id, mark.criterion_id): mark for mark in evaluator.marks.all()}
    rows = [
        (
            criterion,
            [
                GridCell(criterion, tender, marks.get((tender.pk, criterion.pk)))
                for tender in columns
            ],
        )
        for criterion in criteria
        if not criterion.is_price
    ]
    price = next((criterion for criterion in criteria if criterion.is_price), None)
    return Grid(columns, rows, price)


# Common marks ---------------------------------------------------------------------------


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
    by_price = rules.price_marks(competition.price_formula, prices)
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


# Sides ----------------------------------------------------------------------------------


def sides_of(person: Person) -> list[Invitation]:
    """The consultations to which the person may answer, the nearest deadline first."""
    acting_for = ConsortiumAgent.objects.filter(person=person).values("consortium")
    return list(
        Invitation.objects.filter(consortium__in=acting_for)
        .exclude(competition__state=CompetitionState.DRAFT)
        .select_related("consortium", "competition__atelier", "competition__award")
        .order_by("competition__deadline")
    )


@dataclass(frozen=True)
class Receipt:
    """What proves a deposit: when it was received, to the second, and the envelope's digest."""

    digest: str
    deposited_at: datetime
    size: int
    replaced: int


def receipt_of(tender: Tender) -> Receipt:
    return Receipt(tender.digest, tender.deposited_at, tender.size, tender.replaced)


def receipt(invitation: Invitation) -> Receipt | None:
    """For that side's eyes only."""
    tender = Tender.objects.filter(invitation=invitation).defer("ciphertext").first()
    return receipt_of(tender) if tender else None


def questions(competition: MiniCompetition) -> list[dict[str, Any]]:
    """Questions without who asked them, the latest first."""
    asked = competition.questions.order_by("-asked_at", "-id")
    return [dict(q) for q in asked.values("id", "text", "asked_at", "answer", "answered_at")]


# The buyer's pages ----------------------------------------------------------------------


def competition_for_buyer(atelier: Atelier) -> MiniCompetition | None:
    """The competition with its award and its officers (two queries)."""
    officers = Officer.objects.select_related("person__organisation")
    found = MiniCompetition.objects.select_related("stream", "award__invitation__consortium")
    found = found.prefetch_related(Prefetch("officers", officers))
    competition = found.filter(atelier=atelier).first()
    if competition:
        competition.atelier = atelier
    return competition


@dataclass(frozen=True)
class BuyerView:
    """What the buyer may know: never, before the opening, who has tendered or how many."""

    criteria: list[Criterion]
    officers: list[Officer]
    invitations: list[Invitation]
    questions: list[dict[str, Any]]
    tendered: set[int]
    open_now: bool

    @property
    def unanswered(self) -> int:
        return sum(question["answered_at"] is None for question in self.questions)


def buyer_view(competition: MiniCompetition, at: datetime) -> BuyerView:
    """One query for each table, whatever its number of rows; nobody is consulted in a draft."""
    published = competition.published_at is not None
    return BuyerView(
        criteria=list(competition.criteria.all()),
        officers=list(competition.officers.all()),
        invitations=list(invitations(competition)) if published else [],
        questions=questions(competition) if published else [],
        tendered=set(tenders(competition).values_list("pk", flat=True))
        if competition.opened_at
        else set(),
        open_now=competition.takes_tenders(at),
    )


@dataclass(frozen=True)
class OpeningView:
    """What was found in the envelopes, and who sent none."""

    meeting: Meeting
    tenders: list[Tender]
    declined: list[Invitation]
    silent: list[Invitation]


def opening_view(competition: MiniCompetition) -> OpeningView | None:
    """None as long as the tenders are sealed (three queries)."""
    opening = Opening.objects.select_related("meeting").filter(competition=competition).first()
    if opening is None:
        return None
    opened = list(tenders(competition).order_by("deposited_at"))
    received = {tender.pk for tender in opened}
    others = [one for one in invitations(competition) if one.pk not in received]
    return OpeningView(
        meeting=opening.meeting,
        tenders=opened,
        declined=[one for one in others if one.declined_at],
        silent=[one for one in others if not one.declined_at],
    )


def against_awarding_anyone(seen: Analysis) -> Reasons:
    """Why the ranking cannot be settled yet, whoever leads it."""
    best = seen.ranked[0].tender.pk if seen.ranked else 0
    return rules.against_awarding(
        best, seen.totals, "à écrire", unsettled=seen.unsettled, no_grid=False
    )
