"""What a consortium does, on its side and unseen by the others."""

import json
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import reasons, refuse_if

from .. import queries, rules, sealing
from ..access import Side
from ..models import Invitation, MiniCompetition, Tender
from ..queries import Receipt


@transaction.atomic
def decline(side: Side, reason: str, *, by: Person, at: datetime) -> None:
    """Tell the buyer that the consortium will not answer; a tender it had sealed is withdrawn."""
    competition = _still_open(side, at)
    refuse_if([] if reason.strip() else ["dites pourquoi en une phrase : le motif est consigné"])
    waiting = Invitation.objects.filter(pk=side.invitation.pk, declined_at=None)
    if not waiting.update(declined_at=at, decline_reason=reason.strip()):
        return
    Tender.objects.filter(invitation=side.invitation).delete()
    payload = {"consortium": side.consortium.pk, "reason": reason.strip()}
    append(competition.stream, "competition.declined", payload, by=by, at=at)


@transaction.atomic
def deposit(
    side: Side,
    *,
    price_eur: Decimal,
    pitch: str,
    method: str,
    team_note: str,
    by: Person,
    at: datetime,
) -> Receipt:
    """Seal a tender, in place of the one before; the receipt is for its side alone.

    Nothing but the tender's own row is written: no line, message or log until the opening.
    """
    competition = _still_open(side, at)
    declined = Invitation.objects.filter(pk=side.invitation.pk, declined_at__isnull=False).exists()
    refuse_if(
        rules.against_tendering(
            competition.at_state, deadline=competition.deadline, at=at, declined=declined
        )
        + reasons((price_eur <= 0, "le prix est supérieur à zéro"))
    )
    first, second = competition.officers.values_list("recipient", flat=True)
    words = {
        "price_eur": str(price_eur),
        "pitch": pitch,
        "method": method,
        "team_note": team_note,
    }
    envelope = sealing.seal(json.dumps(words).encode(), first, second)
    sealed = {
        "ciphertext": envelope,
        "digest": sealing.digest(envelope),
        "size": len(envelope),
        "deposited_at": at,
        "deposited_by": by,
    }
    tender, _ = Tender.objects.update_or_create(
        invitation=side.invitation,
        create_defaults=sealed,
        defaults=sealed | {"replaced": F("replaced") + 1},
    )
    tender.refresh_from_db(fields=["replaced"])
    return queries.receipt_of(tender)


def _still_open(side: Side, at: datetime) -> MiniCompetition:
    """The competition, which nobody can open meanwhile."""
    competition = (
        MiniCompetition.objects.select_for_update(of=("self",))
        .select_related("stream", "atelier")
        .get(pk=side.competition.pk)
    )
    refuse_if(rules.against_tendering(competition.at_state, deadline=competition.deadline, at=at))
    return competition
