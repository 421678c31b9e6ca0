"""What a consortium reads of its own side."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from atelier_local.programme.agreement.models import ConsortiumAgent
from atelier_local.programme.people.models import Person

from ..access import left
from ..enums import NOBODY_CONSULTED
from ..models import Award, Draft, Invitation, MiniCompetition


def sides_of(person: Person) -> list[Invitation]:
    """The consultations to which the person may answer, the nearest deadline first."""
    acting_for = ConsortiumAgent.objects.filter(person=person).values("consortium")
    standing = Award.objects.filter(withdrawn_at=None, letters_sent_at__isnull=False)
    return list(
        Invitation.objects.filter(consortium__in=acting_for)
        .exclude(left(person.organisation_id, invitation=OuterRef("pk")))
        .exclude(competition__state__in=NOBODY_CONSULTED)
        .select_related("consortium", "competition__atelier")
        .annotate(won=Exists(standing.filter(invitation=OuterRef("pk"))))
        .annotate(decided=Exists(standing.filter(competition=OuterRef("competition"))))
        .order_by("competition__deadline")
    )


def draft_of(invitation: Invitation) -> Draft | None:
    """What that side is writing, closed."""
    return Draft.objects.filter(invitation=invitation).first()


def competition_of_stream(stream: str) -> MiniCompetition | None:
    """The consultation that a receipt names; None for what names none."""
    try:
        key = UUID(stream)
    except ValueError:
        return None
    found = MiniCompetition.objects.select_related("atelier").filter(stream=key)
    return found.exclude(published_at=None).first()
