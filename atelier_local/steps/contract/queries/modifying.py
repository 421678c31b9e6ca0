"""The contract as modified: how much, how long, who holds it; what may still be changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from atelier_local.clock import day_of
from atelier_local.programme.agreement.law import Rule, in_force, known, rows
from atelier_local.programme.ateliers.enums import PartyKind
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.people.models import Organisation
from atelier_local.refusal import Reasons

from .. import rules
from ..enums import InstalmentState, ModificationForm, ModificationGround, ModificationState
from ..models import CallOffContract, Modification
from .holding import Holder, firms_after, lead_among

_NO_THRESHOLD = 10**12


@dataclass(frozen=True)
class InEffect:
    """What the contract is today: as signed, and as every notified modification changed it."""

    amount: Decimal
    months: int | None
    ends_on: date | None
    changed: bool


def in_effect(contract: CallOffContract) -> InEffect:
    """One query."""
    return effect_of(contract, notified_of(contract))


def effect_of(contract: CallOffContract, notified: Iterable[Modification]) -> InEffect:
    amount, months, changed = contract.amount_eur, contract.duration_months, False
    for one in notified:
        amount, changed = amount + one.amount_eur, True
        months = one.duration_months or months
    day = day_of(contract.notified_at) if contract.notified_at else None
    ends_on = rules.publication_due(day, months) if day and months else None
    return InEffect(amount, months, ends_on, changed)


def notified_of(contract: CallOffContract) -> list[Modification]:
    """Every modification in force, in order, with who enters and who leads."""
    found = contract.modifications.filter(state=ModificationState.NOTIFIED)
    return list(found.select_related("entering", "mandate").order_by("act_number"))


def standing(
    contract: CallOffContract, today: date, known_ones: Iterable[Modification] | None = None
) -> rules.Standing:
    """What a modification is measured against; `known_ones` spares a query."""
    notified = notified_of(contract) if known_ones is None else in_force_among(known_ones)
    effect = effect_of(contract, notified)
    small = [m.amount_eur for m in notified if m.ground == ModificationGround.SMALL]
    expected: dict[str, Decimal] = {}
    found = contract.instalments.filter(state__in=(InstalmentState.EXPECTED, InstalmentState.ENDED))
    ended = False
    for one in found:
        if one.state == InstalmentState.ENDED:
            ended = True
            continue
        expected[one.due_stage] = expected.get(one.due_stage, Decimal(0)) + one.amount_eur
    day = day_of(contract.notified_at) if contract.notified_at else today
    return rules.Standing(
        notified=contract.notified_at is not None,
        initial=contract.amount_eur,
        amount=effect.amount,
        months=effect.months or 0,
        elapsed=(today.year - day.year) * 12 + today.month - day.month,
        small=sum(small, Decimal(0)),
        expected=expected,
        ended=ended,
    )


def runs_on(contract: CallOffContract) -> bool:
    """Whether some service is still to be admitted: a contract carried out changes no more."""
    return contract.instalments.filter(state=InstalmentState.EXPECTED).exists()


def limits(contract: CallOffContract, today: date) -> rules.Limits:
    """The law of the day of the consultation: the contract was awarded under it."""
    competition = contract.award.competition
    day = day_of(competition.published_at) if competition.published_at else today
    threshold = in_force(rows(), "eu_threshold_state_services", today)
    return rules.Limits(
        small_percent=int(known("modification_small", day).value),
        half_percent=int(known("modification_additional", day).value),
        threshold=int(threshold.value) if threshold else _NO_THRESHOLD,
        articles={g.value: known(g.law, day).cited for g in ModificationGround},
        months_max=contract.atelier.framework.duration_max_months,
        adaptation=bool(contract.atelier.framework.adaptation_clause.strip()),
        mandate=_mandate_limits(today),
    )


def _mandate_limits(today: date) -> rules.MandateLimits:
    """The law of the day of the act: what is replaced is replaced under it."""
    replaced, notice = known("lead_replacement", today), known("lead_notice_days", today)
    return rules.MandateLimits(
        allowed=bool(replaced.value),
        article=replaced.cited,
        notice_days=int(notice.value),
        notice_article=notice.cited,
    )


def mandate_law(today: date) -> list[Rule]:
    """What is known of a lead that changes, for the page that lets one propose it."""
    keys = ("group_lead", "lead_replacement", "lead_signatures", "lead_notice_days")
    return [known(key, today) for key in keys]


def grounds(today: date) -> list[tuple[ModificationGround, Rule]]:
    """Each ground with its article, for the page that lets one choose."""
    return [(ground, known(ground.law, today)) for ground in ModificationGround]


def buyer_of(contract: CallOffContract) -> Organisation | None:
    """The service that signs for the State: the pilot of the Atelier."""
    return pilot_among(contract.atelier)


def pilot_among(atelier: Atelier) -> Organisation | None:
    party = atelier.parties.filter(kind=PartyKind.PILOT).select_related("organisation")
    found = party.first()
    return found.organisation if found else None


def modifications(contract: CallOffContract) -> list[Modification]:
    """Every one, the latest first (one query)."""
    found = contract.modifications.select_related("leaving", "entering", "mandate")
    return list(found.order_by("-number"))


def in_force_among(listed: Iterable[Modification]) -> list[Modification]:
    """Those notified, in the order of their acts."""
    return sorted((m for m in listed if m.notified), key=lambda m: m.act_number or 0)


def asked(modification: Modification, held: Iterable[Holder], today: date) -> rules.Asked:
    """A modification as the rules weigh it."""
    one, listed = modification, list(held)
    within = {h.organisation.pk for h in listed}
    return rules.Asked(
        form=ModificationForm(one.form),
        ground=ModificationGround(one.ground),
        reason=one.reason,
        clause=one.clause,
        amount=one.amount_eur,
        stage=one.due_stage,
        months=one.duration_months,
        leaving=one.leaving_id is not None,
        entering=one.entering_id is not None,
        siret=one.entering_siret,
        already=one.entering_id in within,
        payee_out=one.payee_id is not None and one.payee_id not in within,
        gone=one.leaving_id is not None and one.leaving_id not in within,
        itself=one.leaving_id is not None and one.leaving_id == one.entering_id,
        mandate=_mandate(one, listed, today),
    )


def _mandate(one: Modification, held: list[Holder], today: date) -> rules.Mandate:
    """The lead of today, and who would lead."""
    lead = lead_among(held)
    others = [h.organisation.pk for h in held if not lead or h.organisation.pk != lead.pk]
    noticed = (today - one.notice_on).days if one.notice_on else None
    days = int(known("lead_notice_days", today).value)
    return rules.Mandate(
        leads=lead is not None and one.leaving_id == lead.pk,
        named=one.mandate_id is not None,
        same=lead is not None and one.mandate_id == lead.pk,
        within=one.mandate_id in firms_after(held, one),
        second=bool(others) and one.mandate_id == others[0],
        absence=one.absence,
        noticed=noticed,
        elapsed=rules.notice_elapsed(noticed, days),
    )


def warned(modification: Modification, today: date) -> Reasons:
    """What must be judged before somebody signs."""
    contract = modification.contract
    asks = asked(modification, (), today)
    return rules.warnings(asks, contract.amount_eur, limits(contract, today))


def article(modification: Modification) -> str:
    """The article of its ground, as a screen cites it."""
    return known(ModificationGround(modification.ground).law, modification.proposed_on).cited


def effect_with(modification: Modification) -> InEffect:
    """The contract as this modification would leave it, notified now."""
    contract = modification.contract
    return effect_of(contract, [*notified_of(contract), modification])
