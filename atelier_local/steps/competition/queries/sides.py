"""What a consortium reads of its own side."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from atelier_local.programme.agreement.models import ConsortiumAgent
from atelier_local.programme.people.models import Person

from ..enums import CompetitionState
from ..models import Award, Invitation, Tender


def sides_of(person: Person) -> list[Invitation]:
    """The consultations to which the person may answer, the nearest deadline first."""
    acting_for = ConsortiumAgent.objects.filter(person=person).values("consortium")
    standing = Award.objects.filter(withdrawn_at=None, letters_sent_at__isnull=False)
    return list(
        Invitation.objects.filter(consortium__in=acting_for)
        .exclude(competition__state=CompetitionState.DRAFT)
        .select_related("consortium", "competition__atelier")
        .annotate(won=Exists(standing.filter(invitation=OuterRef("pk"))))
        .annotate(decided=Exists(standing.filter(competition=OuterRef("competition"))))
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
