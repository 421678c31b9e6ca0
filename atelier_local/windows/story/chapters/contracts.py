"""What happens to a contract while the Atelier goes on: an advance, a hydrologist more, services
paid, a penalty on which the team is heard."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.people import operations as people
from atelier_local.programme.people.access import digest_of
from atelier_local.programme.people.models import Ticket
from atelier_local.steps.contract import operations as contract
from atelier_local.steps.contract.enums import (
    Assignment,
    InstalmentState,
    ModificationForm,
    ModificationGround,
    PriceVariation,
)
from atelier_local.steps.contract.models import CallOffContract
from atelier_local.steps.contract.queries import (
    contract_of,
    naming,
    spreading,
    standing_to_end,
    team,
)
from atelier_local.steps.contract.rules import Newcomer

from .. import tenders
from ..cast import GUESTS, told_email
from ..plots import Until
from ..telling import Telling


def begin(t: Telling) -> None:
    """Whom the tender named and nobody knew here joins the team; what the team lacked comes by a
    declaration (DC4).
    """
    if t.plot.until is Until.FOLLOW_UP:
        _welcome_guests(t)
    says = t.says.get("contract", {})
    if number := says.get("engagement"):
        contract.number_engagement(_signed(t), number, by=t.pilot, at=t.at(6))
    _advance(t)
    if told := says.get("subcontracting"):
        _subcontract(t, told)


def spread(t: Telling) -> None:
    """The days of each person over the phases: as tendered, else as everybody works."""
    signed = _signed(t)
    told: dict[int, Mapping[str, int]] = {}
    for one in spreading(signed):
        work = tenders.by_phase(2 * one.member.days)
        told[one.member.pk] = one.half_days or {str(phase): n for phase, n in work.items()}
    contract.spread_days(signed, told, by=t.lead, at=t.at(35))


def _advance(t: Telling) -> None:
    """Above the threshold, at the rate of small firms."""
    signed = _signed(t)
    account = standing_to_end(signed).account
    if account.due:
        contract.describe_purchase(
            signed,
            duration_months=signed.duration_months or 12,
            advance_percent=account.proposed,
            techniques=signed.techniques,
            modalities=signed.modalities,
            by=t.pilot,
            at=t.at(6, 11),
        )
        paid = t.calendar.day(20)
        if paid <= t.today:
            contract.record_advance(signed, paid, by=t.pilot, at=t.at(20))


def hear(t: Telling) -> None:
    """A register came late; the buyer announces a penalty, hears the team, and lifts it."""
    told = t.says.get("contract", {}).get("penalty")
    if not told:
        return
    announced = contract.announce_penalty(
        _signed(t), Decimal(told["amount_eur"]), told["reason"], by=t.pilot, at=t.at(188)
    )
    contract.answer_penalty(announced, told["answer"], by=t.lead, at=t.at(193))
    contract.lift_penalty(announced, told["lifted"], by=t.pilot, at=t.at(196))


def invite_guests(t: Telling, at: datetime) -> list[str]:
    """The lead writes to whoever the tender names and who is not there; the tokens of the links."""
    signed = _signed(t)
    keys = {f"{first} {last}": key for key, first, last, *_ in _guests(signed)}
    return [
        contract.invite_named(signed, one.rank, told_email(keys[one.name]), by=t.lead, at=at)
        for one in naming(signed, team(signed)).awaited
        if one.ticket is None
    ]


def _guests(signed: CallOffContract) -> tuple[tuple[str, str, str, str, int], ...]:
    return GUESTS.get(signed.consortium.letter, ())


def _welcome_guests(t: Telling) -> None:
    for token in invite_guests(t, t.at(2)):
        ticket = Ticket.objects.select_related("person").get(digest=digest_of(token))
        assert ticket.person is not None
        people.open_account(ticket.person, by=None, at=t.at(3))
        contract.accept_place(ticket, "", at=t.at(3))


def _signed(t: Telling) -> CallOffContract:
    t.atelier.refresh_from_db()
    found = contract_of(t.atelier)
    assert found is not None
    return found


def admit(t: Telling, days: int) -> None:
    """Every service whose stage is over is admitted so many days after T0, and paid later."""
    signed = _signed(t)
    for instalment in signed.instalments.filter(state=InstalmentState.EXPECTED):
        if Stage(instalment.due_stage).rank < t.atelier.at_stage.rank:
            instalment.contract = signed
            contract.accept_service(instalment, by=t.pilot, at=t.at(days))
            paid = t.calendar.day(days + 24)
            if paid <= t.today:
                contract.record_payment(instalment, paid, by=t.pilot, at=t.at(days + 24))


def _subcontract(t: Telling, told: dict[str, Any]) -> None:
    """Declared by the team, accepted by the pilot, published within its two months; it asks for
    its advance, which whoever it works for gives back.
    """
    signed = _signed(t)
    someone = Newcomer(
        email=told_email(told["key"]),
        first_name=told["first_name"],
        last_name=told["last_name"],
        speciality=told["speciality"],
        days=told["days"],
    )
    declared = contract.declare_subcontracting(
        signed,
        firm=told["firm"],
        siret=told["siret"],
        services=told["services"],
        amount_eur=Decimal(told["amount_eur"]),
        terms=told["terms"],
        duration_months=told["duration_months"],
        variation=PriceVariation.FIRM,
        newcomer=someone,
        by=t.lead,
        at=t.at(30),
    )
    contract.accept_subcontracting(declared, by=t.pilot, at=t.at(34))
    paid = t.calendar.day(50)
    if told.get("asks_advance") and paid <= t.today:
        asking = [declared.pk]
        contract.record_advance(_signed(t), paid, asking=asking, by=t.pilot, at=t.at(50))
    publish(t, 60)


def widen(t: Telling) -> None:
    """What the first workshop showed is given to the subcontractor too, by an act of its own."""
    told = t.says.get("contract", {}).get("amendment")
    if not told:
        return
    signed = _signed(t)
    sub = signed.subcontractings.select_related("organisation", "principal").get()
    sub.contract = signed
    wanted = contract.Amending(
        services=told["services"],
        amount_eur=Decimal(told["amount_eur"]),
        terms=sub.terms,
        duration_months=sub.duration_months,
        why=told["why"],
        agreed_on=t.calendar.day(160),
        assignment=Assignment.NONE,
    )
    act = contract.amend_subcontracting(sub, wanted, by=t.lead, at=t.at(161))
    contract.accept_amendment(act, by=t.pilot, at=t.at(163))
    publish(t, 190)


def publish(t: Telling, days: int) -> None:
    """What the contract has to publish is on the national portal that day."""
    for fact in _signed(t).publications.filter(published_on=None):
        contract.record_publication(fact, t.calendar.day(days), by=t.pilot, at=t.at(days, 10))


def amend(t: Telling) -> None:
    """Something that nobody foresaw, small enough to be agreed without a new competition."""
    told = t.says.get("contract", {}).get("modification")
    if not told:
        return
    wanted = contract.Wanted(
        form=ModificationForm.AGREED,
        ground=ModificationGround(told["ground"]),
        subject=told["subject"],
        reason=told["reason"],
        amount_eur=Decimal(told["amount_eur"]),
        due_stage=Stage(told["due_stage"]).value,
    )
    proposed = contract.propose_modification(_signed(t), wanted, by=t.pilot, at=t.at(276))
    for signature in proposed.signatures.select_related("organisation"):
        signature.modification = proposed
        contract.sign_modification(signature, t.calendar.day(278), by=t.pilot, at=t.at(278))
    contract.notify_modification(proposed, by=t.pilot, at=t.at(279))
    publish(t, 300)
