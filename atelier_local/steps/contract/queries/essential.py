"""What is published of a contract, what is still missing, and how long there is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from atelier_local.clock import day_of
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.law import Rule, in_force, rows
from atelier_local.programme.agreement.models import ConsortiumMember
from atelier_local.programme.territories.queries import facts as facts_of_territory
from atelier_local.refusal import Reasons
from atelier_local.steps.competition.models import Tender

from .. import decp
from ..models import CallOffContract, Publication


@dataclass(frozen=True)
class Essential:
    """The page of essential data."""

    contract: CallOffContract
    publications: list[Publication]
    missing: Reasons
    threshold: Rule | None
    delay: Rule | None
    today: date

    @property
    def compulsory(self) -> bool:
        return self.threshold is not None and self.contract.amount_eur >= int(self.threshold.value)

    @property
    def waiting(self) -> list[tuple[Publication, int]]:
        """What is not published yet, and how many days are left (negative when late)."""
        return [(p, (p.due_on - self.today).days) for p in self.publications if not p.published_on]

    @property
    def next(self) -> tuple[Publication, int] | None:
        return min(self.waiting, key=lambda pair: pair[0].due_on, default=None)


def publication_url(contract: CallOffContract) -> str:
    return reverse("contract:essential", args=[contract.atelier.slug])


def essential(contract: CallOffContract, today: date) -> Essential:
    day = day_of(contract.notified_at) if contract.notified_at else contract.signed_on
    law = rows()
    return Essential(
        contract=contract,
        publications=list(contract.publications.all()),
        missing=decp.missing(facts(contract, today)),
        threshold=in_force(law, "decp_threshold", day),
        delay=in_force(law, "decp_months", day),
        today=today,
    )


def facts(contract: CallOffContract, today: date) -> decp.Facts:
    """What the tables hold, as the schema asks for it; `today` stands for a day not yet known."""
    atelier, framework = contract.atelier, contract.atelier.framework
    published = {p.subject: p.published_on for p in contract.publications.all()}
    competition = contract.award.competition
    members = list(contract.consortium.members.select_related("organisation"))
    departments = facts_of_territory(atelier.epci).department_codes
    return decp.Facts(
        number=contract.decp_id,
        framework_number=framework.number,
        buyer_siret=framework.buyer_siret,
        subject=f"{atelier.name} : {atelier.question}".rstrip(" :"),
        cpv=framework.cpv,
        ccag=framework.ccag,
        procedure=framework.procedure,
        group_form=framework.group_form,
        techniques=tuple(contract.techniques),
        modalities=tuple(contract.modalities),
        tenders=Tender.objects.filter(invitation__competition=competition).count(),
        department=departments[0] if departments else "",
        months=contract.duration_months,
        notified_on=day_of(contract.notified_at) if contract.notified_at else None,
        published_on=published.get("contract") or today,
        amount=contract.amount_eur,
        holders=_holders(members),
        unqualified=tuple(
            m.organisation.name for m in members if m.role == MembershipRole.UNSPECIFIED
        ),
        advance_percent=contract.advance_percent,
        environmental=_environmental(contract),
    )


def _holders(members: Iterable[ConsortiumMember]) -> tuple[decp.Firm, ...]:
    """Lead and joint contractors; a subcontractor holds nothing."""
    holding = (MembershipRole.LEAD, MembershipRole.JOINT_CONTRACTOR)
    return tuple(
        decp.Firm(member.organisation.name, member.siret)
        for member in members
        if member.role in holding
    )


def _environmental(contract: CallOffContract) -> bool:
    """Whether a criterion that the consultation used weighs the environment."""
    keys = contract.award.competition.criteria.values("key")
    criteria = contract.atelier.framework.criteria
    return bool(criteria.filter(is_environmental=True, key__in=keys).exists())
