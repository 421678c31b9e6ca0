"""The buyer’s pages, which before the opening know nothing of who has tendered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from atelier_local.clock import day_of
from atelier_local.programme.ateliers.models import Atelier, RoleGrant
from atelier_local.programme.people.access import GRANTS, Capability
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons

from .. import rules
from ..enums import EvaluationCollege
from ..models import Criterion, Invitation, MiniCompetition, Officer
from .opened import tenders
from .reading import agents, invitations, questions


def against_publishing(competition: MiniCompetition, at: datetime) -> Reasons:
    """What is still missing before the consortia are consulted."""
    framework = competition.atelier.framework
    consortia = list(framework.consortia.all())
    reached = agents(consortium.pk for consortium in consortia)
    return rules.against_publishing(
        keys=rules.against_publishing_keys(officer_states(competition)),
        deadline=competition.deadline,
        at=at,
        agreement_ends=framework.valid_to,
        day=day_of(at),
        unreachable=[str(one) for one in consortia if not reached[one.pk]],
    )


def officer_states(competition: MiniCompetition) -> list[rules.OfficerState]:
    """How far each officer is with their key (one query)."""
    return [
        rules.OfficerState(
            one.person.full_name,
            EvaluationCollege(one.college),
            made=one.key_made_at is not None,
            checked=one.ready,
        )
        for one in competition.officers.all()
    ]


def possible_officers(atelier: Atelier) -> list[Person]:
    """Who may open the tenders: those whose role here allows it."""
    opening = [role for role, may in GRANTS.items() if Capability.OPEN_TENDERS in may]
    holders = RoleGrant.objects.filter(atelier=atelier, role__in=opening, revoked_at=None)
    people = Person.objects.filter(pk__in=holders.values("person"))
    return list(people.select_related("organisation"))


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
