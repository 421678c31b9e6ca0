"""What several pages and acts read: who is consulted, what was opened, what was asked."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from atelier_local.programme.agreement.models import ConsortiumAgent, FrameworkAgreement
from atelier_local.programme.ateliers.enums import PartyKind
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Person

from ..enums import EvaluationCollege
from ..models import Invitation, MiniCompetition

_COLLEGE_OF_PARTY = {
    PartyKind.PILOT: EvaluationCollege.PILOT,
    PartyKind.LOCAL_AUTHORITY: EvaluationCollege.LOCAL_AUTHORITIES,
    PartyKind.OPERATOR: EvaluationCollege.OPERATOR,
}


def invitations(competition: MiniCompetition) -> QuerySet[Invitation]:
    return competition.invitations.select_related("consortium")


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


def colleges(atelier: Atelier) -> set[EvaluationCollege]:
    """The evaluation colleges that the parties of the Atelier make up."""
    kinds = {PartyKind(party.kind) for party in atelier.parties.all()}
    return {college for kind, college in _COLLEGE_OF_PARTY.items() if kind in kinds}


def questions(competition: MiniCompetition) -> list[dict[str, Any]]:
    """Questions without who asked them, the latest first."""
    asked = competition.questions.order_by("-asked_at", "-id")
    return [dict(q) for q in asked.values("id", "text", "asked_at", "answer", "answered_at")]
