"""What the Atelier asked of its team, and what the team of today brings."""

from django.db.models import Exists, OuterRef, StringAgg, Subquery, Value

from atelier_local.programme.agreement.models import Speciality
from atelier_local.programme.agreement.rules import Node
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.steps.application.models import OpportunityNote
from atelier_local.steps.contract.models import TeamMember

from .. import rules

_APART = "\n"


def untaken(atelier: Atelier) -> list[str]:
    """The specialities that the note asked for and that nobody brings (one query)."""
    asked = OpportunityNote.objects.filter(atelier=atelier, needed_specialities=OuterRef("pk"))
    team = TeamMember.objects.filter(contract__atelier=atelier, to_on=None)
    firms = team.filter(member__membership_specialities__speciality=OuterRef("pk"))
    said = team.order_by().values("contract").annotate(
        all=StringAgg("speciality", Value(_APART))
    )  # fmt: skip
    found = list(
        Speciality.objects.annotate(
            asked=Exists(asked), held=Exists(firms), said=Subquery(said.values("all"))
        )
    )
    return rules.untaken(
        [one.slug for one in found if one.asked],
        [one.slug for one in found if one.held],
        (found[0].said or "").split(_APART) if found else [],
        [
            Node(one.slug, one.parent_id or "", (one.slug, one.label, *one.synonyms))
            for one in found
        ],
    )
