"""What is published of a contract, what is still missing, and how long there is left."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from atelier_local.clock import day_of
from atelier_local.programme.agreement.enums import MembershipRole, Procedure
from atelier_local.programme.agreement.law import Rule, in_force, rows
from atelier_local.programme.agreement.models import ConsortiumMember
from atelier_local.programme.ateliers.models import ProblemStatement
from atelier_local.programme.governance.layout import territory_facts
from atelier_local.refusal import Reasons
from atelier_local.steps.competition.models import Criterion, MiniCompetition

from .. import decp
from ..enums import ModificationState
from ..models import (
    CallOffContract,
    Publication,
    Subcontracting,
    SubcontractingAmendment,
)
from .amending import as_first_accepted
from .holding import Holder, group_of, holders, holding_among
from .modifying import effect_of


@dataclass(frozen=True)
class Essential:
    """The page of essential data."""

    contract: CallOffContract
    publications: list[Publication]
    facts: decp.Facts
    threshold: Rule | None
    delay: Rule | None
    today: date

    @property
    def missing(self) -> Reasons:
        return decp.missing(self.facts)

    @property
    def social(self) -> str:
        return _short(self.facts.social, " social")

    @property
    def environmental(self) -> str:
        return _short(self.facts.environmental, " environnemental")

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


def _short(told: Iterable[str], about: str) -> str:
    """« clause, critère »: on the page a label says what of; its words are too long for a phone."""
    said = (words.lower().removesuffix(f"{about}e").removesuffix(about) for words in told)
    return ", ".join(said) or "aucune considération"


def publication_url(contract: CallOffContract) -> str:
    return reverse("contract:essential", args=[contract.atelier.slug])


def essential(contract: CallOffContract, today: date) -> Essential:
    day = day_of(contract.notified_at) if contract.notified_at else contract.signed_on
    law = rows()
    publications = list(contract.publications.all())
    return Essential(
        contract=contract,
        publications=publications,
        facts=facts(contract, today, publications),
        threshold=in_force(law, "decp_threshold", day),
        delay=in_force(law, "decp_months", day),
        today=today,
    )


def facts(
    contract: CallOffContract, today: date, publications: Iterable[Publication] | None = None
) -> decp.Facts:
    """What the tables hold, as the schema asks for it; `today` stands for a day not yet known."""
    atelier, framework = contract.atelier, contract.atelier.framework
    if publications is None:
        publications = contract.publications.all()
    published = {p.subject: p.published_on for p in publications}
    tenders, green, social, question = _consulted(contract)
    lot = contract.award.competition.lot
    of_lot = f", {lot}" if lot else ""
    members = group_of(contract)
    related = contract.subcontractings.select_related("organisation")
    subs = list(related.prefetch_related("amendments"))
    notified_on = day_of(contract.notified_at) if contract.notified_at else None
    departments = territory_facts(atelier).department_codes
    return decp.Facts(
        number=contract.decp_id,
        framework_number=framework.number,
        buyer_siret=framework.buyer_siret,
        subject=f"{atelier.name}{of_lot} : {question or atelier.question}".rstrip(" :"),
        cpv=framework.cpv,
        ccag=framework.ccag,
        procedure=_procedure(contract, notified_on or today),
        group_form=framework.group_form,
        techniques=tuple(contract.techniques),
        modalities=tuple(contract.modalities),
        tenders=tenders,
        department=departments[0] if departments else "",
        months=contract.duration_months,
        notified_on=notified_on,
        published_on=published.get("contract") or today,
        amount=contract.amount_eur,
        holders=_holders(members),
        unqualified=tuple(
            m.organisation.name for m in members if m.role == MembershipRole.UNSPECIFIED
        ),
        advance_percent=contract.advance_percent,
        declared_subcontracting=any(
            sub.accepted and notified_on and sub.decided_on and sub.decided_on <= notified_on
            for sub in subs
        ),
        price_types=(framework.price_type,),
        social=_told(
            (framework.social_clause, "Clause sociale"),
            (social, "Critère social"),
            (framework.reserved, "Marché réservé"),
        ),
        environmental=_told(
            (framework.environmental_clause, "Clause environnementale"),
            (green, "Critère environnemental"),
        ),
        acts=_acts(subs, published, today),
        changes=_modified(contract, holding_among(members), published, today),
        act_changes=tuple(_amended(subs, published, today)),
    )


def _modified(
    contract: CallOffContract,
    signed: list[Holder],
    published: Mapping[str, date | None],
    today: date,
) -> tuple[decp.Change, ...]:
    """What each notified modification left the contract as: its amount, its length, its holders.

    The State's schema has no word for a lead: its firms are told again, the lead first.
    """
    notified = contract.modifications.filter(state=ModificationState.NOTIFIED)
    related = notified.select_related("entering", "leaving", "mandate")
    listed = list(related.order_by("act_number"))
    found = []
    for place, one in enumerate(listed, 1):
        effect = effect_of(contract, listed[:place])
        moved = one.entering_id or one.mandate_id
        held = holders(contract, listed[:place], signed) if moved else []
        held.sort(key=lambda holder: not holder.leads)
        found.append(
            decp.Change(
                number=one.act_number or 0,
                notified_on=one.notified_on or today,
                published_on=published.get(f"modification:{one.act_number}") or today,
                months=effect.months if one.duration_months else None,
                amount=effect.amount if one.amount_eur else None,
                holders=tuple(decp.Firm(h.organisation.name, h.siret) for h in held),
            )
        )
    return tuple(found)


def _acts(
    subs: Iterable[Subcontracting], published: Mapping[str, date | None], today: date
) -> tuple[decp.Act, ...]:
    """Accepted declarations, in the order of their acts, as they were first accepted."""
    found = []
    for sub in _in_order(subs):
        amount, months = as_first_accepted(sub, _acts_of(sub))
        act = decp.Act(
            number=sub.act_number or 0,
            firm=decp.Firm(sub.organisation.name, sub.siret),
            months=months,
            notified_on=sub.decided_on or today,
            published_on=published.get(f"subcontracting:{sub.act_number}") or today,
            amount=amount,
            variation=sub.variation,
        )
        found.append(act)
    return tuple(found)


def _in_order(subs: Iterable[Subcontracting]) -> list[Subcontracting]:
    accepted = [sub for sub in subs if sub.accepted and sub.act_number and sub.decided_on]
    return sorted(accepted, key=lambda sub: sub.act_number or 0)


def _acts_of(sub: Subcontracting) -> list[SubcontractingAmendment]:
    """The acts in force that changed it, in order."""
    return [one for one in sub.amendments.all() if one.accepted]


def _amended(
    subs: Iterable[Subcontracting], published: Mapping[str, date | None], today: date
) -> Iterator[decp.Change]:
    """Each act that changed an amount or a length: the schema knows an act by its number."""
    for sub in _in_order(subs):
        for one in _acts_of(sub):
            if one.told_to_the_state:
                subject = f"amendment:{sub.act_number}.{one.rank}"
                yield decp.Change(
                    number=sub.act_number or 0,
                    notified_on=one.decided_on or today,
                    published_on=published.get(subject) or today,
                    months=one.duration_months if one.duration_months != one.was_months else None,
                    amount=one.amount_eur if one.amount_eur != one.was_eur else None,
                )


def _holders(members: Iterable[ConsortiumMember]) -> tuple[decp.Firm, ...]:
    """Lead and joint contractors; a subcontractor holds nothing."""
    holding = (MembershipRole.LEAD, MembershipRole.JOINT_CONTRACTOR)
    return tuple(
        decp.Firm(member.organisation.name, member.siret)
        for member in members
        if member.role in holding
    )


def _procedure(contract: CallOffContract, day: date) -> str:
    """That of the agreement, or the one that the law gives a contract without competition."""
    framework = contract.atelier.framework
    rule = in_force(rows(), "direct_award_procedure", day) if contract.award.direct else None
    known = rule is not None and rule.value in Procedure.values
    return str(rule.value) if rule and known else framework.procedure


def _told(*pairs: tuple[bool, str]) -> tuple[str, ...]:
    """The words of the schema whose fact holds."""
    return tuple(words for holds, words in pairs if holds)


def _consulted(contract: CallOffContract) -> tuple[int, bool, bool, str | None]:
    """How many tenders came in time, whether a criterion used weighs the environment, or social
    matters, and the question as it was then: it may have been worded better since.
    """
    competition = contract.award.competition_id
    published = Criterion.objects.filter(competition__published_at__isnull=False)
    keys = published.filter(competition=competition).values("key")
    criteria = contract.atelier.framework.criteria
    used = criteria.filter(key__in=keys)
    consulted = MiniCompetition.objects.filter(pk=competition)
    counted = Count("invitations__tender", distinct=True)
    worded = ProblemStatement.objects.filter(
        atelier=OuterRef("atelier"), at__lte=OuterRef("asked_at")
    )
    told = consulted.annotate(asked_at=Coalesce("published_at", "deadline")).annotate(
        tenders=counted,
        green=Exists(used.filter(is_environmental=True)),
        social=Exists(used.filter(is_social=True)),
        question=Subquery(worded.order_by("-at", "-pk").values("question")[:1]),
    )
    return told.values_list("tenders", "green", "social", "question").get()
