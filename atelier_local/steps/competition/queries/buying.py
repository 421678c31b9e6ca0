"""The buyer’s pages, which before the opening know nothing of who has tendered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from atelier_local.programme.ateliers.models import Atelier, RoleGrant
from atelier_local.programme.people.access import GRANTS, Capability
from atelier_local.programme.people.models import Person

from .. import rules
from ..enums import EvaluationCollege
from ..models import Amendment, Award, Criterion, Invitation, MiniCompetition, Officer, Tender
from .opened import tenders
from .reading import invitations_and_letters, questions
from .standing import seen_by, stands


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


def possible_contacts(atelier: Atelier) -> QuerySet[Person]:
    """Who may answer the consortia: those who run the consultation here."""
    running = [role for role, may in GRANTS.items() if Capability.RUN_COMPETITION in may]
    holders = RoleGrant.objects.filter(atelier=atelier, role__in=running, revoked_at=None)
    people = Person.objects.filter(pk__in=holders.values("person"))
    return people.select_related("organisation")


def last_court(atelier: Atelier) -> str:
    """The court that the same agreement's last letter named: seldom another."""
    alike = MiniCompetition.objects.filter(atelier__framework=atelier.framework_id)
    named = alike.exclude(court="").exclude(atelier=atelier).order_by("-pk")
    return named.values_list("court", flat=True).first() or ""


def competition_for_buyer(
    atelier: Atelier, person: Person
) -> tuple[MiniCompetition, rules.Standing] | None:
    """The competition with its agreement, its contact and its officers, and where this person
    stands (two queries)."""
    officers = Officer.objects.select_related("person__organisation")
    found = seen_by(person, MiniCompetition.objects.all())
    found = found.select_related(
        "stream", "contact__organisation", "letter", "lot", "atelier__framework"
    )
    found = found.prefetch_related(Prefetch("officers", officers))
    written = Award.objects.filter(competition=OuterRef("pk"), letters_sent_at__isnull=False)
    competition = found.annotate(written=Exists(written)).filter(atelier=atelier).first()
    if competition is None:
        return None
    competition.told = competition.written
    atelier.framework = competition.atelier.framework
    competition.atelier = atelier
    return competition, stands(competition)


@dataclass(frozen=True)
class BuyerView:
    """What the buyer may know: never, before the opening, who has tendered or how many."""

    criteria: list[Criterion]
    officers: list[Officer]
    invitations: list[Invitation]
    questions: list[dict[str, Any]]
    amendments: list[Amendment]
    tendered: set[int]
    unreadable: set[int]
    open_now: bool

    @property
    def unanswered(self) -> int:
        return sum(question["answered_at"] is None for question in self.questions)


def buyer_view(competition: MiniCompetition, at: datetime) -> BuyerView:
    """One query for each table, whatever its number of rows; nobody is consulted in a draft."""
    published = competition.published_at is not None
    invited = list(_invited(competition)) if published else []
    return BuyerView(
        criteria=list(competition.criteria.all()),
        officers=list(competition.officers.all()),
        invitations=invited,
        questions=questions(competition) if published else [],
        amendments=list(competition.amendments.all()) if published else [],
        tendered={one.pk for one in invited if getattr(one, "answered", False)},
        unreadable={one.pk for one in invited if getattr(one, "unreadable", False)},
        open_now=competition.takes_tenders(at),
    )


def _invited(competition: MiniCompetition) -> QuerySet[Invitation]:
    """Each with the letters sent to it and, once all is opened, whether it had tendered."""
    invited = invitations_and_letters(competition)
    if competition.opened_at is None:
        return invited
    came = Tender.objects.filter(invitation=OuterRef("pk"))
    return invited.annotate(
        answered=Exists(tenders(competition).filter(invitation=OuterRef("pk"))),
        unreadable=Exists(came.filter(price_eur=None)),
    )
