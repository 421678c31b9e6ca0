"""A contract given without competition, and what it takes."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from atelier_local.clock import day_of
from atelier_local.steps.competition.models import Award, MiniCompetition
from atelier_local.steps.competition.operations import award_directly
from atelier_local.steps.competition.rules.direct import Direct
from tests.factories import agreement
from tests.factories.competition import AFTER, a_draft
from tests.factories.people import Cast

PRICE = Decimal(64_000)
REASON = (
    "Le modèle hydraulique des bourgs, calé sur dix ans de crues, ne s’exploite qu’avec l’outil "
    "que ce groupement a construit."
)
SOLE = (
    "Aucun autre titulaire ne détient ce modèle ni ses mesures, et le refaire demanderait deux "
    "hivers de relevés."
)
WHOLE = Direct(REASON, SOLE, PRICE, 12, day_of(AFTER) - timedelta(days=3), untied=True)


def a_proposal() -> SimpleUploadedFile:
    return SimpleUploadedFile("Proposition.pdf", b"%PDF-1.7\nProposition du groupement C.\n%%EOF\n")


def a_foreseen_draft(cast: Cast) -> MiniCompetition:
    """A consultation in preparation, under an agreement that foresees contracts without one."""
    draft = a_draft(cast)
    framework = draft.atelier.framework
    agreement.foresee_direct(framework, cast.agnès)
    framework.refresh_from_db()
    return draft


def a_direct_award(cast: Cast, draft: MiniCompetition | None = None) -> Award:
    """Consortium C alone is able."""
    atelier = (draft or a_foreseen_draft(cast)).atelier
    holder = atelier.framework.consortia.get(letter="C")
    return award_directly(atelier, holder, WHOLE, a_proposal(), by=cast.camille, at=AFTER)
