"""How each holder of an agreement answers and what it is awarded: equity to watch, not a quota."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef

from atelier_local.programme.agreement.rules import share

from ..enums import PlaceOutcome
from ..models import Award, Invitation, LateTender, Opening, Tender
from .reading import unopened


@dataclass
class Record:
    """What one holder did in the consultations whose tenders were opened."""

    name: str
    slug: str
    consulted: int = 0
    answered: int = 0
    unreadable: int = 0
    """Of those it answered: what came in time and could not be read is an answer, not a silence."""
    shut: int = 0
    """An envelope that stayed closed: it came in time, nobody knows what it held."""
    late: int = 0
    """Nothing but what came after the deadline; kept closed."""
    declined: int = 0
    awarded: int = 0
    amount: Decimal = Decimal(0)
    at_stake: Decimal = Decimal(0)
    """What was awarded, to anyone, in the consultations that it was invited to: those of its
    lots, where the agreement has lots."""

    @property
    def silent(self) -> int:
        """Consultations of which nothing at all was heard."""
        return self.consulted - self.answered - self.shut - self.late - self.declined

    @property
    def unanswered(self) -> int:
        return self.consulted - self.answered


@dataclass
class TrackRecord:
    """Every holder of an agreement, in the order of the agreement."""

    records: dict[int, Record] = field(default_factory=dict)
    consultations: int = 0

    @property
    def rows(self) -> list[tuple[Record, int | None]]:
        """Each holder with its share of what it could be awarded, in whole percents."""
        return [(record, share(record.amount, record.at_stake)) for record in self.records.values()]


def track_records(frameworks: Iterable[int]) -> dict[int, TrackRecord]:
    """By agreement. Only consultations whose tenders were opened are read: before, nobody knows
    who answered, and no figure may move (two queries). An award withdrawn for the next in rank
    counts for nobody.
    """
    standing = Award.objects.filter(invitation=OuterRef("pk"), withdrawn_at=None)
    late = LateTender.objects.filter(invitation=OuterRef("pk"))
    invitations = (
        Invitation.objects.filter(
            competition__atelier__framework__in=list(frameworks),
            competition__opened_at__isnull=False,
        )
        .annotate(awarded=Exists(standing), late=Exists(late))
        .select_related("consortium", "competition__atelier", "tender")
        .order_by("consortium__rank")
    )
    found: dict[int, TrackRecord] = {}
    closed = _unopened(frameworks)
    met: dict[int, list[Record]] = defaultdict(list)
    awarded: dict[int, Decimal] = defaultdict(Decimal)
    for one in invitations.defer("tender__body"):
        track = found.setdefault(one.competition.atelier.framework_id, TrackRecord())
        track.consultations += one.competition_id not in met
        record = track.records.setdefault(one.consortium_id, Record(one.name, one.consortium.slug))
        before = record.amount
        _count(record, one, closed.get(one.competition_id, {}).get(one.name, ""))
        met[one.competition_id].append(record)
        awarded[one.competition_id] += record.amount - before
    for competition, records in met.items():
        for record in records:
            record.at_stake += awarded[competition]
    return found


def _unopened(frameworks: Iterable[int]) -> dict[int, dict[str, str]]:
    """By consultation and holder, what the minutes say of what was not opened."""
    openings = Opening.objects.filter(competition__atelier__framework__in=list(frameworks))
    found = openings.exclude(minutes=None).select_related("minutes")
    return {one.competition_id: unopened(one.minutes) for one in found}


def _count(record: Record, one: Invitation, closed: str) -> None:
    """What came of one consultation: the first of these that holds."""
    tender: Tender | None = getattr(one, "tender", None)
    late_on_place = closed.startswith(PlaceOutcome.LATE.label)
    record.consulted += 1
    if tender:
        record.answered += 1
        record.unreadable += tender.price_eur is None
    elif one.declined_at:
        record.declined += 1
    elif closed and not late_on_place:
        record.shut += 1
    elif late_on_place or one.late:  # type: ignore[attr-defined]
        record.late += 1
    if one.awarded:  # type: ignore[attr-defined]
        record.awarded += 1
        record.amount += (tender.price_eur if tender else None) or Decimal(0)


def track_record(framework: int) -> TrackRecord:
    """That of one agreement; empty as long as no tender was opened (two queries)."""
    return track_records([framework]).get(framework, TrackRecord())
