"""What an agreement lets the buyer do without competition, and what was done so."""

from datetime import date
from decimal import Decimal

from atelier_local.programme.agreement.models import FrameworkAgreement, Lot
from atelier_local.programme.agreement.queries import against_committing, against_using
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.refusal import Reasons
from atelier_local.steps.application.models import Specification

from ..models import MiniCompetition
from ..rules import direct


def agreed_of(framework: FrameworkAgreement) -> direct.Agreed:
    return direct.Agreed(
        framework.direct_clause,
        framework.valid_from,
        framework.valid_to,
        framework.duration_min_months,
        framework.duration_max_months,
    )


def against_direct(atelier: Atelier, known: MiniCompetition | None, day: date) -> Reasons:
    """Why no contract is given without competition here, whatever the holder (one query)."""
    framework = atelier.framework
    return direct.against_direct(
        known.at_state if known else None,
        at_stage=atelier.at_stage is Stage.COMPETITION,
        specified=Specification.objects.filter(note__atelier=atelier).exists(),
        agreed=agreed_of(framework),
        day=day,
    ) + against_using(framework)


def against_affording(
    framework: FrameworkAgreement, price: Decimal | None, lot: Lot | None = None
) -> Reasons:
    """Why the ceiling, or that of the lot, leaves no room for that price (one query)."""
    return against_committing(framework, price, lot) if price else ()
