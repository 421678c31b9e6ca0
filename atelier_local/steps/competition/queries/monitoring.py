"""How each holder of an agreement answers and what it is awarded: equity to watch, not a quota."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef

from atelier_local.programme.agreement.rules import share

from ..models import Award, Invitation


@dataclass
class Record:
    """What one holder did in the consultations whose tenders were opened."""

    name: str
    slug: str
    consulted: int = 0
    answered: int = 0
    unreadable: int = 0
    """Of those it answered: what came in time and could not be read is an answer, not a silence."""
    declined: int = 0
    awarded: int = 0
    amount: Decimal = Decimal(0)

    @property
    def silent(self) -> int:
        return self.consulted - self.answered - self.declined

    @property
    def unanswered(self) -> int:
        return self.consulted - self.answered


@dataclass
class TrackRecord:
    """Every holder of an agreement, in the order of the agreement."""

    records: dict[int, Record] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum((record.amount for record in self.records.values()), Decimal(0))

    @property
    def consultations(self) -> int:
        return max((record.consulted for record in self.records.values()), default=0)

    @property
    def rows(self) -> list[tuple[Record, int | None]]:
        """Each holder with its share of the amounts awarded, in whole percents."""
        return [(record, share(record.amount, self.total)) for record in self.records.values()]


def track_records(frameworks: Iterable[int]) -> dict[int, TrackRecord]:
    """By agreement. Only consultations whose tenders were opened are read: before, nobody knows
    who answered, and no figure may move (one query). An award withdrawn for the next in rank counts
    for nobody.
    """
    standing = Award.objects.filter(invitation=OuterRef("pk"), withdrawn_at=None)
    invitations = Invitation.objects.filter(
        competition__atelier__framework__in=list(frameworks),
        competition__opened_at__isnull=False,
    ).order_by("consortium__rank")
    found: dict[int, TrackRecord] = {}
    for row in invitations.values_list(
        "competition__atelier__framework_id",
        "consortium_id",
        "consortium__name",
        "consortium__slug",
        "declined_at",
        "tender__pk",
        "tender__price_eur",
        Exists(standing),
    ):
        framework, consortium, name, slug, declined_at, tender, price, awarded = row
        records = found.setdefault(framework, TrackRecord()).records
        record = records.setdefault(consortium, Record(name, slug))
        record.consulted += 1
        record.answered += tender is not None
        record.unreadable += tender is not None and price is None
        record.declined += tender is None and declined_at is not None
        if awarded:
            record.awarded += 1
            record.amount += price or Decimal(0)
    return found


def track_record(framework: int) -> TrackRecord:
    """That of one agreement; empty as long as no tender was opened (one query)."""
    return track_records([framework]).get(framework, TrackRecord())
